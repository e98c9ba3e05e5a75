// One row of output pixels. Shape: tiles of pixels; a tile whose taps all lie inside the image reads the image, one at its
// edge reads a copy of the strip below it with zeros around, and where that would be large, the taps one by one.
#pragma once
#include "convolution_tile.h"
#include "elementwise.h"

enum { STRIP_FLOATS = 16384 };

// What a row of output pixels reads: `rows` input rows that hold `width` pixels of `channels` floats, of which `run` are the group's.
// The first pixel's first tap is at `position` (outside the image maybe), the next pixel's `pixel_step` further.
typedef struct {
    const float *x;
    int64_t width, channels, run;
    int64_t rows, row_step;
    int64_t position, pixel_step, taps, tap_step;
    const float *weights;
} line_source;

// Positions first ..< first + count of one row, the group's channels only, zeros outside the image.
LAMINA_INLINE void copy_strip(const line_source *s, const float *row, int64_t first, int64_t count, float *strip) {
    const int64_t begin = first < 0 ? 0 : first, end = first + count < s->width ? first + count : s->width;
    if (end <= begin) {
        memset(strip, 0, (size_t)(count * s->run) * sizeof(float));
        return;
    }
    memset(strip, 0, (size_t)((begin - first) * s->run) * sizeof(float));
    float *inside = strip + (begin - first) * s->run;
    if (s->channels == s->run) {
        memcpy(inside, row + begin * s->run, (size_t)((end - begin) * s->run) * sizeof(float));
    } else {
        for (int64_t p = begin; p < end; p++) memcpy(inside + (p - begin) * s->run, row + p * s->channels, (size_t)s->run * sizeof(float));
    }
    memset(inside + (end - begin) * s->run, 0, (size_t)((first + count - end) * s->run) * sizeof(float));
}

// A tile's taps where each pixel of `x` has `channels` floats.
LAMINA_INLINE window window_of(const line_source *s, const float *x, int64_t channels, int64_t row_step) {
    window w = {x, s->pixel_step * channels, s->rows, row_step, s->taps, s->tap_step * channels, s->run, s->weights};
    if (s->tap_step == 1 && channels == s->run) {
        w.run = s->taps * s->run;
        w.runs = 1;
    }
    return w;
}

// The sums through memory: y starts as the bias, takes what each tap gives to the pixels that it reaches, ends with scale and offset.
static void convolve_by_taps(const line_source *s, int64_t position, int64_t pixels, const tile_target *y) {
    const window none = {.rows = 0};
    tile_target begin = *y, middle = *y, end = *y;
    begin.scale = NULL;
    convolve_tile_of(pixels, &none, &begin);
    middle.scale = NULL;
    middle.accumulates = 1;
    for (int64_t row = 0; row < s->rows; row++)
        for (int64_t tap = 0; tap < s->taps; tap++) {
            const int64_t place = position + tap * s->tap_step, left = s->width - place;
            const int64_t first = place < 0 ? (-place + s->pixel_step - 1) / s->pixel_step : 0;
            int64_t last = left <= 0 ? 0 : (left + s->pixel_step - 1) / s->pixel_step;
            last = last < pixels ? last : pixels;
            if (last <= first) continue;
            const window w = {s->x + row * s->row_step + (place + first * s->pixel_step) * s->channels, s->pixel_step * s->channels, 1, 0, 1, 0, s->run,
                              s->weights + (row * s->taps + tap) * s->run * LAMINA_PANEL_WIDTH};
            middle.p = y->p + first * y->pixel_step;
            convolve_tile_of(last - first, &w, &middle);
        }
    if (y->scale == NULL) return;
    end.accumulates = 1;
    convolve_tile_of(pixels, &none, &end);
}

static void convolve_edge(const line_source *s, int64_t position, int64_t pixels, const tile_target *y) {
    float strip[STRIP_FLOATS] __attribute__((aligned(64)));
    const int64_t count = (pixels - 1) * s->pixel_step + (s->taps - 1) * s->tap_step + 1;
    if (count * s->run * s->rows > STRIP_FLOATS) {
        convolve_by_taps(s, position, pixels, y);
        return;
    }
    for (int64_t row = 0; row < s->rows; row++) copy_strip(s, s->x + row * s->row_step, position, count, strip + row * count * s->run);
    const window w = window_of(s, strip, s->run, count * s->run);
    convolve_tile_of(pixels, &w, y);
}

static void convolve_line(const line_source *s, int64_t count, tile_target y) {
    const int64_t tiles = (count + TILE_PIXELS - 1) / TILE_PIXELS;
    int64_t position = s->position;
    for (int64_t t = 0; t < tiles; t++) {
        const int64_t pixels = count / tiles + (t < count % tiles);
        const int64_t end = position + (pixels - 1) * s->pixel_step + (s->taps - 1) * s->tap_step;
        if (position >= 0 && end < s->width) {
            const window w = window_of(s, s->x + position * s->channels, s->channels, s->row_step);
            convolve_tile_of(pixels, &w, &y);
        } else {
            convolve_edge(s, position, pixels, &y);
        }
        position += pixels * s->pixel_step;
        y.p += pixels * y.pixel_step;
    }
}
