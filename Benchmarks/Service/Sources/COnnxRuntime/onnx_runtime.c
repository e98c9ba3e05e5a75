#include "onnx_runtime.h"
#include <dlfcn.h>
#include <stdlib.h>

// The API is a table of functions that grows at its end alone, so a slot's number is as good as the header that names it.
enum slot {
    GET_ERROR_MESSAGE = 2,
    CREATE_ENVIRONMENT = 3,
    CREATE_SESSION = 7,
    CREATE_SESSION_OPTIONS = 10,
    SET_GRAPH_OPTIMIZATION_LEVEL = 23,
    SET_INTRA_OP_THREADS = 24,
    SET_INTER_OP_THREADS = 25,
    CREATE_TENSOR_WITH_DATA = 49,
    CREATE_CPU_MEMORY_INFO = 69,
    RUN_WITH_BINDING = 133,
    CREATE_BINDING = 134,
    BIND_INPUT = 136,
    BIND_OUTPUT = 137,
};

enum { API_VERSION = 18, LOG_ERRORS = 3, OPTIMIZE_ALL = 99, ARENA_ALLOCATOR = 1, DEFAULT_MEMORY = 0, FLOAT_ELEMENTS = 1 };

typedef void *status;

struct onnx_model {
    void *const *api;
    void *memory;
    void *session;
    const char *version;
};

static const char *message(void *const *api, status failure) {
    return failure ? ((const char *(*)(status))api[GET_ERROR_MESSAGE])(failure) : NULL;
}

#define TRY(api, slot, signature, ...)                                                                          \
    do {                                                                                                        \
        const char *failed = message(api, ((status(*) signature)(api)[slot])(__VA_ARGS__));                     \
        if (failed) return failed;                                                                              \
    } while (0)

const char *onnx_model_open(const char *library, const char *path, onnx_model **model) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) return dlerror();
    void *const *(*get_base)(void) = (void *const *(*)(void))dlsym(handle, "OrtGetApiBase");
    if (!get_base) return dlerror();
    void *const *base = get_base();
    void *const *api = ((void *const *(*)(uint32_t))base[0])(API_VERSION);
    if (!api) return "this ONNX Runtime is too old";

    void *environment, *options;
    onnx_model *opened = calloc(1, sizeof *opened);
    if (!opened) return "out of memory";
    opened->api = api;
    opened->version = ((const char *(*)(void))base[1])();
    TRY(api, CREATE_ENVIRONMENT, (int, const char *, void **), LOG_ERRORS, "lamina", &environment);
    TRY(api, CREATE_SESSION_OPTIONS, (void **), &options);
    TRY(api, SET_INTRA_OP_THREADS, (void *, int), options, 1);
    TRY(api, SET_INTER_OP_THREADS, (void *, int), options, 1);
    TRY(api, SET_GRAPH_OPTIMIZATION_LEVEL, (void *, int), options, OPTIMIZE_ALL);
    TRY(api, CREATE_SESSION, (void *, const char *, void *, void **), environment, path, options, &opened->session);
    TRY(api, CREATE_CPU_MEMORY_INFO, (int, int, void **), ARENA_ALLOCATOR, DEFAULT_MEMORY, &opened->memory);
    *model = opened;
    return NULL;
}

const char *onnx_model_version(const onnx_model *model) { return model->version; }

static const char *create_tensor(const onnx_model *model, const int64_t *shape, size_t rank, float **numbers, size_t *count, void **tensor) {
    *count = 1;
    for (size_t axis = 0; axis < rank; axis++) *count *= (size_t)shape[axis];
    *numbers = aligned_alloc(64, (*count * sizeof(float) + 63) / 64 * 64);
    if (!*numbers) return "out of memory";
    TRY(model->api, CREATE_TENSOR_WITH_DATA, (void *, void *, size_t, const int64_t *, size_t, int, void **), model->memory, *numbers,
        *count * sizeof(float), shape, rank, FLOAT_ELEMENTS, tensor);
    return NULL;
}

const char *onnx_call_create(const onnx_model *model, const int64_t *input_shape, size_t input_rank, const int64_t *output_shape,
                             size_t output_rank, onnx_call *call) {
    void *input, *output;
    call->model = model;
    const char *failed = create_tensor(model, input_shape, input_rank, &call->input, &call->input_count, &input);
    if (!failed) failed = create_tensor(model, output_shape, output_rank, &call->output, &call->output_count, &output);
    if (failed) return failed;
    TRY(model->api, CREATE_BINDING, (void *, void **), model->session, &call->binding);
    TRY(model->api, BIND_INPUT, (void *, const char *, void *), call->binding, "x", input);
    TRY(model->api, BIND_OUTPUT, (void *, const char *, void *), call->binding, "y", output);
    return NULL;
}

const char *onnx_call_run(const onnx_call *call) {
    TRY(call->model->api, RUN_WITH_BINDING, (void *, const void *, void *), call->model->session, NULL, call->binding);
    return NULL;
}
