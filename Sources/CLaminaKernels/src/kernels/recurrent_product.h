// The product of a block's states with the recurrent matrix, and back. Shape: one product; with dropout one for each gate, whose
// copy of the states (state KEPT) is multiplied by the gate's share of `keep`.
#pragma once
#include "projected_steps.h"

enum { KEPT = 5 };

LAMINA_INLINE void multiply_floats(float *target, const float *factor, int64_t count) {
    EACH_VECTOR(i, n, count, { store_upto(target + i, load_upto(target + i, n) * load_upto(factor + i, n), n); });
}

// A gate's share of `keep`; NULL stays NULL.
LAMINA_INLINE const float *kept_share(const float *keep, int64_t gates, int64_t units, int64_t row, int64_t gate) {
    return at((float *)keep, (row * gates + gate) * units);
}

// Gates 0: bias + h·U for the first `count` gates.
static void multiply_states(const forward_buffers *f, block_scratch s, int64_t row, int64_t rows, int64_t step, int64_t count) {
    const int64_t units = f->units;
    const band recurrent = to_and_fro(f->recurrent, step);
    if (f->keep == NULL) {
        multiply_rows(rows, state_row(s, 0, 0), s.width, recurrent, 0, vectors_of(count * units), f->bias, gates_target(s, 0));
        return;
    }
    for (int64_t gate = 0; gate < count; gate++) {
        for (int64_t r = 0; r < rows; r++) {
            copy_floats(state_row(s, r, KEPT), state_row(s, r, 0), units);
            multiply_floats(state_row(s, r, KEPT), kept_share(f->keep, f->gates, units, row + r, gate), units);
        }
        multiply_rows(rows, state_row(s, 0, KEPT), s.width, recurrent, gate * units / LANES, vectors_of((gate + 1) * units), f->bias,
                      gates_target(s, 1));
        for (int64_t r = 0; r < rows; r++) copy_floats(gates_row(s, r, 0) + gate * units, gates_row(s, r, 1) + gate * units, units);
    }
}

// State 0: start + d·Uᵀ over the first `count` gates, whose gradients d stand in gates `which`.
static void multiply_back(const backward_buffers *b, block_scratch s, int64_t row, int64_t rows, int64_t step, int which, int64_t count,
                          row_source start) {
    const int64_t units = b->units;
    if (b->keep == NULL) {
        const band transposed = to_and_fro(rows_of(b->transposed, 0, count * units), step);
        multiply_rows(rows, gates_row(s, 0, which), s.width, transposed, 0, vectors_of(units), start, state_target(s, 0));
        return;
    }
    if (start.p == NULL)
        for (int64_t r = 0; r < rows; r++) clear_floats(state_row(s, r, 0), units);
    for (int64_t gate = 0; gate < count; gate++) {
        const band transposed = to_and_fro(rows_of(b->transposed, gate * units, units), step);
        multiply_rows(rows, gates_row(s, 0, which) + gate * units, s.width, transposed, 0, vectors_of(units), no_source, state_target(s, KEPT));
        for (int64_t r = 0; r < rows; r++) {
            multiply_floats(state_row(s, r, KEPT), kept_share(b->keep, b->gates, units, row + r, gate), units);
            add_floats(state_row(s, r, 0), state_row(s, r, KEPT), units);
        }
    }
}
