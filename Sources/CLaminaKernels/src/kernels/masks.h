// Steps of sequences that count and that do not. Shape: a row is one step's features.
#pragma once
#include "rows.h"

// m[r] = 1 if any x[r][c] ≠ value (NaN is), else 0.
KERNEL(step_mask) {
    const lamina_step_mask_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *x = lamina_floats(run, a->x) + r * a->columns;
        integers differs = (integers)(0);
        EACH_VECTOR(i, n, a->columns, { differs |= fill_beyond(load_upto(x + i, n), n, a->value) != splat(a->value); });
        lamina_floats(run, a->mask)[r] = sum_of_lanes(choose(differs, splat(1), splat(0))) > 0 ? 1 : 0;
    }
}

// y[r] = x[r] where m[r] ≠ 0, else zeros, whatever x holds there.
KERNEL(mask_steps) {
    const lamina_mask_steps_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *x = lamina_floats(run, a->x) + r * a->columns;
        float *y = lamina_floats(run, a->y) + r * a->columns;
        const int counts = lamina_floats(run, a->mask)[r] != 0;
        EACH_VECTOR(i, n, a->columns, { store_upto(y + i, counts ? load_upto(x + i, n) : splat(0), n); });
    }
}
