// The gradient of the GRU, back through time. Shape: recurrence.h, steps from the last to the first.
#pragma once
#include "gru.h"

// State 0: the gradient of h. State 1: of r ⊙ h. Gates 0: the values z, r, h̃. Gates 1: the gradients of their sums.

// tanh and sigmoid, reset_after: all gates of one row in one pass.
LAMINA_INLINE void gru_gradient_row_fused(float *d_gates, float *dh, backward_step at_step, int64_t units) {
    const lamina_activation none = {0};
    EACH_VECTOR(i, n, units, {
        const vector z = load_upto(at_step.saved + i, n), r = load_upto(at_step.saved + units + i, n);
        const vector candidate = load_upto(at_step.saved + 2 * units + i, n), inner = load_upto(at_step.saved + 3 * units + i, n);
        const vector d = at_step.d_sequence ? load(dh + i) + load_upto(at_step.d_sequence + i, n) : load(dh + i);
        const vector d_candidate = d * (1.0f - z) * tanh_slope(candidate, none);
        const vector d_z = d * (load_upto(at_step.previous + i, n) - candidate) * sigmoid_slope(z, none);
        const vector d_r = d_candidate * inner * sigmoid_slope(r, none);
        store(dh + i, d * z);
        if (at_step.d_projection) {
            store_upto(at_step.d_projection + i, d_z, n);
            store_upto(at_step.d_projection + units + i, d_r, n);
            store_upto(at_step.d_projection + 2 * units + i, d_candidate, n);
        }
        const vector d_sums[3] = {d_z, d_r, d_candidate * r};
        LAMINA_UNROLL for (int gate = 0; gate < 3; gate++) {
            store_upto(d_gates + gate * units + i, d_sums[gate], n);
            if (at_step.d_recurrent) store_upto(at_step.d_recurrent + gate * units + i, d_sums[gate], n);
        }
    });
}

// From the gradient of the new h: those of z and h̃ before their activations' slopes, and h's direct share.
LAMINA_INLINE void gru_split_row(const lamina_recurrent_gradient_arguments *a, float *values, float *d_gates, float *dh, backward_step at_step, int64_t units) {
    restore_gate(a->recurrent_activation, at_step.saved, values, 2 * units);
    restore_gate(a->activation, at_step.saved + 2 * units, values + 2 * units, units);
    if (at_step.d_sequence) add_floats(dh, at_step.d_sequence, units);
    EACH_VECTOR(i, n, units, {
        const vector d = load(dh + i);
        const vector z = load(values + i);
        const vector candidate = load(values + 2 * units + i);
        store_upto(d_gates + i, d * (load_upto(at_step.previous + i, n) - candidate), n);
        store_upto(d_gates + 2 * units + i, d * (1.0f - z), n);
        store(dh + i, d * z);
    });
    activate_backward(a->activation, at_step.saved + 2 * units, d_gates + 2 * units, d_gates + 2 * units, units);
}

// reset_after: r and the candidate's sum through inner = h·U_h + b_h.
LAMINA_INLINE void gru_gradient_row(const lamina_recurrent_gradient_arguments *a, const float *values, float *d_gates, backward_step at_step, int64_t units) {
    const float *inner = at_step.saved + 3 * units;
    EACH_VECTOR(i, n, units, { store_upto(d_gates + units + i, load_upto(d_gates + 2 * units + i, n) * load_upto(inner + i, n), n); });
    activate_backward(a->recurrent_activation, at_step.saved, d_gates, d_gates, 2 * units);
    if (at_step.d_projection) copy_floats(at_step.d_projection, d_gates, 3 * units);
    EACH_VECTOR(i, n, units, { store_upto(d_gates + 2 * units + i, load_upto(d_gates + 2 * units + i, n) * load(values + units + i), n); });
    if (at_step.d_recurrent) copy_floats(at_step.d_recurrent, d_gates, 3 * units);
}

// Reset before the product: r through d(r ⊙ h), which also has its share of h.
LAMINA_INLINE void gru_reset_gradient_row(const lamina_recurrent_gradient_arguments *a, const float *values, float *d_gates, const float *d_reset, float *dh,
                                          backward_step at_step, int64_t units) {
    EACH_VECTOR(i, n, units, {
        const vector d = load(d_reset + i);
        store_upto(d_gates + units + i, d * load_upto(at_step.previous + i, n), n);
        store(dh + i, multiply_add(d, load(values + units + i), load(dh + i)));
    });
    activate_backward(a->recurrent_activation, at_step.saved, d_gates, d_gates, 2 * units);
    if (at_step.d_projection) copy_floats(at_step.d_projection, d_gates, 3 * units);
    if (at_step.d_recurrent) copy_floats(at_step.d_recurrent, d_gates, 3 * units);
    if (at_step.reset_previous) copy_floats(at_step.reset_previous, at_step.saved + 3 * units, units);
}

static void kernel_gru_gradient(const lamina_run *run, const void *arguments, int64_t first, int64_t last) {
    const lamina_recurrent_gradient_arguments *a = arguments;
    const backward_buffers b = backward_buffers_of(run, a, 3);
    const int64_t units = b.units;
    const int fused = a->reset_after && is_tanh_and_sigmoid(a->activation, a->recurrent_activation);
    if (b.time <= 0) return;
    for (int64_t row = first; row < last; row += LAMINA_RECURRENT_GRAIN) {
        const int64_t rows = rows_in_block(row, last);
        const block_scratch s = scratch_of_block(lamina_floats(run, a->scratch), row, units, 3);
        read_states(s, 0, b.d_last, row, rows, units);
        for (int64_t step = b.time - 1; step >= 0; step--) {
            for (int64_t r = 0; r < rows; r++) {
                const backward_step at_step = backward_step_of(&b, row + r, step, a->reverse, 3, 4 * units);
                fetch_backward(&b, row + r, step, a->reverse, 3, 4 * units);
                if (at_step.is_masked) {
                    carry_row_back(at_step, state_row(s, r, 0), gates_row(s, r, 1), units, 3);
                    continue;
                }
                if (fused) {
                    gru_gradient_row_fused(gates_row(s, r, 1), state_row(s, r, 0), at_step, units);
                    continue;
                }
                gru_split_row(a, gates_row(s, r, 0), gates_row(s, r, 1), state_row(s, r, 0), at_step, units);
                if (a->reset_after) gru_gradient_row(a, gates_row(s, r, 0), gates_row(s, r, 1), at_step, units);
            }
            if (!a->reset_after) {
                multiply_rows(rows, gates_row(s, 0, 1) + 2 * units, s.width, to_and_fro(rows_of(b.transposed, 2 * units, units), step), 0, vectors_of(units), no_source,
                              state_target(s, 1));
                for (int64_t r = 0; r < rows; r++) {
                    const backward_step at_step = backward_step_of(&b, row + r, step, a->reverse, 3, 4 * units);
                    if (at_step.is_masked) continue;
                    if (b.keep) multiply_floats(state_row(s, r, 1), kept_share(b.keep, 3, units, row + r, 2), units);
                    gru_reset_gradient_row(a, gates_row(s, r, 0), gates_row(s, r, 1), state_row(s, r, 1), state_row(s, r, 0), at_step, units);
                }
            }
            multiply_back(&b, s, row, rows, step, 1, a->reset_after ? 3 : 2, state_source(s, 0));
        }
        write_states(s, 0, b.d_initial, row, rows, units);
    }
}
