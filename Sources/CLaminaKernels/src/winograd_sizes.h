// The blocks of Winograd's convolutions: the same for every instruction set.
#pragma once
#include "sizes.h"

enum { LAMINA_WINOGRAD_POINTS = 16 };

// Tiles of a block: as many as keep their points in the second cache, in whole dozens.
static inline int64_t lamina_winograd_tiles(int64_t depth) {
    const int64_t fitting = 3072 / depth;
    return fitting < 12 ? 12 : fitting > 48 ? 48 : fitting / 12 * 12;
}

// Floats of scratch for one grain: points, sums and outputs of a block, for the widest vectors.
static inline int64_t lamina_winograd_floats(int64_t depth) {
    return lamina_winograd_tiles(depth) * (LAMINA_WINOGRAD_POINTS * (depth + LAMINA_PANEL_WIDTH) + 4 * LAMINA_PANEL_WIDTH);
}
