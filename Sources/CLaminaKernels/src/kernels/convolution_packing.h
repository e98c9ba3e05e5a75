// A convolution's kernel in panels. Shape: for each panel, its rows in order, each a gather of at most a panel's columns.
#pragma once
#include "convolution.h"

LAMINA_INLINE void pack_row(const float *source, int64_t step, int64_t columns, float *target) {
    for (int64_t c = 0; c < LAMINA_PANEL_WIDTH; c++) target[c] = c < columns ? source[c * step] : 0;
}

// All rows of one panel of the transposed kernel: `kernel` points at the panel's first channel and the group's first filter.
LAMINA_INLINE void pack_transposed_panel(const lamina_convolution_geometry *g, const float *kernel, int64_t columns, float *target) {
    const int64_t channels = g->channels / g->groups, filters = g->filters / g->groups;
    for (int64_t row_phase = 0; row_phase < g->row_stride; row_phase++)
        for (int64_t column_phase = 0; column_phase < g->column_stride; column_phase++)
            for (int64_t m = phase_taps(g->kernel_height, g->row_stride, row_phase) - 1; m >= 0; m--)
                for (int64_t n = phase_taps(g->kernel_width, g->column_stride, column_phase) - 1; n >= 0; n--) {
                    const int64_t tap = (row_phase + m * g->row_stride) * g->kernel_width + column_phase + n * g->column_stride;
                    for (int64_t f = 0; f < filters; f++, target += LAMINA_PANEL_WIDTH)
                        pack_row(kernel + tap * channels * g->filters + f, g->filters, columns, target);
                }
}

KERNEL(pack_convolution) {
    const lamina_pack_convolution_arguments *a = arguments;
    const lamina_convolution_geometry *g = &a->geometry;
    const int64_t channels = g->channels / g->groups, filters = g->filters / g->groups, taps = g->kernel_height * g->kernel_width;
    const int64_t rows = taps * (a->transposed ? filters : channels), columns = a->transposed ? channels : filters;
    const int64_t panels = (columns + LAMINA_PANEL_WIDTH - 1) / LAMINA_PANEL_WIDTH;
    const float *kernel = lamina_floats(run, a->kernel);
    for (int64_t panel = first; panel < last; panel++) {
        const int64_t group = panel / panels, c = panel % panels * LAMINA_PANEL_WIDTH;
        const float *source = kernel + group * filters + c * (a->transposed ? g->filters : 1);
        float *target = lamina_floats(run, a->packed) + panel * rows * LAMINA_PANEL_WIDTH;
        if (a->transposed) {
            pack_transposed_panel(g, source, columns - c, target);
        } else {
            for (int64_t r = 0; r < rows; r++) pack_row(source + r * g->filters, 1, columns - c, target + r * LAMINA_PANEL_WIDTH);
        }
    }
}
