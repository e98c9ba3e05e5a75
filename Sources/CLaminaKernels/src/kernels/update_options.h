// What goes with any optimizer's update: accumulated gradients, averages of parameters, constraints. Shape: one pass over the range;
// norms one by one, in double.
#pragma once
#include "optimizers.h"

KERNEL(periodic) {
    const lamina_periodic_arguments *a = arguments;
    if ((run->iteration + 1) % (uint64_t)a->period != 0) return;
    lamina_run inner = *run;
    inner.iteration = run->iteration / (uint64_t)a->period;
    a->kernel(&inner, a + 1, first, last);
}

KERNEL(accumulate_gradients) {
    const lamina_accumulate_gradients_arguments *a = arguments;
    const int is_update = (run->iteration + 1) % (uint64_t)a->period == 0;
    float *g = FLOATS(g), *sum = FLOATS(sum);
    EACH_VECTOR(i, n, last - first, {
        const vector total = load_upto(g + i, n) + load_upto(sum + i, n);
        if (is_update) store_upto(g + i, total / (float)a->period, n);
        store_upto(sum + i, is_update ? splat(0) : total, n);
    });
}

KERNEL(moving_average) {
    const lamina_moving_average_arguments *a = arguments;
    const uint64_t update = run->iteration / (uint64_t)a->period;
    const float kept = update == 0 ? 0 : a->momentum, added = one_minus(kept);
    const int overwrites = a->overwrite > 0 && (update + 1) % (uint64_t)a->overwrite == 0;
    float *w = FLOATS(w), *average = FLOATS(average);
    EACH_VECTOR(i, n, last - first, {
        const vector mean = kept * load_upto(average + i, n) + added * load_upto(w + i, n);
        store_upto(average + i, mean, n);
        if (overwrites) store_upto(w + i, mean, n);
    });
}

KERNEL(non_negative) {
    const lamina_non_negative_arguments *a = arguments;
    float *w = FLOATS(w);
    EACH_VECTOR(i, n, last - first, {
        const vector v = load_upto(w + i, n);
        store_upto(w + i, v * choose(v >= splat(0), splat(1), splat(0)), n);
    });
}

// The place of the `index`-th element of the axes that are `reduced` or not, the others at 0.
LAMINA_INLINE int64_t place_on_axes(const lamina_constrain_norm_arguments *a, int64_t index, int reduced) {
    int64_t place = 0, stride = 1;
    for (int64_t axis = a->rank - 1; axis >= 0; axis--) {
        if (a->reduced[axis] == reduced) {
            place += index % a->sizes[axis] * stride;
            index /= a->sizes[axis];
        }
        stride *= a->sizes[axis];
    }
    return place;
}

KERNEL(constrain_norm) {
    const lamina_constrain_norm_arguments *a = arguments;
    float *w = lamina_floats(run, a->w);
    int64_t count = 1;
    for (int64_t axis = 0; axis < a->rank; axis++) count *= a->reduced[axis] ? a->sizes[axis] : 1;
    for (int64_t unit = first; unit < last; unit++) {
        float *start = w + place_on_axes(a, unit, 0);
        double squares = 0;
        for (int64_t i = 0; i < count; i++) {
            const double v = start[place_on_axes(a, i, 1)];
            squares += v * v;
        }
        const double norm = sqrt(squares);
        const double clipped = norm < a->least ? a->least : norm > a->most ? a->most : norm;
        const double wanted = (double)a->rate * clipped + (1 - (double)a->rate) * norm;
        const float factor = (float)(wanted / (1e-7 + norm));
        for (int64_t i = 0; i < count; i++) start[place_on_axes(a, i, 1)] *= factor;
    }
}
