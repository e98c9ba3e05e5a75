// The gradient of the LSTM, back through time. Shape: recurrence.h, steps from the last to the first.
#pragma once
#include "lstm.h"

// State 0: the gradient of h. State 1: of c. State 2: g(c). State 3: the gradient of g(c), then of c through it.
// Gates 0: the values i, f, g(c̃), o. Gates 1: the gradients of their sums.
// Any activations, a gate at a time.
LAMINA_INLINE void lstm_gradient_row(const lamina_recurrent_gradient_arguments *a, block_scratch s, int64_t row, backward_step at_step, int64_t units) {
    float *values = gates_row(s, row, 0), *d_gates = gates_row(s, row, 1);
    float *dh = state_row(s, row, 0), *dc = state_row(s, row, 1), *squashed = state_row(s, row, 2), *d_squashed = state_row(s, row, 3);
    restore_gate(a->recurrent_activation, at_step.saved, values, 2 * units);
    restore_gate(a->activation, at_step.saved + 2 * units, values + 2 * units, units);
    restore_gate(a->recurrent_activation, at_step.saved + 3 * units, values + 3 * units, units);
    restore_gate(a->activation, at_step.saved + 4 * units, squashed, units);
    if (at_step.d_sequence) add_floats(dh, at_step.d_sequence, units);
    EACH_VECTOR(i, n, units, {
        const vector d = load(dh + i);
        store_upto(d_gates + 3 * units + i, d * load(squashed + i), n);
        store(d_squashed + i, d * load(values + 3 * units + i));
    });
    activate_backward(a->activation, at_step.saved + 4 * units, d_squashed, d_squashed, units);
    EACH_VECTOR(i, n, units, {
        const vector d = load(dc + i) + load(d_squashed + i);
        store_upto(d_gates + i, d * load(values + 2 * units + i), n);
        store_upto(d_gates + units + i, d * load_upto(at_step.previous_cell + i, n), n);
        store_upto(d_gates + 2 * units + i, d * load(values + i), n);
        store(dc + i, d * load(values + units + i));
    });
    activate_backward(a->recurrent_activation, at_step.saved, d_gates, d_gates, 2 * units);
    activate_backward(a->activation, at_step.saved + 2 * units, d_gates + 2 * units, d_gates + 2 * units, units);
    activate_backward(a->recurrent_activation, at_step.saved + 3 * units, d_gates + 3 * units, d_gates + 3 * units, units);
    if (at_step.d_projection) copy_floats(at_step.d_projection, d_gates, 4 * units);
    if (at_step.d_recurrent) copy_floats(at_step.d_recurrent, d_gates, 4 * units);
}

// tanh and sigmoid: all gates of one row in one pass.
LAMINA_INLINE void lstm_gradient_row_fused(block_scratch s, int64_t row, backward_step at_step, int64_t units) {
    float *d_gates = gates_row(s, row, 1), *dh = state_row(s, row, 0), *dc = state_row(s, row, 1);
    const lamina_activation none = {0};
    EACH_VECTOR(i, n, units, {
        const vector input = load_upto(at_step.saved + i, n), forget = load_upto(at_step.saved + units + i, n);
        const vector candidate = load_upto(at_step.saved + 2 * units + i, n), output = load_upto(at_step.saved + 3 * units + i, n);
        const vector squashed = load_upto(at_step.saved + 4 * units + i, n);
        const vector d = at_step.d_sequence ? load(dh + i) + load_upto(at_step.d_sequence + i, n) : load(dh + i);
        const vector d_cell = multiply_add(d * output, tanh_slope(squashed, none), load(dc + i));
        store(dc + i, d_cell * forget);
        const vector d_sums[4] = {d_cell * candidate * sigmoid_slope(input, none),
                                  d_cell * load_upto(at_step.previous_cell + i, n) * sigmoid_slope(forget, none),
                                  d_cell * input * tanh_slope(candidate, none), d * squashed * sigmoid_slope(output, none)};
        LAMINA_UNROLL for (int gate = 0; gate < 4; gate++) {
            store_upto(d_gates + gate * units + i, d_sums[gate], n);
            if (at_step.d_projection) store_upto(at_step.d_projection + gate * units + i, d_sums[gate], n);
            if (at_step.d_recurrent) store_upto(at_step.d_recurrent + gate * units + i, d_sums[gate], n);
        }
    });
}

static void kernel_lstm_gradient(const lamina_run *run, const void *arguments, int64_t first, int64_t last) {
    const lamina_recurrent_gradient_arguments *a = arguments;
    const backward_buffers b = backward_buffers_of(run, a, 4);
    const int64_t units = b.units;
    const int fused = is_tanh_and_sigmoid(a->activation, a->recurrent_activation);
    if (b.time <= 0) return;
    for (int64_t row = first; row < last; row += LAMINA_RECURRENT_GRAIN) {
        const int64_t rows = rows_in_block(row, last);
        const block_scratch s = scratch_of_block(lamina_floats(run, a->scratch), row, units, 4);
        read_states(s, 0, b.d_last, row, rows, units);
        read_states(s, 1, b.d_last_cell, row, rows, units);
        for (int64_t step = b.time - 1; step >= 0; step--) {
            for (int64_t r = 0; r < rows; r++) {
                const backward_step at_step = backward_step_of(&b, row + r, step, a->reverse, 4, 5 * units);
                fetch_backward(&b, row + r, step, a->reverse, 4, 5 * units);
                if (at_step.is_masked) {
                    carry_row_back(at_step, state_row(s, r, 0), gates_row(s, r, 1), units, 4);
                    continue;
                }
                if (fused) lstm_gradient_row_fused(s, r, at_step, units);
                else lstm_gradient_row(a, s, r, at_step, units);
                if (b.mask) clear_floats(state_row(s, r, 0), units);
            }
            multiply_back(&b, s, row, rows, step, 1, 4, carried_gradient(&b, s));
        }
        write_states(s, 0, b.d_initial, row, rows, units);
        write_states(s, 1, b.d_initial_cell, row, rows, units);
    }
}
