// Convolutions to so few channels that they would leave most of a vector empty: lanes are neighbouring pixels. Shape: the input rows
// that an output row reads, channel by channel with zeros around, in a ring that moves down the image; tiles of one or two vectors
// of pixels × all channels of the output, with their sums in registers, to a line channel by channel; then its pixels one after another.
#pragma once
#include "activation_spans.h"
#include "convolution_tile.h"

// As many as two vectors of pixels each leave registers for.
enum { PLANE_COLUMNS = LANES == 16 ? 8 : LANES == 8 ? 6 : 2, PLANE_FLOATS = 16384, LINE_FLOATS = 4096 };

// A convolution whose pixels lie side by side in what it reads as in what it writes: the input row of output row y and kernel row k is
// y · row_stride + k · row_step - top.
typedef struct {
    int64_t height, width, depth;
    int64_t out_height, out_width, columns;
    int64_t tap_rows, taps, row_stride, row_step, tap_step, top, left;
} plane_geometry;

LAMINA_INLINE int64_t line_width(const plane_geometry *g) { return lamina_round_up(g->out_width, 2 * LANES); }
LAMINA_INLINE int64_t plane_width(const plane_geometry *g) { return line_width(g) + (g->taps - 1) * g->tap_step; }
LAMINA_INLINE int64_t ring_rows(const plane_geometry *g) { return (g->tap_rows - 1) * g->row_step + 1; }

LAMINA_INLINE int suits_planes(const plane_geometry *g) {
    return g->columns <= PLANE_COLUMNS && 2 * g->out_width > LANES && g->columns * line_width(g) <= LINE_FLOATS &&
           ring_rows(g) * g->depth * plane_width(g) <= PLANE_FLOATS;
}

// One input row's channels, each from position -left on.
static void fill_planes(const plane_geometry *g, const float *row, float *planes) {
    const int64_t width = plane_width(g), end = width - g->left < g->width ? width - g->left : g->width;
    const int64_t begin = g->left < 0 ? -g->left : 0;
    memset(planes, 0, (size_t)(g->depth * width) * sizeof(float));
    if (g->depth == 1 && end > begin) {
        memcpy(planes + begin + g->left, row + begin, (size_t)(end - begin) * sizeof(float));
        return;
    }
    for (int64_t c = 0; c < g->depth; c++, planes += width)
        for (int64_t p = begin; p < end; p++) planes[p + g->left] = row[p * g->depth + c];
}

// What the tiles of one output row share. Kernel rows `first` ..< `first` + `rows` lie inside the image.
typedef struct {
    const plane_geometry *g;
    const float *ring, *weights, *bias, *scale, *offset;
    int64_t place, first, rows;
} plane_row;

LAMINA_INLINE void plane_tile(const int columns, const int vectors, const plane_row *r, int64_t x, float *line) {
    const plane_geometry *g = r->g;
    const int64_t width = plane_width(g), count = ring_rows(g);
    vector sums[2 * PLANE_COLUMNS];
    LAMINA_UNROLL for (int f = 0; f < columns; f++)
        LAMINA_UNROLL for (int j = 0; j < vectors; j++) sums[f * vectors + j] = splat(r->bias ? r->bias[f] : 0);
    for (int64_t k = r->first; k < r->first + r->rows; k++) {
        const float *planes = r->ring + (r->place + k * g->row_step) % count * g->depth * width + x;
        const float *weights = r->weights + k * g->taps * g->depth * LAMINA_PANEL_WIDTH;
        for (int64_t tap = 0; tap < g->taps; tap++)
            for (int64_t c = 0; c < g->depth; c++, weights += LAMINA_PANEL_WIDTH) {
                vector pixels[2];
                LAMINA_UNROLL for (int j = 0; j < vectors; j++) pixels[j] = load(planes + c * width + tap * g->tap_step + j * LANES);
                LAMINA_UNROLL for (int f = 0; f < columns; f++) {
                    const vector weight = splat(weights[f]);
                    LAMINA_UNROLL for (int j = 0; j < vectors; j++) sums[f * vectors + j] = multiply_add(pixels[j], weight, sums[f * vectors + j]);
                }
            }
    }
    LAMINA_UNROLL for (int f = 0; f < columns; f++)
        LAMINA_UNROLL for (int j = 0; j < vectors; j++) {
            const vector sum = sums[f * vectors + j];
            store(line + f * line_width(g) + x + j * LANES, r->scale ? multiply_add(sum, splat(r->scale[f]), splat(r->offset[f])) : sum);
        }
}

// Runs CALL(the constant) for a number of channels that a tile takes.
#define WITH_PLANE_COLUMNS(columns, CALL) \
    switch (columns) {                    \
    case 1: CALL(1); break;               \
    case 2: CALL(2); break;               \
    WITH_MORE_PLANE_COLUMNS(CALL)         \
    }
#if LAMINA_LANES == 16
#define WITH_MORE_PLANE_COLUMNS(CALL) \
    case 3: CALL(3); break;           \
    case 4: CALL(4); break;           \
    case 5: CALL(5); break;           \
    case 6: CALL(6); break;           \
    case 7: CALL(7); break;           \
    case 8: CALL(8); break;
#elif LAMINA_LANES == 8
#define WITH_MORE_PLANE_COLUMNS(CALL) \
    case 3: CALL(3); break;           \
    case 4: CALL(4); break;           \
    case 5: CALL(5); break;           \
    case 6: CALL(6); break;
#else
#define WITH_MORE_PLANE_COLUMNS(CALL)
#endif

static __attribute__((noinline)) void plane_line(const plane_row *r, lamina_activation activation, float *line) {
    const int64_t width = r->g->out_width;
#define TILES(columns)                                                                  \
    do {                                                                                \
        int64_t x = 0;                                                                  \
        for (; width - x > LANES; x += 2 * LANES) plane_tile(columns, 2, r, x, line);   \
        if (x < width) plane_tile(columns, 1, r, x, line);                              \
    } while (0)
    WITH_PLANE_COLUMNS(r->g->columns, TILES)
#undef TILES
    if (activation.kind != LAMINA_LINEAR) activate(activation, line, line, r->g->columns * line_width(r->g));
}

// The first `count` pixels of a line.
static void write_pixels(const plane_geometry *g, const float *line, int64_t count, float *y) {
    const int64_t width = line_width(g);
#define PIXELS(columns)                            \
    for (int64_t p = 0; p < count; p++)            \
        LAMINA_UNROLL for (int f = 0; f < columns; f++) y[p * columns + f] = line[f * width + p]
    WITH_PLANE_COLUMNS(g->columns, PIXELS)
#undef PIXELS
}

// The kernel rows of one output row that lie inside the image.
LAMINA_INLINE void set_kernel_rows(plane_row *r) {
    r->first = r->rows = 0;
    for (int64_t k = 0; k < r->g->tap_rows; k++) {
        const int64_t input = r->place + k * r->g->row_step;
        if (input < 0) r->first = k + 1;
        if (input >= 0 && input < r->g->height) r->rows++;
    }
}

// A walk down an image: the ring has the rows below `filled`, as far as the kernel reaches back.
typedef struct {
    plane_row row;
    const float *image;
    float *ring;
    int64_t filled;
} plane_walk;

LAMINA_INLINE plane_walk plane_walk_of(const lamina_run *run, const lamina_convolution_arguments *a, const plane_geometry *g, float *ring) {
    return (plane_walk){{.g = g, .ring = ring, .weights = lamina_floats(run, a->packed), .bias = lamina_floats(run, a->bias),
                         .scale = lamina_floats(run, a->scale), .offset = lamina_floats(run, a->offset)}, NULL, ring, 0};
}

// One output row, after those above it in the same image or as the first of a walk.
static void next_line(plane_walk *w, lamina_activation activation, int64_t out_row, float *line) {
    const plane_geometry *g = w->row.g;
    const int64_t planes = g->depth * plane_width(g), count = ring_rows(g);
    w->row.place = out_row * g->row_stride - g->top;
    set_kernel_rows(&w->row);
    if (w->filled < w->row.place) w->filled = w->row.place;
    for (; w->filled < w->row.place + count && w->filled < g->height; w->filled++)
        fill_planes(g, w->image + w->filled * g->width * g->depth, w->ring + w->filled % count * planes);
    plane_line(&w->row, activation, line);
}

// Output rows first ..< last of a batch of images.
static void convolve_planes(const lamina_run *run, const lamina_convolution_arguments *a, const plane_geometry *g, int64_t first, int64_t last) {
    float ring[PLANE_FLOATS] __attribute__((aligned(64))), line[LINE_FLOATS] __attribute__((aligned(64)));
    plane_walk w = plane_walk_of(run, a, g, ring);
    float *y = lamina_floats(run, a->y);
    for (int64_t row = first; row < last; row++) {
        w.image = lamina_floats(run, a->x) + row / g->out_height * g->height * g->width * g->depth;
        if (row % g->out_height == 0) w.filled = 0;
        next_line(&w, a->activation, row % g->out_height, line);
        write_pixels(g, line, g->out_width, y + row * g->out_width * g->columns);
    }
}
