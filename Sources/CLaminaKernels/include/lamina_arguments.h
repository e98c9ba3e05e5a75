// The argument block of each kernel. Row-major, float32; `rows` × `columns` means rows of `columns` contiguous floats.
// Beside each block: the kernels that take it and what one unit of their work is.
#pragma once
#include "lamina_abi.h"

// ---- Elementwise. Unit: one element. Any output may be the same buffer as an input of the same extent.

// copy: y = x.
typedef struct { lamina_extent count; lamina_ref x, y; } lamina_copy_arguments;

// fill: y = value.
typedef struct { lamina_extent count; lamina_ref y; float value; } lamina_fill_arguments;

// add, subtract, multiply, divide, maximum, minimum: y = a ∘ b.
typedef struct { lamina_extent count; lamina_ref a, b, y; } lamina_binary_arguments;

// maximum_gradient, minimum_gradient: da = dy where a is chosen, half of dy where a == b (as JAX), db the rest.
typedef struct { lamina_extent count; lamina_ref a, b, dy, da, db; } lamina_binary_gradient_arguments;

// sum: y = x[0] + x[1] + … in this order.
enum { LAMINA_MAXIMUM_SUMMANDS = 8 };
typedef struct { lamina_extent count; int64_t summands; lamina_ref x[LAMINA_MAXIMUM_SUMMANDS], y; } lamina_sum_arguments;

// affine: y = scale · x + offset.
typedef struct { lamina_extent count; lamina_ref x, y; float scale, offset; } lamina_affine_arguments;

// Keras's activation functions of one element. `alpha` and `beta` are each function's own parameters.
typedef enum {
    LAMINA_LINEAR = 0,
    LAMINA_RELU,          // alpha = negative slope, beta = maximum (INFINITY for none), gamma = threshold: Keras's relu and ReLU
    LAMINA_SIGMOID,
    LAMINA_TANH,
    LAMINA_ELU,           // alpha
    LAMINA_SELU,
    LAMINA_CELU,          // alpha
    LAMINA_SOFTPLUS,
    LAMINA_SOFTSIGN,
    LAMINA_SILU,
    LAMINA_GELU,          // with erf
    LAMINA_GELU_TANH,     // approximate=True
    LAMINA_EXPONENTIAL,
    LAMINA_HARD_SIGMOID,  // clip(x/6 + 0.5, 0, 1)
    LAMINA_HARD_SILU,     // x · hard_sigmoid(x)
    LAMINA_HARD_TANH,     // clip(x, -1, 1)
    LAMINA_HARD_SHRINK,   // alpha = threshold: x where |x| > alpha, else 0
    LAMINA_SOFT_SHRINK,   // alpha = threshold
    LAMINA_TANH_SHRINK,   // x - tanh(x)
    LAMINA_THRESHOLD,     // alpha = threshold, beta = value otherwise
    LAMINA_MISH,
    LAMINA_LOG_SIGMOID,
    LAMINA_SQUAREPLUS,    // alpha = b: (x + sqrt(x² + b)) / 2
    LAMINA_SPARSE_PLUS,   // 0 for x ≤ -1, (x+1)²/4 in between, x for x ≥ 1
    LAMINA_SPARSE_SIGMOID,// 0 for x ≤ -1, (x+1)/2 in between, 1 for x ≥ 1
    LAMINA_ACTIVATION_COUNT
} lamina_activation_kind;

typedef struct { int32_t kind; float alpha, beta, gamma; } lamina_activation;

// activation: y = f(x).
typedef struct { lamina_extent count; lamina_ref x, y; lamina_activation activation; } lamina_activation_arguments;

// activation_gradient: dx = dy · f′, f′ from the OUTPUT y for the kinds whose derivative can be had from it alone
// (lamina_activation_saves_output says which), else from the input x; `saved` is that one.
typedef struct { lamina_extent count; lamina_ref saved, dy, dx; lamina_activation activation; } lamina_activation_gradient_arguments;

// dropout: y = x / (1 - rate) where kept, else 0. Philox4x32-10: key = seed, counter = (element / 4, iteration, stream).
// Its own gradient: the same kernel with the same stream on dy.
typedef struct { lamina_extent count; lamina_ref x, y; uint64_t stream; float rate; } lamina_dropout_arguments;

// alpha_dropout: y = scale · x + offset where dropout keeps, else `dropped`. The same numbers as dropout's.
typedef struct { lamina_extent count; lamina_ref x, y; uint64_t stream; float rate, scale, offset, dropped; } lamina_alpha_dropout_arguments;

// gaussian_noise: y = x + stddev · N, or with `multiplies` x · (1 + stddev · N), N of the standard normal distribution (Box and Muller's
// transform of dropout's Philox numbers, 64 elements at a time). The second is its own gradient. Grain a multiple of 64.
typedef struct { lamina_extent count; lamina_ref x, y; uint64_t stream; float stddev; int32_t multiplies; } lamina_gaussian_noise_arguments;

// inverse_root: y = 1 / max(√x, floor); floor also where x is negative.
typedef struct { lamina_extent count; lamina_ref x, y; float floor; } lamina_inverse_root_arguments;

// ---- Blocks of memory. Unit: one outer block.

// copy_blocks: for o in 0 ..< outer: target[target_offset + o·target_stride ..] = source[source_offset + o·source_stride ..], `block` floats.
typedef struct {
    lamina_extent outer, block, source_stride, target_stride, source_offset, target_offset;
    lamina_ref x, y;
} lamina_copy_blocks_arguments;

// ---- Rows. Unit: one row.

// add_bias: y[r][c] = x[r][c] + bias[c].
typedef struct { lamina_extent rows; int64_t columns; lamina_ref x, bias, y; } lamina_add_bias_arguments;

// prelu: y = x above 0, alpha[c] · x below. prelu_gradient: dx = dy above 0, alpha[c] · dy below, 0 at 0 (as JAX); slopes = dy · min(x, 0), whose
// column sums are alpha's gradient.
typedef struct { lamina_extent rows; int64_t columns; lamina_ref x, alpha, y; } lamina_prelu_arguments;
typedef struct { lamina_extent rows; int64_t columns; lamina_ref x, alpha, dy, dx, slopes; } lamina_prelu_gradient_arguments;

// softmax, log_softmax: over the columns, shifted by the row's maximum. sparsemax: the nearest point of the simplex.
typedef struct { lamina_extent rows; int64_t columns; lamina_ref x, y; } lamina_rows_arguments;

// softmax_gradient, log_softmax_gradient, sparsemax_gradient: from the output y and dy.
typedef struct { lamina_extent rows; int64_t columns; lamina_ref y, dy, dx; } lamina_rows_gradient_arguments;

// ---- Reductions.

// column_sum: y[c] = Σ_r x[r][c]. Unit: one column (grain a multiple of 16). Fixed order of rows.
typedef struct { lamina_extent rows; int64_t columns; lamina_ref x, y; } lamina_column_sum_arguments;

// mean: y[0] = Σ x / count, accumulated in double. One unit.
// mean_gradient: y[i] = x[0] / count. Unit: one element.
typedef struct { lamina_extent count; lamina_ref x, y; } lamina_mean_arguments;

// weight_penalty: y[0] = l1 Σ|w| + l2 Σ w², accumulated in double. One unit.
// weight_penalty_gradient: dw = dy[0] · (l1 · sign(w) + 2 · l2 · w). Unit: one element.
typedef struct { lamina_extent count; lamina_ref w, y; float l1, l2; } lamina_weight_penalty_arguments;
typedef struct { lamina_extent count; lamina_ref w, dy, dw; float l1, l2; } lamina_weight_penalty_gradient_arguments;

// ---- Matrix products.

// pack: a k × n matrix (or, with `transposed`, the transpose of a stored n × k one) into panels of lamina_panel_width()
// columns: panel p holds rows 0 ..< k of columns p·width ..< (p+1)·width, zero padded. Unit: one panel.
// `packed` holds lamina_packed_count(k, n) floats.
typedef struct { int64_t k, n; lamina_ref b, packed; int32_t transposed; } lamina_pack_arguments;

// dense: y[r][j] = f(Σ_k x[r][k] · b[k][j] + bias[j]), b packed. bias may be LAMINA_NO_REF. Unit: one row.
// Grain: a multiple of LAMINA_DENSE_GRAIN. y must not overlap x.
typedef struct {
    lamina_extent rows;
    int64_t k, n;
    lamina_ref x, packed, bias, y;
    lamina_activation activation;
} lamina_dense_arguments;

// outer_product_sum: y[i][j] = Σ_r x[r][i] · d[r][j], y of k × n: a kernel's gradient. Unit: one row of y.
// Grain: any; a multiple of LAMINA_OUTER_PRODUCT_GRAIN keeps tiles whole. Fixed order of r.
typedef struct { lamina_extent rows; int64_t k, n; lamina_ref x, d, y; } lamina_outer_product_arguments;

enum { LAMINA_DENSE_GRAIN = 4, LAMINA_OUTER_PRODUCT_GRAIN = 8, LAMINA_RECURRENT_GRAIN = 8, LAMINA_ELEMENT_GRAIN = 4096 };

// ---- Losses. prediction and target: rows × columns; y: one value a row. Unit: one row.
// mean_squared_error, mean_absolute_error: mean over the columns.
// binary_crossentropy (prediction clipped to [1e-7, 1 - 1e-7]), binary_crossentropy_logits: mean over the columns; target ← target·(1-s) + s/2.
// categorical_crossentropy (row renormalised to sum 1, then clipped), categorical_crossentropy_logits: -Σ t log p; target ← target·(1-s) + s/columns.
// sparse_categorical_crossentropy (renormalised and clipped alike), sparse_categorical_crossentropy_logits: target is one class number a row;
// a number that is no class has loss and gradient 0.
// Mean over the columns, with p the prediction and t the target:
// mean_absolute_percentage_error: 100·|t-p| / max(|t|, 1e-7). mean_squared_logarithmic_error: (ln(1+max(p,1e-7)) - ln(1+max(t,1e-7)))².
// huber: e²/2 where |e| ≤ alpha, else alpha·(|e| - alpha/2), e = p-t. log_cosh: ln cosh(p-t). poisson: p - t·ln(p + 1e-7).
// hinge: max(1-t·p, 0). squared_hinge: its square. Both on targets from hinge_labels.
// binary_focal_crossentropy: binary_crossentropy · (1-q)^gamma, q = t·p + (1-t)(1-p), times t·alpha + (1-t)(1-alpha) unless alpha < 0.
// Sum over the columns:
// kl_divergence: t·ln(t/p), both clipped to [1e-7, 1]. cosine_similarity: -t·p / (|t|·|p|), 1/|x| at most 1e7.
// categorical_hinge: max(max((1-t)·p) - Σ t·p + 1, 0).
typedef struct { lamina_extent rows; int64_t columns; lamina_ref prediction, target, y; float label_smoothing, alpha, gamma; } lamina_loss_arguments;

// <loss>_gradient: dprediction[r][c] = dy[r] · ∂loss[r]/∂prediction[r][c], exactly the derivative of what is computed above:
// through the renormalisation, zero where a clip cuts; sign(0) = 0. On a clip's very edge half the slope, as JAX, but the whole slope for the (sparse) categorical ones.
typedef struct { lamina_extent rows; int64_t columns; lamina_ref prediction, target, dy, dprediction; float label_smoothing, alpha, gamma; } lamina_loss_gradient_arguments;

// hinge_labels: y = 2·x - 1 if all elements are 0 or 1, else y = x. One unit.
typedef struct { lamina_extent count; lamina_ref x, y; } lamina_hinge_labels_arguments;

// softmax_crossentropy_gradient (dense targets), softmax_sparse_crossentropy_gradient: softmax_gradient ∘ <loss>_gradient in one pass,
// prediction being softmax's output; dprediction receives the gradient of softmax's input. lamina_loss_gradient_arguments.

// ---- Metrics: y[0] = share of rows that are right. One unit.
// binary_accuracy: mean over all elements of (prediction > threshold) == target. categorical_accuracy: argmax == argmax (first wins).
// sparse_categorical_accuracy: argmax == target[r].
typedef struct { lamina_extent rows; int64_t columns; lamina_ref prediction, target, y; float threshold; } lamina_accuracy_arguments;

// Metrics over many batches: what is counted in one of them. One unit.
// threshold_counts: y[b] counts the predictions with a target that is not 0 which exceed b of the `thresholds` ascending thresholds,
// y[thresholds + 1 + b] those whose target is 0. even: thresholds 0, 1/(thresholds-1) … 1, compared as Keras does it: predictions are cut to
// [0, 1], the bucket is ⌈prediction · (thresholds - 1)⌉; exceeds_first: all exceed the first one. Else `values`.
// top_k > 0: all but a row's k largest are -1e10. class_id ≥ 0: this column alone. per_column: one such block for each column.
enum { LAMINA_MAXIMUM_THRESHOLDS = 256 };
typedef struct {
    lamina_extent rows;
    int64_t columns;
    lamina_ref prediction, target, y;
    int64_t thresholds, top_k, class_id;
    int32_t even, exceeds_first, per_column;
    float values[LAMINA_MAXIMUM_THRESHOLDS];
} lamina_threshold_counts_arguments;

// class_matches: for each column c, with q = 1 where the prediction exceeds the threshold (of_largest: where it is the row's largest and
// not 0) and 0 elsewhere: y[c] = Σ q·t, y[columns + c] = Σ q·(1-t), y[2·columns + c] = Σ (1-q)·t, y[3·columns + c] = Σ t.
typedef struct { lamina_extent rows; int64_t columns; lamina_ref prediction, target, y; float threshold; int32_t of_largest; } lamina_class_matches_arguments;

// top_k_accuracy, sparse_top_k_accuracy: y[0] = share of rows in which fewer than k predictions exceed that of the target's class.
typedef struct { lamina_extent rows; int64_t columns, k; lamina_ref prediction, target, y; } lamina_top_k_arguments;

// regression_totals: for each column the sums Σ t, Σ t², Σ (t-p)² in double, each as two floats whose sum it is: y = [Σ t high, low,
// Σ t² high, low, Σ (t-p)² high, low] of `columns` each, then the number of rows.
typedef struct { lamina_extent rows; int64_t columns; lamina_ref prediction, target, y; } lamina_regression_totals_arguments;

// ---- Recurrences. One step of the plan walks all time steps. Unit: one row of the batch.
// projection [batch, time, gates·units]: x·kernel + input bias for all steps. recurrent: packed (lamina_pack, k = units, n = gates·units).
// initial [batch, units] (NO_REF: zeros). last [batch, units]: the state after the last step (NO_REF: not wanted; may be `initial` itself).
// sequence [batch, time, units] in processing order, or with flip_sequence from the last step to the first (NO_REF: not wanted).
// reverse: step s reads projection at time-1-s.
// mask [batch, time] in the projection's order (NO_REF: all 1): where it is 0 the states stay as they were.
// keep [batch, gates·units] (NO_REF: all 1): what dropout multiplies each gate's copy of h by, the same at all steps, before the product with the
// gate's columns of U.
// The training forms also write what the backward pass reads: `previous` [batch, time, units] (the state before each step, processing order)
// and `saved`. Scratch of one row a lane is on the stack or in `scratch` (lamina_recurrent_scratch_count floats a grain of rows).

// simple_rnn: h = f(p + h·U). gates 1. saved: h [batch, time, units] itself or what f′ needs (lamina_simple_rnn_saved_width units a step).
// gru: Keras's gate order z, r, h; reset_after: h̃ = f(p_h + r ⊙ (h·U_h + b_h)), recurrent_bias [3·units]; else h̃ = f(p_h + (r ⊙ h)·U_h), bias NO_REF.
//      h = z ⊙ h + (1 - z) ⊙ h̃.
// lstm: gate order i, f, c, o; c = f ⊙ c + i ⊙ g(c̃); h = o ⊙ g(c). initial_cell, last_cell as initial, last.
typedef struct {
    lamina_extent batch, time;
    int64_t units;
    lamina_ref projection, recurrent, recurrent_bias, mask, keep;
    lamina_ref initial, initial_cell, last, last_cell, sequence;
    lamina_ref previous, previous_cell, saved; // NO_REF outside training
    lamina_ref scratch;
    lamina_activation activation, recurrent_activation;
    int32_t reverse, flip_sequence, reset_after;
} lamina_recurrent_arguments;

// projected_simple_rnn, projected_gru, projected_lstm: the same, where the projection x·kernel + bias of x [batch, time, features] is made up for
// some steps of some rows at a time and never stored; recurrence.projection is not read. kernel: packed (k = features, n = gates·units);
// bias [gates·units] or NO_REF. gates·units ≤ LAMINA_PROJECTED_WIDTH.
typedef struct {
    lamina_recurrent_arguments recurrence;
    int64_t features;
    lamina_ref x, kernel, bias;
} lamina_projected_recurrent_arguments;

enum { LAMINA_PROJECTED_WIDTH = 512 };

// simple_rnn_gradient, gru_gradient, lstm_gradient: back through time. d_sequence, d_last, d_last_cell may be NO_REF (zero).
// recurrent_transposed: packed transpose of U (k = gates·units, n = units).
// d_projection [batch, time, gates·units] at the projection's own time order; d_recurrent [batch, time, gates·units] in processing order: the
// gradient of h·U (+ recurrent bias), so that dU = outer_product_sum(previous, d_recurrent) (gru without reset_after: its own rule, see
// `reset_previous`: r ⊙ h, which multiplies U_h); with `keep`, `previous` times a gate's share of it stands for `previous`. d_initial, d_initial_cell may be NO_REF.
typedef struct {
    lamina_extent batch, time;
    int64_t units;
    lamina_ref recurrent_transposed;
    lamina_ref previous, previous_cell, saved, mask, keep;
    lamina_ref d_sequence, d_last, d_last_cell;
    lamina_ref d_projection, d_recurrent, reset_previous, d_initial, d_initial_cell;
    lamina_ref scratch;
    lamina_activation activation, recurrent_activation;
    int32_t reverse, flip_sequence, reset_after;
} lamina_recurrent_gradient_arguments;

// ---- Masks of steps. Unit: one row, a step's features.
// step_mask: mask[r] = 1 if any x[r][c] ≠ value, else 0.
typedef struct { lamina_extent rows; int64_t columns; lamina_ref x, mask; float value; } lamina_step_mask_arguments;

// mask_weights: y = weights · mask · count / (Σ mask + 1e-7); weights may be NO_REF. One unit.
typedef struct { lamina_extent count; lamina_ref mask, weights, y; } lamina_mask_weights_arguments;

// mask_steps: y[r] = x[r] where mask[r] ≠ 0, else zeros.
typedef struct { lamina_extent rows; int64_t columns; lamina_ref x, mask, y; } lamina_mask_steps_arguments;

// mask_scores: rows of `columns` scores of one query each, `queries` rows an item, `heads` items an example. y = x where a score counts, else
// value, or x + value with `adds`. It counts where query_mask[example][query] and value_mask[example][column] are not 0 (NO_REF: all 1),
// with `is_causal` where column ≤ query, with a window > 0 where |column - query| < window. Unit: one row.
typedef struct {
    int64_t queries, columns, heads, window;
    lamina_ref x, query_mask, value_mask, y;
    float value;
    int32_t adds, is_causal;
} lamina_mask_scores_arguments;

// ---- Optimizers: over one contiguous range of `count` parameters. Unit: one parameter. learning_rate: one float in memory.
// sgd: w -= lr·g.  sgd_momentum: m = momentum·m - lr·g; w += m.  sgd_nesterov: then w += momentum·m - lr·g instead.
typedef struct { int64_t count; lamina_ref w, g, velocity, learning_rate; float momentum; } lamina_sgd_arguments;

// rmsprop: v = rho·v + (1-rho)·g²; w -= lr·g / sqrt(v + epsilon). rmsprop_momentum: m = momentum·m + that increment; w -= m.
// rmsprop_centered (with or without momentum: momentum 0 when without): a = rho·a + (1-rho)·g; the root is of v - a² + epsilon.
typedef struct { int64_t count; lamina_ref w, g, velocity, momentum_slot, average, learning_rate; float rho, momentum, epsilon; } lamina_rmsprop_arguments;

// adam: m += (g - m)(1 - beta_1); v += (g² - v)(1 - beta_2); w -= lr·sqrt(1 - beta_2ᵗ)/(1 - beta_1ᵗ) · m / (sqrt(v) + epsilon), t = iteration + 1.
// adam_amsgrad: vmax = max(vmax, v) in the root.
typedef struct { int64_t count; lamina_ref w, g, m, v, vmax, learning_rate; float beta_1, beta_2, epsilon; } lamina_adam_arguments;

// adagrad: accumulator += g²; w -= lr·g / sqrt(accumulator + epsilon).
typedef struct { int64_t count; lamina_ref w, g, accumulator, learning_rate; float epsilon; } lamina_adagrad_arguments;

// adadelta: a = rho·a + (1-rho)·g²; d = -sqrt(delta + epsilon)·g / sqrt(a + epsilon); delta = rho·delta + (1-rho)·d²; w += lr·d.
typedef struct { int64_t count; lamina_ref w, g, accumulated, delta, learning_rate; float rho, epsilon; } lamina_adadelta_arguments;

// adamax: m += (g - m)(1 - beta_1); u = max(beta_2·u, |g|); w -= lr·m / ((1 - beta_1ᵗ)(u + epsilon)), t = iteration + 1.
typedef struct { int64_t count; lamina_ref w, g, m, u, learning_rate; float beta_1, beta_2, epsilon; } lamina_adamax_arguments;

// nadam_product: product[0] *= uₜ, uₜ = beta_1·(1 - 0.96ᵗ/2), t = iteration + 1. One unit; before nadam.
// nadam: m, v as adam; w -= lr·(uₜ₊₁·m/(1 - product·uₜ₊₁) + (1 - uₜ)·g/(1 - product)) / (sqrt(v/(1 - beta_2ᵗ)) + epsilon).
typedef struct { lamina_ref product; float beta_1; } lamina_nadam_product_arguments;
typedef struct { int64_t count; lamina_ref w, g, m, v, product, learning_rate; float beta_1, beta_2, epsilon; } lamina_nadam_arguments;

// lion: w -= lr·sign(beta_1·m + (1 - beta_1)·g); m = beta_2·m + (1 - beta_2)·g. sign(0) = 0.
typedef struct { int64_t count; lamina_ref w, g, m, learning_rate; float beta_1, beta_2; } lamina_lion_arguments;

// ftrl: n = accumulator + g²; linear += g + 2·shrinkage·w - (nᵖ - accumulatorᵖ)/lr·w; accumulator = n;
// w = (clip(linear, -l1, l1) - linear) / (nᵖ/lr + 2·l2 + beta/lr), p = power ≥ 0 (Keras's -learning_rate_power).
typedef struct {
    int64_t count;
    lamina_ref w, g, accumulator, linear, learning_rate;
    float power, l1, l2, shrinkage, beta;
} lamina_ftrl_arguments;

// weight_decay: w -= w · rate · lr. Unit: one parameter.
typedef struct { int64_t count; lamina_ref w, learning_rate; float rate; } lamina_weight_decay_arguments;

// constrain_norm: w scaled so that its norm over the `reduced` axes becomes rate·clip(norm, least, most) + (1-rate)·norm, as far as 1e-7
// added to the norm lets it. Unit: one norm. non_negative: w = w where w ≥ 0, else 0. Unit: one parameter.
enum { LAMINA_CONSTRAINED_AXES = 8 };
typedef struct {
    lamina_ref w;
    int64_t rank, sizes[LAMINA_CONSTRAINED_AXES];
    int32_t reduced[LAMINA_CONSTRAINED_AXES];
    float least, most, rate;
} lamina_constrain_norm_arguments;
typedef struct { int64_t count; lamina_ref w; } lamina_non_negative_arguments;

// accumulate_gradients: sum += g; in every `period`-th iteration g = (g + sum) / period and sum = 0 instead. Unit: one parameter.
typedef struct { int64_t count; lamina_ref g, sum; int64_t period; } lamina_accumulate_gradients_arguments;

// moving_average: average = momentum·average + (1-momentum)·w, but w in update 0; updates are counted by `period` iterations. Where
// overwrite > 0, every overwrite-th of them w = average then. Unit: one parameter.
typedef struct { int64_t count; lamina_ref w, average; int64_t period, overwrite; float momentum; } lamina_moving_average_arguments;

// periodic: calls `kernel` with the argument block behind this one in every `period`-th iteration alone; it sees those counted from 0.
typedef struct { int64_t period; lamina_kernel kernel; } lamina_periodic_arguments;

// clip_by_value: g = clip(g, -limit, limit). Unit: one element.
// clip_by_norm: g *= limit / max(norm, limit) with the norm of this range. One unit. (clipnorm: a step a parameter; global_clipnorm: one over all.)
typedef struct { int64_t count; lamina_ref g; float limit; } lamina_clip_arguments;
