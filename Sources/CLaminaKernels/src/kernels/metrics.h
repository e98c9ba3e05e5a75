// Counts and sums of which metrics over many batches are made. Shape: one scalar pass over all rows; counted whole.
#pragma once
#include "accuracy.h"
#include "elementwise.h"

// Element c's place in a row from the largest down is less than k; equal ones stand in the order of their columns. The least of
// those k: its value and column. Nothing that is not a number is among them.
LAMINA_INLINE int64_t least_of_largest(const float *x, int64_t columns, int64_t k) {
    int64_t least = -1;
    for (int64_t place = 0; place < k; place++) {
        int64_t next = -1;
        for (int64_t c = 0; c < columns; c++) {
            if (!(x[c] == x[c]) || (least >= 0 && (x[c] > x[least] || (x[c] == x[least] && c <= least)))) continue;
            if (next < 0 || x[c] > x[next]) next = c;
        }
        if (next < 0) break;
        least = next;
    }
    return least;
}

// How many thresholds x exceeds.
LAMINA_INLINE int64_t thresholds_below(float x, const lamina_threshold_counts_arguments *a) {
    if (!a->even) {
        int64_t below = 0;
        while (below < a->thresholds && x > a->values[below]) below++;
        return below;
    }
    const float share = x > 1 ? 1 : x > 0 ? x : 0;
    const int64_t below = (int64_t)ceilf(share * (float)(a->thresholds - 1));
    return below < 1 && a->exceeds_first ? 1 : below;
}

KERNEL(threshold_counts) {
    const lamina_threshold_counts_arguments *a = arguments;
    if (last <= first) return;
    const int64_t rows = lamina_count(run, a->rows), buckets = a->thresholds + 1;
    const float *prediction = lamina_floats(run, a->prediction), *target = lamina_floats(run, a->target);
    float *y = lamina_floats(run, a->y);
    // Counted as integers in the place of the result: a float would stop at 2²⁴.
    const int64_t size = 2 * buckets * (a->per_column ? a->columns : 1);
    memset(y, 0, (size_t)size * sizeof(float));
    char *bytes = (char *)y;
    const int64_t from = a->class_id >= 0 ? a->class_id : 0, to = a->class_id >= 0 ? a->class_id + 1 : a->columns;
    for (int64_t r = 0; r < rows; r++) {
        const float *p = prediction + r * a->columns, *t = target + r * a->columns;
        const int64_t least = a->top_k > 0 ? least_of_largest(p, a->columns, a->top_k) : -1;
        for (int64_t c = from; c < to; c++) {
            const int is_kept = a->top_k <= 0 || (least >= 0 && (p[c] > p[least] || (p[c] == p[least] && c <= least)));
            const int64_t bucket = thresholds_below(is_kept ? p[c] : -1e10f, a);
            const int64_t place = (a->per_column ? c * 2 * buckets : 0) + (t[c] != 0 ? 0 : buckets) + bucket;
            uint32_t count;
            memcpy(&count, bytes + place * 4, 4);
            count++;
            memcpy(bytes + place * 4, &count, 4);
        }
    }
    for (int64_t i = 0; i < size; i++) {
        uint32_t count;
        memcpy(&count, bytes + i * 4, 4);
        y[i] = (float)count;
    }
}

KERNEL(class_matches) {
    const lamina_class_matches_arguments *a = arguments;
    if (last <= first) return;
    const int64_t rows = lamina_count(run, a->rows), columns = a->columns;
    const float *prediction = lamina_floats(run, a->prediction), *target = lamina_floats(run, a->target);
    float *y = lamina_floats(run, a->y);
    memset(y, 0, (size_t)(4 * columns) * sizeof(float));
    for (int64_t r = 0; r < rows; r++) {
        const float *p = prediction + r * columns, *t = target + r * columns;
        float largest = p[0];
        for (int64_t c = 1; c < columns; c++) largest = p[c] > largest ? p[c] : largest;
        for (int64_t c = 0; c < columns; c++) {
            const int is_chosen = a->of_largest ? p[c] >= largest && (p[c] > 1e-9f || p[c] < -1e-9f) : p[c] > a->threshold;
            y[c] += is_chosen ? t[c] : 0;
            y[columns + c] += is_chosen ? 1 - t[c] : 0;
            y[2 * columns + c] += is_chosen ? 0 : t[c];
            y[3 * columns + c] += t[c];
        }
    }
}

// Whether fewer than k of a row exceed the element of a class.
LAMINA_INLINE int is_among_largest(const float *x, int64_t columns, int64_t class, int64_t k) {
    const float value = class >= 0 && class < columns && x[class] == x[class] ? x[class] : -INFINITY;
    int64_t greater = 0;
    for (int64_t c = 0; c < columns; c++) greater += x[c] > value;
    return greater < k;
}

LAMINA_INLINE void top_k_share(const lamina_run *run, const lamina_top_k_arguments *a, int is_sparse) {
    const int64_t rows = lamina_count(run, a->rows), columns = a->columns;
    if (rows <= 0) return;
    const float *prediction = lamina_floats(run, a->prediction), *target = lamina_floats(run, a->target);
    int64_t right = 0;
    for (int64_t r = 0; r < rows; r++) {
        const float label = is_sparse ? target[r] : (float)first_largest(target + r * columns, columns);
        const int64_t class = label >= 0 && label < (float)columns ? (int64_t)label : -1;
        right += is_among_largest(prediction + r * columns, columns, class, a->k);
    }
    lamina_floats(run, a->y)[0] = (float)((double)right / (double)rows);
}

KERNEL(top_k_accuracy) {
    if (last > first) top_k_share(run, arguments, 0);
}

KERNEL(sparse_top_k_accuracy) {
    if (last > first) top_k_share(run, arguments, 1);
}

KERNEL(regression_totals) {
    const lamina_regression_totals_arguments *a = arguments;
    if (last <= first) return;
    const int64_t rows = lamina_count(run, a->rows), columns = a->columns;
    const float *prediction = lamina_floats(run, a->prediction), *target = lamina_floats(run, a->target);
    float *y = lamina_floats(run, a->y);
    for (int64_t c = 0; c < columns; c++) {
        double sums[3] = {0};
        for (int64_t r = 0; r < rows; r++) {
            const double t = target[r * columns + c], error = t - (double)prediction[r * columns + c];
            sums[0] += t;
            sums[1] += t * t;
            sums[2] += error * error;
        }
        for (int s = 0; s < 3; s++) {
            const float high = (float)sums[s];
            y[2 * s * columns + c] = high;
            y[(2 * s + 1) * columns + c] = (float)(sums[s] - (double)high);
        }
    }
    y[6 * columns] = (float)rows;
}
