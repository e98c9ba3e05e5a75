// Keras's LSTM forward: i, f, c̃, o in this order; c = f ⊙ c + i ⊙ g(c̃); h = o ⊙ g(c). Shape: recurrence.h.
// Saved for each step: i, f, g(c̃), o (values, or what f′ needs), then g(c) or c, likewise.
#pragma once
#include "recurrent_product.h"

// State 0: h. State 1: c. State 2: g(c). State OTHER: h of every second step, where all units read the old one until the last is done.
enum { OTHER = 3 };

// One vector of one row's step: c and h from the gates, which training saves. i: the vector's first unit.
LAMINA_INLINE void lstm_finish(vector input, vector forget, vector candidate, vector output, const float *before, float *c, float *after,
                               forward_step at_step, int64_t units, int64_t i, int64_t n) {
    const vector cell_before = load(c + i), cell = multiply_add(forget, cell_before, input * candidate);
    const vector squashed = hyperbolic_tangent(cell), h = output * squashed;
    if (at_step.saved) {
        store_upto(at_step.previous + i, load(before + i), n);
        store_upto(at_step.previous_cell + i, cell_before, n);
        store_upto(at_step.saved + i, input, n);
        store_upto(at_step.saved + units + i, forget, n);
        store_upto(at_step.saved + 2 * units + i, candidate, n);
        store_upto(at_step.saved + 3 * units + i, output, n);
        store_upto(at_step.saved + 4 * units + i, squashed, n);
    }
    store(c + i, cell);
    store(after + i, h);
    if (at_step.sequence) store_upto(at_step.sequence + i, h, n);
}

// tanh and sigmoid: the gates of one row, then what waits for them.
LAMINA_INLINE void lstm_row_fused(float *sums, float *h, float *c, forward_step at_step, int64_t units) {
    const float *p = at_step.projection;
    sigmoid_gates(sums, p, 2 * units);
    tanh_gates(sums + 2 * units, p + 2 * units, units);
    sigmoid_gates(sums + 3 * units, p + 3 * units, units);
    EACH_VECTOR(i, n, units, {
        lstm_finish(load(sums + i), load(sums + units + i), load(sums + 2 * units + i), load(sums + 3 * units + i), h, c, h, at_step, units, i, n);
    });
}

// Any activations; the gates are activated where their sums are.
LAMINA_INLINE void lstm_row(const lamina_recurrent_arguments *a, float *sums, float *h, float *c, float *squashed, forward_step at_step, int64_t units) {
    add_floats(sums, at_step.projection, 4 * units);
    activate_gate(a->recurrent_activation, sums, 2 * units, at_step.saved);
    activate_gate(a->activation, sums + 2 * units, units, at(at_step.saved, 2 * units));
    activate_gate(a->recurrent_activation, sums + 3 * units, units, at(at_step.saved, 3 * units));
    if (at_step.previous) copy_floats(at_step.previous, h, units);
    if (at_step.previous_cell) copy_floats(at_step.previous_cell, c, units);
    EACH_VECTOR(i, n, units, {
        const vector cell = multiply_add(load(sums + units + i), load(c + i), load(sums + i) * load(sums + 2 * units + i));
        store(c + i, cell);
        store(squashed + i, cell);
    });
    activate_gate(a->activation, squashed, units, at(at_step.saved, 4 * units));
    EACH_VECTOR(i, n, units, {
        const vector after = load(sums + 3 * units + i) * load(squashed + i);
        store(h + i, after);
        if (at_step.sequence) store_upto(at_step.sequence + i, after, n);
    });
}

LAMINA_INLINE void lstm_walk_row(const int vectors, const lamina_recurrent_arguments *a, const forward_buffers *f, block_scratch s, int64_t row) {
    const int64_t units = f->units;
    const float *bias = read_bias(s, 1, f->bias);
    for (int64_t step = f->steps.first; step < f->steps.last; step++) {
        multiply_small_row(vectors, state_row(s, 0, 0), f->recurrent, bias, gates_row(s, 0, 0));
        lstm_row_fused(gates_row(s, 0, 0), state_row(s, 0, 0), state_row(s, 0, 1), forward_step_of(f, row, step, a->reverse, 4, 5 * units), units);
    }
}

// Some vectors of units of one row, `width` of them, with the sums of all their gates in registers: from state `from` to state `to`.
LAMINA_INLINE void lstm_units(const int width, const forward_buffers *f, block_scratch s, forward_step at_step, int64_t first_vector,
                              int from, int to) {
    const int64_t units = f->units;
    vector sums[MAXIMUM_SUMS];
    const column_groups columns = {first_vector, units / LANES, width};
    tile_sums(1, 4 * width, 1, state_row(s, 0, from), 0, f->recurrent, columns, no_source, sums);
    LAMINA_UNROLL for (int gate = 0; gate < 4; gate++)
        LAMINA_UNROLL for (int j = 0; j < width; j++) {
            const vector sum = load(at_step.projection + gate * units + (first_vector + j) * LANES) + sums[gate * width + j];
            sums[gate * width + j] = gate == 2 ? hyperbolic_tangent(sum) : gate_sigmoid(sum);
        }
    LAMINA_UNROLL for (int j = 0; j < width; j++)
        lstm_finish(sums[j], sums[width + j], sums[2 * width + j], sums[3 * width + j], state_row(s, 0, from), state_row(s, 0, 1), state_row(s, 0, to),
                    at_step, units, (first_vector + j) * LANES, LANES);
}

// tanh and sigmoid, whole vectors, one sum a result: each step goes through the units, in alternating directions as a large matrix is best
// read, while the gates of those before are computed.
static void lstm_walk_units(const lamina_recurrent_arguments *a, const forward_buffers *f, block_scratch s, int64_t row) {
    const int64_t vectors = f->units / LANES;
    for (int64_t step = f->steps.first; step < f->steps.last; step++) {
        const int backward = step & 1, from = backward ? OTHER : 0, to = backward ? 0 : OTHER;
        const forward_step at_step = forward_step_of(f, row, step, a->reverse, 4, 5 * f->units);
        int64_t v = 0;
        for (; v + 2 <= vectors; v += 2) lstm_units(2, f, s, at_step, backward ? vectors - 2 - v : v, from, to);
        if (v < vectors) lstm_units(1, f, s, at_step, backward ? 0 : v, from, to);
    }
    if (f->steps.last & 1) copy_floats(state_row(s, 0, 0), state_row(s, 0, OTHER), f->units);
}

static void lstm_walk_block(const lamina_recurrent_arguments *a, const forward_buffers *f, block_scratch s, int64_t row, int64_t rows) {
    const int64_t units = f->units;
    const int fused = is_tanh_and_sigmoid(a->activation, a->recurrent_activation);
    for (int64_t step = f->steps.first; step < f->steps.last; step++) {
        multiply_states(f, s, row, rows, step, 4);
        for (int64_t r = 0; r < rows; r++) {
            fetch_forward(f, row + r, step, a->reverse, 4, 5 * units);
            const forward_step at_step = forward_step_of(f, row + r, step, a->reverse, 4, 5 * units);
            if (at_step.is_masked) carry_row(at_step, state_row(s, r, 0), state_row(s, r, 1), units, 5 * units);
            else if (fused) lstm_row_fused(gates_row(s, r, 0), state_row(s, r, 0), state_row(s, r, 1), at_step, units);
            else lstm_row(a, gates_row(s, r, 0), state_row(s, r, 0), state_row(s, r, 1), state_row(s, r, 2), at_step, units);
        }
    }
}

static void lstm_walk(const lamina_recurrent_arguments *a, const forward_buffers *f, block_scratch s, int64_t row, int64_t rows) {
    const int fused = is_tanh_and_sigmoid(a->activation, a->recurrent_activation);
    const int walks_units = fused && f->mask == NULL && f->keep == NULL && f->units % LANES == 0 && chains_of(4 * f->units / LANES) == 1;
#define WALK(vectors) lstm_walk_row(vectors, a, f, s, row)
    if (rows == 1 && walks_units) lstm_walk_units(a, f, s, row);
    else if (fused && is_small(rows, f, 4)) WITH_SMALL_CONSTANT(vectors_of(4 * f->units), WALK)
    else lstm_walk_block(a, f, s, row, rows);
#undef WALK
}

static void lstm_forward(const lamina_run *run, const lamina_recurrent_arguments *a, const input_product *product, int64_t first, int64_t last) {
    forward_buffers f = forward_buffers_of(run, a, 4);
    const int64_t units = f.units;
    if (f.time <= 0) return;
    for (int64_t row = first; row < last; row += LAMINA_RECURRENT_GRAIN) {
        const int64_t rows = rows_in_block(row, last);
        const block_scratch s = scratch_of_block(lamina_floats(run, a->scratch), row, units, 4);
        read_states(s, 0, f.initial, row, rows, units);
        read_states(s, 1, f.initial_cell, row, rows, units);
        EACH_STRETCH(f, product, row, rows, a->reverse) lstm_walk(a, &f, s, row, rows);
        write_states(s, 0, f.last, row, rows, units);
        write_states(s, 1, f.last_cell, row, rows, units);
    }
}

KERNEL(lstm) { lstm_forward(run, arguments, NULL, first, last); }
KERNEL(projected_lstm) { forward_projecting(lstm_forward, 4, run, arguments, first, last); }
