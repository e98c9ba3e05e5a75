// The gradient by the kernel of a convolution to few channels: lanes are neighbouring pixels, as in convolution_planes.h. Shape: bands of
// output rows, turned into lines channel by channel, with the input rows that they read; for each kernel row and input channel, tiles of
// taps × all filters, each a vector of partial sums that is added to those of the bands before; at the end the sums of their lanes.
#pragma once
#include "convolution_planes.h"

enum { WEIGHT_TAPS = LANES == 16 ? 3 : 2, PARTIAL_FLOATS = 8192 };

typedef struct {
    const plane_geometry *g;
    const float *planes, *lines;
    int64_t first, last;        // output rows of the band
    int64_t input, input_last;  // input rows in `planes`
} plane_band;

// The output rows that one band may have; 0: not even one fits.
LAMINA_INLINE int64_t band_rows(const plane_geometry *g) {
    const int64_t lines = PLANE_FLOATS / (g->columns * line_width(g)), inputs = PLANE_FLOATS / (g->depth * plane_width(g));
    if (lines < 1 || inputs < rows_read(g)) return 0;
    const int64_t read = (inputs - rows_read(g)) / g->row_stride + 1;
    return lines < read ? lines : read;
}

LAMINA_INLINE int suits_plane_weights(const plane_geometry *g, int64_t rows) {
    return suits_planes(g) && rows * g->columns * LANES <= PARTIAL_FLOATS && band_rows(g) > 0;
}

LAMINA_INLINE void weight_tile(const int taps, const int columns, const plane_band *b, int64_t kernel_row, int64_t tap, int64_t channel, float *partial) {
    const plane_geometry *g = b->g;
    const int64_t width = plane_width(g), line = line_width(g), next = g->depth * columns * LANES;
    vector sums[WEIGHT_TAPS * PLANE_COLUMNS];
    LAMINA_UNROLL for (int t = 0; t < taps; t++)
        LAMINA_UNROLL for (int f = 0; f < columns; f++) sums[t * columns + f] = splat(0);
    for (int64_t row = b->first; row < b->last; row++) {
        const int64_t input = row * g->row_stride + kernel_row * g->row_step - g->top;
        if (input < 0 || input >= g->height) continue;
        const float *x = b->planes + ((input - b->input) * g->depth + channel) * width + tap * g->tap_step;
        const float *dy = b->lines + (row - b->first) * columns * line;
        for (int64_t p = 0; p < g->out_width; p += LANES) {
            vector pixels[WEIGHT_TAPS];
            LAMINA_UNROLL for (int t = 0; t < taps; t++) pixels[t] = load(x + p + t * g->tap_step);
            LAMINA_UNROLL for (int f = 0; f < columns; f++) {
                const vector d = load(dy + f * line + p);
                LAMINA_UNROLL for (int t = 0; t < taps; t++) sums[t * columns + f] = multiply_add(pixels[t], d, sums[t * columns + f]);
            }
        }
    }
    LAMINA_UNROLL for (int t = 0; t < taps; t++)
        LAMINA_UNROLL for (int f = 0; f < columns; f++) {
            float *p = partial + t * next + f * LANES;
            store(p, load(p) + sums[t * columns + f]);
        }
}

// Rows first ..< last of the gradient from one band.
static __attribute__((noinline)) void add_band(const plane_band *b, int64_t first, int64_t last, float *partials) {
    const plane_geometry *g = b->g;
    const int64_t depth = g->depth;
    for (int64_t kernel_row = first / (g->taps * depth); kernel_row * g->taps * depth < last; kernel_row++)
        for (int64_t c = 0; c < depth; c++)
            for (int64_t tap = 0; tap < g->taps;) {
                const int64_t row = (kernel_row * g->taps + tap) * depth + c;
                if (row < first || row >= last) {
                    tap++;
                    continue;
                }
                const int64_t left = g->taps - tap, inside = (last - row + depth - 1) / depth, taps = left < inside ? left : inside;
                float *partial = partials + (row - first) * g->columns * LANES;
#define TILE(columns)                                                                                        \
    if (taps >= WEIGHT_TAPS) weight_tile(WEIGHT_TAPS, columns, b, kernel_row, tap, c, partial);              \
    else if (WEIGHT_TAPS > 2 && taps == 2) weight_tile(2, columns, b, kernel_row, tap, c, partial);          \
    else weight_tile(1, columns, b, kernel_row, tap, c, partial)
                WITH_PLANE_COLUMNS(g->columns, TILE)
#undef TILE
                tap += taps < WEIGHT_TAPS ? taps : WEIGHT_TAPS;
            }
}

static void read_line(const plane_geometry *g, const float *pixels, float *line) {
    const int64_t width = line_width(g);
    for (int64_t f = 0; f < g->columns; f++) memset(line + f * width + g->out_width, 0, (size_t)(width - g->out_width) * sizeof(float));
#define PIXELS(columns) to_lines(pixels, columns, g->out_width, line, width)
    WITH_PLANE_COLUMNS(g->columns, PIXELS)
#undef PIXELS
}

static void plane_weights(const plane_geometry *g, const float *x, const float *dy, float *dw, int64_t images, int64_t first, int64_t last) {
    float planes[PLANE_FLOATS] __attribute__((aligned(64))), lines[PLANE_FLOATS] __attribute__((aligned(64)));
    float partials[PARTIAL_FLOATS] __attribute__((aligned(64)));
    const int64_t band = band_rows(g), plane_floats = g->depth * plane_width(g), line_floats = g->columns * line_width(g);
    memset(partials, 0, (size_t)((last - first) * g->columns * LANES) * sizeof(float));
    for (int64_t image = 0; image < images; image++)
        for (int64_t row = 0; row < g->out_height; row += band) {
            plane_band b = {.g = g, .planes = planes, .lines = lines, .first = row, .last = row + band < g->out_height ? row + band : g->out_height};
            b.input = row * g->row_stride - g->top;
            b.input_last = (b.last - 1) * g->row_stride - g->top + rows_read(g);
            if (b.input < 0) b.input = 0;
            if (b.input_last > g->height) b.input_last = g->height;
            for (int64_t r = b.input; r < b.input_last; r++)
                fill_planes(g, x + (image * g->height + r) * g->width * g->depth, planes + (r - b.input) * plane_floats);
            for (int64_t r = b.first; r < b.last; r++)
                read_line(g, dy + (image * g->out_height + r) * g->out_width * g->columns, lines + (r - b.first) * line_floats);
            add_band(&b, first, last, partials);
        }
    for (int64_t i = 0; i < (last - first) * g->columns; i++) dw[first * g->columns + i] = sum_of_lanes(load(partials + i * LANES));
}
