// Losses of numbers and of distributions, a column at a time. Shape as in losses.h.
#pragma once
#include "losses.h"

#define KERAS_EPSILON 1e-7f

// Of max(x, floor).
LAMINA_INLINE vector slope_of_floor(vector x, float floor) { return slope_of_clip(x, floor, INFINITY); }

LAMINA_INLINE vector percentage_size(vector t) { return 100.0f / larger(absolute(t), splat(KERAS_EPSILON)); }
LAMINA_INLINE vector percentage_error(vector p, vector t) { return absolute(p - t) * percentage_size(t); }
LAMINA_INLINE vector percentage_error_slope(vector p, vector t) { return sign(p - t) * percentage_size(t); }

LAMINA_INLINE vector logarithmic_difference(vector p, vector t) {
    return logarithm_of_1_plus(larger(p, splat(KERAS_EPSILON))) - logarithm_of_1_plus(larger(t, splat(KERAS_EPSILON)));
}
LAMINA_INLINE vector logarithmic_error(vector p, vector t) {
    const vector difference = logarithmic_difference(p, t);
    return difference * difference;
}
LAMINA_INLINE vector logarithmic_error_slope(vector p, vector t) {
    const vector slope = 2.0f * logarithmic_difference(p, t) / (larger(p, splat(KERAS_EPSILON)) + 1.0f);
    return slope * slope_of_floor(p, KERAS_EPSILON);
}

LAMINA_INLINE vector huber_error(vector p, vector t, float delta) {
    const vector error = p - t, size = absolute(error);
    return choose(size <= splat(delta), 0.5f * error * error, delta * size - 0.5f * delta * delta);
}
LAMINA_INLINE vector huber_error_slope(vector p, vector t, float delta) { return clamp_keeping_nan(p - t, -delta, delta); }

// |x| + ln(1 + e^-2|x|) - ln 2, near 0 from sinh: ln(1 + sinh²x) / 2.
LAMINA_INLINE vector log_cosh_error(vector p, vector t) {
    const vector x = absolute(p - t);
    const vector minus_1 = exponential_minus_1(smaller(x, splat(1)));
    const vector sinh = 0.5f * (minus_1 + minus_1 / (minus_1 + 1.0f));
    const vector far = x + (logarithm_of_1_plus(exponential(-2.0f * x)) - 0.693147181f);
    return choose(x < splat(1), 0.5f * logarithm_of_1_plus(sinh * sinh), far);
}
LAMINA_INLINE vector log_cosh_error_slope(vector p, vector t) { return hyperbolic_tangent(p - t); }

LAMINA_INLINE vector poisson_error(vector p, vector t) { return p - t * logarithm(p + KERAS_EPSILON); }
LAMINA_INLINE vector poisson_error_slope(vector p, vector t) { return 1.0f - t / (p + KERAS_EPSILON); }

LAMINA_INLINE vector divergence(vector p, vector t) {
    t = clamp_keeping_nan(t, KERAS_EPSILON, 1);
    return t * logarithm(t / clamp_keeping_nan(p, KERAS_EPSILON, 1));
}
LAMINA_INLINE vector divergence_slope(vector p, vector t) {
    const vector slope = -clamp_keeping_nan(t, KERAS_EPSILON, 1) / clamp_keeping_nan(p, KERAS_EPSILON, 1);
    return slope * slope_of_clip(p, KERAS_EPSILON, 1);
}

// The share of the entropy that counts: little where the prediction is right already.
LAMINA_INLINE vector focal_weight(vector t, float alpha) {
    return alpha < 0 ? splat(1) : t * alpha + (1.0f - t) * (1.0f - alpha);
}
LAMINA_INLINE vector focal_entropy(vector p, vector t, float alpha, float gamma) {
    const vector missing = 1.0f - (t * p + (1.0f - t) * (1.0f - p));
    return focal_weight(t, alpha) * power(missing, gamma) * binary_entropy(p, t);
}
LAMINA_INLINE vector focal_entropy_slope(vector p, vector t, float alpha, float gamma) {
    const vector missing = 1.0f - (t * p + (1.0f - t) * (1.0f - p));
    const vector slope = power(missing, gamma) * binary_entropy_slope(p, t);
    const vector of_factor = gamma == 0 ? splat(0) : gamma * power(missing, gamma - 1) * (1.0f - 2.0f * t) * binary_entropy(p, t);
    return focal_weight(t, alpha) * (slope + of_factor);
}

COLUMN_LOSS_KERNELS(mean_absolute_percentage_error, percentage_error, a->columns, 0.0f)
COLUMN_LOSS_KERNELS(mean_squared_logarithmic_error, logarithmic_error, a->columns, 0.0f)
COLUMN_LOSS_KERNELS(huber, huber_error, a->columns, 0.0f, a->alpha)
COLUMN_LOSS_KERNELS(log_cosh, log_cosh_error, a->columns, 0.0f)
COLUMN_LOSS_KERNELS(poisson, poisson_error, a->columns, 0.0f)
COLUMN_LOSS_KERNELS(kl_divergence, divergence, 1, 0.0f)
COLUMN_LOSS_KERNELS(binary_focal_crossentropy, focal_entropy, a->columns, a->label_smoothing, a->alpha, a->gamma)
