// A convolution whose rows only their windows' largest values leave. Shape: blocks of pooled rows; for each, the convolution's rows
// in a buffer in the nearest cache, the largest of each column of cells over them, then of each window's columns.
#pragma once
#include "pooling.h"

// The largest of each `pool` neighbours in each channel of a line, in its place.
static void pool_line(const plane_geometry *g, float *line, int64_t pool, int64_t count) {
    for (int64_t f = 0; f < g->columns; f++, line += line_width(g)) {
        int64_t p = 0;
        if (pool == 2)
            for (; p < count; p += LANES) {
                const vector low = load(line + 2 * p), high = load(line + 2 * p + LANES);
                store(line + p, larger(even_lanes(low, high), odd_lanes(low, high)));
            }
        for (; p < count; p++) {
            float most = line[p * pool];
            for (int64_t k = 1; k < pool; k++) most = larger_of(most, line[p * pool + k]);
            line[p] = most;
        }
    }
}

// Whether f(max(a, b)) = max(f(a), f(b)), bit for bit.
LAMINA_INLINE int may_follow_maximum(lamina_activation f) {
    return f.kind == LAMINA_LINEAR || (f.kind == LAMINA_RELU && f.alpha == 0 && f.gamma >= 0);
}

// Two lines' windows of 2 × 2 from a tile's sums; of one vector the second half of what it stores is for the next tile to write over.
LAMINA_INLINE void pooled_tile(const int columns, const int vectors, const plane_rows *r, lamina_activation activation, int64_t x, float *line) {
    vector sums[4 * PLANE_COLUMNS];
    plane_sums(2, columns, vectors, r, x, sums);
    LAMINA_UNROLL for (int f = 0; f < columns; f++) {
        vector highest[2];
        LAMINA_UNROLL for (int j = 0; j < vectors; j++) highest[j] = larger(sums[f * vectors + j], sums[(columns + f) * vectors + j]);
        const vector low = highest[0], high = highest[vectors - 1], most = larger(even_lanes(low, high), odd_lanes(low, high));
        store(line + f * line_width(r->g) + x / 2, activation.kind == LAMINA_RELU ? relu_value(most, activation) : most);
    }
}

static __attribute__((noinline)) void pooled_line(const plane_rows *r, lamina_activation activation, float *line) {
    const int64_t width = r->g->out_width;
#define TILES(columns)                                                                                        \
    do {                                                                                                      \
        int64_t x = 0;                                                                                        \
        if (holds_two_rows(columns, 2))                                                                       \
            for (; width - x > LANES; x += 2 * LANES) pooled_tile(columns, 2, r, activation, x, line);         \
        for (; x < width; x += LANES) pooled_tile(columns, 1, r, activation, x, line);                        \
    } while (0)
    WITH_PLANE_COLUMNS(r->g->columns, TILES)
#undef TILES
}

// The largest of some rows' windows, channel by channel.
static void pool_lines(const lamina_pooled_convolution_arguments *a, plane_walk *w, int64_t out_row, float *lines, float *largest) {
    const plane_geometry *g = w->rows.g;
    const lamina_activation activation = a->convolution.activation;
    const int64_t line = g->columns * line_width(g);
    if (a->pool_rows == 2 && a->pool_columns == 2 && may_follow_maximum(activation)) {
        walk_to(w, out_row, 2);
        pooled_line(&w->rows, activation, largest);
        return;
    }
    for (int64_t k = 0, rows; k < a->pool_rows; k += rows) {
        rows = a->pool_rows - k < 2 ? 1 : 2;
        walk_to(w, out_row + k, rows);
        plane_lines(&w->rows, rows, lines);
        if (activation.kind != LAMINA_LINEAR) activate(activation, lines, lines, rows * line);
        if (k == 0) copy_floats(largest, lines, line);
        for (int64_t i = k == 0; i < rows; i++) keep_largest(largest, lines + i * line, line);
    }
    pool_line(g, largest, a->pool_columns, g->out_width / a->pool_columns);
}

static void pool_planes(const lamina_run *run, const lamina_pooled_convolution_arguments *a, const plane_geometry *g, int64_t first, int64_t last) {
    float ring[PLANE_FLOATS] __attribute__((aligned(64)));
    float lines[2 * LINE_FLOATS] __attribute__((aligned(64))), largest[LINE_FLOATS] __attribute__((aligned(64)));
    const int64_t height = g->out_height / a->pool_rows, width = g->out_width / a->pool_columns;
    plane_walk w = plane_walk_of(run, &a->convolution, g, ring);
    float *y = lamina_floats(run, a->convolution.y);
    for (int64_t row = first; row < last; row++) {
        w.image = lamina_floats(run, a->convolution.x) + row / height * g->height * g->width * g->depth;
        if (row % height == 0) w.filled = 0;
        pool_lines(a, &w, row % height * a->pool_rows, lines, largest);
        write_pixels(g, largest, width, y + row * width * g->columns);
    }
}

static void pool_rows(const lamina_run *run, const lamina_pooled_convolution_arguments *a, int64_t first, int64_t last) {
    float rows[LAMINA_POOLED_FLOATS] __attribute__((aligned(64)));
    const lamina_convolution_geometry *g = &a->convolution.geometry;
    const int64_t height = g->out_height / a->pool_rows, width = g->out_width / a->pool_columns, row_floats = g->out_width * g->filters;
    const int64_t fitting = LAMINA_POOLED_FLOATS / (a->pool_rows * row_floats), wanted = CONVOLUTION_BLOCK / 2 / a->pool_rows;
    const int64_t block = wanted < 1 ? 1 : wanted < fitting ? wanted : fitting;
    float *y = lamina_floats(run, a->convolution.y);
    for (int64_t row = first; row < last;) {
        const int64_t in_image = height - row % height, left = last - row;
        int64_t count = in_image < left ? in_image : left;
        if (count > block) count = block;
        const int64_t start = row / height * g->out_height + row % height * a->pool_rows;
        convolve_rows(run, &a->convolution, rows, start, start + count * a->pool_rows);
        for (int64_t p = 0; p < count; p++, row++) {
            float *largest = rows + p * a->pool_rows * row_floats;
            for (int64_t k = 1; k < a->pool_rows; k++) keep_largest(largest, largest + k * row_floats, row_floats);
            pool_columns(largest, a->pool_columns, width, g->filters, y + row * width * g->filters);
        }
    }
}

KERNEL(convolution_max_pooled) {
    const lamina_pooled_convolution_arguments *a = arguments;
    const plane_geometry planes = forward_planes(&a->convolution.geometry);
    if (has_plane_order(&a->convolution.geometry) && suits_planes(&planes)) pool_planes(run, a, &planes, first, last);
    else pool_rows(run, a, first, last);
}
