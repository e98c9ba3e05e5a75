// Sums. Shape: columns by blocks of rows (each block summed in registers, blocks added in order); whole ranges in double,
// one running sum a lane.
#pragma once
#include "elementwise.h"

enum { COLUMN_SUM_CHAINS = 8, COLUMN_SUM_ROWS = 16 * COLUMN_SUM_CHAINS, DOUBLE_LANES = 8 };

// Of a block, row r goes into sum r % CHAINS: the adds do not wait for each other, and few roundings lie on any way.
LAMINA_INLINE vector column_sums_of_block(const float *x, int64_t rows, int64_t stride, int64_t n) {
    vector sums[COLUMN_SUM_CHAINS];
    LAMINA_UNROLL for (int c = 0; c < COLUMN_SUM_CHAINS; c++) sums[c] = splat(0);
    int64_t r = 0;
    for (; r + COLUMN_SUM_CHAINS <= rows; r += COLUMN_SUM_CHAINS)
        LAMINA_UNROLL for (int c = 0; c < COLUMN_SUM_CHAINS; c++) sums[c] += load_upto(x + (r + c) * stride, n);
    LAMINA_UNROLL for (int c = 0; c < COLUMN_SUM_CHAINS; c++)
        if (r + c < rows) sums[c] += load_upto(x + (r + c) * stride, n);
    LAMINA_UNROLL for (int width = COLUMN_SUM_CHAINS / 2; width > 0; width /= 2)
        LAMINA_UNROLL for (int c = 0; c < width; c++) sums[c] += sums[c + width];
    return sums[0];
}

LAMINA_INLINE vector column_sums(const float *x, int64_t rows, int64_t stride, int64_t n) {
    vector total = splat(0);
    for (int64_t r = 0; r < rows; r += COLUMN_SUM_ROWS) {
        const int64_t count = rows - r < COLUMN_SUM_ROWS ? rows - r : COLUMN_SUM_ROWS;
        total += column_sums_of_block(x + r * stride, count, stride, n);
    }
    return total;
}

KERNEL(column_sum) {
    const lamina_column_sum_arguments *a = arguments;
    const int64_t rows = lamina_count(run, a->rows);
    const float *x = FLOATS(x);
    float *y = FLOATS(y);
    EACH_VECTOR(i, n, last - first, { store_upto(y + i, column_sums(x + i, rows, a->columns, n), n); });
}

// Σ term(x[i]) in double, the i-th term in running sum i % DOUBLE_LANES.
#define DOUBLE_SUM(x, count, term)                                              \
    ({                                                                          \
        double sums[DOUBLE_LANES] = {0};                                        \
        int64_t i = 0;                                                          \
        for (; i + DOUBLE_LANES <= (count); i += DOUBLE_LANES)                  \
            for (int lane = 0; lane < DOUBLE_LANES; lane++) {                   \
                const double v = (x)[i + lane];                                 \
                sums[lane] += (term);                                           \
            }                                                                   \
        for (int lane = 0; i < (count); i++, lane++) {                          \
            const double v = (x)[i];                                            \
            sums[lane] += (term);                                               \
        }                                                                       \
        for (int width = DOUBLE_LANES / 2; width > 0; width /= 2)               \
            for (int lane = 0; lane < width; lane++) sums[lane] += sums[lane + width]; \
        sums[0];                                                                \
    })

KERNEL(mean) {
    const lamina_mean_arguments *a = arguments;
    const int64_t count = lamina_count(run, a->count);
    if (last <= first || count <= 0) return;
    const float *x = lamina_floats(run, a->x);
    lamina_floats(run, a->y)[0] = (float)(DOUBLE_SUM(x, count, v) / (double)count);
}

KERNEL(mean_gradient) {
    const lamina_mean_arguments *a = arguments;
    const float share = last > first ? lamina_floats(run, a->x)[0] / (float)lamina_count(run, a->count) : 0;
    float *y = FLOATS(y);
    EACH_VECTOR(i, n, last - first, { store_upto(y + i, splat(share), n); });
}

KERNEL(weight_penalty) {
    const lamina_weight_penalty_arguments *a = arguments;
    if (last <= first) return;
    const int64_t count = lamina_count(run, a->count);
    const float *w = lamina_floats(run, a->w);
    const double absolutes = a->l1 == 0 ? 0 : DOUBLE_SUM(w, count, v < 0 ? -v : v);
    const double squares = a->l2 == 0 ? 0 : DOUBLE_SUM(w, count, v * v);
    lamina_floats(run, a->y)[0] = (float)(a->l1 * absolutes + a->l2 * squares);
}

KERNEL(weight_penalty_gradient) {
    const lamina_weight_penalty_gradient_arguments *a = arguments;
    const float dy = last > first ? lamina_floats(run, a->dy)[0] : 0;
    const float *w = FLOATS(w);
    float *dw = FLOATS(dw);
    EACH_VECTOR(i, n, last - first, {
        const vector v = load_upto(w + i, n);
        const vector sign = choose(v > splat(0), splat(1), choose(v < splat(0), splat(-1), splat(0)));
        store_upto(dw + i, dy * (a->l1 * sign + 2.0f * a->l2 * v), n);
    });
}
