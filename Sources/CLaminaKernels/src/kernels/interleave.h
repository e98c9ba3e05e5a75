// Pixels whose channels lie side by side, to lines of one channel each, and back. Shape: squares of eight pixels × eight channels, turned
// over in registers; what is left over at a line's end, one float after the other.
#pragma once
#include "vector.h"

enum { SQUARE = 8 };

typedef float eight __attribute__((ext_vector_type(8)));
typedef float loose_eight __attribute__((ext_vector_type(8), aligned(4), may_alias));

// Row i, column j becomes row j, column i.
LAMINA_INLINE void turn_over(eight *rows) {
    eight pairs[SQUARE], fours[SQUARE];
    LAMINA_UNROLL for (int i = 0; i < SQUARE; i += 2) {
        pairs[i] = __builtin_shufflevector(rows[i], rows[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        pairs[i + 1] = __builtin_shufflevector(rows[i], rows[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    LAMINA_UNROLL for (int i = 0; i < SQUARE; i += 4)
        LAMINA_UNROLL for (int j = 0; j < 2; j++) {
            fours[i + 2 * j] = __builtin_shufflevector(pairs[i + j], pairs[i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
            fours[i + 2 * j + 1] = __builtin_shufflevector(pairs[i + j], pairs[i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
        }
    LAMINA_UNROLL for (int i = 0; i < 4; i++) {
        rows[i] = __builtin_shufflevector(fours[i], fours[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        rows[i + 4] = __builtin_shufflevector(fours[i], fours[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

// `count` pixels of `channels` floats each to lines that lie `width` floats apart.
LAMINA_INLINE void to_lines(const float *pixels, int64_t channels, int64_t count, float *lines, int64_t width) {
    for (int64_t c = 0; c < channels; c += SQUARE) {
        const int64_t own = channels - c < SQUARE ? channels - c : SQUARE;
        int64_t p = 0;
        // The last pixel's eight floats must not reach past the last pixel.
        for (; LANES >= SQUARE && own > 2 && (count - p - SQUARE + 1) * channels - c >= SQUARE; p += SQUARE) {
            eight rows[SQUARE];
            LAMINA_UNROLL for (int i = 0; i < SQUARE; i++) rows[i] = *(const loose_eight *)(pixels + (p + i) * channels + c);
            turn_over(rows);
            LAMINA_UNROLL for (int i = 0; i < SQUARE; i++)
                if (i < own) *(loose_eight *)(lines + (c + i) * width + p) = rows[i];
        }
        for (; p < count; p++)
            for (int64_t i = c; i < c + own; i++) lines[i * width + p] = pixels[p * channels + i];
    }
}

// `count` pixels of at most eight channels from lines. A square's pixels are written one after the other, so that what a pixel's eight floats
// spill over the next one is overwritten.
LAMINA_INLINE void to_pixels(const float *lines, int64_t width, int64_t channels, int64_t count, float *pixels) {
    int64_t p = 0;
    for (; LANES >= SQUARE && channels > 2 && (count - p - SQUARE + 1) * channels >= SQUARE; p += SQUARE) {
        eight rows[SQUARE];
        LAMINA_UNROLL for (int i = 0; i < SQUARE; i++) rows[i] = i < channels ? *(const loose_eight *)(lines + i * width + p) : (eight)(0);
        turn_over(rows);
        LAMINA_UNROLL for (int i = 0; i < SQUARE; i++) *(loose_eight *)(pixels + (p + i) * channels) = rows[i];
    }
    for (; p < count; p++)
        for (int64_t i = 0; i < channels; i++) pixels[p * channels + i] = lines[i * width + p];
}
