// Convolutions of images, forward and transposed. Shape: blocks of output rows; in each, two vectors of filters at a time
// over all rows of the block, so that these weights are read from the nearest cache; then the activation. Few channels of output: convolution_planes.h.
#pragma once
#include "activation_spans.h"
#include "convolution_line.h"
#include "convolution_planes.h"

enum { CONVOLUTION_BLOCK = 8 };

// The taps of one axis that an output position reads: input positions first, first + step …, their weights from tap `tap` on.
typedef struct { int64_t first, step, count, tap; } axis_taps;

LAMINA_INLINE axis_taps inside(axis_taps t, int64_t size) {
    const int64_t skipped = t.first < 0 ? (-t.first + t.step - 1) / t.step : 0;
    t.first += skipped * t.step;
    t.tap += skipped;
    t.count -= skipped;
    const int64_t reachable = t.first < size ? (size - 1 - t.first) / t.step + 1 : 0;
    if (t.count > reachable) t.count = reachable;
    if (t.count < 0) t.count = 0;
    return t;
}

// Kernel taps k ≡ phase (mod stride): all that one position of a transposed convolution reads.
LAMINA_INLINE int64_t phase_taps(int64_t kernel, int64_t stride, int64_t phase) {
    return phase < kernel ? (kernel - phase + stride - 1) / stride : 0;
}
LAMINA_INLINE int64_t taps_before_phase(int64_t kernel, int64_t stride, int64_t phase) {
    const int64_t longer = kernel % stride;
    return phase * (kernel / stride) + (phase < longer ? phase : longer);
}

// The columns first_column ..< of one group: what a pass over a block's rows computes.
typedef struct {
    const float *weights, *bias, *scale, *offset;
    int64_t group, first_column, columns;
} column_pass;

LAMINA_INLINE const float *at_column(const float *p, int64_t column) { return p ? p + column : NULL; }

// Output row `row` to `y`.
static void convolve_row(const lamina_convolution_geometry *g, const float *x, float *y, column_pass pass, int64_t row) {
    const int64_t run = g->channels / g->groups, filters = g->filters / g->groups, image = row / g->out_height;
    const axis_taps rows = inside((axis_taps){row % g->out_height * g->row_stride - g->top, g->row_dilation, g->kernel_height, 0}, g->height);
    const line_source source = {
        .x = x + ((image * g->height + rows.first) * g->width) * g->channels + pass.group * run,
        .width = g->width, .channels = g->channels, .run = run,
        .rows = rows.count, .row_step = g->row_dilation * g->width * g->channels,
        .position = -g->left, .pixel_step = g->column_stride, .taps = g->kernel_width, .tap_step = g->column_dilation,
        .weights = pass.weights + rows.tap * g->kernel_width * run * LAMINA_PANEL_WIDTH};
    float *target = y + pass.group * filters + pass.first_column;
    convolve_line(&source, g->out_width, (tile_target){target, g->filters, pass.columns, pass.bias, pass.scale, pass.offset, 0});
}

// The pixels of a row whose column has one remainder by the stride are a convolution of their own, with the taps of that remainder.
static void convolve_row_transposed(const lamina_convolution_geometry *g, const float *x, float *y, column_pass pass, int64_t row) {
    const int64_t run = g->filters / g->groups, channels = g->channels / g->groups, image = row / g->height, place = row % g->height + g->top;
    const int64_t row_phase = place % g->row_stride, row_taps = phase_taps(g->kernel_height, g->row_stride, row_phase);
    const axis_taps rows =
        inside((axis_taps){place / g->row_stride - (row_taps - 1) * g->row_dilation, g->row_dilation, row_taps, 0}, g->out_height);
    const float *row_weights =
        pass.weights + taps_before_phase(g->kernel_height, g->row_stride, row_phase) * g->kernel_width * run * LAMINA_PANEL_WIDTH;
    for (int64_t phase = 0; phase < g->column_stride; phase++) {
        const int64_t first = (phase - g->left % g->column_stride + g->column_stride) % g->column_stride;
        if (first >= g->width) continue;
        const int64_t taps = phase_taps(g->kernel_width, g->column_stride, phase);
        const int64_t before = row_taps * taps_before_phase(g->kernel_width, g->column_stride, phase);
        const line_source source = {
            .x = x + ((image * g->out_height + rows.first) * g->out_width) * g->filters + pass.group * run,
            .width = g->out_width, .channels = g->filters, .run = run,
            .rows = taps > 0 ? rows.count : 0, .row_step = g->row_dilation * g->out_width * g->filters,
            .position = (first + g->left) / g->column_stride - (taps - 1) * g->column_dilation,
            .pixel_step = 1, .taps = taps, .tap_step = g->column_dilation,
            .weights = row_weights + (before + rows.tap * taps) * run * LAMINA_PANEL_WIDTH};
        float *target = y + first * g->channels + pass.group * channels + pass.first_column;
        const int64_t count = (g->width - first + g->column_stride - 1) / g->column_stride;
        convolve_line(&source, count, (tile_target){target, g->column_stride * g->channels, pass.columns, pass.bias, pass.scale, pass.offset, 0});
    }
}

// Output rows first ..< last to `y`. `depth`: input channels of a group; `columns`: its output channels.
LAMINA_INLINE void convolve(const lamina_run *run, const lamina_convolution_arguments *a, float *y, int64_t first, int64_t last, int64_t depth,
                            int64_t columns, int64_t row_floats,
                            void (*convolve_row)(const lamina_convolution_geometry *, const float *, float *, column_pass, int64_t)) {
    const lamina_convolution_geometry *g = &a->geometry;
    const float *x = lamina_floats(run, a->x), *packed = lamina_floats(run, a->packed);
    const float *bias = lamina_floats(run, a->bias), *scale = lamina_floats(run, a->scale), *offset = lamina_floats(run, a->offset);
    const int64_t panel_floats = g->kernel_height * g->kernel_width * depth * LAMINA_PANEL_WIDTH;
    const int64_t panels = (columns + LAMINA_PANEL_WIDTH - 1) / LAMINA_PANEL_WIDTH;
    for (int64_t block = first; block < last; block += CONVOLUTION_BLOCK) {
        const int64_t end = block + CONVOLUTION_BLOCK < last ? block + CONVOLUTION_BLOCK : last;
        for (int64_t group = 0; group < g->groups; group++)
            for (int64_t c = 0; c < columns; c += TILE_COLUMNS) {
                const int64_t channel = group * columns + c;
                const column_pass pass = {
                    packed + (group * panels + c / LAMINA_PANEL_WIDTH) * panel_floats + c % LAMINA_PANEL_WIDTH,
                    at_column(bias, channel), at_column(scale, channel), at_column(offset, channel), group, c,
                    columns - c < TILE_COLUMNS ? columns - c : TILE_COLUMNS};
                for (int64_t row = block; row < end; row++) convolve_row(g, x, y + (row - first) * row_floats, pass, row);
            }
        if (a->activation.kind != LAMINA_LINEAR) {
            float *rows = y + (block - first) * row_floats;
            activate(a->activation, rows, rows, (end - block) * row_floats);
        }
    }
}

// What suits_planes may take: one group, neighbouring outputs reading neighbouring inputs.
LAMINA_INLINE int has_plane_order(const lamina_convolution_geometry *g) { return g->groups == 1 && g->column_stride == 1; }

LAMINA_INLINE plane_geometry forward_planes(const lamina_convolution_geometry *g) {
    return (plane_geometry){g->height, g->width, g->channels, g->out_height, g->out_width, g->filters, g->kernel_height, g->kernel_width,
                            g->row_stride, g->row_dilation, g->column_dilation, g->top, g->left};
}

// Without strides a transposed convolution is one with the taps in the other order, in which they are packed.
LAMINA_INLINE plane_geometry transposed_planes(const lamina_convolution_geometry *g) {
    return (plane_geometry){g->out_height, g->out_width, g->filters, g->height, g->width, g->channels, g->kernel_height, g->kernel_width,
                            1, g->row_dilation, g->column_dilation, (g->kernel_height - 1) * g->row_dilation - g->top,
                            (g->kernel_width - 1) * g->column_dilation - g->left};
}

static void convolve_rows(const lamina_run *run, const lamina_convolution_arguments *a, float *y, int64_t first, int64_t last) {
    const lamina_convolution_geometry *g = &a->geometry;
    convolve(run, a, y, first, last, g->channels / g->groups, g->filters / g->groups, g->out_width * g->filters, convolve_row);
}

KERNEL(convolution) {
    const lamina_convolution_arguments *a = arguments;
    const lamina_convolution_geometry *g = &a->geometry;
    const plane_geometry planes = forward_planes(g);
    if (has_plane_order(g) && suits_planes(&planes)) convolve_planes(run, a, &planes, first, last);
    else convolve_rows(run, a, lamina_floats(run, a->y) + first * g->out_width * g->filters, first, last);
}

KERNEL(convolution_transposed) {
    const lamina_convolution_arguments *a = arguments;
    const lamina_convolution_geometry *g = &a->geometry;
    const plane_geometry planes = transposed_planes(g);
    const int64_t row_floats = g->width * g->channels;
    if (has_plane_order(g) && g->row_stride == 1 && suits_planes(&planes)) convolve_planes(run, a, &planes, first, last);
    else
        convolve(run, a, lamina_floats(run, a->y) + first * row_floats, first, last, g->filters / g->groups, g->channels / g->groups, row_floats,
                 convolve_row_transposed);
}
