// What the recurrent kernels share. Shape of each: blocks of up to LAMINA_RECURRENT_GRAIN rows of the batch; in a block,
// the time steps in order, in stretches whose projections are at hand (projected_steps.h); in a step, one product of the
// block's states with the packed recurrent matrix, then each row's gates. States and sums live in the block's scratch rows, padded so that whole vectors may be read and written.
#pragma once
#include "activation_spans.h"
#include "panel_product.h"

// Scratch rows of a block: two rows of all gates and six of the state each.
typedef struct {
    float *p;
    int64_t width, gates_width, state_width;
} block_scratch;

LAMINA_INLINE block_scratch scratch_of_block(float *scratch, int64_t first_row, int64_t units, int64_t gates) {
    const int64_t width = lamina_scratch_width(units, gates);
    return (block_scratch){scratch + first_row * width, width, lamina_round_up(gates * units, LAMINA_PANEL_WIDTH),
                           lamina_round_up(units, LAMINA_PANEL_WIDTH)};
}
LAMINA_INLINE float *gates_row(block_scratch s, int64_t row, int which) { return s.p + row * s.width + which * s.gates_width; }
LAMINA_INLINE float *state_row(block_scratch s, int64_t row, int which) { return s.p + row * s.width + 2 * s.gates_width + which * s.state_width; }

LAMINA_INLINE row_target_buffer gates_target(block_scratch s, int which) { return (row_target_buffer){gates_row(s, 0, which), s.width, s.gates_width}; }
LAMINA_INLINE row_target_buffer state_target(block_scratch s, int which) { return (row_target_buffer){state_row(s, 0, which), s.width, s.state_width}; }
LAMINA_INLINE row_source state_source(block_scratch s, int which) { return (row_source){state_row(s, 0, which), s.width, s.state_width}; }

static const row_source no_source = {NULL, 0, 0};

// NULL stays NULL.
LAMINA_INLINE float *at(float *p, int64_t offset) { return p == NULL ? NULL : p + offset; }

// Rows of an optional [batch, units] buffer into state rows, zeros if it is absent; and back.
LAMINA_INLINE void read_states(block_scratch s, int which, const float *source, int64_t first_row, int64_t rows, int64_t units) {
    for (int64_t r = 0; r < rows; r++) {
        float *state = state_row(s, r, which);
        EACH_VECTOR(i, n, units, { store(state + i, source == NULL ? splat(0) : load_upto(source + (first_row + r) * units + i, n)); });
    }
}
LAMINA_INLINE void write_states(block_scratch s, int which, float *target, int64_t first_row, int64_t rows, int64_t units) {
    if (target == NULL) return;
    for (int64_t r = 0; r < rows; r++) copy_floats(target + (first_row + r) * units, state_row(s, r, which), units);
}

// The recurrent bias (zeros if there is none) in a padded row.
LAMINA_INLINE const float *read_bias(block_scratch s, int which, row_source bias) {
    float *row = gates_row(s, 0, which);
    for (int64_t i = 0; i < s.gates_width; i += LANES) store(row + i, initial_value(bias, 0, i));
    return row;
}

LAMINA_INLINE void add_floats(float *target, const float *source, int64_t count) {
    EACH_VECTOR(i, n, count, { store_upto(target + i, load_upto(target + i, n) + load_upto(source + i, n), n); });
}

LAMINA_INLINE int keeps_output(lamina_activation f) { return lamina_activation_saves_output((lamina_activation_kind)f.kind); }

// a = f(a); `saved`, if there is one, gets what f′ needs.
LAMINA_INLINE void activate_gate(lamina_activation f, float *a, int64_t count, float *saved) {
    if (saved != NULL && !keeps_output(f)) copy_floats(saved, a, count);
    activate(f, a, a, count);
    if (saved != NULL && keeps_output(f)) copy_floats(saved, a, count);
}

// f's values again, from what was saved.
LAMINA_INLINE void restore_gate(lamina_activation f, const float *saved, float *values, int64_t count) {
    if (keeps_output(f)) copy_floats(values, saved, count);
    else activate(f, saved, values, count);
}

// sums = f(projection + sums) for sigmoid and tanh. Gate by gate, since each vector is a long chain of instructions that wait for each other:
// the next ones go on beside it.
LAMINA_INLINE void sigmoid_gates(float *sums, const float *projection, int64_t count) {
    EACH_VECTOR(i, n, count, { store_upto(sums + i, gate_sigmoid(load_upto(projection + i, n) + load(sums + i)), n); });
}
LAMINA_INLINE void tanh_gates(float *sums, const float *projection, int64_t count) {
    EACH_VECTOR(i, n, count, { store_upto(sums + i, hyperbolic_tangent(load_upto(projection + i, n) + load(sums + i)), n); });
}

// The common case has its own fused loops.
LAMINA_INLINE int is_tanh_and_sigmoid(lamina_activation f, lamina_activation recurrent) {
    return f.kind == LAMINA_TANH && recurrent.kind == LAMINA_SIGMOID;
}

LAMINA_INLINE int64_t rows_in_block(int64_t row, int64_t last) {
    return last - row < LAMINA_RECURRENT_GRAIN ? last - row : LAMINA_RECURRENT_GRAIN;
}

// The steps first ..< last of a block, of whose projections the first row's lie at `projection`, those of further rows `row_stride` floats
// apart each, in the order of time from `first_time` on.
typedef struct {
    int64_t first, last, first_time, first_row, row_stride;
    const float *projection;
} stretch;

// Everything a forward kernel reads from its arguments once, and the stretch that it walks at the moment.
typedef struct {
    int64_t time, units, gates;
    stretch steps;
    const float *projection, *mask, *keep, *initial, *initial_cell;
    float *last, *last_cell, *sequence, *previous, *previous_cell, *saved;
    row_source bias;
    band recurrent;
    int flips;
} forward_buffers;

// A single row whose sums all fit the registers has its own loop over time, without calls.
LAMINA_INLINE int is_small(int64_t rows, const forward_buffers *f, int64_t gates) {
    return rows == 1 && f->mask == NULL && f->keep == NULL && vectors_of(gates * f->units) <= SMALL_ROW;
}

LAMINA_INLINE forward_buffers forward_buffers_of(const lamina_run *run, const lamina_recurrent_arguments *a, int64_t gates) {
    return (forward_buffers){
        .time = lamina_count(run, a->time), .units = a->units, .gates = gates, .projection = lamina_floats(run, a->projection),
        .mask = lamina_floats(run, a->mask), .keep = lamina_floats(run, a->keep),
        .initial = lamina_floats(run, a->initial), .initial_cell = lamina_floats(run, a->initial_cell),
        .last = lamina_floats(run, a->last), .last_cell = lamina_floats(run, a->last_cell), .sequence = lamina_floats(run, a->sequence),
        .previous = lamina_floats(run, a->previous), .previous_cell = lamina_floats(run, a->previous_cell), .saved = lamina_floats(run, a->saved),
        .bias = {lamina_floats(run, a->recurrent_bias), 0, gates * a->units},
        .recurrent = whole_matrix(lamina_floats(run, a->recurrent), a->units), .flips = a->flip_sequence,
    };
}

// One row's places in one step.
typedef struct {
    const float *projection;
    float *sequence, *previous, *previous_cell, *saved;
    int is_masked;
} forward_step;

LAMINA_INLINE int is_masked(const float *mask, int64_t place) { return mask != NULL && mask[place] == 0; }

LAMINA_INLINE void clear_floats(float *target, int64_t count) {
    if (target == NULL) return;
    EACH_VECTOR(i, n, count, { store_upto(target + i, splat(0), n); });
}

// A masked step: the states stay. The backward pass reads none of its gates.
LAMINA_INLINE void carry_row(forward_step at_step, const float *h, const float *c, int64_t units, int64_t saved_width) {
    clear_floats(at_step.saved, saved_width);
    if (at_step.sequence) copy_floats(at_step.sequence, h, units);
    if (at_step.previous) copy_floats(at_step.previous, h, units);
    if (at_step.previous_cell) copy_floats(at_step.previous_cell, c, units);
}

LAMINA_INLINE forward_step forward_step_of(const forward_buffers *f, int64_t row, int64_t step, int reverse, int64_t gates, int64_t saved_width) {
    const int64_t place = row * f->time + step, time = reverse ? f->time - 1 - step : step;
    const int64_t shown = row * f->time + (f->flips ? f->time - 1 - step : step);
    const float *projection = f->steps.projection + (row - f->steps.first_row) * f->steps.row_stride + (time - f->steps.first_time) * gates * f->units;
    return (forward_step){projection, at(f->sequence, shown * f->units),
                          at(f->previous, place * f->units), at(f->previous_cell, place * f->units), at(f->saved, place * saved_width),
                          is_masked(f->mask, row * f->time + time)};
}

LAMINA_INLINE void fetch_floats(const float *p, int64_t count) {
    if (p == NULL) return;
    for (int64_t i = 0; i < count; i += LAMINA_ALIGNMENT / (int64_t)sizeof(float)) __builtin_prefetch(p + i);
}

// What training writes for a row a step later. Each row of a block has streams of its own, more of them together than a processor follows
// by itself.
LAMINA_INLINE void fetch_forward(const forward_buffers *f, int64_t row, int64_t step, int reverse, int64_t gates, int64_t saved_width) {
    if (f->saved == NULL || step + 1 == f->time) return;
    const forward_step next = forward_step_of(f, row, step + 1, reverse, gates, saved_width);
    fetch_floats(next.saved, saved_width);
    fetch_floats(next.previous, f->units);
    fetch_floats(next.previous_cell, f->units);
    fetch_floats(next.sequence, f->units);
}

typedef struct {
    int64_t time, units, gates;
    const float *previous, *previous_cell, *saved, *mask, *keep, *d_sequence, *d_last, *d_last_cell;
    float *d_projection, *d_recurrent, *reset_previous, *d_initial, *d_initial_cell;
    band transposed;
    int flips;
} backward_buffers;

LAMINA_INLINE backward_buffers backward_buffers_of(const lamina_run *run, const lamina_recurrent_gradient_arguments *a, int64_t gates) {
    return (backward_buffers){
        .time = lamina_count(run, a->time), .units = a->units, .gates = gates, .previous = lamina_floats(run, a->previous),
        .previous_cell = lamina_floats(run, a->previous_cell), .saved = lamina_floats(run, a->saved), .mask = lamina_floats(run, a->mask),
        .keep = lamina_floats(run, a->keep), .d_sequence = lamina_floats(run, a->d_sequence), .d_last = lamina_floats(run, a->d_last), .d_last_cell = lamina_floats(run, a->d_last_cell),
        .d_projection = lamina_floats(run, a->d_projection), .d_recurrent = lamina_floats(run, a->d_recurrent),
        .reset_previous = lamina_floats(run, a->reset_previous), .d_initial = lamina_floats(run, a->d_initial),
        .d_initial_cell = lamina_floats(run, a->d_initial_cell),
        .transposed = whole_matrix(lamina_floats(run, a->recurrent_transposed), gates * a->units), .flips = a->flip_sequence,
    };
}

typedef struct {
    const float *previous, *previous_cell, *saved, *d_sequence;
    float *d_projection, *d_recurrent, *reset_previous;
    int is_masked;
} backward_step;

// A masked step: the gradient of the new h goes to the old one, nothing to the gates.
LAMINA_INLINE void carry_row_back(backward_step at_step, float *dh, float *d_gates, int64_t units, int64_t gates) {
    if (at_step.d_sequence) add_floats(dh, at_step.d_sequence, units);
    clear_floats(d_gates, gates * units);
    clear_floats(at_step.d_projection, gates * units);
    clear_floats(at_step.d_recurrent, gates * units);
    clear_floats(at_step.reset_previous, units);
}

// Where the product that gives the gradient of h starts: at what masked rows carry, which is 0 for the others.
LAMINA_INLINE row_source carried_gradient(const backward_buffers *b, block_scratch s) { return b->mask ? state_source(s, 0) : no_source; }

LAMINA_INLINE backward_step backward_step_of(const backward_buffers *b, int64_t row, int64_t step, int reverse, int64_t gates, int64_t saved_width) {
    const int64_t place = row * b->time + step, time = reverse ? b->time - 1 - step : step;
    const int64_t shown = row * b->time + (b->flips ? b->time - 1 - step : step);
    return (backward_step){at((float *)b->previous, place * b->units), at((float *)b->previous_cell, place * b->units), b->saved + place * saved_width,
                           at((float *)b->d_sequence, shown * b->units), at(b->d_projection, (row * b->time + time) * gates * b->units),
                           at(b->d_recurrent, place * gates * b->units), at(b->reset_previous, place * b->units),
                           is_masked(b->mask, row * b->time + time)};
}

// What the way back reads and writes for a row a step later.
LAMINA_INLINE void fetch_backward(const backward_buffers *b, int64_t row, int64_t step, int reverse, int64_t gates, int64_t saved_width) {
    if (step == 0) return;
    const backward_step next = backward_step_of(b, row, step - 1, reverse, gates, saved_width);
    fetch_floats(next.saved, saved_width);
    fetch_floats(next.previous, b->units);
    fetch_floats(next.previous_cell, b->units);
    fetch_floats(next.d_sequence, b->units);
    fetch_floats(next.d_projection, gates * b->units);
    fetch_floats(next.d_recurrent, gates * b->units);
}
