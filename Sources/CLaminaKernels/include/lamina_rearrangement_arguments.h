// The argument blocks of the kernels that move numbers about, and of products of one matrix with another for each item of the batch.
#pragma once
#include "lamina_arguments.h"

// repeat: y[o][t] = x[o] for t in 0 ..< times, x[o] a block. repeat_sum: y[o] = Σ_t x[o][t] in order of t. Unit: one outer block.
typedef struct { lamina_extent outer, block; int64_t times; lamina_ref x, y; } lamina_repeat_arguments;

// transpose: in each item of `item` floats, y[i₀]…[i₄] = x[i₀ · strides[0] + … + i₄ · strides[4]], `block` floats each, y in order.
// With block 1 one axis has stride 1; sizes of 1 fill up. Unit: one item.
enum { LAMINA_TRANSPOSE_AXES = 5 };
typedef struct {
    int64_t item, block;
    int64_t sizes[LAMINA_TRANSPOSE_AXES], strides[LAMINA_TRANSPOSE_AXES];
    lamina_ref x, y;
} lamina_transpose_arguments;

// batch_product: y[i][j] = Σ_k a[i][k] · b[k][j] in each item. a is stored k × m with left_transposed, b n × k with right_transposed; not
// both. Unit: one item. y must not overlap a or b.
typedef struct { int64_t m, k, n; lamina_ref a, b, y; int32_t left_transposed, right_transposed; } lamina_batch_product_arguments;

// gather_rows: y[p] = table[indices[p]], a row of NaN where that is no number from 0 to below `rows`. Unit: one position.
typedef struct { lamina_extent positions; int64_t rows, columns; lamina_ref indices, table, y; } lamina_gather_rows_arguments;

// scatter_rows: y[i] = Σ dy[p] over the positions p with indices[p] = i, in order of p. Unit: one row of y.
typedef struct { lamina_extent positions; int64_t rows, columns; lamina_ref indices, dy, y; } lamina_scatter_rows_arguments;

// constant: y[start ..< start + count] = values. One unit.
enum { LAMINA_CONSTANT_VALUES = 32 };
typedef struct { int64_t start, count; lamina_ref y; float values[LAMINA_CONSTANT_VALUES]; } lamina_constant_arguments;
