// A check against damage, not against malice. Eight lanes of 64 bits, each a chain of steps that are one-to-one in the lane and in the word
// that it takes: so one changed word is always seen.
#include <string.h>
#include "lamina_blocks.h"

enum { LANES = 8, STRIPE = LANES * 8, ROTATION = 29 };
static const uint64_t FACTOR = 0x9E3779B97F4A7C15ull;

static inline uint64_t mix(uint64_t state, uint64_t word) {
    const uint64_t product = (state ^ word) * FACTOR;
    return product << ROTATION | product >> (64 - ROTATION);
}

static inline void take(uint64_t lanes[LANES], const char *stripe) {
    uint64_t words[LANES];
    memcpy(words, stripe, STRIPE);
    for (int i = 0; i < LANES; i++) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        words[i] = __builtin_bswap64(words[i]);
#endif
        lanes[i] = mix(lanes[i], words[i]);
    }
}

uint64_t lamina_checksum(const void *bytes, int64_t count) {
    const char *start = bytes;
    uint64_t lanes[LANES];
    for (int i = 0; i < LANES; i++) lanes[i] = FACTOR * (uint64_t)(i + 1);
    int64_t place = 0;
    for (; place + STRIPE <= count; place += STRIPE) take(lanes, start + place);
    if (place < count) {
        char last[STRIPE] = {0};
        memcpy(last, start + place, (size_t)(count - place));
        take(lanes, last);
    }
    uint64_t sum = (uint64_t)count;
    for (int i = 0; i < LANES; i++) sum = mix(sum, lanes[i]);
    return sum ^ sum >> 32;
}
