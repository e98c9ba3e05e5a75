// The argument blocks of the kernels on images [batch, height, width, channels]. A sequence is an image of height 1.
#pragma once
#include "lamina_arguments.h"

// ---- Convolutions. Output (o_y, o_x) reads input (o_y · row_stride + k_y · row_dilation - top, o_x · column_stride + k_x · column_dilation - left)
// for each tap (k_y, k_x) of the kernel [kernel_height, kernel_width, channels / groups, filters]; what lies outside is 0.
// An axis has a stride or a dilation above 1, not both.
typedef struct {
    int64_t height, width, channels;
    int64_t out_height, out_width, filters;
    int64_t kernel_height, kernel_width, groups;
    int64_t row_stride, column_stride, row_dilation, column_dilation, top, left;
} lamina_convolution_geometry;

// pack_convolution: the kernel in panels of lamina_panel_width() columns, zero padded, group by group. Forward: rows (k_y, k_x, channel),
// columns the group's filters. `transposed`: columns the group's channels, rows (k_y mod row_stride, k_x mod column_stride, k_y falling,
// k_x falling, filter). Unit: one panel. `packed` holds lamina_convolution_packed_count floats.
typedef struct { lamina_convolution_geometry geometry; lamina_ref kernel, packed; int32_t transposed; } lamina_pack_convolution_arguments;

// convolution: y = f((Σ x · kernel + bias) · scale + offset). bias, or scale and offset, may be LAMINA_NO_REF. Unit: one row of y (out_width pixels).
// convolution_transposed: the gradient by the input of a convolution of this geometry, x being the gradient of its output, y that of its input;
// packed transposed; bias, scale and offset a value a channel. Unit: one row of y (width pixels).
typedef struct {
    lamina_convolution_geometry geometry;
    lamina_ref x, packed, bias, scale, offset, y;
    lamina_activation activation;
} lamina_convolution_arguments;

// convolution_max_pooled: the largest values of the convolution's output in windows of pool_rows × pool_columns that lie side by side; what is
// left over at the bottom and on the right belongs to none. pool_rows · out_width · filters ≤ LAMINA_POOLED_FLOATS. y is the pooled image.
// Unit: one row of it.
enum { LAMINA_POOLED_FLOATS = 16384 };
typedef struct { lamina_convolution_arguments convolution; int64_t pool_rows, pool_columns; } lamina_pooled_convolution_arguments;

// convolution_winograd, convolution_winograd_transposed: the same as convolution and convolution_transposed for a kernel of 3 × 3 with one group
// and neither strides nor dilations. packed by pack_winograd (arguments of pack_convolution; unit: one panel) holds lamina_winograd_packed_count
// floats. Unit: two rows of the convolution's output. `grain` is the step's; scratch holds lamina_winograd_scratch_count floats for each grain.
// pools: y holds the largest of each 2 × 2 outputs, whose rows and columns are even in number.
typedef struct { lamina_convolution_arguments convolution; lamina_ref scratch; int64_t grain; int32_t pools; } lamina_winograd_arguments;

// convolution_weights: the gradient by the kernel from the convolution's input x and its output's gradient dy.
// Unit: one row (k_y, k_x, channel) of dw. Fixed order of images and pixels.
typedef struct { lamina_convolution_geometry geometry; lamina_extent images; lamina_ref x, dy, dw; } lamina_convolution_weights_arguments;

// depthwise_convolution: each channel alone, with a kernel [kernel_height, kernel_width, channels] (filters = channels, groups 1):
// y = f((Σ x · kernel + bias) · scale + offset). bias, or scale and offset, may be LAMINA_NO_REF. Unit: one row of y (out_width pixels).
// depthwise_convolution_transposed: the gradient by its input, x being the gradient of its output, y that of its input. Unit: one row of y
// (width pixels). depthwise_convolution_weights: the gradient by the kernel; unit: one channel (grain a multiple of 16).
typedef struct {
    lamina_convolution_geometry geometry;
    lamina_ref x, kernel, bias, scale, offset, y;
    lamina_activation activation;
} lamina_depthwise_arguments;

// ---- Pooling: windows of the geometry (filters = channels, groups 1, dilations 1) over each channel alone; cells outside do not count.
// max_pooling, average_pooling: y = the largest, the mean. Unit: one row of y.
typedef struct { lamina_convolution_geometry geometry; lamina_ref x, y; } lamina_pooling_arguments;

// max_pooling_gradient: dx = dy where x is the first largest of its window, over all windows. average_pooling_gradient: dy over the number
// of cells; x is not read. max_pooling_shared_gradient: dy in equal parts to all that are as large as the largest. Unit: one image.
typedef struct { lamina_convolution_geometry geometry; lamina_ref x, dy, dx; } lamina_pooling_gradient_arguments;

// ---- Normalisation: x of rows × columns, a mean, variance, scale and offset for each column. gamma, beta may be LAMINA_NO_REF: ones, zeros.

// column_moments: mean and biased variance of each column. Unit: one column (grain a multiple of 16). Fixed order of rows.
// mask [rows] (NO_REF: all 1): rows of 0 are left out; count [1]: how many are not.
typedef struct { lamina_extent rows; int64_t columns; lamina_ref x, mask, mean, variance, count; } lamina_column_moments_arguments;

// normalization_factors: scale = gamma / √(variance + epsilon), offset = beta - mean · scale. Unit: one column.
typedef struct { int64_t columns; lamina_ref mean, variance, gamma, beta, scale, offset; float epsilon; } lamina_normalization_factors_arguments;

// scale_offset: y = x · scale + offset. Unit: one row. offset may be LAMINA_NO_REF.
typedef struct { lamina_extent rows; int64_t columns; lamina_ref x, scale, offset, y; } lamina_scale_offset_arguments;

// normalization_sums: dbeta = Σ dy and dgamma = Σ dy · (x - mean) / √(variance + epsilon). Unit: one column (grain a multiple of 16).
// normalization_gradient: dx = gamma / √(variance + epsilon) · (dy - dbeta / rows - x̂ · dgamma / rows). Unit: one row.
// With a mask the rows are `count`, and a row of 0 has dx = gamma / √(variance + epsilon) · dy: the moments do not depend on it.
typedef struct {
    lamina_extent rows;
    int64_t columns;
    lamina_ref x, dy, mean, variance, gamma, mask, count, dgamma, dbeta, dx;
    float epsilon;
} lamina_normalization_gradient_arguments;

// dense_scaled: y = f((x · packed + bias) · scale + offset). As dense.
typedef struct { lamina_dense_arguments dense; lamina_ref scale, offset; } lamina_dense_scaled_arguments;
