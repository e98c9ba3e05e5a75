// Dropout by Philox4x32-10 (Salmon et al., SC 2011). Shape: one block of random bits for four elements, 64 elements at a time.
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

enum { RANDOM_TILE = 64 };

// The random words of the elements tile · 64 …, one each.
LAMINA_INLINE void random_tile(const lamina_run *run, uint64_t stream, int64_t tile, int32_t *words) {
    for (int64_t block = 0; block < RANDOM_TILE / 4; block++) {
        const uint32_t number = (uint32_t)(tile * (RANDOM_TILE / 4) + block);
        const philox_block counter = {{number, (uint32_t)run->iteration, (uint32_t)stream, (uint32_t)(stream >> 32)}};
        const philox_block bits = philox(counter, (uint32_t)run->seed, (uint32_t)(run->seed >> 32));
        memcpy(words + block * 4, &bits, sizeof bits);
    }
}

// Whole numbers of the words' upper bits, as floats.
LAMINA_INLINE vector upper_bits(const int32_t *words, int bits) {
    integers word;
    memcpy(&word, words, sizeof word);
    return __builtin_convertvector((word >> (32 - bits)) & (integers)(int32_t)((1u << bits) - 1), vector);
}

// Where an element's uniform number reaches the rate it is kept.
#define DROPOUT_KERNEL(name, kept, dropped_value)                                                                  \
    KERNEL(name) {                                                                                                 \
        const lamina_##name##_arguments *a = arguments;                                                            \
        for (int64_t tile = first / RANDOM_TILE; tile * RANDOM_TILE < last; tile++) {                              \
            const int64_t from = tile * RANDOM_TILE < first ? first : tile * RANDOM_TILE;                          \
            const int64_t to = (tile + 1) * RANDOM_TILE < last ? (tile + 1) * RANDOM_TILE : last;                  \
            const float *x = lamina_floats(run, a->x) + from;                                                      \
            float *y = lamina_floats(run, a->y) + from;                                                            \
            int32_t words[RANDOM_TILE + LANES] = {0};                                                              \
            random_tile(run, a->stream, tile, words);                                                              \
            EACH_VECTOR(i, n, to - from, {                                                                         \
                const vector v = load_upto(x + i, n);                                                              \
                const vector uniform = upper_bits(words + from - tile * RANDOM_TILE + i, 24) * 0x1p-24f;           \
                store_upto(y + i, choose(uniform >= splat(a->rate), kept, splat(dropped_value)), n);               \
            });                                                                                                    \
        }                                                                                                          \
    }
DROPOUT_KERNEL(dropout, v / (1.0f - a->rate), 0)
DROPOUT_KERNEL(alpha_dropout, v * a->scale + a->offset, a->dropped)
#undef DROPOUT_KERNEL
