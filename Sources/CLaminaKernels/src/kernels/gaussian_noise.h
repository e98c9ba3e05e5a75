// Normally distributed numbers by Box and Muller's transform of Philox's. Shape: 64 elements at a time: 16 blocks of random words, the first half
// radii, the second angles.
#pragma once
#include "dropout.h"
#include "functions.h"

typedef struct { vector sine, cosine; } circle_point;

// Of 2π · turn, 0 ≤ turn < 1: Taylor's polynomials within an eighth of a turn of the nearest quarter.
LAMINA_INLINE circle_point point_at(vector turn) {
    const vector magic = splat(0x1.8p23f);
    const vector quarter = (turn * 4.0f + magic) - magic;
    const vector angle = (turn - quarter * 0.25f) * 6.28318531f, square = angle * angle;
    vector sine = splat(2.75573192e-6f);
    sine = multiply_add(sine, square, splat(-1.98412698e-4f));
    sine = multiply_add(sine, square, splat(8.33333333e-3f));
    sine = multiply_add(sine, square, splat(-1.66666667e-1f));
    sine = multiply_add(sine * square, angle, angle);
    vector cosine = splat(2.48015873e-5f);
    cosine = multiply_add(cosine, square, splat(-1.38888889e-3f));
    cosine = multiply_add(cosine, square, splat(4.16666667e-2f));
    cosine = multiply_add(cosine, square, splat(-0.5f));
    cosine = multiply_add(cosine, square, splat(1));
    const integers number = __builtin_convertvector(quarter, integers);
    const integers is_odd = (number & 1) != 0;
    const vector along = choose(is_odd, cosine, sine), across = choose(is_odd, sine, cosine);
    return (circle_point){choose((number & 2) != 0, -along, along), choose(((number + 1) & 2) != 0, -across, across)};
}

// The normal numbers of elements tile · 64 …
LAMINA_INLINE void normal_tile(const lamina_run *run, uint64_t stream, int64_t tile, float *normal) {
    int32_t words[RANDOM_TILE];
    random_tile(run, stream, tile, words);
    for (int i = 0; i < RANDOM_TILE / 2; i += LANES) {
        // Above 0 and at most 1; below 1.
        const vector uniform = upper_bits(words + i, 31) * 0x1p-31f + 0x1p-32f;
        const vector turn = upper_bits(words + RANDOM_TILE / 2 + i, 24) * 0x1p-24f;
        const vector radius = square_root(-2.0f * logarithm(uniform));
        const circle_point point = point_at(turn);
        store(normal + i, radius * point.cosine);
        store(normal + RANDOM_TILE / 2 + i, radius * point.sine);
    }
}

KERNEL(gaussian_noise) {
    const lamina_gaussian_noise_arguments *a = arguments;
    const float *x = lamina_floats(run, a->x);
    float *y = lamina_floats(run, a->y);
    for (int64_t start = first; start < last; start += RANDOM_TILE) {
        float normal[RANDOM_TILE];
        normal_tile(run, a->stream, start / RANDOM_TILE, normal);
        EACH_VECTOR(i, n, last - start < RANDOM_TILE ? last - start : RANDOM_TILE, {
            const vector noise = a->stddev * load(normal + i);
            const vector v = load_upto(x + start + i, n);
            store_upto(y + start + i, a->multiplies ? v * (1.0f + noise) : v + noise, n);
        });
    }
}
