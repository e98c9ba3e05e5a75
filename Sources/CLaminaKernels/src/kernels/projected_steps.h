// The projections of a block's steps. Shape: a stretch of steps at a time, each row's a product of its own with the packed
// kernel, into a buffer that stays in the near caches until the time loop has read it; or all steps, where a buffer of the
// plan holds them.
#pragma once
#include "recurrence.h"

enum {
    PROJECTED_STEPS = 12,    // a multiple of what any tile of a product takes
    PROJECTED_NEAR = 4096,   // floats that are worth a longer stretch
    PROJECTED_FLOATS = 6 * LAMINA_RECURRENT_GRAIN * (LAMINA_PROJECTED_WIDTH + 16),
};

typedef struct {
    const float *x;
    int64_t features;
    band kernel;
    row_source bias;
    float *projected; // PROJECTED_FLOATS
} input_product;

// Even, so that a stretch begins where an LSTM's two places for h are as at the start.
LAMINA_INLINE int64_t steps_of_stretch(int64_t rows, int64_t width) {
    const int64_t fitting = (PROJECTED_FLOATS / rows - 16) / width, near = PROJECTED_NEAR / (rows * width);
    const int64_t wanted = near > PROJECTED_STEPS ? near : PROJECTED_STEPS, steps = wanted < fitting ? wanted : fitting;
    return steps - steps % (steps < PROJECTED_STEPS ? 2 : PROJECTED_STEPS);
}

static void project_stretch(forward_buffers *f, const input_product *product, int64_t row, int64_t rows, int reverse) {
    const int64_t width = f->gates * f->units, first = f->steps.last, steps = steps_of_stretch(rows, width);
    const int64_t last = f->time - first < steps ? f->time : first + steps;
    const int64_t first_time = reverse ? f->time - last : first;
    const int64_t row_stride = steps * width + 16; // rows of one step in different cache sets
    f->steps = (stretch){first, last, first_time, row, row_stride, product->projected};
    for (int64_t r = 0; r < rows; r++)
        multiply_rows(last - first, product->x + ((row + r) * f->time + first_time) * product->features, product->features, product->kernel, 0,
                      vectors_of(width), product->bias, (row_target_buffer){product->projected + r * row_stride, width, width});
}

// Goes on to the next steps of a block; `product` NULL: whose projections the plan holds.
static void next_stretch(forward_buffers *f, const input_product *product, int64_t row, int64_t rows, int reverse) {
    if (product != NULL) project_stretch(f, product, row, rows, reverse);
    else f->steps = (stretch){0, f->time, 0, 0, f->time * f->gates * f->units, f->projection};
}

// Runs the statement for each stretch of a block's rows, which it finds in f.steps.
#define EACH_STRETCH(f, product, row, rows, reverse)                                                   \
    for (f.steps.last = 0; f.steps.last < f.time && (next_stretch(&f, product, row, rows, reverse), 1);)

typedef void (*recurrent_forward)(const lamina_run *run, const lamina_recurrent_arguments *a, const input_product *product, int64_t first, int64_t last);

// A kernel that projects and walks.
LAMINA_INLINE void forward_projecting(recurrent_forward forward, int64_t gates, const lamina_run *run, const void *arguments, int64_t first, int64_t last) {
    const lamina_projected_recurrent_arguments *a = arguments;
    float projected[PROJECTED_FLOATS] __attribute__((aligned(64)));
    const input_product product = {lamina_floats(run, a->x), a->features, whole_matrix(lamina_floats(run, a->kernel), a->features),
                                   {lamina_floats(run, a->bias), 0, gates * a->recurrence.units}, projected};
    forward(run, &a->recurrence, &product, first, last);
}
