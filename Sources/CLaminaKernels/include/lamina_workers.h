// Threads that help one caller run a plan's steps. Between runs they spin briefly, then sleep.
#pragma once
#include "lamina_abi.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lamina_workers lamina_workers;

// NULL when no thread could be started or memory is short.
lamina_workers *lamina_workers_create(int32_t helpers);
void lamina_workers_destroy(lamina_workers *workers);

// Runs all steps in order on the caller and the helpers. The same bits as lamina_run_steps.
void lamina_workers_run(lamina_workers *workers, const lamina_run *run, const lamina_step *steps, int64_t count);

#ifdef __cplusplus
}
#endif
