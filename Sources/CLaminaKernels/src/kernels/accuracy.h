// Shares of right answers. Shape: one scalar pass over all rows; counted whole, divided once.
#pragma once
#include "elementwise.h"

LAMINA_INLINE int64_t first_largest(const float *x, int64_t columns) {
    int64_t best = 0;
    for (int64_t c = 1; c < columns; c++)
        if (x[c] > x[best]) best = c;
    return best;
}

KERNEL(binary_accuracy) {
    const lamina_accuracy_arguments *a = arguments;
    const int64_t count = lamina_count(run, a->rows) * a->columns;
    if (last <= first || count <= 0) return;
    const float *prediction = lamina_floats(run, a->prediction), *target = lamina_floats(run, a->target);
    int64_t right = 0;
    for (int64_t i = 0; i < count; i++) right += (prediction[i] > a->threshold ? 1.0f : 0.0f) == target[i];
    lamina_floats(run, a->y)[0] = (float)((double)right / (double)count);
}

KERNEL(categorical_accuracy) {
    const lamina_accuracy_arguments *a = arguments;
    const int64_t rows = lamina_count(run, a->rows);
    if (last <= first || rows <= 0) return;
    const float *prediction = lamina_floats(run, a->prediction), *target = lamina_floats(run, a->target);
    int64_t right = 0;
    for (int64_t r = 0; r < rows; r++)
        right += first_largest(prediction + r * a->columns, a->columns) == first_largest(target + r * a->columns, a->columns);
    lamina_floats(run, a->y)[0] = (float)((double)right / (double)rows);
}

KERNEL(sparse_categorical_accuracy) {
    const lamina_accuracy_arguments *a = arguments;
    const int64_t rows = lamina_count(run, a->rows);
    if (last <= first || rows <= 0) return;
    const float *prediction = lamina_floats(run, a->prediction), *target = lamina_floats(run, a->target);
    int64_t right = 0;
    for (int64_t r = 0; r < rows; r++)
        right += (float)first_largest(prediction + r * a->columns, a->columns) == target[r];
    lamina_floats(run, a->y)[0] = (float)((double)right / (double)rows);
}
