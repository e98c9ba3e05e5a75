// The loop over a plan's steps on one thread.
#include "lamina_abi.h"

void lamina_run_steps(const lamina_run *run, const lamina_step *steps, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        steps[i].kernel(run, steps[i].arguments, 0, lamina_count(run, steps[i].units));
}
