// Keras's update rules in float32, in Keras's order of operations. Shape: one pass over the range, all slots read and
// written once.
#pragma once
#include "elementwise.h"
#include "reductions.h"

// 1 - x as Keras has it: computed in double from the decimal that was written, then rounded.
LAMINA_INLINE float one_minus(float x) {
    const double decimal = round((double)x * 1e7) / 1e7;
    return (float)(1.0 - ((float)decimal == x ? decimal : (double)x));
}

#define LEARNING_RATE() (last > first ? lamina_floats(run, a->learning_rate)[0] : 0)

KERNEL(sgd) {
    const lamina_sgd_arguments *a = arguments;
    const float rate = LEARNING_RATE();
    float *w = FLOATS(w);
    const float *g = FLOATS(g);
    EACH_VECTOR(i, n, last - first, { store_upto(w + i, load_upto(w + i, n) - rate * load_upto(g + i, n), n); });
}

LAMINA_INLINE void sgd_with_momentum(const lamina_run *run, const lamina_sgd_arguments *a, int64_t first, int64_t last, int nesterov) {
    const float rate = LEARNING_RATE();
    float *w = FLOATS(w), *velocity = FLOATS(velocity);
    const float *g = FLOATS(g);
    EACH_VECTOR(i, n, last - first, {
        const vector step = rate * load_upto(g + i, n);
        const vector m = a->momentum * load_upto(velocity + i, n) - step;
        store_upto(velocity + i, m, n);
        store_upto(w + i, load_upto(w + i, n) + (nesterov ? a->momentum * m - step : m), n);
    });
}

KERNEL(sgd_momentum) { sgd_with_momentum(run, arguments, first, last, 0); }
KERNEL(sgd_nesterov) { sgd_with_momentum(run, arguments, first, last, 1); }

LAMINA_INLINE void rmsprop_update(const lamina_run *run, const lamina_rmsprop_arguments *a, int64_t first, int64_t last, int with_momentum, int centered) {
    const float rate = LEARNING_RATE(), rest = one_minus(a->rho);
    float *w = FLOATS(w), *velocity = FLOATS(velocity);
    float *momentum = with_momentum ? FLOATS(momentum_slot) : NULL, *average = centered ? FLOATS(average) : NULL;
    const float *g = FLOATS(g);
    EACH_VECTOR(i, n, last - first, {
        const vector gradient = load_upto(g + i, n);
        const vector v = a->rho * load_upto(velocity + i, n) + rest * (gradient * gradient);
        store_upto(velocity + i, v, n);
        vector under_root = v + a->epsilon;
        if (centered) {
            const vector mean = a->rho * load_upto(average + i, n) + rest * gradient;
            store_upto(average + i, mean, n);
            under_root = v - mean * mean + a->epsilon;
        }
        vector step = rate * gradient / square_root(under_root);
        if (with_momentum) {
            step += a->momentum * load_upto(momentum + i, n);
            store_upto(momentum + i, step, n);
        }
        store_upto(w + i, load_upto(w + i, n) - step, n);
    });
}

KERNEL(rmsprop) { rmsprop_update(run, arguments, first, last, 0, 0); }
KERNEL(rmsprop_momentum) { rmsprop_update(run, arguments, first, last, 1, 0); }
KERNEL(rmsprop_centered) {
    const lamina_rmsprop_arguments *a = arguments;
    if (a->momentum > 0) rmsprop_update(run, a, first, last, 1, 1);
    else rmsprop_update(run, a, first, last, 0, 1);
}

LAMINA_INLINE void adam_update(const lamina_run *run, const lamina_adam_arguments *a, int64_t first, int64_t last, int amsgrad) {
    const float time = (float)(run->iteration + 1);
    const float rate = LEARNING_RATE() * sqrtf(1 - powf(a->beta_2, time)) / (1 - powf(a->beta_1, time));
    const float rest_1 = one_minus(a->beta_1), rest_2 = one_minus(a->beta_2);
    float *w = FLOATS(w), *first_moment = FLOATS(m), *second_moment = FLOATS(v), *largest = amsgrad ? FLOATS(vmax) : NULL;
    const float *g = FLOATS(g);
    EACH_VECTOR(i, n, last - first, {
        const vector gradient = load_upto(g + i, n);
        vector m = load_upto(first_moment + i, n);
        vector v = load_upto(second_moment + i, n);
        m += (gradient - m) * rest_1;
        v += (gradient * gradient - v) * rest_2;
        store_upto(first_moment + i, m, n);
        store_upto(second_moment + i, v, n);
        if (amsgrad) {
            v = larger(load_upto(largest + i, n), v);
            store_upto(largest + i, v, n);
        }
        store_upto(w + i, load_upto(w + i, n) - m * rate / (square_root(v) + a->epsilon), n);
    });
}

KERNEL(adam) { adam_update(run, arguments, first, last, 0); }
KERNEL(adam_amsgrad) { adam_update(run, arguments, first, last, 1); }

KERNEL(weight_decay) {
    const lamina_weight_decay_arguments *a = arguments;
    const float rate = LEARNING_RATE();
    float *w = FLOATS(w);
    EACH_VECTOR(i, n, last - first, {
        const vector v = load_upto(w + i, n);
        store_upto(w + i, v - v * a->rate * rate, n);
    });
}

KERNEL(clip_by_value) {
    const lamina_clip_arguments *a = arguments;
    float *g = FLOATS(g);
    EACH_VECTOR(i, n, last - first, { store_upto(g + i, clamp_keeping_nan(load_upto(g + i, n), -a->limit, a->limit), n); });
}

KERNEL(clip_by_norm) {
    const lamina_clip_arguments *a = arguments;
    if (last <= first) return;
    float *g = lamina_floats(run, a->g);
    const float norm = (float)sqrt(DOUBLE_SUM(g, a->count, v * v));
    // Not-a-number must spread: the range is no gradient any more.
    if (norm <= a->limit) return;
    const float factor = a->limit / norm;
    EACH_VECTOR(i, n, a->count, { store_upto(g + i, load_upto(g + i, n) * factor, n); });
}
