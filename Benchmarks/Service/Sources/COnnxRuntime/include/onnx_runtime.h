// A model of one input "x" and one output "y", both floats of fixed shape, behind ONNX Runtime's C API.
//
// The library is loaded at run time. Functions return NULL, or what went wrong.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct onnx_model onnx_model;

/// A model's input and output in memory that is bound once. Used by one thread at a time; any number of them run one model at the same time.
typedef struct onnx_call {
    float *input;
    float *output;
    size_t input_count;
    size_t output_count;
    const onnx_model *model;
    void *binding;
} onnx_call;

/// One thread for each run, all optimisations of the graph. Models live as long as the process.
const char *onnx_model_open(const char *library, const char *path, onnx_model **model);

/// ONNX Runtime's.
const char *onnx_model_version(const onnx_model *model);

const char *onnx_call_create(const onnx_model *model, const int64_t *input_shape, size_t input_rank, const int64_t *output_shape,
                             size_t output_rank, onnx_call *call);

const char *onnx_call_run(const onnx_call *call);
