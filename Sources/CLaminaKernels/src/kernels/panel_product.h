// Rows times a packed matrix. Shape: rows in tiles of 1 … TILE_ROWS, columns in groups of vectors, one pass over k with
// the tile's sums in registers. How a sum is made up depends on the number of columns alone (`chains_of`), never on the
// tile it falls into, so a row's result is the same whatever rows are computed beside it.
#pragma once
#include "../sizes.h"
#include "vector.h"

enum {
    PANEL_VECTORS = LAMINA_PANEL_WIDTH / LANES,
    TILE_ROWS = LANES == 16 ? 12 : 6,
    REGISTERS = LANES == 16 ? 32 : 16,
    GROUP = 2,      // vectors of a tile of several rows
    ROW_GROUP = 8,  // vectors of a tile of one row
    SMALL_ROW = 12, // the most vectors of multiply_small_row
    MAXIMUM_SUMS = 32,
};

// Rows first … first + k - 1 of a packed matrix: `weights` points at the first one in panel 0. `backward`: a single row takes
// the groups of columns from the last to the first, for the same bits. A matrix a little too large for the nearest cache is
// better read to and fro than round and round.
typedef struct {
    const float *weights;
    int64_t k, panel_stride;
    int backward;
} band;

LAMINA_INLINE band whole_matrix(const float *packed, int64_t k) { return (band){packed, k, k * LAMINA_PANEL_WIDTH, 0}; }
LAMINA_INLINE band rows_of(band matrix, int64_t first, int64_t count) {
    return (band){matrix.weights + first * LAMINA_PANEL_WIDTH, count, matrix.panel_stride, matrix.backward};
}
// The direction of a step of a recurrence.
LAMINA_INLINE band to_and_fro(band matrix, int64_t step) {
    matrix.backward = step & 1;
    return matrix;
}

// Rows of floats of which `columns` exist; p NULL: zeros.
typedef struct {
    const float *p;
    int64_t stride, columns;
} row_source;
typedef struct {
    float *p;
    int64_t stride, columns;
} row_target_buffer;

// `columns` of padded rows: no vector needs a check.
static const int64_t all_columns = INT64_MAX / 2;

// Independent running sums per result: few columns alone would wait for each multiply-add before the next.
LAMINA_INLINE int chains_of(int64_t vectors) { return vectors <= 2 ? 4 : vectors <= 6 ? 2 : 1; }

LAMINA_INLINE vector initial_value(row_source initial, int64_t row, int64_t column) {
    if (initial.p == NULL || column >= initial.columns) return splat(0);
    return load_upto(initial.p + row * initial.stride + column, initial.columns - column);
}

// The vectors of columns first, first + step … of a tile, `width` side by side at each.
typedef struct { int64_t first, step; int width; } column_groups;

LAMINA_INLINE int64_t group_vector(column_groups g, int j) { return g.first + j / g.width * g.step + j % g.width; }

// Where a tile's sums start. Whole vectors, the common case, take no checks.
LAMINA_INLINE void start_tile(const int rows, const int vectors, column_groups columns, row_source initial, vector *sums) {
    if (initial.p == NULL) {
        LAMINA_UNROLL for (int s = 0; s < rows * vectors; s++) sums[s] = splat(0);
        return;
    }
    if ((group_vector(columns, vectors - 1) + 1) * LANES <= initial.columns) {
        LAMINA_UNROLL for (int i = 0; i < rows; i++)
            LAMINA_UNROLL for (int j = 0; j < vectors; j++) sums[i * vectors + j] = load(initial.p + i * initial.stride + group_vector(columns, j) * LANES);
        return;
    }
    LAMINA_UNROLL for (int i = 0; i < rows; i++)
        LAMINA_UNROLL for (int j = 0; j < vectors; j++) sums[i * vectors + j] = initial_value(initial, i, group_vector(columns, j) * LANES);
}

// What row k of the matrix adds to a tile's sums.
LAMINA_INLINE void add_to_tile(const int rows, const int vectors, const float *x, int64_t x_stride, const float *const *w, int64_t k, vector *sums) {
    vector row[SMALL_ROW];
    LAMINA_UNROLL for (int j = 0; j < vectors; j++) row[j] = load(w[j] + k * LAMINA_PANEL_WIDTH);
    LAMINA_UNROLL for (int i = 0; i < rows; i++) {
        const vector value = splat(x[i * x_stride + k]);
        LAMINA_UNROLL for (int j = 0; j < vectors; j++) sums[i * vectors + j] = multiply_add(value, row[j], sums[i * vectors + j]);
    }
}

// One tile: `rows` × `vectors` results to the first sums, all three counts constants. Of several sums a result that the registers do not
// hold together, one is made up after the other.
LAMINA_INLINE void tile_sums(const int rows, const int vectors, const int chains, const float *x, int64_t x_stride, band b, column_groups columns,
                             row_source initial, vector *sums) {
    const float *w[SMALL_ROW];
    const int size = rows * vectors;
    LAMINA_UNROLL for (int j = 0; j < vectors; j++) {
        const int64_t v = group_vector(columns, j);
        w[j] = b.weights + v / PANEL_VECTORS * b.panel_stride + v % PANEL_VECTORS * LANES;
    }
    start_tile(rows, vectors, columns, initial, sums);
    LAMINA_UNROLL for (int s = size; s < size * chains; s++) sums[s] = splat(0);
    const int64_t whole = b.k - b.k % chains;
    if (size * chains < REGISTERS) {
        for (int64_t k = 0; k < whole; k += chains)
            LAMINA_UNROLL for (int c = 0; c < chains; c++) add_to_tile(rows, vectors, x, x_stride, w, k + c, sums + c * size);
    } else {
        LAMINA_UNROLL for (int c = 0; c < chains; c++)
            for (int64_t k = c; k < whole; k += chains) add_to_tile(rows, vectors, x, x_stride, w, k, sums + c * size);
    }
    for (int64_t k = whole; k < b.k; k++) add_to_tile(rows, vectors, x, x_stride, w, k, sums);
    LAMINA_UNROLL for (int s = 0; s < size; s++) {
        if (chains == 2) sums[s] += sums[size + s];
        if (chains == 4) sums[s] = (sums[s] + sums[size + s]) + (sums[2 * size + s] + sums[3 * size + s]);
    }
}

// The same to y.
LAMINA_INLINE void tile(const int rows, const int vectors, const int chains, const float *x, int64_t x_stride, band b,
                        int64_t first_vector, row_source initial, row_target_buffer y) {
    vector sums[MAXIMUM_SUMS];
    tile_sums(rows, vectors, chains, x, x_stride, b, (column_groups){first_vector, 0, vectors}, initial, sums);
    float *p = y.p + first_vector * LANES;
    const int64_t columns = y.columns - first_vector * LANES;
    if (columns >= vectors * LANES) {
        LAMINA_UNROLL for (int i = 0; i < rows; i++)
            LAMINA_UNROLL for (int j = 0; j < vectors; j++) store(p + i * y.stride + j * LANES, sums[i * vectors + j]);
        return;
    }
    LAMINA_UNROLL for (int i = 0; i < rows; i++)
        LAMINA_UNROLL for (int j = 0; j < vectors; j++)
            if (columns > j * LANES) store_upto(p + i * y.stride + j * LANES, sums[i * vectors + j], columns - j * LANES);
}

#define TILE(rows, vectors, chains) tile(rows, vectors, chains, x, x_stride, b, v, initial, y)

// One row: as many vectors at once as there are.
static __attribute__((noinline)) void multiply_row(const float *x, band b, int64_t first_vector, int64_t last_vector, row_source initial,
                                                   row_target_buffer y) {
    const int64_t x_stride = 0, count = last_vector - first_vector, groups = count / ROW_GROUP;
    int64_t v = first_vector;
    switch (count) {
    case 1: TILE(1, 1, 4); return;
    case 2: TILE(1, 2, 4); return;
    case 3: TILE(1, 3, 2); return;
    case 4: TILE(1, 4, 2); return;
    case 5: TILE(1, 5, 2); return;
    case 6: TILE(1, 6, 2); return;
    }
    for (int64_t group = 0; group <= groups; group++) {
        const int64_t place = b.backward ? groups - group : group;
        v = first_vector + place * ROW_GROUP;
        if (place < groups) {
            TILE(1, ROW_GROUP, 1);
            continue;
        }
        switch (last_vector - v) {
        case 1: TILE(1, 1, 1); break;
        case 2: TILE(1, 2, 1); break;
        case 3: TILE(1, 3, 1); break;
        case 4: TILE(1, 4, 1); break;
        case 5: TILE(1, 5, 1); break;
        case 6: TILE(1, 6, 1); break;
        case 7: TILE(1, 7, 1); break;
        }
    }
}

// A tile's rows for all vectors; `rows` a constant.
LAMINA_INLINE void multiply_block(const int rows, const float *x, int64_t x_stride, band b, int64_t first_vector, int64_t last_vector,
                                  row_source initial, row_target_buffer y) {
    int64_t v = first_vector;
    for (; v + GROUP <= last_vector; v += GROUP) TILE(rows, GROUP, 1);
    if (v < last_vector) TILE(rows, 1, 1);
}

// The same with several sums a result, in tiles that the registers hold.
LAMINA_INLINE void multiply_chained(const int rows, const float *x, int64_t x_stride, band b, int64_t first_vector, int64_t last_vector,
                                    row_source initial, row_target_buffer y) {
    int64_t v = first_vector;
    if (chains_of(last_vector - first_vector) == 4) {
        if (REGISTERS == 16 || rows == 2)
            for (; v + GROUP <= last_vector; v += GROUP) TILE(rows, GROUP, 4);
        for (; v < last_vector; v++) TILE(rows, 1, 4);
        return;
    }
    for (; v + GROUP <= last_vector; v += GROUP) TILE(rows, GROUP, 2);
    for (; v < last_vector; v++) TILE(rows, 1, 2);
}

// y[r] = initial[r] + x[r] · b for vectors first_vector ..< last_vector of the columns.
static __attribute__((noinline)) void multiply_rows(int64_t rows, const float *x, int64_t x_stride, band b, int64_t first_vector,
                                                    int64_t last_vector, row_source initial, row_target_buffer y) {
#define ADVANCE(count)                      \
    x += (count) * x_stride;                \
    y.p += (count) * y.stride;              \
    if (initial.p) initial.p += (count) * initial.stride; \
    rows -= (count)
#define BLOCKS(multiply, count) BLOCKS_WHILE(rows >= (count), multiply, count)
#define BLOCKS_WHILE(condition, multiply, count)                                      \
    while (condition) {                                                               \
        multiply(count, x, x_stride, b, first_vector, last_vector, initial, y);       \
        ADVANCE(count);                                                               \
    }
    if (chains_of(last_vector - first_vector) > 1) {
        if (LANES == 16 && last_vector - first_vector == GROUP) BLOCKS(multiply_chained, 2)
        BLOCKS(multiply_chained, 4)
    } else {
#if LAMINA_LANES == 16
        BLOCKS(multiply_block, 12)
        BLOCKS(multiply_block, 8)
#else
        // Eight are twice four: a tile of two rows would wait for its own sums.
        BLOCKS_WHILE(rows >= 6 && rows != 8, multiply_block, 6)
#endif
        BLOCKS(multiply_block, 4)
        BLOCKS(multiply_block, 2)
    }
    while (rows > 0) {
        multiply_row(x, b, first_vector, last_vector, initial, y);
        ADVANCE(1);
    }
#undef BLOCKS_WHILE
#undef BLOCKS
#undef ADVANCE
}
#undef TILE

// Some vectors of one row of few columns, `vectors` and `all` of the matrix constants, in the caller's loop: all buffers padded.
LAMINA_INLINE void small_row_sums(const int vectors, const int all, int64_t first_vector, const float *x, band b, const float *initial, vector *sums) {
    tile_sums(1, vectors, chains_of(all), x, 0, b, (column_groups){first_vector, 0, vectors}, (row_source){initial, 0, all_columns}, sums);
}

// The whole of such a row.
LAMINA_INLINE void multiply_small_row(const int vectors, const float *x, band b, const float *initial, float *y) {
    tile(1, vectors, chains_of(vectors), x, 0, b, 0, (row_source){initial, 0, all_columns}, (row_target_buffer){y, 0, all_columns});
}

// Runs CALL(the constant) for a number of vectors that multiply_small_row takes.
#define WITH_SMALL_CONSTANT(vectors, CALL) \
    switch (vectors) {                     \
    case 1: CALL(1); break;                \
    case 2: CALL(2); break;                \
    case 3: CALL(3); break;                \
    case 4: CALL(4); break;                \
    case 5: CALL(5); break;                \
    case 6: CALL(6); break;                \
    case 7: CALL(7); break;                \
    case 8: CALL(8); break;                \
    case 9: CALL(9); break;                \
    case 10: CALL(10); break;              \
    case 11: CALL(11); break;              \
    case 12: CALL(12); break;              \
    }

LAMINA_INLINE int64_t vectors_of(int64_t columns) { return (columns + LANES - 1) / LANES; }
