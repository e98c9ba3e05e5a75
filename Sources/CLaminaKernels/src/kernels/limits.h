// What the machine can do at most, for profiles to compare with. No operation uses these.
#pragma once
#include "vector.h"

// Keeps what was computed, and lets nobody say that a second pass would read the same.
#define LAMINA_USE(value) __asm__ volatile("" : : "m"(value) : "memory")

// Independent chains, as many as hide the latency of a multiply-add and fit into the registers of every set.
static void kernel_fma_limit(const lamina_run *run, const void *arguments, int64_t first, int64_t last) {
    (void)run;
    const lamina_fma_limit_arguments *a = arguments;
    enum { CHAINS = 12 };
    vector chains[CHAINS];
    LAMINA_UNROLL for (int c = 0; c < CHAINS; c++) chains[c] = splat((float)c);
    const vector factor = splat(0.9999f), term = splat(1e-6f);
    const int64_t turns = (last - first) * a->rounds * (LAMINA_LIMIT_ROUND / CHAINS) / LANES;
    for (int64_t turn = 0; turn < turns; turn++)
        LAMINA_UNROLL for (int c = 0; c < CHAINS; c++) chains[c] = multiply_add(chains[c], factor, term);
    LAMINA_UNROLL for (int c = 0; c < CHAINS; c++) LAMINA_USE(chains[c]);
}

static void kernel_read_limit(const lamina_run *run, const void *arguments, int64_t first, int64_t last) {
    const lamina_memory_limit_arguments *a = arguments;
    const float *x = lamina_floats(run, a->x);
    enum { SUMS = 8 };
    vector sums[SUMS] = {0};
    for (int64_t pass = 0; pass < a->passes; pass++) {
        for (int64_t i = first; i + SUMS * LANES <= last; i += SUMS * LANES)
            LAMINA_UNROLL for (int s = 0; s < SUMS; s++) sums[s] += load(x + i + s * LANES);
        LAMINA_USE(sums[0]);
    }
    LAMINA_UNROLL for (int s = 0; s < SUMS; s++) LAMINA_USE(sums[s]);
}

static void kernel_triad_limit(const lamina_run *run, const void *arguments, int64_t first, int64_t last) {
    const lamina_memory_limit_arguments *a = arguments;
    const float *x = lamina_floats(run, a->x), *z = lamina_floats(run, a->z);
    float *y = lamina_floats(run, a->y);
    for (int64_t pass = 0; pass < a->passes; pass++) {
        for (int64_t i = first; i + LANES <= last; i += LANES) store(y + i, multiply_add(splat(3), load(z + i), load(x + i)));
        LAMINA_USE(*y);
    }
}
