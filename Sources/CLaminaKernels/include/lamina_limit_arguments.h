// The argument blocks of the kernels that find out what the machine can do at most.
#pragma once
#include "lamina_abi.h"

// `rounds` rounds of LAMINA_LIMIT_ROUND multiply-adds. Unit: one thread's work.
typedef struct {
    int64_t rounds;
} lamina_fma_limit_arguments;

enum { LAMINA_LIMIT_ROUND = 192 };

// Reads x, or computes y = x + 3·z, `passes` times. Unit: one float; cuts at multiples of 64.
typedef struct {
    lamina_ref x, z, y;
    int64_t passes;
} lamina_memory_limit_arguments;
