// The kernels for x86-64 with AVX-512 (F, VL, DQ, BW).
#include "kernels/system.h"

#if defined(__x86_64__)
#define LAMINA_LANES 16
#define LAMINA_TABLE lamina_kernels_avx512
#define LAMINA_HAS_FMA 1
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#include "kernels/all.h"
#pragma clang attribute pop
#endif
