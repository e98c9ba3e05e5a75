// A row at a time. Shape: for each row, passes over its columns in whole vectors and a part of one.
#pragma once
#include "elementwise.h"
#include "functions.h"

KERNEL(add_bias) {
    const lamina_add_bias_arguments *a = arguments;
    const float *bias = lamina_floats(run, a->bias);
    for (int64_t r = first; r < last; r++) {
        const float *x = lamina_floats(run, a->x) + r * a->columns;
        float *y = lamina_floats(run, a->y) + r * a->columns;
        EACH_VECTOR(i, n, a->columns, { store_upto(y + i, load_upto(x + i, n) + load_upto(bias + i, n), n); });
    }
}

KERNEL(prelu) {
    const lamina_prelu_arguments *a = arguments;
    const float *alpha = lamina_floats(run, a->alpha);
    for (int64_t r = first; r < last; r++) {
        const float *x = lamina_floats(run, a->x) + r * a->columns;
        float *y = lamina_floats(run, a->y) + r * a->columns;
        EACH_VECTOR(i, n, a->columns, {
            const vector v = load_upto(x + i, n);
            store_upto(y + i, choose(v > splat(0), v, v * load_upto(alpha + i, n)), n);
        });
    }
}

KERNEL(prelu_gradient) {
    const lamina_prelu_gradient_arguments *a = arguments;
    const float *alpha = lamina_floats(run, a->alpha);
    for (int64_t r = first; r < last; r++) {
        const float *x = lamina_floats(run, a->x) + r * a->columns, *dy = lamina_floats(run, a->dy) + r * a->columns;
        float *dx = lamina_floats(run, a->dx) + r * a->columns, *slopes = lamina_floats(run, a->slopes) + r * a->columns;
        EACH_VECTOR(i, n, a->columns, {
            const vector v = load_upto(x + i, n);
            const vector d = load_upto(dy + i, n);
            const vector below = choose(v < splat(0), d, splat(0));
            store_upto(dx + i, choose(v > splat(0), d, below * load_upto(alpha + i, n)), n);
            store_upto(slopes + i, below * v, n);
        });
    }
}

LAMINA_INLINE float row_maximum(const float *x, int64_t columns) {
    vector most = splat(-INFINITY);
    EACH_VECTOR(i, n, columns, { most = larger(most, fill_beyond(load_upto(x + i, n), n, -INFINITY)); });
    return largest_of_lanes(most);
}

// y = exp(x - shift); the sum of it.
LAMINA_INLINE float row_exponentials(const float *x, float shift, float *y, int64_t columns) {
    vector total = splat(0);
    EACH_VECTOR(i, n, columns, {
        const vector e = exponential(load_upto(x + i, n) - shift);
        store_upto(y + i, e, n);
        total += fill_beyond(e, n, 0);
    });
    return sum_of_lanes(total);
}

// max + ln Σ exp(x - max), with `shift` = max.
LAMINA_INLINE float row_logarithm_of_sum(const float *x, float shift, int64_t columns) {
    vector total = splat(0);
    EACH_VECTOR(i, n, columns, { total += fill_beyond(exponential(load_upto(x + i, n) - shift), n, 0); });
    return logarithm(splat(sum_of_lanes(total)))[0];
}

LAMINA_INLINE float row_sum(const float *x, int64_t columns) {
    vector total = splat(0);
    EACH_VECTOR(i, n, columns, { total += load_upto(x + i, n); });
    return sum_of_lanes(total);
}

KERNEL(softmax) {
    const lamina_rows_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *x = lamina_floats(run, a->x) + r * a->columns;
        float *y = lamina_floats(run, a->y) + r * a->columns;
        const float total = row_exponentials(x, row_maximum(x, a->columns), y, a->columns);
        EACH_VECTOR(i, n, a->columns, { store_upto(y + i, load_upto(y + i, n) / total, n); });
    }
}

KERNEL(log_softmax) {
    const lamina_rows_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *x = lamina_floats(run, a->x) + r * a->columns;
        float *y = lamina_floats(run, a->y) + r * a->columns;
        const float most = row_maximum(x, a->columns), logarithm_of_sum = row_logarithm_of_sum(x, most, a->columns);
        EACH_VECTOR(i, n, a->columns, { store_upto(y + i, load_upto(x + i, n) - most - logarithm_of_sum, n); });
    }
}

// dx = y · (dy - Σ y·dy)
KERNEL(softmax_gradient) {
    const lamina_rows_gradient_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *y = lamina_floats(run, a->y) + r * a->columns, *dy = lamina_floats(run, a->dy) + r * a->columns;
        float *dx = lamina_floats(run, a->dx) + r * a->columns;
        vector products = splat(0);
        EACH_VECTOR(i, n, a->columns, { products = multiply_add(load_upto(y + i, n), load_upto(dy + i, n), products); });
        const float mean = sum_of_lanes(products);
        EACH_VECTOR(i, n, a->columns, { store_upto(dx + i, load_upto(y + i, n) * (load_upto(dy + i, n) - mean), n); });
    }
}

// dx = dy - exp(y) · Σ dy
KERNEL(log_softmax_gradient) {
    const lamina_rows_gradient_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *y = lamina_floats(run, a->y) + r * a->columns, *dy = lamina_floats(run, a->dy) + r * a->columns;
        float *dx = lamina_floats(run, a->dx) + r * a->columns;
        const float total = row_sum(dy, a->columns);
        EACH_VECTOR(i, n, a->columns, {
            store_upto(dx + i, load_upto(dy + i, n) - exponential(load_upto(y + i, n)) * total, n);
        });
    }
}
