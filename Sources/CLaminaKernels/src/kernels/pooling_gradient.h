// The gradients of pooling. Shape: for each window, vectors of channels over its cells; largest values of 2 × 2 windows of few channels:
// vectors of the floats of two rows, whatever pixel they belong to.
#pragma once
#include "pooling.h"

// Each window adds to its cells; where windows do not meet, it sets them.
LAMINA_INLINE void give(float *p, vector value, int64_t n, int meets) { store_upto(p, meets ? load_upto(p, n) + value : value, n); }

// Windows of 2 × 2 that do not meet.
LAMINA_INLINE void give_largest_of_four(const float *x, vector dy, float *dx, int64_t row_step, int64_t channels, int64_t n) {
    const int64_t places[4] = {0, channels, row_step, row_step + channels};
    vector cells[4];
    LAMINA_UNROLL for (int k = 0; k < 4; k++) cells[k] = load_upto(x + places[k], n);
    const vector most = larger(larger(cells[0], cells[1]), larger(cells[2], cells[3]));
    integers taken = (integers)(0);
    LAMINA_UNROLL for (int k = 0; k < 4; k++) {
        const integers hit = (cells[k] == most) & ~taken;
        taken |= hit;
        store_upto(dx + places[k], choose(hit, dy, splat(0)), n);
    }
}

LAMINA_INLINE void give_largest(const float *x, vector dy, float *dx, cell_range r, int64_t row_step, int64_t channels, int64_t n, int meets) {
    if (!meets && r.bottom - r.top == 2 && r.right - r.left == 2) {
        const int64_t place = r.top * row_step + r.left * channels;
        give_largest_of_four(x + place, dy, dx + place, row_step, channels, n);
        return;
    }
    const vector most = largest_cell(x, r, row_step, channels, n);
    integers taken = (integers)(0);
    for (int64_t row = r.top; row < r.bottom; row++)
        for (int64_t column = r.left; column < r.right; column++) {
            const int64_t place = row * row_step + column * channels;
            const integers hit = (load_upto(x + place, n) == most) & ~taken;
            taken |= hit;
            give(dx + place, choose(hit, dy, splat(0)), n, meets);
        }
}

// In equal parts to all that are as large.
LAMINA_INLINE void give_all_largest(const float *x, vector dy, float *dx, cell_range r, int64_t row_step, int64_t channels, int64_t n, int meets) {
    const vector most = largest_cell(x, r, row_step, channels, n);
    vector count = splat(0);
    for (int64_t row = r.top; row < r.bottom; row++)
        for (int64_t column = r.left; column < r.right; column++)
            count += choose(load_upto(x + row * row_step + column * channels, n) == most, splat(1), splat(0));
    const vector part = dy / count;
    for (int64_t row = r.top; row < r.bottom; row++)
        for (int64_t column = r.left; column < r.right; column++) {
            const int64_t place = row * row_step + column * channels;
            give(dx + place, choose(load_upto(x + place, n) == most, part, splat(0)), n, meets);
        }
}

LAMINA_INLINE void give_share(vector dy, float *dx, cell_range r, int64_t row_step, int64_t channels, int64_t n, int meets) {
    const vector share = dy * cell_share(r);
    for (int64_t row = r.top; row < r.bottom; row++)
        for (int64_t column = r.left; column < r.right; column++) give(dx + row * row_step + column * channels, share, n, meets);
}

#define POOLING_GRADIENT_KERNEL(name, ...)                                                                                          \
    KERNEL(name) {                                                                                                                  \
        const lamina_pooling_gradient_arguments *a = arguments;                                                                     \
        const lamina_convolution_geometry *g = &a->geometry;                                                                        \
        const int64_t row_step = g->width * g->channels, image_floats = g->height * row_step;                                       \
        const int meets = g->row_stride < g->kernel_height || g->column_stride < g->kernel_width;                                   \
        const int covers = !meets && g->row_stride == g->kernel_height && g->column_stride == g->kernel_width &&                    \
                           g->out_height * g->row_stride - g->top >= g->height && g->out_width * g->column_stride - g->left >= g->width; \
        for (int64_t image = first; image < last; image++) {                                                                        \
            const float *x __attribute__((unused)) = a->x == LAMINA_NO_REF ? NULL : lamina_floats(run, a->x) + image * image_floats; \
            const float *dy = lamina_floats(run, a->dy) + image * g->out_height * g->out_width * g->channels;                       \
            float *dx = lamina_floats(run, a->dx) + image * image_floats;                                                           \
            if (!covers) memset(dx, 0, (size_t)image_floats * sizeof(float));                                                       \
            for (int64_t row = 0; row < g->out_height; row++)                                                                       \
                for (int64_t column = 0; column < g->out_width; column++, dy += g->channels) {                                      \
                    const cell_range cells = window_cells(g, row, column);                                                          \
                    EACH_VECTOR(i, n, g->channels, { __VA_ARGS__; });                                                               \
                }                                                                                                                   \
        }                                                                                                                           \
    }
POOLING_GRADIENT_KERNEL(largest_of_windows_gradient, give_largest(x + i, load_upto(dy + i, n), dx + i, cells, row_step, g->channels, n, meets))
POOLING_GRADIENT_KERNEL(max_pooling_shared_gradient,
                        give_all_largest(x + i, load_upto(dy + i, n), dx + i, cells, row_step, g->channels, n, meets))
POOLING_GRADIENT_KERNEL(average_pooling_gradient, give_share(load_upto(dy + i, n), dx + i, cells, row_step, g->channels, n, meets))
#undef POOLING_GRADIENT_KERNEL

enum { NARROW_FLOATS = 1024, NARROW_ROW = NARROW_FLOATS + 3 * LANES };

// 2 × 2 windows side by side: `count` floats of a row belong to them, and those of a window's right column have all bits of `is_right` set.
typedef struct {
    int64_t channels, count;
    int32_t is_right[NARROW_ROW];
} narrow_windows;

LAMINA_INLINE int are_narrow(const lamina_convolution_geometry *g) {
    return windows_are_side_by_side(g) && g->kernel_height == 2 && g->kernel_width == 2 && 2 * g->channels <= LANES &&
           2 * g->out_width * g->channels <= NARROW_FLOATS;
}

LAMINA_INLINE void set_narrow_windows(narrow_windows *w, const lamina_convolution_geometry *g) {
    w->channels = g->channels;
    w->count = 2 * g->out_width * g->channels;
    memset(w->is_right, 0, (size_t)(w->count + LANES) * sizeof(int32_t));
    for (int64_t i = g->channels; i < w->count; i += 2 * g->channels) memset(w->is_right + i, -1, (size_t)g->channels * sizeof(int32_t));
}

// Each window's gradient to both its columns. A pixel takes a whole vector along, which the next one writes over.
LAMINA_INLINE void spread_windows(const narrow_windows *w, const float *dy, float *spread) {
    const int64_t count = w->count / 2;
    for (int64_t i = 0; i < count; i += w->channels) {
        const vector d = load_upto(dy + i, count - i);
        store(spread + 2 * i, d);
        store(spread + 2 * i + w->channels, d);
    }
}

// The first largest of a window takes its gradient, `spread`. The rows may be read a vector before their start and beyond their end.
LAMINA_INLINE void give_narrow(const narrow_windows *w, const float *upper, const float *lower, const float *spread, float *d_upper, float *d_lower) {
    EACH_VECTOR(i, n, w->count, {
        integers right;
        memcpy(&right, w->is_right + i, sizeof right);
        const vector above = load(upper + i), below = load(lower + i), d = load(spread + i);
        const vector beside_above = choose(right, load(upper + i - w->channels), load(upper + i + w->channels));
        const vector beside_below = choose(right, load(lower + i - w->channels), load(lower + i + w->channels));
        const vector most = larger(larger(above, beside_above), larger(below, beside_below));
        const integers is_above = above == most, is_beside = beside_above == most;
        const integers takes_above = is_above & ~(right & is_beside);
        const integers takes_below = (below == most) & ~(is_above | is_beside | (right & (beside_below == most)));
        store_upto(d_upper + i, choose(takes_above, d, splat(0)), n);
        store_upto(d_lower + i, choose(takes_below, d, splat(0)), n);
    });
}

static void narrow_windows_gradient(const lamina_run *run, const lamina_pooling_gradient_arguments *a, int64_t first, int64_t last) {
    const lamina_convolution_geometry *g = &a->geometry;
    const int64_t row_floats = g->width * g->channels, covered_rows = 2 * g->out_height;
    narrow_windows w;
    set_narrow_windows(&w, g);
    float upper[NARROW_ROW], lower[NARROW_ROW], spread[NARROW_ROW];
    memset(upper, 0, (size_t)(w.count + 3 * LANES) * sizeof(float));
    memset(lower, 0, (size_t)(w.count + 3 * LANES) * sizeof(float));
    memset(spread, 0, (size_t)(w.count + 3 * LANES) * sizeof(float));
    for (int64_t image = first; image < last; image++) {
        const float *x = lamina_floats(run, a->x) + image * g->height * row_floats;
        const float *dy = lamina_floats(run, a->dy) + image * g->out_height * w.count / 2;
        float *dx = lamina_floats(run, a->dx) + image * g->height * row_floats;
        if (w.count < row_floats || covered_rows < g->height) memset(dx, 0, (size_t)(g->height * row_floats) * sizeof(float));
        for (int64_t row = 0; row < covered_rows; row += 2, x += 2 * row_floats, dx += 2 * row_floats, dy += w.count / 2) {
            copy_floats(upper + LANES, x, w.count);
            copy_floats(lower + LANES, x + row_floats, w.count);
            spread_windows(&w, dy, spread);
            give_narrow(&w, upper + LANES, lower + LANES, spread, dx, dx + row_floats);
        }
    }
}

KERNEL(max_pooling_gradient) {
    const lamina_pooling_gradient_arguments *a = arguments;
    if (are_narrow(&a->geometry)) narrow_windows_gradient(run, a, first, last);
    else kernel_largest_of_windows_gradient(run, arguments, first, last);
}
