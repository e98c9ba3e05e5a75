// All kernels for the instruction set that the including file has set up, and its table.
#pragma once
#include "accuracy.h"
#include "batch_product.h"
#include "convolution.h"
#include "convolution_packing.h"
#include "convolution_pooling.h"
#include "convolution_weights.h"
#include "convolution_winograd.h"
#include "adaptive_optimizers.h"
#include "crossentropy.h"
#include "dense.h"
#include "depthwise_convolution.h"
#include "dropout.h"
#include "elementwise.h"
#include "embedding.h"
#include "gaussian_noise.h"
#include "group_normalization.h"
#include "gru_gradient.h"
#include "limits.h"
#include "losses.h"
#include "lstm_gradient.h"
#include "normalization.h"
#include "pooling.h"
#include "pooling_gradient.h"
#include "margin_losses.h"
#include "metrics.h"
#include "rearrangement.h"
#include "reductions.h"
#include "regression_losses.h"
#include "row_normalization.h"
#include "rows.h"
#include "masks.h"
#include "outer_product.h"
#include "optimizers.h"
#include "simple_rnn.h"
#include "update_options.h"
#include "sparsemax.h"

const lamina_kernel_table LAMINA_TABLE = {
#define LAMINA_ENTRY(name) .name = kernel_##name,
    LAMINA_KERNELS(LAMINA_ENTRY)
#undef LAMINA_ENTRY
};
