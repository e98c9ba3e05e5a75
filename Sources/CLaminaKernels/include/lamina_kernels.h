// Every kernel, and the choice of instruction set.
#pragma once
#include "lamina_abi.h"
#include "lamina_arguments.h"
#include "lamina_blocks.h"
#include "lamina_image_arguments.h"
#include "lamina_limit_arguments.h"
#include "lamina_normalization_arguments.h"
#include "lamina_rearrangement_arguments.h"
#include "lamina_workers.h"

#ifdef __cplusplus
extern "C" {
#endif

// The one list of kernels: a new kernel is a line here and a function of its name in src/.
#define LAMINA_KERNELS(KERNEL) \
    KERNEL(copy) KERNEL(fill) KERNEL(add) KERNEL(subtract) KERNEL(multiply) KERNEL(divide) KERNEL(maximum) KERNEL(minimum) \
    KERNEL(maximum_gradient) KERNEL(minimum_gradient) KERNEL(sum) KERNEL(affine) KERNEL(activation) KERNEL(activation_gradient) \
    KERNEL(dropout) KERNEL(copy_blocks) KERNEL(add_bias) KERNEL(softmax) KERNEL(log_softmax) KERNEL(softmax_gradient) \
    KERNEL(log_softmax_gradient) KERNEL(column_sum) KERNEL(mean) KERNEL(mean_gradient) KERNEL(weight_penalty) \
    KERNEL(weight_penalty_gradient) KERNEL(pack) KERNEL(dense) KERNEL(outer_product_sum) \
    KERNEL(mean_squared_error) KERNEL(mean_squared_error_gradient) KERNEL(mean_absolute_error) KERNEL(mean_absolute_error_gradient) \
    KERNEL(mean_absolute_percentage_error) KERNEL(mean_absolute_percentage_error_gradient) KERNEL(mean_squared_logarithmic_error) KERNEL(mean_squared_logarithmic_error_gradient) \
    KERNEL(huber) KERNEL(huber_gradient) KERNEL(log_cosh) KERNEL(log_cosh_gradient) \
    KERNEL(poisson) KERNEL(poisson_gradient) KERNEL(hinge) KERNEL(hinge_gradient) \
    KERNEL(squared_hinge) KERNEL(squared_hinge_gradient) KERNEL(kl_divergence) KERNEL(kl_divergence_gradient) \
    KERNEL(cosine_similarity) KERNEL(cosine_similarity_gradient) KERNEL(categorical_hinge) KERNEL(categorical_hinge_gradient) \
    KERNEL(binary_focal_crossentropy) KERNEL(binary_focal_crossentropy_gradient) \
    KERNEL(hinge_labels) \
    KERNEL(binary_crossentropy) KERNEL(binary_crossentropy_gradient) KERNEL(binary_crossentropy_logits) \
    KERNEL(binary_crossentropy_logits_gradient) KERNEL(categorical_crossentropy) KERNEL(categorical_crossentropy_gradient) \
    KERNEL(categorical_crossentropy_logits) KERNEL(categorical_crossentropy_logits_gradient) KERNEL(sparse_categorical_crossentropy) \
    KERNEL(sparse_categorical_crossentropy_gradient) KERNEL(sparse_categorical_crossentropy_logits) \
    KERNEL(sparse_categorical_crossentropy_logits_gradient) KERNEL(softmax_crossentropy_gradient) \
    KERNEL(softmax_sparse_crossentropy_gradient) KERNEL(binary_accuracy) KERNEL(categorical_accuracy) \
    KERNEL(sparse_categorical_accuracy) KERNEL(simple_rnn) KERNEL(simple_rnn_gradient) KERNEL(gru) KERNEL(gru_gradient) \
    KERNEL(lstm) KERNEL(lstm_gradient) KERNEL(projected_simple_rnn) KERNEL(projected_gru) KERNEL(projected_lstm) KERNEL(sgd) KERNEL(sgd_momentum) KERNEL(sgd_nesterov) KERNEL(rmsprop) \
    KERNEL(rmsprop_momentum) KERNEL(rmsprop_centered) KERNEL(adam) KERNEL(adam_amsgrad) KERNEL(weight_decay) \
    KERNEL(adagrad) KERNEL(adadelta) KERNEL(adamax) KERNEL(nadam_product) KERNEL(nadam) KERNEL(lion) KERNEL(ftrl) \
    KERNEL(clip_by_value) KERNEL(clip_by_norm) KERNEL(constrain_norm) KERNEL(non_negative) KERNEL(accumulate_gradients) \
    KERNEL(moving_average) KERNEL(periodic) KERNEL(pack_convolution) KERNEL(convolution) KERNEL(convolution_transposed) KERNEL(convolution_max_pooled) KERNEL(pack_winograd) KERNEL(convolution_winograd) KERNEL(convolution_winograd_transposed) \
    KERNEL(convolution_weights) KERNEL(max_pooling) KERNEL(average_pooling) KERNEL(max_pooling_gradient) \
    KERNEL(depthwise_convolution) KERNEL(depthwise_convolution_transposed) KERNEL(depthwise_convolution_weights) \
    KERNEL(max_pooling_shared_gradient) KERNEL(average_pooling_gradient) KERNEL(column_moments) KERNEL(normalization_factors) KERNEL(scale_offset) \
    KERNEL(normalization_sums) KERNEL(normalization_gradient) KERNEL(dense_scaled) KERNEL(sparsemax) KERNEL(sparsemax_gradient) \
    KERNEL(repeat) KERNEL(repeat_sum) KERNEL(transpose) KERNEL(batch_product) KERNEL(gather_rows) KERNEL(scatter_rows) KERNEL(constant) \
    KERNEL(normalize_rows) KERNEL(normalize_rows_gradient) KERNEL(normalize_rows_sums) KERNEL(normalize_groups) \
    KERNEL(normalize_groups_gradient) KERNEL(prelu) KERNEL(prelu_gradient) KERNEL(alpha_dropout) KERNEL(gaussian_noise) KERNEL(inverse_root) \
    KERNEL(threshold_counts) KERNEL(class_matches) KERNEL(top_k_accuracy) KERNEL(sparse_top_k_accuracy) KERNEL(regression_totals) \
    KERNEL(step_mask) KERNEL(mask_steps) KERNEL(mask_weights) KERNEL(mask_scores) \
    KERNEL(fma_limit) KERNEL(read_limit) KERNEL(triad_limit)

typedef struct {
#define LAMINA_FIELD(name) lamina_kernel name;
    LAMINA_KERNELS(LAMINA_FIELD)
#undef LAMINA_FIELD
} lamina_kernel_table;

typedef enum { LAMINA_ISA_BASELINE = 0, LAMINA_ISA_AVX2, LAMINA_ISA_AVX512, LAMINA_ISA_COUNT } lamina_isa;

// The widest instruction set that this machine has and `LAMINA_ISA` (baseline, avx2, avx512) allows; chosen at the first call, then fixed.
lamina_isa lamina_chosen_isa(void);
const char *lamina_isa_name(lamina_isa isa);

// What is wrong with the value of LAMINA_ISA (the widest set is used then), or NULL.
const char *lamina_isa_complaint(void);

// NULL if this machine cannot run it.
const lamina_kernel_table *lamina_kernels_for(lamina_isa isa);

// The chosen set's kernels.
const lamina_kernel_table *lamina_kernels(void);

// The name of a kernel of any set, NULL if it is none of ours.
const char *lamina_kernel_name(lamina_kernel kernel);

// Columns of one packed panel: the same for every instruction set, so that packed weights are too.
int64_t lamina_panel_width(void);

// Floats of a packed k × n matrix.
int64_t lamina_packed_count(int64_t k, int64_t n);

// Floats of a convolution's packed kernel.
int64_t lamina_convolution_packed_count(lamina_convolution_geometry geometry, int transposed);

// Floats of a 3 × 3 kernel from `depth` to `columns` channels, packed for Winograd's convolution, and of its scratch for each grain.
int64_t lamina_winograd_packed_count(int64_t depth, int64_t columns);
int64_t lamina_winograd_scratch_count(int64_t depth);

// Whether f′ is computed from f's output (else from its input).
int lamina_activation_saves_output(lamina_activation_kind kind);

// Whether f′ comes out the same from f's output as well, for these parameters: an operation may then save whichever it has.
// (relu: its input is right for all parameters, its output too unless slope or threshold is negative.)
int lamina_activation_allows_output(lamina_activation activation);

// Floats a recurrent kernel saves for each row and time step in training.
int64_t lamina_simple_rnn_saved_width(int64_t units);
int64_t lamina_gru_saved_width(int64_t units);
int64_t lamina_lstm_saved_width(int64_t units);

// Floats of scratch for each row of the batch, forward or backward, of a recurrence with this many gates.
int64_t lamina_recurrent_scratch_width(int64_t units, int64_t gates);

#ifdef __cplusplus
}
#endif
