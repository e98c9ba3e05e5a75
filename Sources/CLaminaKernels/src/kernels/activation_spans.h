// Activations over contiguous floats. Shape: choose the kind once, then one pass of whole vectors and a part of one.
#pragma once
#include "activations.h"

#define ACTIVATION_KINDS(KIND)                                                                                                     \
    KIND(LINEAR, linear) KIND(RELU, relu) KIND(SIGMOID, sigmoid) KIND(TANH, tanh) KIND(ELU, elu) KIND(SELU, selu) KIND(CELU, celu) \
    KIND(SOFTPLUS, softplus) KIND(SOFTSIGN, softsign) KIND(SILU, silu) KIND(GELU, gelu) KIND(GELU_TANH, gelu_tanh)                 \
    KIND(EXPONENTIAL, exponential) KIND(HARD_SIGMOID, hard_sigmoid) KIND(HARD_SILU, hard_silu) KIND(HARD_TANH, hard_tanh)          \
    KIND(HARD_SHRINK, hard_shrink) KIND(SOFT_SHRINK, soft_shrink) KIND(TANH_SHRINK, tanh_shrink) KIND(THRESHOLD, threshold)        \
    KIND(MISH, mish) KIND(LOG_SIGMOID, log_sigmoid) KIND(SQUAREPLUS, squareplus) KIND(SPARSE_PLUS, sparse_plus)                    \
    KIND(SPARSE_SIGMOID, sparse_sigmoid)

// y = f(x); y may be x.
static __attribute__((noinline)) void activate(lamina_activation f, const float *x, float *y, int64_t count) {
    switch (f.kind) {
#define VALUE_CASE(KIND, name)                                                                             \
    case LAMINA_##KIND:                                                                                    \
        EACH_VECTOR(i, n, count, { store_upto(y + i, name##_value(load_upto(x + i, n), f), n); });          \
        return;
        ACTIVATION_KINDS(VALUE_CASE)
#undef VALUE_CASE
    }
}

// dx = dy · f′; dx may be dy or `saved`.
static __attribute__((noinline)) void activate_backward(lamina_activation f, const float *saved, const float *dy, float *dx, int64_t count) {
    switch (f.kind) {
#define SLOPE_CASE(KIND, name)                                                                                                   \
    case LAMINA_##KIND:                                                                                                          \
        EACH_VECTOR(i, n, count, { store_upto(dx + i, load_upto(dy + i, n) * name##_slope(load_upto(saved + i, n), f), n); });    \
        return;
        ACTIVATION_KINDS(SLOPE_CASE)
#undef SLOPE_CASE
    }
}

static void kernel_activation(const lamina_run *run, const void *arguments, int64_t first, int64_t last) {
    const lamina_activation_arguments *a = arguments;
    activate(a->activation, lamina_floats(run, a->x) + first, lamina_floats(run, a->y) + first, last - first);
}

static void kernel_activation_gradient(const lamina_run *run, const void *arguments, int64_t first, int64_t last) {
    const lamina_activation_gradient_arguments *a = arguments;
    activate_backward(a->activation, lamina_floats(run, a->saved) + first, lamina_floats(run, a->dy) + first,
                      lamina_floats(run, a->dx) + first, last - first);
}
