// 3 × 3 convolutions without strides by Winograd's F(2×2, 3×3) (Lavin and Gray, «Fast Algorithms for Convolutional Neural Networks», 2015):
// tiles of 2 × 2 outputs take 16 multiplications a channel instead of 36. Shape: blocks of tiles; each tile's 4 × 4 cells become 16
// points; for two vectors of output channels at a time, 16 products of the tiles' points with the kernel's; then 4 outputs of 16 sums.
// The points are differences of cells: an infinite cell makes NaN of a tile, where sums of products would stay infinite.
#pragma once
#include "convolution.h"
#include "../winograd_sizes.h"

enum { POINTS = LAMINA_WINOGRAD_POINTS };

// y = Bᵀx of F(2, 3).
LAMINA_INLINE void transform_cells(const vector x[4], vector y[4]) {
    y[0] = x[0] - x[2];
    y[1] = x[1] + x[2];
    y[2] = x[2] - x[1];
    y[3] = x[1] - x[3];
}

// y = Aᵀx.
LAMINA_INLINE void transform_sums(const vector x[4], vector y[2]) {
    y[0] = x[0] + x[1] + x[2];
    y[1] = x[1] - x[2] - x[3];
}

// y = Gx.
LAMINA_INLINE void transform_taps(const vector x[3], vector y[4]) {
    const vector ends = x[0] + x[2];
    y[0] = x[0];
    y[1] = 0.5f * (ends + x[1]);
    y[2] = 0.5f * (ends - x[1]);
    y[3] = x[2];
}

// The 4 × 4 cells from (row, column) of an image on, which lie outside in part, to 16 points `point_step` floats apart.
LAMINA_INLINE void read_tile(const plane_geometry *g, const float *image, int64_t row, int64_t column, float *points, int64_t point_step) {
    const float *cells[POINTS];
    LAMINA_UNROLL for (int k = 0; k < POINTS; k++) {
        const int64_t y = row + k / 4, x = column + k % 4;
        const int is_inside = y >= 0 && y < g->height && x >= 0 && x < g->width;
        cells[k] = is_inside ? image + (y * g->width + x) * g->depth : NULL;
    }
    EACH_VECTOR(i, n, g->depth, {
        vector half[4][4];
        LAMINA_UNROLL for (int k = 0; k < 4; k++) {
            vector line[4];
            LAMINA_UNROLL for (int j = 0; j < 4; j++) line[j] = cells[4 * k + j] ? load_upto(cells[4 * k + j] + i, n) : splat(0);
            transform_cells(line, half[k]);
        }
        LAMINA_UNROLL for (int j = 0; j < 4; j++) {
            const vector line[4] = {half[0][j], half[1][j], half[2][j], half[3][j]};
            vector whole[4];
            transform_cells(line, whole);
            LAMINA_UNROLL for (int k = 0; k < 4; k++) store_upto(points + (4 * k + j) * point_step + i, whole[k], n);
        }
    });
}

// One vector of one tile: 16 sums to 2 × 2 outputs, `sum_step` and `output_step` floats apart.
LAMINA_INLINE void finish_tile(const float *sums, int64_t sum_step, vector bias, vector scale, vector offset, int is_scaled, float *outputs,
                               int64_t output_step) {
    vector half[4][2];
    LAMINA_UNROLL for (int k = 0; k < 4; k++) {
        vector line[4];
        LAMINA_UNROLL for (int j = 0; j < 4; j++) line[j] = load(sums + (4 * k + j) * sum_step);
        transform_sums(line, half[k]);
    }
    LAMINA_UNROLL for (int j = 0; j < 2; j++) {
        const vector line[4] = {half[0][j], half[1][j], half[2][j], half[3][j]};
        vector whole[2];
        transform_sums(line, whole);
        LAMINA_UNROLL for (int k = 0; k < 2; k++) {
            const vector sum = whole[k] + bias;
            store(outputs + (2 * k + j) * output_step, is_scaled ? multiply_add(sum, scale, offset) : sum);
        }
    }
}

typedef struct { int64_t image, row, column; } tile_place;

LAMINA_INLINE tile_place place_of(const plane_geometry *g, int64_t tile) {
    const int64_t across = (g->out_width + 1) / 2, down = (g->out_height + 1) / 2;
    return (tile_place){tile / (across * down), tile / across % down * 2, tile % across * 2};
}

// A tile's 2 × 2 outputs, TILE_COLUMNS floats each, to their places from column c on.
LAMINA_INLINE void write_tile(const plane_geometry *g, tile_place place, const float *outputs, float *y, int64_t c, int64_t columns) {
    float *target = y + ((place.image * g->out_height + place.row) * g->out_width + place.column) * g->columns + c;
    for (int64_t k = 0; k < 4; k++)
        if (place.row + k / 2 < g->out_height && place.column + k % 2 < g->out_width)
            copy_floats(target + (k / 2 * g->out_width + k % 2) * g->columns, outputs + k * TILE_COLUMNS, columns);
}

// Their largest to its place in the pooled image. Height and width are even.
LAMINA_INLINE void write_largest(const plane_geometry *g, tile_place place, const float *outputs, float *y, int64_t c, int64_t columns) {
    float *target = y + ((place.image * g->out_height + place.row) / 2 * (g->out_width / 2) + place.column / 2) * g->columns + c;
    EACH_VECTOR(i, n, columns, {
        const vector top = larger(load(outputs + i), load(outputs + TILE_COLUMNS + i));
        const vector bottom = larger(load(outputs + 2 * TILE_COLUMNS + i), load(outputs + 3 * TILE_COLUMNS + i));
        store_upto(target + i, larger(top, bottom), n);
    });
}

// A block's buffers in the scratch of one grain.
typedef struct { float *points, *sums, *outputs; int64_t tiles; } winograd_block;

// Columns c ..< c + columns of a block whose points are there, to y.
static void multiply_points(const plane_geometry *g, const lamina_run *run, const lamina_winograd_arguments *w, const winograd_block *b,
                            int64_t first, int64_t count, int64_t c, int64_t columns) {
    const lamina_convolution_arguments *a = &w->convolution;
    const float *bias = lamina_floats(run, a->bias), *scale = lamina_floats(run, a->scale), *offset = lamina_floats(run, a->offset);
    const float *panel = lamina_floats(run, a->packed) + c / LAMINA_PANEL_WIDTH * POINTS * g->depth * LAMINA_PANEL_WIDTH + c % LAMINA_PANEL_WIDTH;
    const int64_t groups = (count + TILE_PIXELS - 1) / TILE_PIXELS, sum_step = b->tiles * TILE_COLUMNS;
    for (int64_t point = 0; point < POINTS; point++) {
        int64_t tile = 0;
        for (int64_t group = 0; group < groups; group++) {
            const int64_t tiles = count / groups + (group < count % groups);
            const window tile_points = {b->points + (point * b->tiles + tile) * g->depth, g->depth, 1, 0, 1, 0, g->depth,
                              panel + point * g->depth * LAMINA_PANEL_WIDTH};
            const tile_target sums = {b->sums + point * sum_step + tile * TILE_COLUMNS, TILE_COLUMNS, columns, NULL, NULL, NULL, 0};
            convolve_tile_of(tiles, &tile_points, &sums);
            tile += tiles;
        }
    }
    EACH_VECTOR(i, n, columns, {
        const vector added = bias ? load_upto(bias + c + i, n) : splat(0);
        const vector factor = scale ? load_upto(scale + c + i, n) : splat(1);
        const vector shift = scale ? load_upto(offset + c + i, n) : splat(0);
        for (int64_t t = 0; t < count; t++)
            finish_tile(b->sums + t * TILE_COLUMNS + i, sum_step, added, factor, shift, scale != NULL, b->outputs + t * 4 * TILE_COLUMNS + i, TILE_COLUMNS);
    });
    if (a->activation.kind != LAMINA_LINEAR) activate(a->activation, b->outputs, b->outputs, count * 4 * TILE_COLUMNS);
    float *y = lamina_floats(run, a->y);
    for (int64_t t = 0; t < count; t++) {
        const float *outputs = b->outputs + t * 4 * TILE_COLUMNS;
        if (w->pools) write_largest(g, place_of(g, first + t), outputs, y, c, columns);
        else write_tile(g, place_of(g, first + t), outputs, y, c, columns);
    }
}

// Tile rows first ..< last.
static void convolve_winograd(const lamina_run *run, const lamina_winograd_arguments *w, const plane_geometry *g, int64_t first, int64_t last) {
    const float *x = lamina_floats(run, w->convolution.x);
    const int64_t across = (g->out_width + 1) / 2, tiles = lamina_winograd_tiles(g->depth);
    float *scratch = lamina_floats(run, w->scratch) + first / w->grain * lamina_winograd_floats(g->depth);
    const winograd_block b = {scratch, scratch + POINTS * tiles * g->depth, scratch + POINTS * tiles * (g->depth + TILE_COLUMNS), tiles};
    for (int64_t tile = first * across; tile < last * across; tile += tiles) {
        const int64_t left = last * across - tile, count = left < tiles ? left : tiles;
        for (int64_t t = 0; t < count; t++) {
            const tile_place place = place_of(g, tile + t);
            read_tile(g, x + place.image * g->height * g->width * g->depth, place.row - g->top, place.column - g->left, b.points + t * g->depth, tiles * g->depth);
        }
        for (int64_t c = 0; c < g->columns; c += TILE_COLUMNS)
            multiply_points(g, run, w, &b, tile, count, c, g->columns - c < TILE_COLUMNS ? g->columns - c : TILE_COLUMNS);
    }
}

KERNEL(convolution_winograd) {
    const lamina_winograd_arguments *a = arguments;
    const plane_geometry g = forward_planes(&a->convolution.geometry);
    convolve_winograd(run, a, &g, first, last);
}

KERNEL(convolution_winograd_transposed) {
    const lamina_winograd_arguments *a = arguments;
    const plane_geometry g = transposed_planes(&a->convolution.geometry);
    convolve_winograd(run, a, &g, first, last);
}

// The taps [3, 3] of one input channel for one vector of output channels, to points `step` floats apart.
LAMINA_INLINE void transform_kernel(const vector taps[9], float *points, int64_t step) {
    vector half[3][4];
    LAMINA_UNROLL for (int k = 0; k < 3; k++) transform_taps(taps + 3 * k, half[k]);
    LAMINA_UNROLL for (int j = 0; j < 4; j++) {
        const vector line[3] = {half[0][j], half[1][j], half[2][j]};
        vector whole[4];
        transform_taps(line, whole);
        LAMINA_UNROLL for (int k = 0; k < 4; k++) store(points + (4 * k + j) * step, whole[k]);
    }
}

// Unit: one panel: the points of all input channels for its columns.
KERNEL(pack_winograd) {
    const lamina_pack_convolution_arguments *a = arguments;
    const int64_t channels = a->geometry.channels, filters = a->geometry.filters;
    const int64_t depth = a->transposed ? filters : channels, columns = a->transposed ? channels : filters;
    const float *kernel = lamina_floats(run, a->kernel);
    for (int64_t panel = first; panel < last; panel++)
        for (int64_t d = 0; d < depth; d++)
            for (int64_t i = 0; i < LAMINA_PANEL_WIDTH; i += LANES) {
                vector taps[9];
                const int64_t c = panel * LAMINA_PANEL_WIDTH + i, n = columns - c;
                LAMINA_UNROLL for (int tap = 0; tap < 9; tap++) {
                    taps[tap] = splat(0);
                    if (!a->transposed && n > 0) taps[tap] = load_upto(kernel + (tap * channels + d) * filters + c, n);
                    if (a->transposed)
                        for (int64_t l = 0; l < LANES && l < n; l++) taps[tap][l] = kernel[((8 - tap) * channels + c + l) * filters + d];
                }
                float *points = lamina_floats(run, a->packed) + (panel * POINTS * depth + d) * LAMINA_PANEL_WIDTH + i;
                transform_kernel(taps, points, depth * LAMINA_PANEL_WIDTH);
            }
}
