// The kernels for any machine: 128-bit vectors, no assumption beyond the target's own baseline.
#include "kernels/system.h"

#define LAMINA_LANES 4
#define LAMINA_TABLE lamina_kernels_baseline
#if defined(__aarch64__)
#define LAMINA_HAS_FMA 1
#else
#define LAMINA_HAS_FMA 0
#endif
#include "kernels/all.h"
