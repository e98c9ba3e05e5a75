// Numbers that only move, and constants. Shape: vectors of a block stored as often as it is repeated; planes transposed in tiles that stay in L1.
#pragma once
#include "row_normalization.h"

KERNEL(repeat) {
    const lamina_repeat_arguments *a = arguments;
    const int64_t block = lamina_count(run, a->block);
    for (int64_t o = first; o < last; o++) {
        const float *x = lamina_floats(run, a->x) + o * block;
        float *y = lamina_floats(run, a->y) + o * block * a->times;
        if (block == 1) {
            EACH_VECTOR(i, n, a->times, { store_upto(y + i, splat(x[0]), n); });
            continue;
        }
        EACH_VECTOR(i, n, block, {
            const vector v = load_upto(x + i, n);
            for (int64_t t = 0; t < a->times; t++) store_upto(y + t * block + i, v, n);
        });
    }
}

KERNEL(repeat_sum) {
    const lamina_repeat_arguments *a = arguments;
    const int64_t block = lamina_count(run, a->block);
    for (int64_t o = first; o < last; o++) {
        const float *x = lamina_floats(run, a->x) + o * block * a->times;
        float *y = lamina_floats(run, a->y) + o * block;
        if (block == 1) {
            y[0] = (float)ROW_TOTAL(a->times, i, n, load_upto(x + i, n));
            continue;
        }
        EACH_VECTOR(i, n, block, {
            vector total = load_upto(x + i, n);
            for (int64_t t = 1; t < a->times; t++) total += load_upto(x + t * block + i, n);
            store_upto(y + i, total, n);
        });
    }
}

// y[i][j] = x[i · row + j · column], rows of y `step` apart.
LAMINA_INLINE void transpose_plane(const float *x, int64_t row, int64_t column, float *y, int64_t step, int64_t rows, int64_t columns) {
    enum { TILE = 16 };
    for (int64_t top = 0; top < rows; top += TILE)
        for (int64_t left = 0; left < columns; left += TILE) {
            const int64_t bottom = top + TILE < rows ? top + TILE : rows, right = left + TILE < columns ? left + TILE : columns;
            for (int64_t i = top; i < bottom; i++)
                for (int64_t j = left; j < right; j++) y[i * step + j] = x[i * row + j * column];
        }
}

LAMINA_INLINE void copy_plane(const float *x, int64_t row, int64_t column, float *y, int64_t rows, int64_t columns, int64_t block) {
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++, y += block)
            EACH_VECTOR(c, n, block, { store_upto(y + c, load_upto(x + i * row + j * column + c, n), n); });
}

KERNEL(transpose) {
    enum { LAST = LAMINA_TRANSPOSE_AXES - 1 };
    const lamina_transpose_arguments *a = arguments;
    int64_t steps[LAMINA_TRANSPOSE_AXES];
    steps[LAST] = a->block;
    for (int i = LAST; i > 0; i--) steps[i - 1] = steps[i] * a->sizes[i];
    // The plane: y's last axis and the one along which x is contiguous. The loops: the other three.
    int near = LAST - 1;
    for (int i = 0; i < LAST && a->block == 1; i++)
        if (a->strides[i] == 1 && a->sizes[i] > 1) near = i;
    int loops[LAST - 1];
    for (int i = 0, count = 0; i < LAST; i++)
        if (i != near) loops[count++] = i;
    const int p = loops[0], q = loops[1], s = loops[2];
    for (int64_t item = first; item < last; item++) {
        const float *x = lamina_floats(run, a->x) + item * a->item;
        float *y = lamina_floats(run, a->y) + item * a->item;
        for (int64_t i = 0; i < a->sizes[p]; i++)
            for (int64_t j = 0; j < a->sizes[q]; j++)
                for (int64_t k = 0; k < a->sizes[s]; k++) {
                    const float *from = x + i * a->strides[p] + j * a->strides[q] + k * a->strides[s];
                    float *to = y + i * steps[p] + j * steps[q] + k * steps[s];
                    if (a->block > 1) copy_plane(from, a->strides[near], a->strides[LAST], to, a->sizes[near], a->sizes[LAST], a->block);
                    else transpose_plane(from, a->strides[near], a->strides[LAST], to, steps[near], a->sizes[near], a->sizes[LAST]);
                }
    }
}

KERNEL(constant) {
    const lamina_constant_arguments *a = arguments;
    if (last > first) memcpy(lamina_floats(run, a->y) + a->start, a->values, (size_t)a->count * sizeof(float));
}
