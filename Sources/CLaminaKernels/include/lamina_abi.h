// How a plan calls a kernel: references, extents, the run's context, steps.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    LAMINA_MAXIMUM_BASES = 32,
    LAMINA_MAXIMUM_SYMBOLS = 16,
    LAMINA_ALIGNMENT = 64,
};

// A place in memory that is known before the run up to its base: base index in the top 8 bits, byte offset below.
// Every buffer starts at a multiple of LAMINA_ALIGNMENT bytes, except those that a caller binds (inputs, outputs): any float alignment.
typedef uint64_t lamina_ref;

// The absent buffer (a matrix product without bias, a recurrence without an initial state).
#define LAMINA_NO_REF UINT64_MAX

// A number of elements known up to the run's symbols: coefficient × Π extents[symbol[i]]. extents[0] is always 1.
typedef struct {
    int64_t coefficient;
    uint8_t symbol[4];
    uint32_t reserved;
} lamina_extent;

// What differs between two runs of one plan. Read-only for kernels.
typedef struct {
    char *bases[LAMINA_MAXIMUM_BASES];
    int64_t extents[LAMINA_MAXIMUM_SYMBOLS]; // [0] = 1, [1] = batch, then one per free time axis
    uint64_t seed;
    uint64_t iteration; // 0-based training iteration: the optimizer's time and part of every random counter
} lamina_run;

// A kernel computes units [first, last) of its step. `first` is a multiple of the step's grain, `last` is another one or
// the end, so a kernel that works in blocks which divide the grain gives the same bits however the units are cut.
typedef void (*lamina_kernel)(const lamina_run *run, const void *arguments, int64_t first, int64_t last);

typedef struct {
    lamina_kernel kernel;
    const void *arguments;
    lamina_extent units;
    int64_t grain;
} lamina_step;

static inline char *lamina_address(const lamina_run *run, lamina_ref ref) {
    return run->bases[ref >> 56] + (ref & 0x00FFFFFFFFFFFFFFull);
}

// NULL for LAMINA_NO_REF.
static inline float *lamina_floats(const lamina_run *run, lamina_ref ref) {
    return ref == LAMINA_NO_REF ? NULL : (float *)lamina_address(run, ref);
}

static inline int64_t lamina_count(const lamina_run *run, lamina_extent extent) {
    return extent.coefficient * run->extents[extent.symbol[0]] * run->extents[extent.symbol[1]] * run->extents[extent.symbol[2]] *
           run->extents[extent.symbol[3]];
}

// Runs all steps in order on the calling thread.
void lamina_run_steps(const lamina_run *run, const lamina_step *steps, int64_t count);

#ifdef __cplusplus
}
#endif
