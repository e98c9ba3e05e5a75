// The kernels for x86-64 with AVX2 and FMA.
#include "kernels/system.h"

#if defined(__x86_64__)
#define LAMINA_LANES 8
#define LAMINA_TABLE lamina_kernels_avx2
#define LAMINA_HAS_FMA 1
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "kernels/all.h"
#pragma clang attribute pop
#endif
