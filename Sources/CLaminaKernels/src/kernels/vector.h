// Vectors of LAMINA_LANES floats: memory, arithmetic and the loop over a row. Nothing here or above it reads or writes
// past a row's end. Products and sums are fused only where `multiply_add` says so, so that code that the compiler copies
// (a loop and its tail) rounds alike.
#pragma once
#pragma clang fp contract(off)

#define LAMINA_INLINE static inline __attribute__((always_inline, unused))
#define LAMINA_UNROLL _Pragma("clang loop unroll(full)")

enum { LANES = LAMINA_LANES };

typedef float vector __attribute__((ext_vector_type(LAMINA_LANES)));
typedef int32_t integers __attribute__((ext_vector_type(LAMINA_LANES)));
typedef float loose_vector __attribute__((ext_vector_type(LAMINA_LANES), aligned(4), may_alias));

LAMINA_INLINE vector splat(float value) { return (vector)value; }
LAMINA_INLINE vector load(const float *p) { return *(const loose_vector *)p; }
LAMINA_INLINE void store(float *p, vector v) { *(loose_vector *)p = v; }

#if LAMINA_LANES == 16
LAMINA_INLINE __mmask16 first_lanes(int64_t count) { return (__mmask16)((1u << count) - 1); }
LAMINA_INLINE vector load_part(const float *p, int64_t count) { return (vector)_mm512_maskz_loadu_ps(first_lanes(count), p); }
LAMINA_INLINE void store_part(float *p, vector v, int64_t count) { _mm512_mask_storeu_ps(p, first_lanes(count), (__m512)v); }
#elif LAMINA_LANES == 8
LAMINA_INLINE __m256i first_lanes(int64_t count) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
LAMINA_INLINE vector load_part(const float *p, int64_t count) { return (vector)_mm256_maskload_ps(p, first_lanes(count)); }
LAMINA_INLINE void store_part(float *p, vector v, int64_t count) { _mm256_maskstore_ps(p, first_lanes(count), (__m256)v); }
#else
LAMINA_INLINE vector load_part(const float *p, int64_t count) {
    vector v = splat(0);
    for (int64_t i = 0; i < count; i++) v[i] = p[i];
    return v;
}
LAMINA_INLINE void store_part(float *p, vector v, int64_t count) {
    for (int64_t i = 0; i < count; i++) p[i] = v[i];
}
#endif

// `count` floats, at most a vector's; the lanes beyond are 0.
LAMINA_INLINE vector load_upto(const float *p, int64_t count) { return count >= LANES ? load(p) : load_part(p, count); }
LAMINA_INLINE void store_upto(float *p, vector v, int64_t count) {
    if (count >= LANES) store(p, v);
    else store_part(p, v, count);
}

// Runs the statements for i = 0, LANES, 2·LANES … below `count`, with n = the number of lanes that are inside.
#define EACH_VECTOR(i, n, count, ...)                                     \
    do {                                                                  \
        const int64_t count_ = (count);                                   \
        int64_t i = 0;                                                    \
        for (; i + LANES <= count_; i += LANES) {                         \
            enum { n = LANES };                                           \
            __VA_ARGS__                                                   \
        }                                                                 \
        if (i < count_) {                                                 \
            const int64_t n = count_ - i;                                 \
            (void)n;                                                      \
            __VA_ARGS__                                                   \
        }                                                                 \
    } while (0)

LAMINA_INLINE void copy_floats(float *target, const float *source, int64_t count) {
    EACH_VECTOR(i, n, count, { store_upto(target + i, load_upto(source + i, n), n); });
}

LAMINA_INLINE vector multiply_add(vector a, vector b, vector c) {
#if LAMINA_HAS_FMA
    return __builtin_elementwise_fma(a, b, c);
#else
    return a * b + c;
#endif
}

LAMINA_INLINE vector choose(integers condition, vector yes, vector no) { return condition ? yes : no; }
LAMINA_INLINE vector absolute(vector x) { return __builtin_elementwise_abs(x); }
LAMINA_INLINE vector with_sign(vector magnitude, vector sign) { return __builtin_elementwise_copysign(magnitude, sign); }
LAMINA_INLINE vector square_root(vector x) { return __builtin_elementwise_sqrt(x); }

// The larger, the smaller; NaN if either is NaN.
LAMINA_INLINE vector larger(vector a, vector b) { return choose((a > b) | (a != a), a, b); }
LAMINA_INLINE vector smaller(vector a, vector b) { return choose((a < b) | (a != a), a, b); }

LAMINA_INLINE float larger_of(float a, float b) { return a > b || a != a ? a : b; }

// Every second of two vectors' lanes, from the first and from the second on.
#if LAMINA_LANES == 16
LAMINA_INLINE vector even_lanes(vector a, vector b) { return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30); }
LAMINA_INLINE vector odd_lanes(vector a, vector b) { return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31); }
#elif LAMINA_LANES == 8
LAMINA_INLINE vector even_lanes(vector a, vector b) { return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14); }
LAMINA_INLINE vector odd_lanes(vector a, vector b) { return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15); }
#else
LAMINA_INLINE vector even_lanes(vector a, vector b) { return __builtin_shufflevector(a, b, 0, 2, 4, 6); }
LAMINA_INLINE vector odd_lanes(vector a, vector b) { return __builtin_shufflevector(a, b, 1, 3, 5, 7); }
#endif

// 0, 1, 2 …
LAMINA_INLINE integers lane_numbers(void) {
    integers numbers;
    LAMINA_UNROLL for (int i = 0; i < LANES; i++) numbers[i] = i;
    return numbers;
}

// The first `count` lanes of v, `filler` in the others.
LAMINA_INLINE vector fill_beyond(vector v, int64_t count, float filler) {
    return count >= LANES ? v : choose(lane_numbers() < (integers)(int32_t)count, v, splat(filler));
}

// All lanes' sum, in pairs: the same order for every call.
LAMINA_INLINE float sum_of_lanes(vector v) {
    float lanes[LANES];
    store(lanes, v);
    LAMINA_UNROLL for (int width = LANES / 2; width > 0; width /= 2)
        LAMINA_UNROLL for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
    return lanes[0];
}

LAMINA_INLINE float largest_of_lanes(vector v) {
    float largest = v[0];
    LAMINA_UNROLL for (int i = 1; i < LANES; i++) largest = v[i] > largest || v[i] != v[i] ? v[i] : largest;
    return largest;
}
