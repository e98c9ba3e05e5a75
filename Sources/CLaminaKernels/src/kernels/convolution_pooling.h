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

static void pool_planes(const lamina_run *run, const lamina_pooled_convolution_arguments *a, const plane_geometry *g, int64_t first, int64_t last) {
    float ring[PLANE_FLOATS] __attribute__((aligned(64)));
    float line[LINE_FLOATS] __attribute__((aligned(64))), largest[LINE_FLOATS] __attribute__((aligned(64)));
    const int64_t height = g->out_height / a->pool_rows, width = g->out_width / a->pool_columns;
    plane_walk w = plane_walk_of(run, &a->convolution, g, ring);
    float *y = lamina_floats(run, a->convolution.y);
    for (int64_t row = first; row < last; row++) {
        w.image = lamina_floats(run, a->convolution.x) + row / height * g->height * g->width * g->depth;
        if (row % height == 0) w.filled = 0;
        for (int64_t k = 0; k < a->pool_rows; k++) {
            next_line(&w, a->convolution.activation, row % height * a->pool_rows + k, k == 0 ? largest : line);
            if (k > 0) keep_largest(largest, line, g->columns * line_width(g));
        }
        pool_line(g, largest, a->pool_columns, width);
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
