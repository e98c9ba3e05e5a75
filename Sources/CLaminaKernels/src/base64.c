// Bytes of generated code, which holds them as letters.
#include "lamina_blocks.h"

static int32_t value_of(uint8_t letter) {
    if (letter >= 'A' && letter <= 'Z') return letter - 'A';
    if (letter >= 'a' && letter <= 'z') return letter - 'a' + 26;
    if (letter >= '0' && letter <= '9') return letter - '0' + 52;
    return letter == '+' ? 62 : letter == '/' ? 63 : -1;
}

int64_t lamina_decode_base64(const uint8_t *text, int64_t count, void *target) {
    uint8_t *bytes = target;
    uint32_t bits = 0;
    int pending = 0;
    for (int64_t i = 0; i < count; i++) {
        const int32_t value = value_of(text[i]);
        if (value < 0) return -1;
        bits = bits << 6 | (uint32_t)value;
        pending += 6;
        if (pending >= 8) *bytes++ = (uint8_t)(bits >> (pending -= 8));
    }
    return bytes - (uint8_t *)target;
}
