// Matrix products with a packed right side, and the packing. Shape of dense: blocks of rows; in each, the product a tile
// at a time (panel_product.h), then the activation over the block while it is in cache.
#pragma once
#include "activation_spans.h"
#include "elementwise.h"
#include "normalization.h"
#include "panel_product.h"

enum { DENSE_BLOCK = 24 };

KERNEL(pack) {
    const lamina_pack_arguments *a = arguments;
    const float *b = lamina_floats(run, a->b);
    float *packed = lamina_floats(run, a->packed);
    const int64_t k_stride = a->transposed ? 1 : a->n, n_stride = a->transposed ? a->k : 1;
    for (int64_t panel = first; panel < last; panel++) {
        float *target = packed + panel * a->k * LAMINA_PANEL_WIDTH;
        const int64_t left = a->n - panel * LAMINA_PANEL_WIDTH;
        const int64_t columns = left < LAMINA_PANEL_WIDTH ? left : LAMINA_PANEL_WIDTH;
        for (int64_t k = 0; k < a->k; k++) {
            const float *source = b + k * k_stride + panel * LAMINA_PANEL_WIDTH * n_stride;
            for (int64_t c = 0; c < LAMINA_PANEL_WIDTH; c++) target[k * LAMINA_PANEL_WIDTH + c] = c < columns ? source[c * n_stride] : 0;
        }
    }
}

LAMINA_INLINE void multiply_dense(const lamina_run *run, const lamina_dense_arguments *a, const float *scale, const float *offset, int64_t first,
                                  int64_t last) {
    const float *x = lamina_floats(run, a->x);
    float *y = lamina_floats(run, a->y);
    const band matrix = whole_matrix(lamina_floats(run, a->packed), a->k);
    const row_source bias = {lamina_floats(run, a->bias), 0, a->n};
    // A matrix that leaves the cache is read once for many rows.
    const int64_t block = a->k * a->n > 128 * 1024 ? 10 * DENSE_BLOCK : DENSE_BLOCK;
    for (int64_t r = first; r < last; r += block) {
        const int64_t rows = last - r < block ? last - r : block;
        multiply_rows(rows, x + r * a->k, a->k, matrix, 0, vectors_of(a->n), bias, (row_target_buffer){y + r * a->n, a->n, a->n});
        if (scale) scale_rows(y + r * a->n, scale, offset, y + r * a->n, rows, a->n);
        if (a->activation.kind != LAMINA_LINEAR) activate(a->activation, y + r * a->n, y + r * a->n, rows * a->n);
    }
}

KERNEL(dense) { multiply_dense(run, arguments, NULL, NULL, first, last); }

KERNEL(dense_scaled) {
    const lamina_dense_scaled_arguments *a = arguments;
    multiply_dense(run, &a->dense, lamina_floats(run, a->scale), lamina_floats(run, a->offset), first, last);
}
