// Keras's GRU forward: z, r, h̃ in this order; h = z ⊙ h + (1 - z) ⊙ h̃. Shape: recurrence.h; without reset_after a step
// has two products, the second of r ⊙ h with the candidate's columns.
// Saved for each step: z, r, h̃ (values, or what f′ needs), then h·U_h + b_h (reset_after) or r ⊙ h.
#pragma once
#include "recurrent_product.h"

// State 0: h. State 1: r ⊙ h.
LAMINA_INLINE vector gru_blend(vector z, vector h, vector candidate) { return multiply_add(z, h - candidate, candidate); }

LAMINA_INLINE int gru_is_fused(const lamina_recurrent_arguments *a) {
    return a->reset_after && is_tanh_and_sigmoid(a->activation, a->recurrent_activation);
}

// One vector of one row's step: the new h from the old and its gates, which training saves.
LAMINA_INLINE vector gru_finish(vector z, vector r, vector inner, vector projected, vector before, forward_step at_step, int64_t units, int64_t i, int64_t n) {
    const vector candidate = hyperbolic_tangent(multiply_add(r, inner, projected));
    const vector after = gru_blend(z, before, candidate);
    if (at_step.sequence) store_upto(at_step.sequence + i, after, n);
    if (at_step.saved) {
        store_upto(at_step.previous + i, before, n);
        store_upto(at_step.saved + i, z, n);
        store_upto(at_step.saved + units + i, r, n);
        store_upto(at_step.saved + 2 * units + i, candidate, n);
        store_upto(at_step.saved + 3 * units + i, inner, n);
    }
    return after;
}

// tanh and sigmoid, reset_after: z and r of one row, then what waits for them.
LAMINA_INLINE void gru_row_fused(float *sums, float *h, forward_step at_step, int64_t units) {
    const float *p = at_step.projection + 2 * units;
    sigmoid_gates(sums, at_step.projection, 2 * units);
    EACH_VECTOR(i, n, units, {
        store(h + i, gru_finish(load(sums + i), load(sums + units + i), load(sums + 2 * units + i), load_upto(p + i, n), load(h + i), at_step, units, i, n));
    });
}

// h from the activated gates z and h̃.
LAMINA_INLINE void gru_finish_row(const float *z, const float *candidate, float *h, forward_step at_step, int64_t units) {
    if (at_step.previous) copy_floats(at_step.previous, h, units);
    EACH_VECTOR(i, n, units, {
        const vector after = gru_blend(load(z + i), load(h + i), load(candidate + i));
        store(h + i, after);
        if (at_step.sequence) store_upto(at_step.sequence + i, after, n);
    });
}

// reset_after with any activations; the gates are activated where their sums are.
LAMINA_INLINE void gru_row(const lamina_recurrent_arguments *a, float *sums, float *h, forward_step at_step, int64_t units) {
    float *candidate = sums + 2 * units;
    if (at_step.saved) copy_floats(at_step.saved + 3 * units, candidate, units);
    add_floats(sums, at_step.projection, 2 * units);
    activate_gate(a->recurrent_activation, sums, 2 * units, at_step.saved);
    EACH_VECTOR(i, n, units, {
        const vector inner = load_upto(candidate + i, n);
        store_upto(candidate + i, multiply_add(load(sums + units + i), inner, load_upto(at_step.projection + 2 * units + i, n)), n);
    });
    activate_gate(a->activation, candidate, units, at(at_step.saved, 2 * units));
    gru_finish_row(sums, candidate, h, at_step, units);
}

// reset before the product: z and r, then r ⊙ h, times what dropout keeps of it, for the second product.
LAMINA_INLINE void gru_reset_row(const lamina_recurrent_arguments *a, float *sums, const float *h, float *reset, const float *kept, forward_step at_step,
                                 int64_t units) {
    add_floats(sums, at_step.projection, 2 * units);
    activate_gate(a->recurrent_activation, sums, 2 * units, at_step.saved);
    EACH_VECTOR(i, n, units, { store(reset + i, load(sums + units + i) * load(h + i)); });
    if (kept) multiply_floats(reset, kept, units);
    if (at_step.saved) copy_floats(at_step.saved + 3 * units, reset, units);
}

LAMINA_INLINE void gru_candidate_row(const lamina_recurrent_arguments *a, const float *z, float *candidate, float *h, forward_step at_step, int64_t units) {
    add_floats(candidate, at_step.projection + 2 * units, units);
    activate_gate(a->activation, candidate, units, at(at_step.saved, 2 * units));
    gru_finish_row(z, candidate, h, at_step, units);
}

// Gates of whole vectors, `width` of them each: while the candidate's sums are made up, the other gates go through their sigmoids.
LAMINA_INLINE void gru_walk_whole_vectors(const int width, const lamina_recurrent_arguments *a, const forward_buffers *f, const float *bias, float *h,
                                          int64_t row) {
    const int64_t units = width * LANES;
    for (int64_t step = f->steps.first; step < f->steps.last; step++) {
        const forward_step at_step = forward_step_of(f, row, step, a->reverse, 3, 4 * units);
        const float *p = at_step.projection;
        vector gates[MAXIMUM_SUMS], inner[MAXIMUM_SUMS];
        small_row_sums(2 * width, 3 * width, 0, h, f->recurrent, bias, gates);
        LAMINA_UNROLL for (int j = 0; j < 2 * width; j++) gates[j] = gate_sigmoid(load(p + j * LANES) + gates[j]);
        small_row_sums(width, 3 * width, 2 * width, h, f->recurrent, bias, inner);
        LAMINA_UNROLL for (int j = 0; j < width; j++)
            store(h + j * LANES, gru_finish(gates[j], gates[width + j], inner[j], load(p + 2 * units + j * LANES), load(h + j * LANES), at_step, units,
                                            j * LANES, LANES));
    }
}

LAMINA_INLINE void gru_walk_row(const int vectors, const lamina_recurrent_arguments *a, const forward_buffers *f, block_scratch s, int64_t row) {
    const int64_t units = f->units;
    const float *bias = read_bias(s, 1, f->bias);
    if (vectors % 3 == 0 && units == vectors / 3 * LANES) {
        gru_walk_whole_vectors(vectors / 3, a, f, bias, state_row(s, 0, 0), row);
        return;
    }
    for (int64_t step = f->steps.first; step < f->steps.last; step++) {
        multiply_small_row(vectors, state_row(s, 0, 0), f->recurrent, bias, gates_row(s, 0, 0));
        gru_row_fused(gates_row(s, 0, 0), state_row(s, 0, 0), forward_step_of(f, row, step, a->reverse, 3, 4 * units), units);
    }
}

static void gru_walk_block(const lamina_recurrent_arguments *a, const forward_buffers *f, block_scratch s, int64_t row, int64_t rows) {
    const int64_t units = f->units;
    const int fused = gru_is_fused(a);
    for (int64_t step = f->steps.first; step < f->steps.last; step++) {
        multiply_states(f, s, row, rows, step, a->reset_after ? 3 : 2);
        for (int64_t r = 0; r < rows; r++) {
            const forward_step at_step = forward_step_of(f, row + r, step, a->reverse, 3, 4 * units);
            if (at_step.is_masked) carry_row(at_step, state_row(s, r, 0), NULL, units, 4 * units);
            else if (fused) gru_row_fused(gates_row(s, r, 0), state_row(s, r, 0), at_step, units);
            else if (a->reset_after) gru_row(a, gates_row(s, r, 0), state_row(s, r, 0), at_step, units);
            else
                gru_reset_row(a, gates_row(s, r, 0), state_row(s, r, 0), state_row(s, r, 1), kept_share(f->keep, 3, units, row + r, 2), at_step, units);
        }
        if (a->reset_after) continue;
        multiply_rows(rows, state_row(s, 0, 1), s.width, to_and_fro(f->recurrent, step), 2 * units / LANES, vectors_of(3 * units), no_source, gates_target(s, 1));
        for (int64_t r = 0; r < rows; r++) {
            const forward_step at_step = forward_step_of(f, row + r, step, a->reverse, 3, 4 * units);
            if (!at_step.is_masked) gru_candidate_row(a, gates_row(s, r, 0), gates_row(s, r, 1) + 2 * units, state_row(s, r, 0), at_step, units);
        }
    }
}

static void gru_walk(const lamina_recurrent_arguments *a, const forward_buffers *f, block_scratch s, int64_t row, int64_t rows) {
#define WALK(vectors) gru_walk_row(vectors, a, f, s, row)
    if (gru_is_fused(a) && is_small(rows, f, 3)) WITH_SMALL_CONSTANT(vectors_of(3 * f->units), WALK)
    else gru_walk_block(a, f, s, row, rows);
#undef WALK
}

static void gru_forward(const lamina_run *run, const lamina_recurrent_arguments *a, const input_product *product, int64_t first, int64_t last) {
    forward_buffers f = forward_buffers_of(run, a, 3);
    if (f.time <= 0) return;
    for (int64_t row = first; row < last; row += LAMINA_RECURRENT_GRAIN) {
        const int64_t rows = rows_in_block(row, last);
        const block_scratch s = scratch_of_block(lamina_floats(run, a->scratch), row, f.units, 3);
        read_states(s, 0, f.initial, row, rows, f.units);
        EACH_STRETCH(f, product, row, rows, a->reverse) gru_walk(a, &f, s, row, rows);
        write_states(s, 0, f.last, row, rows, f.units);
    }
}

KERNEL(gru) { gru_forward(run, arguments, NULL, first, last); }
KERNEL(projected_gru) { forward_projecting(gru_forward, 3, run, arguments, first, last); }
