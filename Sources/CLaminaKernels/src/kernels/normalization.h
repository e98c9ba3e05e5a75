// Normalisation by column. Shape: moments and sums a vector of columns at a time, over blocks of rows that are combined in order;
// what touches every element is one pass over rows.
#pragma once
#include "elementwise.h"
#include "reductions.h"

// y = x · scale + offset for rows of `columns`; offset may be NULL; y may be x.
static void scale_rows(const float *x, const float *scale, const float *offset, float *y, int64_t rows, int64_t columns) {
    for (int64_t r = 0; r < rows; r++, x += columns, y += columns)
        EACH_VECTOR(i, n, columns, {
            const vector s = load_upto(scale + i, n);
            const vector o = offset ? load_upto(offset + i, n) : splat(0);
            store_upto(y + i, multiply_add(load_upto(x + i, n), s, o), n);
        });
}

KERNEL(scale_offset) {
    const lamina_scale_offset_arguments *a = arguments;
    const float *x = lamina_floats(run, a->x) + first * a->columns;
    float *y = lamina_floats(run, a->y) + first * a->columns;
    scale_rows(x, lamina_floats(run, a->scale), lamina_floats(run, a->offset), y, last - first, a->columns);
}

typedef struct { vector mean, squares; } column_moments_of;

// The mean and the sum of squared distances from it: of each block by itself, blocks combined as Chan, Golub and LeVeque do.
LAMINA_INLINE column_moments_of moments(const float *x, int64_t rows, int64_t stride, int64_t n) {
    column_moments_of total = {splat(0), splat(0)};
    for (int64_t block = 0; block < rows; block += COLUMN_SUM_ROWS) {
        const int64_t end = block + COLUMN_SUM_ROWS < rows ? block + COLUMN_SUM_ROWS : rows;
        vector sum = splat(0), squares = splat(0);
        for (int64_t r = block; r < end; r++) sum += load_upto(x + r * stride, n);
        const vector mean = sum / (float)(end - block);
        for (int64_t r = block; r < end; r++) {
            const vector distance = load_upto(x + r * stride, n) - mean;
            squares = multiply_add(distance, distance, squares);
        }
        const vector apart = mean - total.mean;
        const float share = (float)(end - block) / (float)end;
        total.mean += apart * share;
        total.squares += squares + apart * apart * ((float)block * share);
    }
    return total;
}

// The same of the rows that count, the mean of all of them first; 0 where none does.
LAMINA_INLINE column_moments_of counted_moments(const float *x, const float *mask, int64_t counted, int64_t rows, int64_t stride, int64_t n) {
    column_moments_of total = {splat(0), splat(0)};
    vector kept = splat(0);
    if (counted == 0) return total;
    for (int64_t block = 0; block < rows; block += COLUMN_SUM_ROWS) {
        const int64_t end = block + COLUMN_SUM_ROWS < rows ? block + COLUMN_SUM_ROWS : rows;
        vector sum = splat(0);
        for (int64_t r = block; r < end; r++)
            if (mask[r] != 0) sum += load_upto(x + r * stride, n);
        kept += sum;
    }
    total.mean = kept / (float)counted;
    for (int64_t block = 0; block < rows; block += COLUMN_SUM_ROWS) {
        const int64_t end = block + COLUMN_SUM_ROWS < rows ? block + COLUMN_SUM_ROWS : rows;
        vector squares = splat(0);
        for (int64_t r = block; r < end; r++) {
            if (mask[r] == 0) continue;
            const vector distance = load_upto(x + r * stride, n) - total.mean;
            squares = multiply_add(distance, distance, squares);
        }
        total.squares += squares;
    }
    return total;
}

LAMINA_INLINE int64_t rows_that_count(const float *mask, int64_t rows) {
    if (mask == NULL) return rows;
    int64_t count = 0;
    for (int64_t r = 0; r < rows; r++) count += mask[r] != 0;
    return count;
}

KERNEL(column_moments) {
    const lamina_column_moments_arguments *a = arguments;
    const int64_t rows = lamina_count(run, a->rows);
    const float *x = FLOATS(x), *mask = lamina_floats(run, a->mask);
    float *mean = FLOATS(mean), *variance = FLOATS(variance), *count = lamina_floats(run, a->count);
    const int64_t counted = rows_that_count(mask, rows);
    if (count && first == 0 && last > first) *count = (float)counted;
    EACH_VECTOR(i, n, last - first, {
        const column_moments_of m = mask ? counted_moments(x + i, mask, counted, rows, a->columns, n) : moments(x + i, rows, a->columns, n);
        store_upto(mean + i, m.mean, n);
        store_upto(variance + i, m.squares / (float)(counted > 0 ? counted : 1), n);
    });
}

LAMINA_INLINE vector inverse_deviation(const float *variance, float epsilon, int64_t n) {
    return 1.0f / square_root(load_upto(variance, n) + epsilon);
}

KERNEL(normalization_factors) {
    const lamina_normalization_factors_arguments *a = arguments;
    const float *mean = FLOATS(mean), *variance = FLOATS(variance);
    const float *gamma = lamina_floats(run, a->gamma), *beta = lamina_floats(run, a->beta);
    float *scale = FLOATS(scale), *offset = FLOATS(offset);
    EACH_VECTOR(i, n, last - first, {
        vector s = inverse_deviation(variance + i, a->epsilon, n);
        if (gamma) s *= load_upto(gamma + first + i, n);
        const vector b = beta ? load_upto(beta + first + i, n) : splat(0);
        store_upto(scale + i, s, n);
        store_upto(offset + i, b - load_upto(mean + i, n) * s, n);
    });
}

KERNEL(normalization_sums) {
    const lamina_normalization_gradient_arguments *a = arguments;
    const int64_t rows = lamina_count(run, a->rows);
    const float *x = FLOATS(x), *dy = FLOATS(dy), *mean = FLOATS(mean), *variance = FLOATS(variance);
    float *dgamma = FLOATS(dgamma), *dbeta = FLOATS(dbeta);
    EACH_VECTOR(i, n, last - first, {
        const vector middle = load_upto(mean + i, n);
        vector total = splat(0);
        vector product = splat(0);
        for (int64_t block = 0; block < rows; block += COLUMN_SUM_ROWS) {
            const int64_t end = block + COLUMN_SUM_ROWS < rows ? block + COLUMN_SUM_ROWS : rows;
            vector part = splat(0);
            vector part_product = splat(0);
            for (int64_t r = block; r < end; r++) {
                const vector d = load_upto(dy + i + r * a->columns, n);
                part += d;
                part_product = multiply_add(d, load_upto(x + i + r * a->columns, n) - middle, part_product);
            }
            total += part;
            product += part_product;
        }
        store_upto(dbeta + i, total, n);
        store_upto(dgamma + i, product * inverse_deviation(variance + i, a->epsilon, n), n);
    });
}

LAMINA_INLINE int is_left_out(const float *mask, int64_t row) { return mask != NULL && mask[row] == 0; }

KERNEL(normalization_gradient) {
    const lamina_normalization_gradient_arguments *a = arguments;
    const float *mask = lamina_floats(run, a->mask), *count = lamina_floats(run, a->count);
    const float share = 1.0f / (count ? *count : (float)lamina_count(run, a->rows));
    const float *mean = lamina_floats(run, a->mean), *variance = lamina_floats(run, a->variance), *gamma = lamina_floats(run, a->gamma);
    const float *dgamma = lamina_floats(run, a->dgamma), *dbeta = lamina_floats(run, a->dbeta);
    const float *x = lamina_floats(run, a->x), *dy = lamina_floats(run, a->dy);
    float *dx = lamina_floats(run, a->dx);
    EACH_VECTOR(i, n, a->columns, {
        const vector inverse = inverse_deviation(variance + i, a->epsilon, n);
        const vector scale = gamma ? inverse * load_upto(gamma + i, n) : inverse;
        const vector slope = load_upto(dgamma + i, n) * inverse * share;
        const vector level = load_upto(dbeta + i, n) * share;
        const vector middle = load_upto(mean + i, n);
        for (int64_t r = first; r < last; r++) {
            const int64_t place = r * a->columns + i;
            const vector d = load_upto(dy + place, n);
            const vector rest = is_left_out(mask, r) ? d : d - level - (load_upto(x + place, n) - middle) * slope;
            store_upto(dx + place, scale * rest, n);
        }
    });
}
