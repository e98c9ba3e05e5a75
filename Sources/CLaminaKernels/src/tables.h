// The tables that the instruction sets' files define.
#pragma once
#include "lamina_kernels.h"

extern const lamina_kernel_table lamina_kernels_baseline;
#if defined(__x86_64__)
extern const lamina_kernel_table lamina_kernels_avx2;
extern const lamina_kernel_table lamina_kernels_avx512;
#endif
