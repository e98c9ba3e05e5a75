// Largest and mean of windows. Shape: for each output pixel, vectors of channels over the window's cells that are inside; the largest of
// windows side by side: whole rows over each other, then the columns of each window.
#pragma once
#include "convolution.h"

// The cells of an output pixel's window that lie inside the image.
typedef struct { int64_t top, bottom, left, right; } cell_range;

LAMINA_INLINE cell_range window_cells(const lamina_convolution_geometry *g, int64_t out_y, int64_t out_x) {
    const int64_t y = out_y * g->row_stride - g->top, x = out_x * g->column_stride - g->left;
    return (cell_range){y < 0 ? 0 : y, y + g->kernel_height < g->height ? y + g->kernel_height : g->height,
                        x < 0 ? 0 : x, x + g->kernel_width < g->width ? x + g->kernel_width : g->width};
}

LAMINA_INLINE float cell_share(cell_range r) { return 1.0f / (float)((r.bottom - r.top) * (r.right - r.left)); }

LAMINA_INLINE vector largest_cell(const float *image, cell_range r, int64_t row_step, int64_t channels, int64_t n) {
    vector most = splat(-INFINITY);
    for (int64_t y = r.top; y < r.bottom; y++)
        for (int64_t x = r.left; x < r.right; x++) most = larger(most, load_upto(image + y * row_step + x * channels, n));
    return most;
}

LAMINA_INLINE void keep_largest(float *largest, const float *row, int64_t count) {
    EACH_VECTOR(i, n, count, { store_upto(largest + i, larger(load_upto(largest + i, n), load_upto(row + i, n)), n); });
}

// The largest of each `pool` neighbouring pixels of a row.
static void pool_columns(const float *row, int64_t pool, int64_t count, int64_t channels, float *y) {
    for (int64_t p = 0; p < count; p++, row += pool * channels, y += channels)
        EACH_VECTOR(i, n, channels, {
            vector most = load_upto(row + i, n);
            for (int64_t k = 1; k < pool; k++) most = larger(most, load_upto(row + k * channels + i, n));
            store_upto(y + i, most, n);
        });
}

// Row by row, so that large windows lose little.
LAMINA_INLINE vector cell_sum(const float *image, cell_range r, int64_t row_step, int64_t channels, int64_t n) {
    vector total = splat(0);
    for (int64_t y = r.top; y < r.bottom; y++) {
        vector row = splat(0);
        for (int64_t x = r.left; x < r.right; x++) row += load_upto(image + y * row_step + x * channels, n);
        total += row;
    }
    return total;
}

#define POOLING_KERNEL(name, result)                                                                            \
    KERNEL(name) {                                                                                              \
        const lamina_pooling_arguments *a = arguments;                                                          \
        const lamina_convolution_geometry *g = &a->geometry;                                                    \
        const int64_t row_step = g->width * g->channels;                                                        \
        for (int64_t row = first; row < last; row++) {                                                          \
            const float *image = lamina_floats(run, a->x) + row / g->out_height * g->height * row_step;         \
            float *y = lamina_floats(run, a->y) + row * g->out_width * g->channels;                             \
            for (int64_t x = 0; x < g->out_width; x++, y += g->channels) {                                      \
                const cell_range cells = window_cells(g, row % g->out_height, x);                               \
                EACH_VECTOR(i, n, g->channels, { store_upto(y + i, result(image + i, cells, row_step, g->channels, n), n); }); \
            }                                                                                                   \
        }                                                                                                       \
    }
#define MEAN_CELL(...) cell_sum(__VA_ARGS__) * cell_share(cells)
POOLING_KERNEL(largest_of_cells, largest_cell)
POOLING_KERNEL(average_pooling, MEAN_CELL)
#undef MEAN_CELL
#undef POOLING_KERNEL

enum { POOLED_ROW_FLOATS = 8192 };

LAMINA_INLINE int windows_are_side_by_side(const lamina_convolution_geometry *g) {
    return g->row_stride == g->kernel_height && g->column_stride == g->kernel_width && g->top == 0 && g->left == 0 &&
           g->out_height * g->kernel_height <= g->height && g->out_width * g->kernel_width <= g->width;
}

KERNEL(max_pooling) {
    const lamina_pooling_arguments *a = arguments;
    const lamina_convolution_geometry *g = &a->geometry;
    const int64_t row_step = g->width * g->channels;
    if (!windows_are_side_by_side(g) || row_step > POOLED_ROW_FLOATS) {
        kernel_largest_of_cells(run, arguments, first, last);
        return;
    }
    float largest[POOLED_ROW_FLOATS] __attribute__((aligned(64)));
    for (int64_t row = first; row < last; row++) {
        const float *x = lamina_floats(run, a->x) + (row / g->out_height * g->height + row % g->out_height * g->kernel_height) * row_step;
        copy_floats(largest, x, row_step);
        for (int64_t k = 1; k < g->kernel_height; k++) keep_largest(largest, x + k * row_step, row_step);
        pool_columns(largest, g->kernel_width, g->out_width, g->channels, lamina_floats(run, a->y) + row * g->out_width * g->channels);
    }
}
