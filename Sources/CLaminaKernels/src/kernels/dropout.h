// Dropout by Philox4x32-10 (Salmon et al., SC 2011). Shape: one block of random bits for four elements.
#pragma once
#include "elementwise.h"

typedef struct { uint32_t word[4]; } philox_block;

LAMINA_INLINE philox_block philox(philox_block counter, uint32_t key_0, uint32_t key_1) {
    for (int round = 0; round < 10; round++) {
        const uint64_t a = (uint64_t)0xD2511F53u * counter.word[0], b = (uint64_t)0xCD9E8D57u * counter.word[2];
        counter = (philox_block){{(uint32_t)(b >> 32) ^ counter.word[1] ^ key_0, (uint32_t)b,
                                  (uint32_t)(a >> 32) ^ counter.word[3] ^ key_1, (uint32_t)a}};
        key_0 += 0x9E3779B9u;
        key_1 += 0xBB67AE85u;
    }
    return counter;
}

KERNEL(dropout) {
    const lamina_dropout_arguments *a = arguments;
    const float *x = lamina_floats(run, a->x);
    float *y = lamina_floats(run, a->y);
    const float kept_share = 1.0f - a->rate;
    for (int64_t block = first / 4; block * 4 < last; block++) {
        const philox_block bits = philox((philox_block){{(uint32_t)block, (uint32_t)run->iteration, (uint32_t)a->stream, (uint32_t)(a->stream >> 32)}},
                                         (uint32_t)run->seed, (uint32_t)(run->seed >> 32));
        for (int64_t i = block * 4; i < block * 4 + 4; i++) {
            if (i < first || i >= last) continue;
            const float uniform = (float)(bits.word[i & 3] >> 8) * 0x1p-24f;
            y[i] = uniform >= a->rate ? x[i] / kept_share : 0.0f;
        }
    }
}
