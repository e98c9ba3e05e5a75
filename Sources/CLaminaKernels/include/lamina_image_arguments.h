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

// convolution_weights: the gradient by the kernel from the convolution's input x and its output's gradient dy.
// Unit: one row (k_y, k_x, channel) of dw. Fixed order of images and pixels.
typedef struct { lamina_convolution_geometry geometry; lamina_extent images; lamina_ref x, dy, dw; } lamina_convolution_weights_arguments;
