// The argument blocks of the kernels that normalise each example by itself: by rows, and by groups of channels.
#pragma once
#include "lamina_arguments.h"

// normalize_rows: y = (x - shift) · inverse · gamma + beta for each row. gamma, beta may be LAMINA_NO_REF: ones, zeros. Unit: one row.
typedef enum {
    LAMINA_NORMALIZE_LAYER = 0, // shift = mean, inverse = 1 / √(variance + epsilon)
    LAMINA_NORMALIZE_RMS,       // shift = 0, inverse = 1 / √(mean of squares + epsilon)
    LAMINA_NORMALIZE_VARIANCE,  // shift = 0, inverse = 1 / √(variance + epsilon)
    LAMINA_NORMALIZE_UNIT,      // shift = 0, inverse = 1 / √(sum of squares), at most 1 / epsilon
} lamina_normalize_kind;

// mean, inverse: one number a row, written for the gradient; mean may be LAMINA_NO_REF for the kinds that have none.
typedef struct { lamina_extent rows; int64_t columns; lamina_ref x, gamma, beta, y, mean, inverse; float epsilon; int32_t kind; } lamina_normalize_rows_arguments;

// normalize_rows_gradient: dx from x, dy, gamma and what was written. Unit: one row.
// normalize_rows_sums: dgamma = Σ dy · (x - shift) · inverse, dbeta = Σ dy (LAMINA_NO_REF: not wanted). Unit: one column (grain a multiple
// of 16). Fixed order of rows.
typedef struct {
    lamina_extent rows;
    int64_t columns;
    lamina_ref x, dy, gamma, mean, inverse, dgamma, dbeta, dx;
    float epsilon;
    int32_t kind;
} lamina_normalize_rows_gradient_arguments;

// normalize_groups: as LAMINA_NORMALIZE_LAYER over all pixels and the channels of a group, for each item of pixels × channels. gamma, beta: one a channel.
// mean, inverse: [items, groups], for the gradient. scratch: 2 · channels floats an item. Unit: one item.
typedef struct {
    lamina_extent pixels;
    int64_t channels, groups;
    lamina_ref x, gamma, beta, y, mean, inverse, scratch;
    float epsilon;
} lamina_normalize_groups_arguments;

// normalize_groups_gradient: dx, and each item's part of dgamma and dbeta: [items, channels]. scratch: 4 · channels floats an item. Unit: one item.
typedef struct {
    lamina_extent pixels;
    int64_t channels, groups;
    lamina_ref x, dy, gamma, mean, inverse, dgamma, dbeta, dx, scratch;
} lamina_normalize_groups_gradient_arguments;
