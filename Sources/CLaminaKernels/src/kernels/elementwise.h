// y[i] from the i-th elements of the inputs. Shape: one pass of whole vectors and a part of one; inputs are read before
// outputs are written, so buffers may be shared.
#pragma once
#include "vector.h"

#define KERNEL(name) static void kernel_##name(const lamina_run *run, const void *arguments, int64_t first, int64_t last)
#define FLOATS(field) (lamina_floats(run, a->field) + first)

KERNEL(copy) {
    const lamina_copy_arguments *a = arguments;
    if (last > first && a->x != a->y) memmove(FLOATS(y), FLOATS(x), (size_t)(last - first) * sizeof(float));
}

KERNEL(fill) {
    const lamina_fill_arguments *a = arguments;
    float *y = FLOATS(y);
    EACH_VECTOR(i, n, last - first, { store_upto(y + i, splat(a->value), n); });
}

#define BINARY_KERNEL(name, expression)                            \
    KERNEL(name) {                                                 \
        const lamina_binary_arguments *a = arguments;              \
        const float *left = FLOATS(a), *right = FLOATS(b);         \
        float *y = FLOATS(y);                                      \
        EACH_VECTOR(i, n, last - first, {                          \
            const vector l = load_upto(left + i, n);               \
            const vector r = load_upto(right + i, n);              \
            store_upto(y + i, expression, n);                      \
        });                                                        \
    }
BINARY_KERNEL(add, l + r)
BINARY_KERNEL(subtract, l - r)
BINARY_KERNEL(multiply, l *r)
BINARY_KERNEL(divide, l / r)
BINARY_KERNEL(maximum, larger(l, r))
BINARY_KERNEL(minimum, smaller(l, r))
#undef BINARY_KERNEL

#define CHOICE_GRADIENT_KERNEL(name, comparison)                                                      \
    KERNEL(name) {                                                                                    \
        const lamina_binary_gradient_arguments *a = arguments;                                        \
        const float *left = FLOATS(a), *right = FLOATS(b), *dy = FLOATS(dy);                          \
        float *da = FLOATS(da), *db = FLOATS(db);                                                     \
        EACH_VECTOR(i, n, last - first, {                                                             \
            const vector l = load_upto(left + i, n);                                                  \
            const vector r = load_upto(right + i, n);                                                 \
            const vector d = load_upto(dy + i, n);                                                    \
            const vector tie = d * 0.5f;                                                              \
            store_upto(da + i, choose(l == r, tie, choose(l comparison r, d, splat(0))), n);          \
            store_upto(db + i, choose(l == r, tie, choose(r comparison l, d, splat(0))), n);          \
        });                                                                                           \
    }
CHOICE_GRADIENT_KERNEL(maximum_gradient, >)
CHOICE_GRADIENT_KERNEL(minimum_gradient, <)
#undef CHOICE_GRADIENT_KERNEL

KERNEL(sum) {
    const lamina_sum_arguments *a = arguments;
    const float *x[LAMINA_MAXIMUM_SUMMANDS];
    for (int64_t s = 0; s < a->summands; s++) x[s] = FLOATS(x[s]);
    float *y = FLOATS(y);
    EACH_VECTOR(i, n, last - first, {
        vector total = load_upto(x[0] + i, n);
        for (int64_t s = 1; s < a->summands; s++) total += load_upto(x[s] + i, n);
        store_upto(y + i, total, n);
    });
}

KERNEL(affine) {
    const lamina_affine_arguments *a = arguments;
    const float *x = FLOATS(x);
    float *y = FLOATS(y);
    EACH_VECTOR(i, n, last - first, { store_upto(y + i, load_upto(x + i, n) * a->scale + a->offset, n); });
}

KERNEL(inverse_root) {
    const lamina_inverse_root_arguments *a = arguments;
    const float *x = FLOATS(x);
    float *y = FLOATS(y);
    EACH_VECTOR(i, n, last - first, {
        const vector root = square_root(load_upto(x + i, n));
        store_upto(y + i, 1.0f / choose(root > splat(a->floor), root, splat(a->floor)), n);
    });
}

// One outer block a unit; its five extents are the run's.
KERNEL(copy_blocks) {
    const lamina_copy_blocks_arguments *a = arguments;
    const int64_t block = lamina_count(run, a->block);
    if (block <= 0) return;
    const int64_t source_stride = lamina_count(run, a->source_stride), target_stride = lamina_count(run, a->target_stride);
    const float *x = lamina_floats(run, a->x) + lamina_count(run, a->source_offset);
    float *y = lamina_floats(run, a->y) + lamina_count(run, a->target_offset);
    for (int64_t o = first; o < last; o++)
        memmove(y + o * target_stride, x + o * source_stride, (size_t)block * sizeof(float));
}
