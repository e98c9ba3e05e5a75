// Sparsemax: max(x - threshold, 0) with the threshold that makes a row sum to 1 (Martins and Astudillo, 2016). Shape: Newton's
// steps towards the root of a convex, piecewise linear function, from below: no sorting, each step one pass over the row.
#pragma once
#include "rows.h"

// The threshold less the row's maximum `most`. NaN for a row that holds a NaN or +∞.
LAMINA_INLINE float simplex_threshold(const float *x, float most, int64_t columns) {
    float threshold = -1, former_count = INFINITY;
    for (;;) {
        vector total = splat(0), inside_count = splat(0);
        EACH_VECTOR(i, n, columns, {
            const vector above = fill_beyond(load_upto(x + i, n) - most - threshold, n, -1);
            const integers inside = above > splat(0);
            total += choose(inside, above, splat(0));
            inside_count += choose(inside, splat(1), splat(0));
        });
        const float count = sum_of_lanes(inside_count);
        if (!(count > 0)) return NAN;
        threshold += (sum_of_lanes(total) - 1) / count;
        // The elements above it get fewer with each step until it has arrived.
        if (count >= former_count) return threshold;
        former_count = count;
    }
}

KERNEL(sparsemax) {
    const lamina_rows_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *x = lamina_floats(run, a->x) + r * a->columns;
        float *y = lamina_floats(run, a->y) + r * a->columns;
        const float most = row_maximum(x, a->columns), threshold = simplex_threshold(x, most, a->columns);
        EACH_VECTOR(i, n, a->columns, { store_upto(y + i, larger(load_upto(x + i, n) - most - threshold, splat(0)), n); });
    }
}

// dx = dy less its mean over the elements where y > 0; 0 elsewhere.
KERNEL(sparsemax_gradient) {
    const lamina_rows_gradient_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *y = lamina_floats(run, a->y) + r * a->columns, *dy = lamina_floats(run, a->dy) + r * a->columns;
        float *dx = lamina_floats(run, a->dx) + r * a->columns;
        vector total = splat(0), count = splat(0);
        EACH_VECTOR(i, n, a->columns, {
            const integers inside = load_upto(y + i, n) > splat(0);
            total += choose(inside, load_upto(dy + i, n), splat(0));
            count += choose(inside, splat(1), splat(0));
        });
        const float mean = sum_of_lanes(total) / sum_of_lanes(count);
        EACH_VECTOR(i, n, a->columns, {
            store_upto(dx + i, choose(load_upto(y + i, n) > splat(0), load_upto(dy + i, n) - mean, splat(0)), n);
        });
    }
}
