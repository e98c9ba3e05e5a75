// Losses that are a mean over a row's columns, and their gradients. Shape: for each row, one pass over its columns.
#pragma once
#include "rows.h"

#define PROBABILITY_FLOOR 1e-7f
#define PROBABILITY_CEILING ((float)(1.0 - 1e-7))

// -1, 0 or 1; what is not a number stays.
LAMINA_INLINE vector sign(vector x) { return choose(x > splat(0), splat(1), choose(x < splat(0), splat(-1), x)); }

// The derivative of a clip: 1 inside, 0 outside, half at an edge as JAX has it.
LAMINA_INLINE vector slope_of_clip(vector x, float low, float high) {
    const vector inside = choose((x == splat(low)) | (x == splat(high)), splat(0.5f), splat(1));
    return choose((x < splat(low)) | (x > splat(high)), splat(0), inside);
}

// One column's loss and slope from the prediction p and the target t.
LAMINA_INLINE vector squared_error(vector p, vector t) { return (p - t) * (p - t); }
LAMINA_INLINE vector squared_error_slope(vector p, vector t) { return 2.0f * (p - t); }

LAMINA_INLINE vector absolute_error(vector p, vector t) { return absolute(p - t); }
LAMINA_INLINE vector absolute_error_slope(vector p, vector t) { return sign(p - t); }

LAMINA_INLINE vector binary_entropy(vector p, vector t) {
    p = clamp_keeping_nan(p, PROBABILITY_FLOOR, PROBABILITY_CEILING);
    return -(t * logarithm(p) + (1.0f - t) * logarithm(1.0f - p));
}
LAMINA_INLINE vector binary_entropy_slope(vector p, vector t) {
    const vector q = clamp_keeping_nan(p, PROBABILITY_FLOOR, PROBABILITY_CEILING);
    return slope_of_clip(p, PROBABILITY_FLOOR, PROBABILITY_CEILING) * ((1.0f - t) / (1.0f - q) - t / q);
}

LAMINA_INLINE vector binary_logit_entropy(vector x, vector t) { return t * softplus(-x) + (1.0f - t) * softplus(x); }
LAMINA_INLINE vector binary_logit_entropy_slope(vector x, vector t) { return (1.0f - t) * sigmoid(x) - t * sigmoid(-x); }

// `share_of`: what a row's sum is divided by; what follows goes to the functions.
#define COLUMN_LOSS_KERNELS(name, loss, share_of, smoothing, ...)                                                                   \
    KERNEL(name) {                                                                                                                  \
        const lamina_loss_arguments *a = arguments;                                                                                 \
        const float kept = 1.0f - (smoothing);                                                                                      \
        const float added = 0.5f * (smoothing);                                                                                     \
        for (int64_t r = first; r < last; r++) {                                                                                    \
            const float *prediction = lamina_floats(run, a->prediction) + r * a->columns;                                           \
            const float *target = lamina_floats(run, a->target) + r * a->columns;                                                   \
            vector total = splat(0);                                                                                                \
            EACH_VECTOR(i, n, a->columns, {                                                                                         \
                const vector t = load_upto(target + i, n) * kept + added;                                                           \
                total += fill_beyond(loss(load_upto(prediction + i, n), t __VA_OPT__(,) __VA_ARGS__), n, 0);                        \
            });                                                                                                                     \
            lamina_floats(run, a->y)[r] = sum_of_lanes(total) / (float)(share_of);                                                  \
        }                                                                                                                           \
    }                                                                                                                               \
    KERNEL(name##_gradient) {                                                                                                       \
        const lamina_loss_gradient_arguments *a = arguments;                                                                        \
        const float kept = 1.0f - (smoothing);                                                                                      \
        const float added = 0.5f * (smoothing);                                                                                     \
        for (int64_t r = first; r < last; r++) {                                                                                    \
            const float *prediction = lamina_floats(run, a->prediction) + r * a->columns;                                           \
            const float *target = lamina_floats(run, a->target) + r * a->columns;                                                   \
            float *gradient = lamina_floats(run, a->dprediction) + r * a->columns;                                                  \
            const float share = lamina_floats(run, a->dy)[r] / (float)(share_of);                                                   \
            EACH_VECTOR(i, n, a->columns, {                                                                                         \
                const vector t = load_upto(target + i, n) * kept + added;                                                           \
                store_upto(gradient + i, share * loss##_slope(load_upto(prediction + i, n), t __VA_OPT__(,) __VA_ARGS__), n);       \
            });                                                                                                                     \
        }                                                                                                                           \
    }

COLUMN_LOSS_KERNELS(mean_squared_error, squared_error, a->columns, 0.0f)
COLUMN_LOSS_KERNELS(mean_absolute_error, absolute_error, a->columns, 0.0f)
COLUMN_LOSS_KERNELS(binary_crossentropy, binary_entropy, a->columns, a->label_smoothing)
COLUMN_LOSS_KERNELS(binary_crossentropy_logits, binary_logit_entropy, a->columns, a->label_smoothing)
