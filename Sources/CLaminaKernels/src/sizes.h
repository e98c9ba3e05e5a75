// How packed matrices, saved values and scratch are laid out: the same for every instruction set.
#pragma once
#include <stdint.h>

enum { LAMINA_PANEL_WIDTH = 32 };

static inline int64_t lamina_round_up(int64_t value, int64_t multiple) {
    return (value + multiple - 1) / multiple * multiple;
}

// A row's scratch in a recurrence: two rows of all gates, then six of the state, each padded to whole panels.
// The odd number of cache lines keeps the rows of a block from falling into the same cache sets.
static inline int64_t lamina_scratch_width(int64_t units, int64_t gates) {
    return 2 * lamina_round_up(gates * units, LAMINA_PANEL_WIDTH) + 6 * lamina_round_up(units, LAMINA_PANEL_WIDTH) + 16;
}
