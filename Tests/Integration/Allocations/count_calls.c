// Preloaded before a program: counts what a hot loop must not do, and prints the counts at its end.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static atomic_long allocations, frees, retains, releases, locks;

void *malloc(size_t size) { allocations++; return __libc_malloc(size); }
void *calloc(size_t count, size_t size) { allocations++; return __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { allocations++; return __libc_realloc(old, size); }
void *memalign(size_t alignment, size_t size) { allocations++; return __libc_memalign(alignment, size); }
void *aligned_alloc(size_t alignment, size_t size) { allocations++; return __libc_memalign(alignment, size); }
void free(void *old) { frees++; __libc_free(old); }

int posix_memalign(void **result, size_t alignment, size_t size) {
    allocations++;
    *result = __libc_memalign(alignment, size);
    return *result ? 0 : ENOMEM;
}

#define NEXT(type, name)                                                                                                      \
    static __typeof__(type) next;                                                                                                        \
    if (!next) next = (type)dlsym(RTLD_NEXT, name);

#define COUNTED(name, counter)                                                                                                \
    void *name(void *object) {                                                                                                \
        NEXT(void *(*)(void *), #name)                                                                                        \
        counter++;                                                                                                            \
        return next(object);                                                                                                  \
    }
#define COUNTED_N(name, counter)                                                                                              \
    void *name(void *object, unsigned n) {                                                                                    \
        NEXT(void *(*)(void *, unsigned), #name)                                                                              \
        counter++;                                                                                                            \
        return next(object, n);                                                                                               \
    }

COUNTED(swift_retain, retains)
COUNTED(swift_release, releases)
COUNTED(swift_nonatomic_retain, retains)
COUNTED(swift_nonatomic_release, releases)
COUNTED(swift_bridgeObjectRetain, retains)
COUNTED(swift_bridgeObjectRelease, releases)
COUNTED(swift_unknownObjectRetain, retains)
COUNTED(swift_unknownObjectRelease, releases)
COUNTED_N(swift_retain_n, retains)
COUNTED_N(swift_release_n, releases)

int pthread_mutex_lock(pthread_mutex_t *mutex) {
    NEXT(int (*)(pthread_mutex_t *), "pthread_mutex_lock")
    locks++;
    return next(mutex);
}

__attribute__((destructor)) static void report(void) {
    const long counts[] = {allocations, frees, retains, releases, locks};
    fprintf(stderr, "allocations %ld frees %ld retains %ld releases %ld locks %ld\n", counts[0], counts[1], counts[2], counts[3], counts[4]);
}
