// Which instruction set runs: decided once, from the machine and LAMINA_ISA.
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "tables.h"

static const char *const names[LAMINA_ISA_COUNT] = {"baseline", "avx2", "avx512"};

const char *lamina_isa_name(lamina_isa isa) {
    return (unsigned)isa < LAMINA_ISA_COUNT ? names[isa] : NULL;
}

const lamina_kernel_table *lamina_kernels_for(lamina_isa isa) {
    if (isa == LAMINA_ISA_BASELINE) return &lamina_kernels_baseline;
#if defined(__x86_64__)
    // These ask the operating system too: whether it saves the wide registers.
    __builtin_cpu_init();
    const int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (isa == LAMINA_ISA_AVX2 && avx2) return &lamina_kernels_avx2;
    if (isa == LAMINA_ISA_AVX512 && avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
        return &lamina_kernels_avx512;
#endif
    return NULL;
}

static lamina_isa widest(void) {
    lamina_isa isa = LAMINA_ISA_COUNT - 1;
    while (lamina_kernels_for(isa) == NULL) isa--;
    return isa;
}

typedef struct { lamina_isa isa; const char *complaint; } choice;

static choice choose(const char *wish) {
    if (wish == NULL || *wish == 0) return (choice){widest(), NULL};
    for (lamina_isa isa = 0; isa < LAMINA_ISA_COUNT; isa++) {
        if (strcmp(wish, names[isa]) != 0) continue;
        if (lamina_kernels_for(isa) != NULL) return (choice){isa, NULL};
        return (choice){widest(), "LAMINA_ISA names an instruction set that this machine does not have"};
    }
    return (choice){widest(), "LAMINA_ISA must be baseline, avx2 or avx512, in lower case"};
}

// 0 until decided, then the choice + 1. Two threads may decide at once: they decide alike.
static atomic_int decided;
static _Atomic(const char *) complaint;

lamina_isa lamina_chosen_isa(void) {
    const int known = atomic_load_explicit(&decided, memory_order_acquire);
    if (known != 0) return (lamina_isa)(known - 1);
    const choice made = choose(getenv("LAMINA_ISA"));
    atomic_store_explicit(&complaint, made.complaint, memory_order_relaxed);
    atomic_store_explicit(&decided, (int)made.isa + 1, memory_order_release);
    return made.isa;
}

const char *lamina_isa_complaint(void) {
    lamina_chosen_isa();
    return atomic_load_explicit(&complaint, memory_order_relaxed);
}

const lamina_kernel_table *lamina_kernels(void) {
    return lamina_kernels_for(lamina_chosen_isa());
}

const char *lamina_kernel_name(lamina_kernel kernel) {
    static const char *const kernel_names[] = {
#define LAMINA_NAME(name) #name,
        LAMINA_KERNELS(LAMINA_NAME)
#undef LAMINA_NAME
    };
    const lamina_kernel_table *const tables[] = {
        &lamina_kernels_baseline,
#if defined(__x86_64__)
        &lamina_kernels_avx2,
        &lamina_kernels_avx512,
#endif
    };
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        const lamina_kernel *entries = (const lamina_kernel *)tables[t];
        for (size_t i = 0; i < sizeof kernel_names / sizeof *kernel_names; i++)
            if (entries[i] == kernel) return kernel_names[i];
    }
    return NULL;
}
