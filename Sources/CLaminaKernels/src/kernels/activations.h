// Keras's activation functions: value of x, and slope from what is saved: the value for the kinds of
// lamina_activation_saves_output, else x. One pair of functions a kind; the loops over them are in activation_spans.h.
#pragma once
#include "functions.h"

#define ACTIVATION(name) LAMINA_INLINE vector name(vector x, lamina_activation f)

ACTIVATION(linear_value) { return x; }
ACTIVATION(linear_slope) { return splat(1); }

// Keras clips the positive part only, and only if there is a maximum.
ACTIVATION(relu_value) {
    vector above = choose(x > splat(f.gamma), x, splat(0));
    if (f.beta < INFINITY) above = clamp_keeping_nan(above, 0, f.beta);
    if (f.alpha == 0) return choose(x == x, above, x);
    const vector below = choose(x > splat(f.gamma), splat(0), x - f.gamma);
    return above + f.alpha * below;
}
// From x, or (see lamina_activation_allows_output) from the value. Leaky relu alone has slope 1 at 0, as in JAX.
ACTIVATION(relu_slope) {
    vector above = splat(1);
    if (f.beta < INFINITY) above = choose((x > splat(0)) & (x < splat(f.beta)), above, splat(0));
    const int leaky = f.alpha != 0 && f.gamma == 0 && !(f.beta < INFINITY);
    return choose(leaky ? x >= splat(0) : x > splat(f.gamma), above, splat(f.alpha));
}

ACTIVATION(sigmoid_value) { return sigmoid(x); }
ACTIVATION(sigmoid_slope) { return x * (1.0f - x); }

ACTIVATION(tanh_value) { return hyperbolic_tangent(x); }
ACTIVATION(tanh_slope) { return (1.0f - x) * (1.0f + x); }

ACTIVATION(elu_value) { return choose(x > splat(0), x, f.alpha * exponential_minus_1(x)); }
ACTIVATION(elu_slope) { return choose(x > splat(0), splat(1), f.alpha * exponential(x)); }

#define SELU_SCALE 1.0507009873554805f
#define SELU_ALPHA 1.6732632423543772f
ACTIVATION(selu_value) { return SELU_SCALE * choose(x > splat(0), x, SELU_ALPHA * exponential_minus_1(x)); }
ACTIVATION(selu_slope) { return choose(x > splat(0), splat(SELU_SCALE), x + SELU_SCALE * SELU_ALPHA); }

ACTIVATION(celu_value) { return choose(x > splat(0), x, f.alpha * exponential_minus_1(x / f.alpha)); }
ACTIVATION(celu_slope) { return choose(x > splat(0), splat(1), x / f.alpha + 1.0f); }

ACTIVATION(softplus_value) { return softplus(x); }
ACTIVATION(softplus_slope) { return -exponential_minus_1(-x); }

ACTIVATION(softsign_value) { return x / (1.0f + absolute(x)); }
ACTIVATION(softsign_slope) {
    const vector d = 1.0f + absolute(x);
    return 1.0f / (d * d);
}

ACTIVATION(silu_value) { return x * sigmoid(x); }
ACTIVATION(silu_slope) {
    const vector s = sigmoid(x);
    return s * multiply_add(x, sigmoid(-x), splat(1));
}

ACTIVATION(gelu_value) { return 0.5f * x * error_function_complement(x * -0.70710678f); }
ACTIVATION(gelu_slope) {
    const vector cumulative = 0.5f * error_function_complement(x * -0.70710678f);
    return cumulative + x * 0.39894228f * exponential(-0.5f * x * x);
}

// √(2/π)·(x + 0.044715 x³)
LAMINA_INLINE vector gelu_inner(vector x) { return 0.79788456f * multiply_add(0.044715f * x * x, x, x); }
// ½ + ½·tanh(v) = sigmoid(2v)
ACTIVATION(gelu_tanh_value) { return x * sigmoid(2.0f * gelu_inner(x)); }
ACTIVATION(gelu_tanh_slope) {
    const vector v = 2.0f * gelu_inner(x), s = sigmoid(v);
    const vector inner_slope = 2.0f * 0.79788456f * multiply_add(x * x, splat(3 * 0.044715f), splat(1));
    return s + x * s * sigmoid(-v) * inner_slope;
}

ACTIVATION(exponential_value) { return exponential(x); }
ACTIVATION(exponential_slope) { return x; }

LAMINA_INLINE vector hard_sigmoid(vector x) { return clamp_keeping_nan(x + 3.0f, 0, 6) / 6.0f; }
ACTIVATION(hard_sigmoid_value) { return hard_sigmoid(x); }
ACTIVATION(hard_sigmoid_slope) { return choose((x > splat(0)) & (x < splat(1)), splat(1.0f / 6), splat(0)); }

ACTIVATION(hard_silu_value) { return x * hard_sigmoid(x); }
ACTIVATION(hard_silu_slope) {
    const vector inside = choose((x > splat(-3)) & (x < splat(3)), x * (1.0f / 6), splat(0));
    return hard_sigmoid(x) + inside;
}

ACTIVATION(hard_tanh_value) { return clamp_keeping_nan(x, -1, 1); }
ACTIVATION(hard_tanh_slope) { return choose(absolute(x) <= splat(1), splat(1), splat(0)); }

ACTIVATION(hard_shrink_value) { return choose(absolute(x) > splat(f.alpha), x, splat(0)); }
ACTIVATION(hard_shrink_slope) { return choose(absolute(x) > splat(f.alpha), splat(1), splat(0)); }

ACTIVATION(soft_shrink_value) {
    return choose(x > splat(f.alpha), x - f.alpha, choose(x < splat(-f.alpha), x + f.alpha, splat(0)));
}
ACTIVATION(soft_shrink_slope) { return choose((x > splat(f.alpha)) | (x < splat(-f.alpha)), splat(1), splat(0)); }

ACTIVATION(tanh_shrink_value) { return x - hyperbolic_tangent(x); }
ACTIVATION(tanh_shrink_slope) {
    const vector t = hyperbolic_tangent(x);
    return t * t;
}

ACTIVATION(threshold_value) { return choose(x > splat(f.alpha), x, splat(f.beta)); }
ACTIVATION(threshold_slope) { return choose(x > splat(f.alpha), splat(1), splat(0)); }

// tanh(ln(1 + w)) = n / (n + 2) with w = eˣ, n = w·(w + 2); beyond 20 it is 1.
ACTIVATION(mish_value) {
    const vector w = exponential(choose(x > splat(20), splat(20), x)), n = w * (w + 2.0f);
    return x * (n / (n + 2.0f));
}
ACTIVATION(mish_slope) {
    const vector w = exponential(choose(x > splat(20), splat(20), x)), n = w * (w + 2.0f);
    const vector t = n / (n + 2.0f);
    return t + x * (4.0f * (n + 1.0f) / ((n + 2.0f) * (n + 2.0f))) * sigmoid(x);
}

ACTIVATION(log_sigmoid_value) { return -softplus(-x); }
ACTIVATION(log_sigmoid_slope) { return sigmoid(-x); }

ACTIVATION(squareplus_value) {
    // For x < 0 the sum cancels: x + √(x²+b) = b / (√(x²+b) - x).
    const vector root = square_root(multiply_add(x, x, splat(f.alpha)));
    return choose((x < splat(0)) & (root > splat(0)), 0.5f * f.alpha / (root - x), 0.5f * (x + root));
}
ACTIVATION(squareplus_slope) {
    const vector root = square_root(multiply_add(x, x, splat(f.alpha)));
    return choose(root > splat(0), 0.5f * (1.0f + x / root), splat(0.5f));
}

ACTIVATION(sparse_plus_value) {
    const vector between = (x + 1.0f) * (x + 1.0f) * 0.25f;
    return choose(x <= splat(-1), splat(0), choose(x >= splat(1), x, between));
}
ACTIVATION(sparse_plus_slope) { return clamp_keeping_nan(0.5f * (x + 1.0f), 0, 1); }

ACTIVATION(sparse_sigmoid_value) { return clamp_keeping_nan(0.5f * (x + 1.0f), 0, 1); }
ACTIVATION(sparse_sigmoid_slope) { return choose((x > splat(0)) & (x < splat(1)), splat(0.5f), splat(0)); }
#undef ACTIVATION
