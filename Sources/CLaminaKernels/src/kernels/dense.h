// Matrix products with a packed right side, and the packing. Shape of dense: blocks of rows; in each, the product a tile
// at a time (panel_product.h), then the activation over the block while it is in cache. Processors with less than AVX-512 often have a small
// second cache: they take a large matrix in pieces that fit it, each read for all tiles of a block before the next one.
#pragma once
#include "activation_spans.h"
#include "elementwise.h"
#include "normalization.h"
#include "panel_product.h"

enum {
    DENSE_BLOCK = 24,         // rows of x
    LARGE_DENSE_BLOCK = 240,  // the same, for a matrix that is better read seldom
    LARGE_MATRIX = 128 * 1024,
    PIECE_DEPTH = 320,        // rows of the matrix
    PIECE_VECTORS = 16,       // vectors of its columns
};

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

// Whether a matrix of k rows is taken in pieces. Not where a result has several sums: those are made up over all of k.
LAMINA_INLINE int has_pieces(int64_t k, int64_t vectors) {
    return LANES < 16 && chains_of(vectors) == 1 && (k > PIECE_DEPTH || vectors >= 2 * PIECE_VECTORS);
}

// y[r] = bias + x[r] · matrix: stretches of columns, each from the first row of the matrix to the last; the sums wait in y between two pieces.
LAMINA_INLINE void multiply_in_pieces(int64_t rows, const float *x, band matrix, int64_t vectors, row_source bias, row_target_buffer y) {
    for (int64_t v = 0, end; v < vectors; v = end) {
        end = vectors - v < 2 * PIECE_VECTORS ? vectors : v + PIECE_VECTORS;
        for (int64_t k = 0; k < matrix.k; k += PIECE_DEPTH) {
            const int64_t depth = matrix.k - k < PIECE_DEPTH ? matrix.k - k : PIECE_DEPTH;
            const row_source start = k == 0 ? bias : (row_source){y.p, y.stride, y.columns};
            multiply_rows(rows, x + k, matrix.k, rows_of(matrix, k, depth), v, end, start, y);
        }
    }
}

LAMINA_INLINE void multiply_dense(const lamina_run *run, const lamina_dense_arguments *a, const float *scale, const float *offset, int64_t first,
                                  int64_t last) {
    const float *x = lamina_floats(run, a->x);
    float *y = lamina_floats(run, a->y);
    const int64_t vectors = vectors_of(a->n);
    const band matrix = whole_matrix(lamina_floats(run, a->packed), a->k);
    const row_source bias = {lamina_floats(run, a->bias), 0, a->n};
    const int in_pieces = has_pieces(a->k, vectors);
    const int64_t block = in_pieces || a->k * a->n > LARGE_MATRIX ? LARGE_DENSE_BLOCK : DENSE_BLOCK;
    for (int64_t r = first; r < last; r += block) {
        const int64_t rows = last - r < block ? last - r : block;
        const row_target_buffer target = {y + r * a->n, a->n, a->n};
        if (in_pieces && rows > TILE_ROWS)
            multiply_in_pieces(rows, x + r * a->k, matrix, vectors, bias, target);
        else
            multiply_rows(rows, x + r * a->k, a->k, matrix, 0, vectors, bias, target);
        if (scale) scale_rows(y + r * a->n, scale, offset, y + r * a->n, rows, a->n);
        if (a->activation.kind != LAMINA_LINEAR) activate(a->activation, y + r * a->n, y + r * a->n, rows * a->n);
    }
}

KERNEL(dense) { multiply_dense(run, arguments, NULL, NULL, first, last); }

KERNEL(dense_scaled) {
    const lamina_dense_scaled_arguments *a = arguments;
    multiply_dense(run, &a->dense, lamina_floats(run, a->scale), lamina_floats(run, a->offset), first, last);
}
