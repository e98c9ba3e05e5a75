// y[i][j] = Σ_r x[r][i] · d[r][j]. Shape: r in blocks that stay in cache; in each, tiles of rows i × vectors of j with
// their sums in registers; the blocks' sums are added to y in order.
#pragma once
#include "elementwise.h"

enum { OUTER_ROWS = LANES == 16 ? 8 : 4, OUTER_VECTORS = LANES == 16 ? 3 : 2, OUTER_BLOCK = 128 };

LAMINA_INLINE void outer_tile(const int height, const int width, int64_t rows, const float *x, int64_t x_stride, const float *d,
                              int64_t d_stride, float *y, int64_t columns, int fresh) {
    vector sums[OUTER_ROWS * OUTER_VECTORS];
    LAMINA_UNROLL for (int s = 0; s < height * width; s++) sums[s] = splat(0);
    if (columns >= width * LANES) {
        for (int64_t r = 0; r < rows; r++)
            LAMINA_UNROLL for (int i = 0; i < height; i++)
                LAMINA_UNROLL for (int j = 0; j < width; j++)
                    sums[i * width + j] = multiply_add(splat(x[r * x_stride + i]), load(d + r * d_stride + j * LANES), sums[i * width + j]);
    } else {
        const int64_t tail = columns - (width - 1) * LANES;
        for (int64_t r = 0; r < rows; r++)
            LAMINA_UNROLL for (int i = 0; i < height; i++)
                LAMINA_UNROLL for (int j = 0; j < width; j++) {
                    const float *p = d + r * d_stride + j * LANES;
                    sums[i * width + j] = multiply_add(splat(x[r * x_stride + i]), j == width - 1 ? load_part(p, tail) : load(p), sums[i * width + j]);
                }
    }
    LAMINA_UNROLL for (int i = 0; i < height; i++)
        LAMINA_UNROLL for (int j = 0; j < width; j++) {
            float *p = y + i * d_stride + j * LANES;
            const int64_t n = columns - j * LANES;
            const vector sum = sums[i * width + j];
            store_upto(p, fresh ? sum : load_upto(p, n) + sum, n);
        }
}

// All columns of `height` rows of y.
LAMINA_INLINE void outer_rows(const int height, int64_t rows, const float *x, int64_t x_stride, const float *d, int64_t n, float *y, int fresh) {
    for (int64_t j = 0; j < n; j += OUTER_VECTORS * LANES) {
        const int64_t columns = n - j < OUTER_VECTORS * LANES ? n - j : OUTER_VECTORS * LANES;
        const int64_t width = (columns + LANES - 1) / LANES;
#if LAMINA_LANES == 16
        if (width == 3) outer_tile(height, 3, rows, x, x_stride, d + j, n, y + j, columns, fresh);
#endif
        if (width == 2) outer_tile(height, 2, rows, x, x_stride, d + j, n, y + j, columns, fresh);
        if (width == 1) outer_tile(height, 1, rows, x, x_stride, d + j, n, y + j, columns, fresh);
    }
}

KERNEL(outer_product_sum) {
    const lamina_outer_product_arguments *a = arguments;
    const int64_t rows = lamina_count(run, a->rows);
    const float *x = lamina_floats(run, a->x), *d = lamina_floats(run, a->d);
    float *y = lamina_floats(run, a->y);
    int64_t r = 0;
    do {
        const int64_t block = rows - r < OUTER_BLOCK ? rows - r : OUTER_BLOCK;
        int64_t i = first;
        for (; i + OUTER_ROWS <= last; i += OUTER_ROWS) outer_rows(OUTER_ROWS, block, x + r * a->k + i, a->k, d + r * a->n, a->n, y + i * a->n, r == 0);
        for (; i < last; i++) outer_rows(1, block, x + r * a->k + i, a->k, d + r * a->n, a->n, y + i * a->n, r == 0);
        r += OUTER_BLOCK;
    } while (r < rows);
}
