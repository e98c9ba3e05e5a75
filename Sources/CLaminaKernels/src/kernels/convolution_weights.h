// dw[k_y][k_x][c][f] = Σ x[tap] · dy[pixel]. Shape: blocks of output pixels that stay in cache; for each, tiles of rows of dw ×
// vectors of filters with their sums in registers, added to dw in the order of the blocks. With many channels a tile's rows are channels
// of one tap; with few they are the floats of a kernel row, read from a copy with zeros around where it leaves the image. With few filters:
// convolution_plane_weights.h.
#pragma once
#include "convolution.h"
#include "convolution_plane_weights.h"

enum { GRADIENT_PIXELS = 128, FEW_CHANNELS = 16 };

// Output pixels side by side and the inputs that one tap reads for them.
typedef struct {
    const float *x, *dy;
    int64_t count;
} pixel_span;

LAMINA_INLINE void weights_tile(const int height, const int vectors, const pixel_span *spans, int64_t span_count, int64_t i, int64_t x_step,
                                int64_t column, int64_t dy_step, float *dw, int64_t columns, int fresh) {
    vector sums[2 * TILE_PIXELS];
    LAMINA_UNROLL for (int s = 0; s < height * vectors; s++) sums[s] = splat(0);
    const int64_t tail = columns - (vectors - 1) * LANES;
    for (int64_t span = 0; span < span_count; span++) {
        const float *x = spans[span].x + i, *dy = spans[span].dy + column;
        for (int64_t p = 0; p < spans[span].count; p++, x += x_step, dy += dy_step) {
            vector d[2];
            LAMINA_UNROLL for (int j = 0; j < vectors; j++) d[j] = j == vectors - 1 ? load_upto(dy + j * LANES, tail) : load(dy + j * LANES);
            LAMINA_UNROLL for (int row = 0; row < height; row++)
                LAMINA_UNROLL for (int j = 0; j < vectors; j++) sums[row * vectors + j] = multiply_add(splat(x[row]), d[j], sums[row * vectors + j]);
        }
    }
    LAMINA_UNROLL for (int row = 0; row < height; row++)
        LAMINA_UNROLL for (int j = 0; j < vectors; j++) {
            float *p = dw + row * dy_step + j * LANES;
            const int64_t n = columns - j * LANES;
            const vector sum = sums[row * vectors + j];
            store_upto(p, fresh ? sum : load_upto(p, n) + sum, n);
        }
}

// Rows first ..< last of dw from spans whose x points at row 0; `columns` filters.
static __attribute__((noinline)) void add_weights(const pixel_span *spans, int64_t span_count, int64_t first, int64_t last, int64_t x_step,
                                                  int64_t dy_step, float *dw, int64_t columns, int fresh) {
    const int64_t count = last - first, tiles = (count + TILE_PIXELS - 1) / TILE_PIXELS;
    int64_t i = first;
    for (int64_t t = 0; t < tiles; t++) {
        const int64_t height = count / tiles + (t < count % tiles);
        for (int64_t c = 0; c < columns; c += TILE_COLUMNS) {
            const int64_t left = columns - c < TILE_COLUMNS ? columns - c : TILE_COLUMNS;
            float *target = dw + i * dy_step + c;
#define ONE_VECTOR(height) weights_tile(height, 1, spans, span_count, i, x_step, c, dy_step, target, left, fresh)
#define TWO_VECTORS(height) weights_tile(height, 2, spans, span_count, i, x_step, c, dy_step, target, left, fresh)
            if (left <= LANES) {
                WITH_TILE_PIXELS(height, ONE_VECTOR)
            } else {
                WITH_TILE_PIXELS(height, TWO_VECTORS)
            }
#undef ONE_VECTOR
#undef TWO_VECTORS
        }
        i += height;
    }
}

// How the output pixels are cut: rows into pieces of `pixels`, `pieces` a row, `block` pieces at a time.
typedef struct { int64_t pixels, pieces, block; } pixel_cut;

LAMINA_INLINE pixel_cut cut_pixels(const lamina_convolution_geometry *g) {
    const int64_t pieces = (g->out_width + GRADIENT_PIXELS - 1) / GRADIENT_PIXELS;
    const int64_t pixels = (g->out_width + pieces - 1) / pieces;
    return (pixel_cut){pixels, pieces, GRADIENT_PIXELS / pixels};
}

typedef struct {
    const lamina_convolution_geometry *g;
    const float *x, *dy;
    pixel_cut cut;
    int64_t group, kernel_row;
} weights_source;

// The input row of a piece, at position 0 and the group's first channel; NULL outside the image.
LAMINA_INLINE const float *input_row(const weights_source *s, int64_t piece) {
    const lamina_convolution_geometry *g = s->g;
    const int64_t row = piece / s->cut.pieces, image = row / g->out_height;
    const int64_t place = row % g->out_height * g->row_stride + s->kernel_row * g->row_dilation - g->top;
    if (place < 0 || place >= g->height) return NULL;
    return s->x + (image * g->height + place) * g->width * g->channels + s->group * (g->channels / g->groups);
}

LAMINA_INLINE const float *output_pixel(const weights_source *s, int64_t piece, int64_t pixel) {
    const lamina_convolution_geometry *g = s->g;
    return s->dy + (piece / s->cut.pieces * g->out_width + pixel) * g->filters + s->group * (g->filters / g->groups);
}

// The spans of the pieces first ..< last for one tap: only pixels that it finds inside the image.
static int64_t tap_spans(const weights_source *s, int64_t first, int64_t last, int64_t tap, pixel_span *spans) {
    const lamina_convolution_geometry *g = s->g;
    const int64_t place = tap * g->column_dilation - g->left;
    int64_t count = 0;
    for (int64_t piece = first; piece < last; piece++) {
        const float *row = input_row(s, piece);
        int64_t begin = piece % s->cut.pieces * s->cut.pixels, end = begin + s->cut.pixels < g->out_width ? begin + s->cut.pixels : g->out_width;
        const int64_t lowest = place < 0 ? (-place + g->column_stride - 1) / g->column_stride : 0;
        const int64_t highest = g->width > place ? (g->width - place + g->column_stride - 1) / g->column_stride : 0;
        begin = begin > lowest ? begin : lowest;
        end = end < highest ? end : highest;
        if (row == NULL || end <= begin) continue;
        spans[count++] = (pixel_span){row + (begin * g->column_stride + place) * g->channels, output_pixel(s, piece, begin), end - begin};
    }
    return count;
}

// The same for a whole kernel row: all pixels, from `strips` where a tap leaves the image.
static int64_t row_spans(const weights_source *s, int64_t first, int64_t last, int64_t strip_pixels, float *strips, pixel_span *spans) {
    const lamina_convolution_geometry *g = s->g;
    const line_source line = {.width = g->width, .channels = g->channels, .run = g->channels};
    int64_t count = 0;
    for (int64_t piece = first; piece < last; piece++) {
        const float *row = input_row(s, piece);
        const int64_t begin = piece % s->cut.pieces * s->cut.pixels, left = g->out_width - begin;
        const int64_t pixels = left < s->cut.pixels ? left : s->cut.pixels, place = begin * g->column_stride - g->left;
        const int64_t needed = (pixels - 1) * g->column_stride + g->kernel_width;
        if (row == NULL) continue;
        const float *source = row + place * g->channels;
        if (place < 0 || place + needed > g->width) {
            float *strip = strips + count * strip_pixels * g->channels;
            copy_strip(&line, row, place, needed, strip);
            source = strip;
        }
        spans[count++] = (pixel_span){source, output_pixel(s, piece, begin), pixels};
    }
    return count;
}

LAMINA_INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

static void weights_by_tiles(const lamina_run *run, const lamina_convolution_weights_arguments *a, int64_t first, int64_t last) {
    const lamina_convolution_geometry *g = &a->geometry;
    float strips[STRIP_FLOATS] __attribute__((aligned(64)));
    pixel_span spans[GRADIENT_PIXELS];
    const int64_t channels = g->channels / g->groups, filters = g->filters / g->groups, kernel_row = g->kernel_width * channels;
    const pixel_cut cut = cut_pixels(g);
    const int64_t pieces = lamina_count(run, a->images) * g->out_height * cut.pieces, x_step = g->column_stride * g->channels;
    const int64_t strip_pixels = (cut.pixels - 1) * g->column_stride + g->kernel_width;
    const int by_rows = channels < FEW_CHANNELS && g->groups == 1 && g->column_dilation == 1 && cut.block * strip_pixels * channels <= STRIP_FLOATS;
    const int64_t tile_rows = by_rows ? kernel_row : channels;
    weights_source s = {g, lamina_floats(run, a->x), lamina_floats(run, a->dy), cut, 0, 0};
    float *dw = lamina_floats(run, a->dw);
    int64_t piece = 0;
    do {
        const int64_t end = least(piece + cut.block, pieces);
        for (int64_t row = first; row < last;) {
            const int64_t start = row / tile_rows * tile_rows, stop = least(start + tile_rows, last);
            s.kernel_row = row / kernel_row;
            for (s.group = 0; s.group < g->groups; s.group++) {
                const int64_t count = by_rows ? row_spans(&s, piece, end, strip_pixels, strips, spans)
                                              : tap_spans(&s, piece, end, start % kernel_row / channels, spans);
                add_weights(spans, count, row - start, stop - start, x_step, g->filters, dw + start * g->filters + s.group * filters, filters, piece == 0);
            }
            row = stop;
        }
        piece += cut.block;
    } while (piece < pieces);
}

KERNEL(convolution_weights) {
    const lamina_convolution_weights_arguments *a = arguments;
    const lamina_convolution_geometry *g = &a->geometry;
    const plane_geometry planes = forward_planes(g);
    if (has_plane_order(g) && suits_plane_weights(&planes, g->kernel_height * g->kernel_width * g->channels))
        plane_weights(&planes, lamina_floats(run, a->x), lamina_floats(run, a->dy), lamina_floats(run, a->dw), lamina_count(run, a->images), first, last);
    else weights_by_tiles(run, a, first, last);
}
