// Rows of a table by number. Shape: whole rows copied, or added in the order of the positions that name them.
#pragma once
#include "elementwise.h"

// The row that a number names, -1 if none.
LAMINA_INLINE int64_t row_named(float index, int64_t rows) { return index >= 0 && index < (float)rows ? (int64_t)index : -1; }

KERNEL(gather_rows) {
    const lamina_gather_rows_arguments *a = arguments;
    const float *indices = lamina_floats(run, a->indices), *table = lamina_floats(run, a->table);
    for (int64_t p = first; p < last; p++) {
        const int64_t row = row_named(indices[p], a->rows);
        float *y = lamina_floats(run, a->y) + p * a->columns;
        if (row >= 0) memcpy(y, table + row * a->columns, (size_t)a->columns * sizeof(float));
        else EACH_VECTOR(i, n, a->columns, { store_upto(y + i, splat(NAN), n); });
    }
}

KERNEL(scatter_rows) {
    const lamina_scatter_rows_arguments *a = arguments;
    const int64_t positions = lamina_count(run, a->positions), columns = a->columns;
    const float *indices = lamina_floats(run, a->indices);
    float *y = lamina_floats(run, a->y);
    if (last > first) memset(y + first * columns, 0, (size_t)((last - first) * columns) * sizeof(float));
    for (int64_t p = 0; p < positions; p++) {
        const int64_t row = row_named(indices[p], a->rows);
        if (row < first || row >= last) continue;
        const float *dy = lamina_floats(run, a->dy) + p * columns;
        EACH_VECTOR(i, n, columns, { store_upto(y + row * columns + i, load_upto(y + row * columns + i, n) + load_upto(dy + i, n), n); });
    }
}
