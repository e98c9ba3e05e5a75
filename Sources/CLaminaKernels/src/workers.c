// Every thread walks the same list of steps. A step of several grains is cut between the threads by position, not by who
// comes first; a step of one grain runs on the caller. Threads meet only where data crosses: before and after a cut step.
#include "lamina_workers.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SPINS_BEFORE_SLEEP = 4000 };

struct lamina_workers {
    int32_t threads; // with the caller
    pthread_t *handles;
    struct helper *helpers;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    atomic_uint generation; // one more for each run
    atomic_bool stopping;
    atomic_uint sleepers; // who starts a run takes the lock only for them
    atomic_uint arrived, phase; // the barrier
    const lamina_run *run;
    const lamina_step *steps;
    int64_t count;
};

struct helper {
    lamina_workers *workers;
    int32_t index;
};

static void relax(int *spins) {
    if (++*spins < SPINS_BEFORE_SLEEP) {
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    } else {
        sched_yield();
    }
}

static void meet(lamina_workers *w) {
    unsigned phase = atomic_load_explicit(&w->phase, memory_order_relaxed);
    if (atomic_fetch_add_explicit(&w->arrived, 1, memory_order_acq_rel) + 1 == (unsigned)w->threads) {
        atomic_store_explicit(&w->arrived, 0, memory_order_relaxed);
        atomic_store_explicit(&w->phase, phase + 1, memory_order_release);
        return;
    }
    int spins = 0;
    while (atomic_load_explicit(&w->phase, memory_order_acquire) == phase) relax(&spins);
}

static void walk(lamina_workers *w, int32_t index) {
    int unmet = 0; // a step ran since the last meeting
    for (int64_t s = 0; s < w->count; s++) {
        const lamina_step *step = &w->steps[s];
        int64_t units = lamina_count(w->run, step->units);
        int64_t grains = (units + step->grain - 1) / step->grain;
        if (grains <= 1) {
            if (index == 0 && units > 0) step->kernel(w->run, step->arguments, 0, units);
            unmet = 1;
            continue;
        }
        if (unmet) meet(w);
        int64_t first = grains * index / w->threads * step->grain;
        int64_t last = grains * (index + 1) / w->threads * step->grain;
        if (last > units) last = units;
        if (first < last) step->kernel(w->run, step->arguments, first, last);
        meet(w);
        unmet = 0;
    }
    meet(w);
}

static void *help(void *argument) {
    struct helper *helper = argument;
    lamina_workers *w = helper->workers;
    unsigned seen = 0;
    for (;;) {
        for (int spins = 0; spins < SPINS_BEFORE_SLEEP && atomic_load_explicit(&w->generation, memory_order_acquire) == seen;) relax(&spins);
        if (atomic_load_explicit(&w->generation, memory_order_acquire) == seen) {
            pthread_mutex_lock(&w->mutex);
            atomic_fetch_add(&w->sleepers, 1);
            while (atomic_load(&w->generation) == seen) pthread_cond_wait(&w->wake, &w->mutex);
            atomic_fetch_sub(&w->sleepers, 1);
            pthread_mutex_unlock(&w->mutex);
        }
        seen++;
        if (atomic_load_explicit(&w->stopping, memory_order_acquire)) return NULL;
        walk(w, helper->index);
    }
}

// Sequentially consistent on both sides: either the helper sees the new generation before it sleeps, or it is counted here.
static void start_generation(lamina_workers *w) {
    atomic_fetch_add(&w->generation, 1);
    if (atomic_load(&w->sleepers) == 0) return;
    pthread_mutex_lock(&w->mutex);
    pthread_cond_broadcast(&w->wake);
    pthread_mutex_unlock(&w->mutex);
}

lamina_workers *lamina_workers_create(int32_t helpers) {
    lamina_workers *w = calloc(1, sizeof *w);
    if (w == NULL) return NULL;
    w->handles = calloc((size_t)helpers, sizeof *w->handles);
    w->helpers = calloc((size_t)helpers, sizeof *w->helpers);
    w->threads = 1;
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->wake, NULL);
    if (w->handles == NULL || w->helpers == NULL) {
        lamina_workers_destroy(w);
        return NULL;
    }
    for (int32_t h = 0; h < helpers; h++) {
        w->helpers[h] = (struct helper){.workers = w, .index = h + 1};
        if (pthread_create(&w->handles[h], NULL, help, &w->helpers[h]) != 0) break;
        w->threads++;
    }
    return w;
}

void lamina_workers_destroy(lamina_workers *w) {
    atomic_store_explicit(&w->stopping, 1, memory_order_release);
    if (w->threads > 1) start_generation(w);
    for (int32_t h = 0; h + 1 < w->threads; h++) pthread_join(w->handles[h], NULL);
    pthread_mutex_destroy(&w->mutex);
    pthread_cond_destroy(&w->wake);
    free(w->handles);
    free(w->helpers);
    free(w);
}

void lamina_workers_run(lamina_workers *w, const lamina_run *run, const lamina_step *steps, int64_t count) {
    if (w->threads == 1) {
        lamina_run_steps(run, steps, count);
        return;
    }
    w->run = run;
    w->steps = steps;
    w->count = count;
    start_generation(w);
    walk(w, 0);
}
