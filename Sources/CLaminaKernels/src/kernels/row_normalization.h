// Normalisation of each row by itself. Shape: passes over a row while it is in cache: its sums, then what they make of it.
#pragma once
#include "normalization.h"
#include "rows.h"

// Σ of a vector term over a row: blocks of vectors in float, blocks in double.
#define ROW_TOTAL(columns, i, n, ...)                                                                             \
    ({                                                                                                            \
        enum { BLOCK_ = 64 * LANES };                                                                             \
        double total_ = 0;                                                                                        \
        for (int64_t start_ = 0; start_ < (columns); start_ += BLOCK_) {                                          \
            const int64_t rest_ = (columns) - start_;                                                             \
            vector part_ = splat(0);                                                                              \
            EACH_VECTOR(place_, n, rest_ < BLOCK_ ? rest_ : BLOCK_, {                                             \
                const int64_t i = start_ + place_;                                                                \
                part_ += (__VA_ARGS__);                                                                           \
            });                                                                                                   \
            total_ += sum_of_lanes(part_);                                                                        \
        }                                                                                                         \
        total_;                                                                                                   \
    })

LAMINA_INLINE vector squared_distance(const float *x, float from, int64_t n) {
    const vector distance = fill_beyond(load_upto(x, n) - from, n, 0);
    return distance * distance;
}

LAMINA_INLINE int has_mean(int32_t kind) { return kind == LAMINA_NORMALIZE_LAYER || kind == LAMINA_NORMALIZE_VARIANCE; }

LAMINA_INLINE float inverse_of_root(double squares, int64_t columns, float epsilon, int32_t kind) {
    if (kind != LAMINA_NORMALIZE_UNIT) return 1 / sqrtf((float)(squares / (double)columns) + epsilon);
    const float inverse = 1 / sqrtf((float)squares);
    return inverse > 1 / epsilon ? 1 / epsilon : inverse;
}

KERNEL(normalize_rows) {
    const lamina_normalize_rows_arguments *a = arguments;
    const float *gamma = lamina_floats(run, a->gamma), *beta = lamina_floats(run, a->beta);
    float *means = lamina_floats(run, a->mean), *inverses = lamina_floats(run, a->inverse);
    for (int64_t r = first; r < last; r++) {
        const float *x = lamina_floats(run, a->x) + r * a->columns;
        float *y = lamina_floats(run, a->y) + r * a->columns;
        const float mean = has_mean(a->kind) ? (float)(ROW_TOTAL(a->columns, i, n, load_upto(x + i, n)) / (double)a->columns) : 0;
        const double squares = ROW_TOTAL(a->columns, i, n, squared_distance(x + i, mean, n));
        const float inverse = inverse_of_root(squares, a->columns, a->epsilon, a->kind);
        const float shift = a->kind == LAMINA_NORMALIZE_LAYER ? mean : 0;
        EACH_VECTOR(i, n, a->columns, {
            vector v = (load_upto(x + i, n) - shift) * inverse;
            if (gamma) v *= load_upto(gamma + i, n);
            if (beta) v += load_upto(beta + i, n);
            store_upto(y + i, v, n);
        });
        if (means) means[r] = mean;
        inverses[r] = inverse;
    }
}

LAMINA_INLINE vector scaled_gradient(const float *dy, const float *gamma, int64_t i, int64_t n) {
    const vector d = load_upto(dy + i, n);
    return gamma ? d * load_upto(gamma + i, n) : d;
}

// dx = inverse · (g - mean(g) - (x - mean) · inverse · slope), g = gamma · dy, slope the mean (for unit rows the sum) of g · (x - shift) · inverse;
// without the terms that a kind has not.
KERNEL(normalize_rows_gradient) {
    const lamina_normalize_rows_gradient_arguments *a = arguments;
    const float *gamma = lamina_floats(run, a->gamma), *means = lamina_floats(run, a->mean), *inverses = lamina_floats(run, a->inverse);
    for (int64_t r = first; r < last; r++) {
        const float *x = lamina_floats(run, a->x) + r * a->columns, *dy = lamina_floats(run, a->dy) + r * a->columns;
        float *dx = lamina_floats(run, a->dx) + r * a->columns;
        const float inverse = inverses[r], mean = has_mean(a->kind) ? means[r] : 0, shift = a->kind == LAMINA_NORMALIZE_LAYER ? mean : 0;
        const double products = ROW_TOTAL(a->columns, i, n, scaled_gradient(dy, gamma, i, n) * (load_upto(x + i, n) - shift));
        double share = 1 / (double)a->columns;
        if (a->kind == LAMINA_NORMALIZE_UNIT) share = inverse >= 1 / a->epsilon ? 0 : 1;
        float level = 0;
        if (a->kind == LAMINA_NORMALIZE_LAYER) level = (float)(ROW_TOTAL(a->columns, i, n, scaled_gradient(dy, gamma, i, n)) * share);
        const float slope = (float)(products * inverse * inverse * share);
        EACH_VECTOR(i, n, a->columns, {
            const vector rest = scaled_gradient(dy, gamma, i, n) - level - (load_upto(x + i, n) - mean) * slope;
            store_upto(dx + i, rest * inverse, n);
        });
    }
}

KERNEL(normalize_rows_sums) {
    const lamina_normalize_rows_gradient_arguments *a = arguments;
    const int64_t rows = lamina_count(run, a->rows);
    const float *x = FLOATS(x), *dy = FLOATS(dy);
    const float *means = a->kind == LAMINA_NORMALIZE_LAYER ? lamina_floats(run, a->mean) : NULL, *inverses = lamina_floats(run, a->inverse);
    float *dgamma = lamina_floats(run, a->dgamma), *dbeta = lamina_floats(run, a->dbeta);
    EACH_VECTOR(i, n, last - first, {
        vector total = splat(0);
        vector product = splat(0);
        for (int64_t block = 0; block < rows; block += COLUMN_SUM_ROWS) {
            const int64_t end = block + COLUMN_SUM_ROWS < rows ? block + COLUMN_SUM_ROWS : rows;
            vector part = splat(0);
            vector part_product = splat(0);
            for (int64_t r = block; r < end; r++) {
                const vector d = load_upto(dy + i + r * a->columns, n);
                const vector normalized = (load_upto(x + i + r * a->columns, n) - (means ? means[r] : 0)) * inverses[r];
                part += d;
                part_product = multiply_add(d, normalized, part_product);
            }
            total += part;
            product += part_product;
        }
        if (dgamma) store_upto(dgamma + first + i, product, n);
        if (dbeta) store_upto(dbeta + first + i, total, n);
    });
}
