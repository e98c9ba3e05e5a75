// Categorical crossentropies and their gradients. Shape: for each row, two or three passes over its columns; the targets
// come a vector at a time, from a row of probabilities or from one class number.
#pragma once
#include "losses.h"

typedef struct {
    int sparse;
    const float *row;
    int32_t class;
    float kept, added;
} row_target;

LAMINA_INLINE row_target target_of_row(const float *target, int64_t row, int64_t columns, float smoothing, int sparse) {
    if (!sparse) return (row_target){0, target + row * columns, 0, 1.0f - smoothing, smoothing / (float)columns};
    // A class that does not exist has no column, as in Keras's one-hot rows.
    const float number = target[row];
    return (row_target){1, NULL, number > -1 && number < (float)columns ? (int32_t)number : -1, 1, 0};
}

LAMINA_INLINE vector target_part(row_target target, int64_t i, int64_t n) {
    if (!target.sparse) return fill_beyond(load_upto(target.row + i, n) * target.kept + target.added, n, 0);
    return choose(lane_numbers() == (integers)(int32_t)(target.class - i), splat(1), splat(0));
}

LAMINA_INLINE vector clipped(vector q) { return clamp_keeping_nan(q, PROBABILITY_FLOOR, PROBABILITY_CEILING); }
LAMINA_INLINE integers inside_clip(vector q) { return (q >= splat(PROBABILITY_FLOOR)) & (q <= splat(PROBABILITY_CEILING)); }

LAMINA_INLINE float entropy_of_probabilities(const float *p, int64_t columns, row_target target) {
    const float total = row_sum(p, columns);
    vector entropy = splat(0);
    EACH_VECTOR(i, n, columns, {
        entropy -= fill_beyond(target_part(target, i, n) * logarithm(clipped(load_upto(p + i, n) / total)), n, 0);
    });
    return sum_of_lanes(entropy);
}

LAMINA_INLINE float entropy_of_logits(const float *x, int64_t columns, row_target target) {
    const float most = row_maximum(x, columns), logarithm_of_sum = row_logarithm_of_sum(x, most, columns);
    vector entropy = splat(0);
    EACH_VECTOR(i, n, columns, {
        const vector t = target_part(target, i, n);
        const vector log_probability = load_upto(x + i, n) - most - logarithm_of_sum;
        entropy -= fill_beyond(choose(t == splat(0), splat(0), t * log_probability), n, 0);
    });
    return sum_of_lanes(entropy);
}

// Σ of the targets whose probability the clip leaves alone.
LAMINA_INLINE float target_inside_clip(const float *p, float total, int64_t columns, row_target target) {
    vector sum = splat(0);
    EACH_VECTOR(i, n, columns, {
        sum += choose(inside_clip(load_upto(p + i, n) / total), target_part(target, i, n), splat(0));
    });
    return sum_of_lanes(sum);
}

// dp = (Σ t - t / q) / Σ p, through q = p / Σ p.
LAMINA_INLINE void gradient_of_probabilities(const float *p, int64_t columns, row_target target, float dy, float *dp) {
    const float total = row_sum(p, columns), inside = target_inside_clip(p, total, columns, target);
    EACH_VECTOR(i, n, columns, {
        const vector q = load_upto(p + i, n) / total;
        const vector own = choose(inside_clip(q), target_part(target, i, n) / q, splat(0));
        store_upto(dp + i, dy * ((inside - own) / total), n);
    });
}

// The same, followed back through p = softmax(x): dx = q · Σ t - t.
LAMINA_INLINE void gradient_of_softmax(const float *p, int64_t columns, row_target target, float dy, float *dx) {
    const float total = row_sum(p, columns), inside = target_inside_clip(p, total, columns, target);
    EACH_VECTOR(i, n, columns, {
        const vector q = load_upto(p + i, n) / total;
        const vector own = choose(inside_clip(q), target_part(target, i, n), splat(0));
        store_upto(dx + i, dy * (q * inside - own), n);
    });
}

// dx = softmax(x) · Σ t - t.
LAMINA_INLINE void gradient_of_logits(const float *x, int64_t columns, row_target target, float dy, float *dx) {
    const float most = row_maximum(x, columns);
    vector exponentials = splat(0);
    vector targets = splat(0);
    EACH_VECTOR(i, n, columns, {
        exponentials += fill_beyond(exponential(load_upto(x + i, n) - most), n, 0);
        targets += target_part(target, i, n);
    });
    const float total = sum_of_lanes(exponentials), target_sum = sum_of_lanes(targets);
    EACH_VECTOR(i, n, columns, {
        const vector probability = exponential(load_upto(x + i, n) - most) / total;
        store_upto(dx + i, dy * (probability * target_sum - target_part(target, i, n)), n);
    });
}

#define ENTROPY_KERNEL(name, entropy, sparse)                                                                                       \
    KERNEL(name) {                                                                                                                  \
        const lamina_loss_arguments *a = arguments;                                                                                 \
        for (int64_t r = first; r < last; r++)                                                                                      \
            lamina_floats(run, a->y)[r] = entropy(lamina_floats(run, a->prediction) + r * a->columns, a->columns,                   \
                                                  target_of_row(lamina_floats(run, a->target), r, a->columns, a->label_smoothing, sparse)); \
    }
ENTROPY_KERNEL(categorical_crossentropy, entropy_of_probabilities, 0)
ENTROPY_KERNEL(categorical_crossentropy_logits, entropy_of_logits, 0)
ENTROPY_KERNEL(sparse_categorical_crossentropy, entropy_of_probabilities, 1)
ENTROPY_KERNEL(sparse_categorical_crossentropy_logits, entropy_of_logits, 1)
#undef ENTROPY_KERNEL

#define ENTROPY_GRADIENT_KERNEL(name, gradient, sparse)                                                                       \
    KERNEL(name) {                                                                                                            \
        const lamina_loss_gradient_arguments *a = arguments;                                                                  \
        for (int64_t r = first; r < last; r++)                                                                                \
            gradient(lamina_floats(run, a->prediction) + r * a->columns, a->columns,                                          \
                     target_of_row(lamina_floats(run, a->target), r, a->columns, a->label_smoothing, sparse),                 \
                     lamina_floats(run, a->dy)[r], lamina_floats(run, a->dprediction) + r * a->columns);                      \
    }
ENTROPY_GRADIENT_KERNEL(categorical_crossentropy_gradient, gradient_of_probabilities, 0)
ENTROPY_GRADIENT_KERNEL(categorical_crossentropy_logits_gradient, gradient_of_logits, 0)
ENTROPY_GRADIENT_KERNEL(sparse_categorical_crossentropy_gradient, gradient_of_probabilities, 1)
ENTROPY_GRADIENT_KERNEL(sparse_categorical_crossentropy_logits_gradient, gradient_of_logits, 1)
ENTROPY_GRADIENT_KERNEL(softmax_crossentropy_gradient, gradient_of_softmax, 0)
ENTROPY_GRADIENT_KERNEL(softmax_sparse_crossentropy_gradient, gradient_of_softmax, 1)
#undef ENTROPY_GRADIENT_KERNEL
