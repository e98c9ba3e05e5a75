// y[i][j] = Σ_r x[r][i] · d[r][j]. Shape: r in blocks that stay in cache; in each, groups of columns j, and in those tiles of rows i
// with their sums in registers; the blocks' sums are added to y in order.
#pragma once
#include "panel_product.h"

enum { OUTER_ROWS = LANES == 16 ? 8 : 6, OUTER_VECTORS = LANES == 16 ? 3 : 2, OUTER_BLOCK = 128 };

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

#define OUTER_TILE(height) outer_tile(height, width, rows, x + i, x_stride, d, d_stride, y + i * d_stride, columns, fresh)

// Rows first ..< last of y at a group of columns, whose part of d stays in the nearest cache; `width`, its vectors, a constant.
LAMINA_INLINE void outer_columns(const int width, int64_t first, int64_t last, int64_t rows, const float *x, int64_t x_stride, const float *d,
                                 int64_t d_stride, float *y, int64_t columns, int fresh) {
    int64_t i = first;
    for (; i + OUTER_ROWS <= last; i += OUTER_ROWS) OUTER_TILE(OUTER_ROWS);
    for (; i + 4 <= last; i += 4) OUTER_TILE(4);
    for (; i < last; i++) OUTER_TILE(1);
}
#undef OUTER_TILE

KERNEL(outer_product_sum) {
    const lamina_outer_product_arguments *a = arguments;
    const int64_t rows = lamina_count(run, a->rows);
    const float *x = lamina_floats(run, a->x), *d = lamina_floats(run, a->d);
    float *y = lamina_floats(run, a->y);
    int64_t r = 0;
    do {
        const int64_t block = rows - r < OUTER_BLOCK ? rows - r : OUTER_BLOCK;
        for (int64_t j = 0; j < a->n; j += OUTER_VECTORS * LANES) {
            const int64_t left = a->n - j, columns = left < OUTER_VECTORS * LANES ? left : OUTER_VECTORS * LANES;
#define OUTER_COLUMNS(width) outer_columns(width, first, last, block, x + r * a->k, a->k, d + r * a->n + j, a->n, y + j, columns, r == 0)
            switch (vectors_of(columns)) {
            case 1: OUTER_COLUMNS(1); break;
            case 2: OUTER_COLUMNS(2); break;
#if LAMINA_LANES == 16
            case 3: OUTER_COLUMNS(3); break;
#endif
            }
#undef OUTER_COLUMNS
        }
        r += OUTER_BLOCK;
    } while (r < rows);
}
