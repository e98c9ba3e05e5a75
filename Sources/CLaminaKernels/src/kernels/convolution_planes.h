// Convolutions to so few channels that they would leave most of a vector empty: lanes are neighbouring pixels. Shape: the input rows
// that two output rows read, channel by channel with zeros around, in a ring that moves down the image; tiles of one or two rows × one or
// two vectors of pixels × all channels of the output, with their sums in registers, to a line of each row, channel by channel; then
// their pixels one after another.
#pragma once
#include "activation_spans.h"
#include "convolution_tile.h"
#include "interleave.h"

enum {
    PLANE_COLUMNS = LANES == 16 ? 8 : LANES == 8 ? 6 : 2, // as many as two vectors of pixels each leave registers for
    PLANE_FLOATS = 16384,
    LINE_FLOATS = 4096,
};

// A convolution whose pixels lie side by side in what it reads as in what it writes: the input row of output row y and kernel row k is
// y · row_stride + k · row_step - top.
typedef struct {
    int64_t height, width, depth;
    int64_t out_height, out_width, columns;
    int64_t tap_rows, taps, row_stride, row_step, tap_step, top, left;
} plane_geometry;

LAMINA_INLINE int64_t line_width(const plane_geometry *g) { return lamina_round_up(g->out_width, 2 * LANES); }
LAMINA_INLINE int64_t plane_width(const plane_geometry *g) { return line_width(g) + (g->taps - 1) * g->tap_step; }
LAMINA_INLINE int64_t rows_read(const plane_geometry *g) { return (g->tap_rows - 1) * g->row_step + 1; }

// The rows of the ring: a power of two, so that a row's place is found without a division. More than PLANE_FLOATS: it fits nowhere.
LAMINA_INLINE int64_t ring_rows(const plane_geometry *g) {
    int64_t rows = 1;
    while (rows <= PLANE_FLOATS && rows < rows_read(g) + g->row_stride) rows *= 2;
    return rows;
}

LAMINA_INLINE int suits_planes(const plane_geometry *g) {
    return g->columns <= PLANE_COLUMNS && 2 * g->out_width > LANES && g->columns * line_width(g) <= LINE_FLOATS &&
           ring_rows(g) * g->depth * plane_width(g) <= PLANE_FLOATS;
}

// One input row's channels, each from position -left on.
static void fill_planes(const plane_geometry *g, const float *row, float *planes) {
    const int64_t width = plane_width(g), end = width - g->left < g->width ? width - g->left : g->width;
    const int64_t begin = g->left < 0 ? -g->left : 0;
    memset(planes, 0, (size_t)(g->depth * width) * sizeof(float));
    if (end <= begin) return;
    if (g->depth == 1) copy_floats(planes + begin + g->left, row + begin, end - begin);
    else to_lines(row + begin * g->depth, g->depth, end - begin, planes + begin + g->left, width);
}

// Kernel rows first ..< last.
typedef struct { int64_t first, last; } tap_range;

// What the tiles of one output row, or of two below each other, share. `inside`: the kernel rows that lie inside the image.
typedef struct {
    const plane_geometry *g;
    const float *ring, *weights, *bias, *scale, *offset;
    int64_t place, ring_mask;
    tap_range inside[2];
} plane_rows;

// What some kernel rows add to the sums of a tile's rows first ..< last.
LAMINA_INLINE void add_taps(const int columns, const int vectors, const int first, const int last, const plane_rows *r, int64_t x, tap_range range,
                            vector *sums) {
    const plane_geometry *g = r->g;
    const int64_t width = plane_width(g);
    for (int64_t k = range.first; k < range.last; k++) {
        const float *planes[2];
        LAMINA_UNROLL for (int i = first; i < last; i++)
            planes[i] = r->ring + ((r->place + i * g->row_stride + k * g->row_step) & r->ring_mask) * g->depth * width + x;
        const float *weights = r->weights + k * g->taps * g->depth * LAMINA_PANEL_WIDTH;
        for (int64_t tap = 0; tap < g->taps; tap++)
            for (int64_t c = 0; c < g->depth; c++, weights += LAMINA_PANEL_WIDTH) {
                vector pixels[2][2];
                LAMINA_UNROLL for (int i = first; i < last; i++)
                    LAMINA_UNROLL for (int j = 0; j < vectors; j++) pixels[i][j] = load(planes[i] + c * width + tap * g->tap_step + j * LANES);
                LAMINA_UNROLL for (int f = 0; f < columns; f++) {
                    const vector weight = splat(weights[f]);
                    LAMINA_UNROLL for (int i = first; i < last; i++)
                        LAMINA_UNROLL for (int j = 0; j < vectors; j++) {
                            vector *sum = sums + (i * columns + f) * vectors + j;
                            *sum = multiply_add(pixels[i][j], weight, *sum);
                        }
                }
            }
    }
}

// The sums of a tile: [row][channel][vector]. Of two rows the lower one's first kernel rows and the upper one's last ones have no partner.
LAMINA_INLINE void plane_sums(const int rows, const int columns, const int vectors, const plane_rows *r, int64_t x, vector *sums) {
    const tap_range upper = r->inside[0], lower = r->inside[1];
    LAMINA_UNROLL for (int f = 0; f < columns; f++) {
        const vector start = splat(r->bias ? r->bias[f] : 0);
        LAMINA_UNROLL for (int i = 0; i < rows; i++)
            LAMINA_UNROLL for (int j = 0; j < vectors; j++) sums[(i * columns + f) * vectors + j] = start;
    }
    if (rows == 2) {
        const tap_range both = {upper.first, lower.last > upper.first ? lower.last : upper.first};
        add_taps(columns, vectors, 1, 2, r, x, (tap_range){lower.first, lower.last < both.first ? lower.last : both.first}, sums);
        add_taps(columns, vectors, 0, 2, r, x, both, sums);
        add_taps(columns, vectors, 0, 1, r, x, (tap_range){both.last, upper.last}, sums);
    } else {
        add_taps(columns, vectors, 0, 1, r, x, upper, sums);
    }
    if (r->scale == NULL) return;
    LAMINA_UNROLL for (int f = 0; f < columns; f++)
        LAMINA_UNROLL for (int i = 0; i < rows; i++)
            LAMINA_UNROLL for (int j = 0; j < vectors; j++) {
                vector *sum = sums + (i * columns + f) * vectors + j;
                *sum = multiply_add(*sum, splat(r->scale[f]), splat(r->offset[f]));
            }
}

LAMINA_INLINE void plane_tile(const int rows, const int columns, const int vectors, const plane_rows *r, int64_t x, float *lines) {
    vector sums[4 * PLANE_COLUMNS];
    plane_sums(rows, columns, vectors, r, x, sums);
    LAMINA_UNROLL for (int i = 0; i < rows * columns; i++)
        LAMINA_UNROLL for (int j = 0; j < vectors; j++) store(lines + i * line_width(r->g) + x + j * LANES, sums[i * vectors + j]);
}

// Whether the registers hold the sums and pixels of a tile of two rows.
LAMINA_INLINE int holds_two_rows(const int columns, const int vectors) { return 2 * vectors * (columns + 1) < REGISTERS; }

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

// A tile of two rows, or one below the other.
LAMINA_INLINE void plane_tiles(const int columns, const int vectors, const plane_rows *r, int64_t rows, int64_t x, float *lines) {
    if (rows == 2 && holds_two_rows(columns, vectors)) {
        plane_tile(2, columns, vectors, r, x, lines);
        return;
    }
    plane_rows row = *r;
    for (int64_t i = 0; i < rows; i++) {
        row.place = r->place + i * r->g->row_stride;
        row.inside[0] = r->inside[i];
        plane_tile(1, columns, vectors, &row, x, lines + i * columns * line_width(r->g));
    }
}

static __attribute__((noinline)) void plane_lines(const plane_rows *r, int64_t rows, float *lines) {
    const int64_t width = r->g->out_width;
#define TILES(columns)                                                                       \
    do {                                                                                     \
        int64_t x = 0;                                                                       \
        for (; width - x > LANES; x += 2 * LANES) plane_tiles(columns, 2, r, rows, x, lines); \
        if (x < width) plane_tiles(columns, 1, r, rows, x, lines);                            \
    } while (0)
    WITH_PLANE_COLUMNS(r->g->columns, TILES)
#undef TILES
}

// The first `count` pixels of a line.
static void write_pixels(const plane_geometry *g, const float *line, int64_t count, float *y) {
#define PIXELS(columns) to_pixels(line, line_width(g), columns, count, y)
    WITH_PLANE_COLUMNS(g->columns, PIXELS)
#undef PIXELS
}

// The kernel rows that lie inside the image where the first one reads input row `place`.
LAMINA_INLINE tap_range taps_inside(const plane_geometry *g, int64_t place) {
    tap_range range = {0, g->tap_rows};
    while (range.first < range.last && place + range.first * g->row_step < 0) range.first++;
    while (range.last > range.first && place + (range.last - 1) * g->row_step >= g->height) range.last--;
    return range;
}

// A walk down an image: the ring has the rows below `filled`, as far as the kernel reaches back.
typedef struct {
    plane_rows rows;
    const float *image;
    float *ring;
    int64_t filled;
} plane_walk;

LAMINA_INLINE plane_walk plane_walk_of(const lamina_run *run, const lamina_convolution_arguments *a, const plane_geometry *g, float *ring) {
    return (plane_walk){{.g = g, .ring = ring, .weights = lamina_floats(run, a->packed), .bias = lamina_floats(run, a->bias),
                         .scale = lamina_floats(run, a->scale), .offset = lamina_floats(run, a->offset), .ring_mask = ring_rows(g) - 1}, NULL, ring, 0};
}

// Sets the walk to one or two output rows, which come after those above them in the same image or are the first of it.
static void walk_to(plane_walk *w, int64_t out_row, int64_t rows) {
    const plane_geometry *g = w->rows.g;
    const int64_t planes = g->depth * plane_width(g);
    w->rows.place = out_row * g->row_stride - g->top;
    for (int64_t i = 0; i < rows; i++) w->rows.inside[i] = taps_inside(g, w->rows.place + i * g->row_stride);
    const int64_t end = w->rows.place + (rows - 1) * g->row_stride + rows_read(g);
    if (w->filled < w->rows.place) w->filled = w->rows.place;
    for (; w->filled < end && w->filled < g->height; w->filled++)
        fill_planes(g, w->image + w->filled * g->width * g->depth, w->ring + (w->filled & w->rows.ring_mask) * planes);
}

// Output rows first ..< last of a batch of images.
static void convolve_planes(const lamina_run *run, const lamina_convolution_arguments *a, const plane_geometry *g, int64_t first, int64_t last) {
    float ring[PLANE_FLOATS] __attribute__((aligned(64))), lines[2 * LINE_FLOATS] __attribute__((aligned(64)));
    const int64_t line = g->columns * line_width(g);
    plane_walk w = plane_walk_of(run, a, g, ring);
    float *y = lamina_floats(run, a->y);
    for (int64_t row = first, rows; row < last; row += rows) {
        const int64_t place = row % g->out_height;
        rows = row + 1 < last && place + 1 < g->out_height ? 2 : 1;
        w.image = lamina_floats(run, a->x) + row / g->out_height * g->height * g->width * g->depth;
        if (place == 0) w.filled = 0;
        walk_to(&w, place, rows);
        plane_lines(&w.rows, rows, lines);
        if (a->activation.kind != LAMINA_LINEAR) activate(a->activation, lines, lines, rows * line);
        for (int64_t i = 0; i < rows; i++) write_pixels(g, lines + i * line, g->out_width, y + (row + i) * g->out_width * g->columns);
    }
}
