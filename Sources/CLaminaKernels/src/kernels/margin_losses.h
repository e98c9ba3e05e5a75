// Losses of a margin or of an angle. Shape: hinges a column at a time as in losses.h; the others in passes over the row.
#pragma once
#include "losses.h"

KERNEL(hinge_labels) {
    const lamina_hinge_labels_arguments *a = arguments;
    if (last <= first) return;
    const int64_t count = lamina_count(run, a->count);
    const float *x = lamina_floats(run, a->x);
    float *y = lamina_floats(run, a->y);
    int binary = 1;
    for (int64_t i = 0; i < count; i++) binary &= x[i] == 0 || x[i] == 1;
    const float scale = binary ? 2 : 1;
    const float offset = binary ? -1 : 0;
    EACH_VECTOR(i, n, count, { store_upto(y + i, load_upto(x + i, n) * scale + offset, n); });
}

LAMINA_INLINE vector margin_error(vector p, vector t) { return larger(1.0f - t * p, splat(0)); }
LAMINA_INLINE vector margin_error_slope(vector p, vector t) { return -t * slope_of_clip(1.0f - t * p, 0, INFINITY); }

LAMINA_INLINE vector squared_margin_error(vector p, vector t) { return margin_error(p, t) * margin_error(p, t); }
LAMINA_INLINE vector squared_margin_error_slope(vector p, vector t) { return -2.0f * t * margin_error(p, t); }

COLUMN_LOSS_KERNELS(hinge, margin_error, a->columns, 0.0f)
COLUMN_LOSS_KERNELS(squared_hinge, squared_margin_error, a->columns, 0.0f)

LAMINA_INLINE float row_product(const float *x, const float *y, int64_t columns) {
    vector total = splat(0);
    EACH_VECTOR(i, n, columns, { total += load_upto(x + i, n) * load_upto(y + i, n); });
    return sum_of_lanes(total);
}

// The strongest of the other classes: max (1 - t)·p.
LAMINA_INLINE float strongest_other(const float *p, const float *t, int64_t columns) {
    vector most = splat(-INFINITY);
    EACH_VECTOR(i, n, columns, {
        most = larger(most, fill_beyond((1.0f - load_upto(t + i, n)) * load_upto(p + i, n), n, -INFINITY));
    });
    return largest_of_lanes(most);
}

KERNEL(categorical_hinge) {
    const lamina_loss_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *p = lamina_floats(run, a->prediction) + r * a->columns, *t = lamina_floats(run, a->target) + r * a->columns;
        const float margin = strongest_other(p, t, a->columns) - row_product(t, p, a->columns) + 1;
        lamina_floats(run, a->y)[r] = margin < 0 ? 0 : margin;
    }
}

// Classes that are equally strong share the gradient.
KERNEL(categorical_hinge_gradient) {
    const lamina_loss_gradient_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *p = lamina_floats(run, a->prediction) + r * a->columns, *t = lamina_floats(run, a->target) + r * a->columns;
        float *gradient = lamina_floats(run, a->dprediction) + r * a->columns;
        const float other = strongest_other(p, t, a->columns), margin = other - row_product(t, p, a->columns) + 1;
        const float slope = lamina_floats(run, a->dy)[r] * (margin < 0 ? 0 : margin == 0 ? 0.5f : 1);
        int64_t strongest = 0;
        for (int64_t c = 0; c < a->columns; c++) strongest += (1 - t[c]) * p[c] == other;
        for (int64_t c = 0; c < a->columns; c++) {
            const float share = (1 - t[c]) * p[c] == other ? (1 - t[c]) / (float)strongest : 0;
            gradient[c] = slope * (share - t[c]);
        }
    }
}

LAMINA_INLINE float inverse_length(const float *x, int64_t columns) {
    const float inverse = 1 / sqrtf(row_product(x, x, columns));
    return inverse > 1e7f ? 1e7f : inverse;
}

KERNEL(cosine_similarity) {
    const lamina_loss_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *p = lamina_floats(run, a->prediction) + r * a->columns, *t = lamina_floats(run, a->target) + r * a->columns;
        const float of_p = inverse_length(p, a->columns), of_t = inverse_length(t, a->columns);
        vector total = splat(0);
        EACH_VECTOR(i, n, a->columns, { total += (load_upto(p + i, n) * of_p) * (load_upto(t + i, n) * of_t); });
        lamina_floats(run, a->y)[r] = -sum_of_lanes(total);
    }
}

// A prediction whose length is at its floor is only scaled; Keras has no number at length 0.
KERNEL(cosine_similarity_gradient) {
    const lamina_loss_gradient_arguments *a = arguments;
    for (int64_t r = first; r < last; r++) {
        const float *p = lamina_floats(run, a->prediction) + r * a->columns, *t = lamina_floats(run, a->target) + r * a->columns;
        float *gradient = lamina_floats(run, a->dprediction) + r * a->columns;
        const float of_p = inverse_length(p, a->columns), of_t = inverse_length(t, a->columns);
        const float scale = -lamina_floats(run, a->dy)[r] * of_p;
        const float along = of_p < 1e7f ? row_product(t, p, a->columns) * of_t * of_p * of_p : 0;
        EACH_VECTOR(i, n, a->columns, { store_upto(gradient + i, scale * (load_upto(t + i, n) * of_t - along * load_upto(p + i, n)), n); });
    }
}
