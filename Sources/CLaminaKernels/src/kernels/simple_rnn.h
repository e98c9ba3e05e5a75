// h = f(p + h·U) and its gradient. Shape: recurrence.h.
#pragma once
#include "recurrent_product.h"

// The row's state from its sums; a general f works on the state row itself.
LAMINA_INLINE void simple_rnn_row(lamina_activation f, const float *sums, float *h, forward_step at_step, int64_t units) {
    const int is_tanh = f.kind == LAMINA_TANH;
    EACH_VECTOR(i, n, units, {
        if (at_step.previous) store_upto(at_step.previous + i, load(h + i), n);
        const vector x = load_upto(at_step.projection + i, n) + load(sums + i);
        store(h + i, is_tanh ? hyperbolic_tangent(x) : x);
    });
    if (!is_tanh) activate_gate(f, h, units, at_step.saved);
    else if (at_step.saved) copy_floats(at_step.saved, h, units);
    if (at_step.sequence) copy_floats(at_step.sequence, h, units);
}

LAMINA_INLINE void simple_rnn_walk_row(const int vectors, const lamina_recurrent_arguments *a, const forward_buffers *f, block_scratch s, int64_t row) {
    const lamina_activation tanh = {.kind = LAMINA_TANH};
    const float *bias = read_bias(s, 1, f->bias);
    for (int64_t step = f->steps.first; step < f->steps.last; step++) {
        multiply_small_row(vectors, state_row(s, 0, 0), f->recurrent, bias, gates_row(s, 0, 0));
        simple_rnn_row(tanh, gates_row(s, 0, 0), state_row(s, 0, 0), forward_step_of(f, row, step, a->reverse, 1, f->units), f->units);
    }
}

// tanh and units of one or two whole vectors: `rows` rows, both counts constants, whose sums go through tanh where they are.
LAMINA_INLINE void simple_rnn_step_of_rows(const int rows, const int vectors, const lamina_recurrent_arguments *a, const forward_buffers *f, block_scratch s,
                                           const float *bias, int64_t first, int64_t row, int64_t step) {
    vector sums[MAXIMUM_SUMS];
    tile_sums(rows, vectors, chains_of(vectors), state_row(s, first, 0), s.width, f->recurrent, (column_groups){0, 0, vectors},
              (row_source){bias, 0, all_columns}, sums);
    LAMINA_UNROLL for (int r = 0; r < rows; r++) {
        const forward_step at_step = forward_step_of(f, row + first + r, step, a->reverse, 1, vectors * LANES);
        float *h = state_row(s, first + r, 0);
        LAMINA_UNROLL for (int j = 0; j < vectors; j++) {
            const int64_t i = j * LANES;
            const vector after = hyperbolic_tangent(load(at_step.projection + i) + sums[r * vectors + j]);
            if (at_step.previous) store(at_step.previous + i, load(h + i));
            if (at_step.saved) store(at_step.saved + i, after);
            if (at_step.sequence) store(at_step.sequence + i, after);
            store(h + i, after);
        }
    }
}

LAMINA_INLINE void simple_rnn_walk_rows(const int vectors, const lamina_recurrent_arguments *a, const forward_buffers *f, block_scratch s, int64_t row,
                                        int64_t rows) {
    const float *bias = read_bias(s, 1, f->bias);
    for (int64_t step = f->steps.first; step < f->steps.last; step++) {
        int64_t first = 0;
        for (; first + 4 <= rows; first += 4) simple_rnn_step_of_rows(4, vectors, a, f, s, bias, first, row, step);
        for (; first < rows; first++) simple_rnn_step_of_rows(1, vectors, a, f, s, bias, first, row, step);
    }
}

static void simple_rnn_walk_block(const lamina_recurrent_arguments *a, const forward_buffers *f, block_scratch s, int64_t row, int64_t rows) {
    if (a->activation.kind == LAMINA_TANH && f->mask == NULL && f->keep == NULL) {
        if (f->units == LANES) return simple_rnn_walk_rows(1, a, f, s, row, rows);
        if (f->units == 2 * LANES) return simple_rnn_walk_rows(2, a, f, s, row, rows);
    }
    for (int64_t step = f->steps.first; step < f->steps.last; step++) {
        multiply_states(f, s, row, rows, step, 1);
        for (int64_t r = 0; r < rows; r++) {
            const forward_step at_step = forward_step_of(f, row + r, step, a->reverse, 1, f->units);
            if (at_step.is_masked) carry_row(at_step, state_row(s, r, 0), NULL, f->units, f->units);
            else simple_rnn_row(a->activation, gates_row(s, r, 0), state_row(s, r, 0), at_step, f->units);
        }
    }
}

static void simple_rnn_walk(const lamina_recurrent_arguments *a, const forward_buffers *f, block_scratch s, int64_t row, int64_t rows) {
#define WALK(vectors) simple_rnn_walk_row(vectors, a, f, s, row)
    if (is_small(rows, f, 1) && a->activation.kind == LAMINA_TANH) WITH_SMALL_CONSTANT(vectors_of(f->units), WALK)
    else simple_rnn_walk_block(a, f, s, row, rows);
#undef WALK
}

static void simple_rnn_forward(const lamina_run *run, const lamina_recurrent_arguments *a, const input_product *product, int64_t first, int64_t last) {
    forward_buffers f = forward_buffers_of(run, a, 1);
    if (f.time <= 0) return;
    for (int64_t row = first; row < last; row += LAMINA_RECURRENT_GRAIN) {
        const int64_t rows = rows_in_block(row, last);
        const block_scratch s = scratch_of_block(lamina_floats(run, a->scratch), row, f.units, 1);
        read_states(s, 0, f.initial, row, rows, f.units);
        EACH_STRETCH(f, product, row, rows, a->reverse) simple_rnn_walk(a, &f, s, row, rows);
        write_states(s, 0, f.last, row, rows, f.units);
    }
}

KERNEL(simple_rnn) { simple_rnn_forward(run, arguments, NULL, first, last); }
KERNEL(projected_simple_rnn) { forward_projecting(simple_rnn_forward, 1, run, arguments, first, last); }

// tanh and units of one or two whole vectors: `rows` rows, both counts constants, whose gradients of h stay where the next step finds them.
LAMINA_INLINE void simple_rnn_gradient_of_rows(const int rows, const int vectors, const lamina_recurrent_gradient_arguments *a, const backward_buffers *b, block_scratch s,
                                               int64_t first, int64_t row, int64_t step) {
    const lamina_activation tanh = {.kind = LAMINA_TANH};
    vector sums[MAXIMUM_SUMS];
    LAMINA_UNROLL for (int r = 0; r < rows; r++) {
        const backward_step at_step = backward_step_of(b, row + first + r, step, a->reverse, 1, vectors * LANES);
        LAMINA_UNROLL for (int j = 0; j < vectors; j++) {
            const int64_t i = j * LANES;
            vector d = load(state_row(s, first + r, 0) + i);
            if (at_step.d_sequence) d += load(at_step.d_sequence + i);
            d *= tanh_slope(load(at_step.saved + i), tanh);
            store(gates_row(s, first + r, 0) + i, d);
            if (at_step.d_projection) store(at_step.d_projection + i, d);
            if (at_step.d_recurrent) store(at_step.d_recurrent + i, d);
        }
    }
    tile_sums(rows, vectors, chains_of(vectors), gates_row(s, first, 0), s.width, b->transposed, (column_groups){0, 0, vectors}, no_source, sums);
    LAMINA_UNROLL for (int r = 0; r < rows; r++)
        LAMINA_UNROLL for (int j = 0; j < vectors; j++) store(state_row(s, first + r, 0) + j * LANES, sums[r * vectors + j]);
}

LAMINA_INLINE void simple_rnn_walk_rows_back(const int vectors, const lamina_recurrent_gradient_arguments *a, const backward_buffers *b, block_scratch s,
                                             int64_t row, int64_t rows) {
    for (int64_t step = b->time - 1; step >= 0; step--) {
        int64_t first = 0;
        for (; first + 4 <= rows; first += 4) simple_rnn_gradient_of_rows(4, vectors, a, b, s, first, row, step);
        for (; first < rows; first++) simple_rnn_gradient_of_rows(1, vectors, a, b, s, first, row, step);
    }
}

static void simple_rnn_walk_block_back(const lamina_recurrent_gradient_arguments *a, const backward_buffers *b, block_scratch s, int64_t row,
                                       int64_t rows) {
    const int64_t units = b->units;
    for (int64_t step = b->time - 1; step >= 0; step--) {
        for (int64_t r = 0; r < rows; r++) {
            const backward_step at_step = backward_step_of(b, row + r, step, a->reverse, 1, units);
            float *dh = state_row(s, r, 0), *d_sums = gates_row(s, r, 0);
            if (at_step.is_masked) {
                carry_row_back(at_step, dh, d_sums, units, 1);
                continue;
            }
            if (at_step.d_sequence) add_floats(dh, at_step.d_sequence, units);
            activate_backward(a->activation, at_step.saved, dh, d_sums, units);
            if (at_step.d_projection) copy_floats(at_step.d_projection, d_sums, units);
            if (at_step.d_recurrent) copy_floats(at_step.d_recurrent, d_sums, units);
            if (b->mask) clear_floats(dh, units);
        }
        multiply_back(b, s, row, rows, step, 0, 1, carried_gradient(b, s));
    }
}

// State 0: the gradient of h; gates 0: of the sums.
static void kernel_simple_rnn_gradient(const lamina_run *run, const void *arguments, int64_t first, int64_t last) {
    const lamina_recurrent_gradient_arguments *a = arguments;
    const backward_buffers b = backward_buffers_of(run, a, 1);
    const int64_t units = b.units;
    if (b.time <= 0) return;
    for (int64_t row = first; row < last; row += LAMINA_RECURRENT_GRAIN) {
        const int64_t rows = rows_in_block(row, last);
        const block_scratch s = scratch_of_block(lamina_floats(run, a->scratch), row, units, 1);
        read_states(s, 0, b.d_last, row, rows, units);
        const int is_plain = a->activation.kind == LAMINA_TANH && b.mask == NULL && b.keep == NULL;
        if (is_plain && units == LANES) simple_rnn_walk_rows_back(1, a, &b, s, row, rows);
        else if (is_plain && units == 2 * LANES) simple_rnn_walk_rows_back(2, a, &b, s, row, rows);
        else simple_rnn_walk_block_back(a, &b, s, row, rows);
        write_states(s, 0, b.d_initial, row, rows, units);
    }
}
