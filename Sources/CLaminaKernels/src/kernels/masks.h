// Steps of sequences that count and that do not. Shape: a row is one step's features, or one query's scores.
#pragma once
#include "reductions.h"
#include "rows.h"

// m[r] = 1 if any x[r][c] ≠ value (NaN is), else 0.
KERNEL(step_mask) {
    const lamina_step_mask_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *x = lamina_floats(run, a->x) + r * a->columns;
        integers differs = (integers)(0);
        EACH_VECTOR(i, n, a->columns, { differs |= fill_beyond(load_upto(x + i, n), n, a->value) != splat(a->value); });
        lamina_floats(run, a->mask)[r] = sum_of_lanes(choose(differs, splat(1), splat(0))) > 0 ? 1 : 0;
    }
}

// y[r] = x[r] where m[r] ≠ 0, else zeros, whatever x holds there.
KERNEL(mask_steps) {
    const lamina_mask_steps_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *x = lamina_floats(run, a->x) + r * a->columns;
        float *y = lamina_floats(run, a->y) + r * a->columns;
        const int counts = lamina_floats(run, a->mask)[r] != 0;
        EACH_VECTOR(i, n, a->columns, { store_upto(y + i, counts ? load_upto(x + i, n) : splat(0), n); });
    }
}

// y = weights · mask · count / (Σ mask + 1e-7): the mean of what is weighted by it is that over the rows that count. No weights: ones.
KERNEL(mask_weights) {
    const lamina_mask_weights_arguments *a = arguments;
    if (last <= first) return;
    const int64_t count = lamina_count(run, a->count);
    const float *mask = lamina_floats(run, a->mask), *weights = lamina_floats(run, a->weights);
    float *y = lamina_floats(run, a->y);
    const vector share = splat((float)((double)count / (DOUBLE_SUM(mask, count, v) + 1e-7)));
    EACH_VECTOR(i, n, count, { store_upto(y + i, load_upto(mask + i, n) * share * (weights ? load_upto(weights + i, n) : splat(1)), n); });
}

// y[i] = x[i] for i in [from, to) where counts[i] ≠ 0 (NULL: all), else what stands for a score that does not count.
LAMINA_INLINE void mask_score_row(const lamina_mask_scores_arguments *a, const float *x, const float *counts, float *y, int64_t from, int64_t to) {
    const integers first = (integers)(int32_t)from, end = (integers)(int32_t)to;
    EACH_VECTOR(i, n, a->columns, {
        const vector v = load_upto(x + i, n);
        const vector other = a->adds ? v + a->value : splat(a->value);
        const integers place = lane_numbers() + (integers)(int32_t)i;
        integers takes = (place >= first) & (place < end);
        if (counts != NULL) takes &= load_upto(counts + i, n) != splat(0);
        store_upto(y + i, choose(takes, v, other), n);
    });
}

KERNEL(mask_scores) {
    const lamina_mask_scores_arguments *a = arguments;
    const float *queries = lamina_floats(run, a->query_mask), *values = lamina_floats(run, a->value_mask);
    for (int64_t r = first; r < last; r++) {
        const int64_t query = r % a->queries, example = r / a->queries / a->heads;
        const int64_t before = a->window > 0 && query >= a->window ? query - a->window + 1 : 0;
        const int64_t causal = a->is_causal && query < a->columns ? query + 1 : a->columns;
        const int64_t behind = a->window > 0 && causal - query > a->window ? query + a->window : causal;
        const int counts = queries == NULL || queries[example * a->queries + query] != 0;
        mask_score_row(a, lamina_floats(run, a->x) + r * a->columns, values == NULL ? NULL : values + example * a->columns,
                       lamina_floats(run, a->y) + r * a->columns, before, counts ? behind : 0);
    }
}
