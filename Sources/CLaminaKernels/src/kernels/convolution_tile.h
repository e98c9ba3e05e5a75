// Pixels times packed filters. Shape: a tile of pixels × vectors of filters with its sums in registers, one pass over the
// taps. A sum takes its terms in the order of the taps whatever tile it falls into.
#pragma once
#include "panel_product.h"

enum { TILE_PIXELS = LANES == 16 ? 12 : 6, TILE_COLUMNS = 2 * LANES };

// The taps of a pixel: rows × runs of `run` contiguous floats; the tile's next pixel lies `pixel_step` further.
typedef struct {
    const float *x;
    int64_t pixel_step, rows, row_step, runs, run_step, run;
    const float *weights; // LAMINA_PANEL_WIDTH for each float of the taps
} window;

// Where a tile's sums go, from the tile's first column on. They start from y itself (`accumulates`) or from the bias, and end with scale and offset.
typedef struct {
    float *p;
    int64_t pixel_step, columns;
    const float *bias, *scale, *offset; // NULL: none
    int accumulates;
} tile_target;

LAMINA_INLINE void add_run(const int pixels, const int vectors, const float *x, int64_t pixel_step, int64_t run, const float *weights,
                           vector *sums) {
    for (int64_t k = 0; k < run; k++) {
        vector w[2];
        LAMINA_UNROLL for (int j = 0; j < vectors; j++) w[j] = load(weights + k * LAMINA_PANEL_WIDTH + j * LANES);
        LAMINA_UNROLL for (int i = 0; i < pixels; i++) {
            const vector value = splat(x[i * pixel_step + k]);
            LAMINA_UNROLL for (int j = 0; j < vectors; j++) sums[i * vectors + j] = multiply_add(value, w[j], sums[i * vectors + j]);
        }
    }
}

LAMINA_INLINE void convolve_tile(const int pixels, const int vectors, const window *w, const tile_target *y) {
    vector sums[2 * TILE_PIXELS];
    LAMINA_UNROLL for (int j = 0; j < vectors; j++) {
        const int64_t column = j * LANES, n = y->columns - column;
        const vector start = y->bias ? load_upto(y->bias + column, n) : splat(0);
        LAMINA_UNROLL for (int i = 0; i < pixels; i++)
            sums[i * vectors + j] = y->accumulates ? load_upto(y->p + i * y->pixel_step + column, n) : start;
    }
    const float *weights = w->weights;
    for (int64_t row = 0; row < w->rows; row++)
        for (int64_t r = 0; r < w->runs; r++) {
            add_run(pixels, vectors, w->x + row * w->row_step + r * w->run_step, w->pixel_step, w->run, weights, sums);
            weights += w->run * LAMINA_PANEL_WIDTH;
        }
    LAMINA_UNROLL for (int j = 0; j < vectors; j++) {
        const int64_t column = j * LANES, n = y->columns - column;
        if (y->scale) {
            const vector scale = load_upto(y->scale + column, n), offset = load_upto(y->offset + column, n);
            LAMINA_UNROLL for (int i = 0; i < pixels; i++) sums[i * vectors + j] = multiply_add(sums[i * vectors + j], scale, offset);
        }
        LAMINA_UNROLL for (int i = 0; i < pixels; i++) store_upto(y->p + i * y->pixel_step + column, sums[i * vectors + j], n);
    }
}

// Runs CALL(the constant) for a number of pixels that a tile takes.
#define WITH_TILE_PIXELS(pixels, CALL) \
    switch (pixels) {                  \
    case 1: CALL(1); break;            \
    case 2: CALL(2); break;            \
    case 3: CALL(3); break;            \
    case 4: CALL(4); break;            \
    case 5: CALL(5); break;            \
    case 6: CALL(6); break;            \
    WITH_MORE_TILE_PIXELS(CALL)        \
    }
#if LAMINA_LANES == 16
#define WITH_MORE_TILE_PIXELS(CALL) \
    case 7: CALL(7); break;         \
    case 8: CALL(8); break;         \
    case 9: CALL(9); break;         \
    case 10: CALL(10); break;       \
    case 11: CALL(11); break;       \
    case 12: CALL(12); break;
#else
#define WITH_MORE_TILE_PIXELS(CALL)
#endif

static __attribute__((noinline)) void convolve_tile_of(int64_t pixels, const window *w, const tile_target *y) {
#define ONE_VECTOR(count) convolve_tile(count, 1, w, y)
#define TWO_VECTORS(count) convolve_tile(count, 2, w, y)
    if (y->columns <= LANES) {
        WITH_TILE_PIXELS(pixels, ONE_VECTOR)
    } else {
        WITH_TILE_PIXELS(pixels, TWO_VECTORS)
    }
#undef ONE_VECTOR
#undef TWO_VECTORS
}
