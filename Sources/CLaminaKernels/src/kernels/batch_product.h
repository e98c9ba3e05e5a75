// Products of a matrix with another, both of one item. Shape: eight rows by one vector of columns where the right side lies in rows, else
// dot products of four columns at a time. Each result's sum is over k in order of lanes and the same however rows are cut.
#pragma once
#include "elementwise.h"

enum { PRODUCT_ROWS = 8, PRODUCT_COLUMNS = 4 };

// y[i][j] for `rows` rows: a's elements are at i · row + k · step, b lies in rows of n.
LAMINA_INLINE void multiply_by_rows(const float *a, int64_t row, int64_t step, const float *b, float *y, int64_t k, int64_t n, int rows) {
    EACH_VECTOR(j, lanes, n, {
        vector sums[PRODUCT_ROWS];
        for (int i = 0; i < rows; i++) sums[i] = splat(0);
        for (int64_t p = 0; p < k; p++) {
            const vector right = load_upto(b + p * n + j, lanes);
            for (int i = 0; i < rows; i++) sums[i] = multiply_add(splat(a[i * row + p * step]), right, sums[i]);
        }
        for (int i = 0; i < rows; i++) store_upto(y + i * n + j, sums[i], lanes);
    });
}

// y[j] for `columns` rows of b, each of k like a.
LAMINA_INLINE void multiply_dots(const float *a, const float *b, float *y, int64_t k, int columns) {
    vector sums[PRODUCT_COLUMNS];
    for (int j = 0; j < columns; j++) sums[j] = splat(0);
    EACH_VECTOR(p, lanes, k, {
        const vector left = load_upto(a + p, lanes);
        for (int j = 0; j < columns; j++) sums[j] = multiply_add(left, load_upto(b + j * k + p, lanes), sums[j]);
    });
    for (int j = 0; j < columns; j++) y[j] = sum_of_lanes(sums[j]);
}

KERNEL(batch_product) {
    const lamina_batch_product_arguments *a = arguments;
    const int64_t m = a->m, k = a->k, n = a->n;
    for (int64_t item = first; item < last; item++) {
        const float *left = lamina_floats(run, a->a) + item * m * k, *right = lamina_floats(run, a->b) + item * k * n;
        float *y = lamina_floats(run, a->y) + item * m * n;
        if (a->right_transposed) {
            for (int64_t i = 0; i < m; i++) {
                int64_t j = 0;
                for (; j + PRODUCT_COLUMNS <= n; j += PRODUCT_COLUMNS) multiply_dots(left + i * k, right + j * k, y + i * n + j, k, PRODUCT_COLUMNS);
                for (; j < n; j++) multiply_dots(left + i * k, right + j * k, y + i * n + j, k, 1);
            }
            continue;
        }
        const int64_t row = a->left_transposed ? 1 : k, step = a->left_transposed ? m : 1;
        int64_t i = 0;
        for (; i + PRODUCT_ROWS <= m; i += PRODUCT_ROWS) multiply_by_rows(left + i * row, row, step, right, y + i * n, k, n, PRODUCT_ROWS);
        for (; i < m; i++) multiply_by_rows(left + i * row, row, step, right, y + i * n, k, n, 1);
    }
}
