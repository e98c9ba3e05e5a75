// Convolutions of each channel alone, forward and transposed, and the gradient by their kernel. Shape: for each pixel, vectors of channels
// over the taps that lie inside the image; scale, offset and bias before the store, the activation row by row.
#pragma once
#include "convolution.h"

// The positions of one axis that a pixel reads, and the kernel's indices for them: tap, tap + tap_step …
typedef struct { int64_t first, step, count, tap, tap_step; } depthwise_taps;

LAMINA_INLINE depthwise_taps forward_taps(int64_t place, int64_t stride, int64_t dilation, int64_t kernel, int64_t before, int64_t size) {
    const axis_taps t = inside((axis_taps){place * stride - before, dilation, kernel, 0}, size);
    return (depthwise_taps){t.first, t.step, t.count, t.tap, 1};
}

// What the pixel at `place` of the image gave to: outputs in rising order, and so kernel indices in falling order.
LAMINA_INLINE depthwise_taps transposed_taps(int64_t place, int64_t stride, int64_t dilation, int64_t kernel, int64_t before, int64_t out_size) {
    const int64_t phase = (place + before) % stride, count = phase_taps(kernel, stride, phase);
    const axis_taps t = inside((axis_taps){(place + before) / stride - (count - 1) * dilation, dilation, count, 0}, out_size);
    return (depthwise_taps){t.first, t.step, t.count, phase + (count - 1 - t.tap) * stride, -stride};
}

LAMINA_INLINE vector depthwise_sum(const float *x, const float *weights, depthwise_taps rows, depthwise_taps columns, int64_t width,
                                   int64_t kernel_width, int64_t channels, vector sum, int64_t n) {
    for (int64_t i = 0; i < rows.count; i++) {
        const float *p = x + ((rows.first + i * rows.step) * width + columns.first) * channels;
        const float *w = weights + ((rows.tap + i * rows.tap_step) * kernel_width + columns.tap) * channels;
        for (int64_t j = 0; j < columns.count; j++, p += columns.step * channels, w += columns.tap_step * channels)
            sum = multiply_add(load_upto(p, n), load_upto(w, n), sum);
    }
    return sum;
}

// `height`, `width`: of what is read. `row_taps`, `column_taps`: one of the two functions above, for the row `place` and the pixel `x`.
#define DEPTHWISE_KERNEL(name, height, width, out_height, out_width, row_taps, column_taps)                                                  \
    KERNEL(name) {                                                                                                                            \
        const lamina_depthwise_arguments *a = arguments;                                                                                      \
        const lamina_convolution_geometry *g = &a->geometry;                                                                                  \
        const int64_t channels = g->channels, row_floats = (out_width) * channels;                                                            \
        const float *weights = lamina_floats(run, a->kernel), *bias = lamina_floats(run, a->bias);                                            \
        const float *scale = lamina_floats(run, a->scale), *offset = lamina_floats(run, a->offset);                                           \
        for (int64_t row = first; row < last; row++) {                                                                                        \
            const float *image = lamina_floats(run, a->x) + row / (out_height) * (height) * (width) * channels;                               \
            float *line = lamina_floats(run, a->y) + row * row_floats;                                                                        \
            const int64_t place = row % (out_height);                                                                                         \
            const depthwise_taps rows = row_taps;                                                                                             \
            for (int64_t x = 0; x < (out_width); x++) {                                                                                       \
                const depthwise_taps columns = column_taps;                                                                                   \
                float *y = line + x * channels;                                                                                               \
                EACH_VECTOR(c, n, channels, {                                                                                                 \
                    const vector start = bias ? load_upto(bias + c, n) : splat(0);                                                            \
                    vector sum = depthwise_sum(image + c, weights + c, rows, columns, (width), g->kernel_width, channels, start, n);          \
                    if (scale) sum = multiply_add(sum, load_upto(scale + c, n), load_upto(offset + c, n));                                    \
                    store_upto(y + c, sum, n);                                                                                                \
                });                                                                                                                           \
            }                                                                                                                                 \
            if (a->activation.kind != LAMINA_LINEAR) activate(a->activation, line, line, row_floats);                                         \
        }                                                                                                                                     \
    }
DEPTHWISE_KERNEL(depthwise_convolution, g->height, g->width, g->out_height, g->out_width,
                 forward_taps(place, g->row_stride, g->row_dilation, g->kernel_height, g->top, g->height),
                 forward_taps(x, g->column_stride, g->column_dilation, g->kernel_width, g->left, g->width))
DEPTHWISE_KERNEL(depthwise_convolution_transposed, g->out_height, g->out_width, g->height, g->width,
                 transposed_taps(place, g->row_stride, g->row_dilation, g->kernel_height, g->top, g->out_height),
                 transposed_taps(x, g->column_stride, g->column_dilation, g->kernel_width, g->left, g->out_width))
#undef DEPTHWISE_KERNEL

// The output pixels first ..< last of a row whose tap at `offset` (in pixels, from the window's origin) lies inside the image.
LAMINA_INLINE int64_t first_inside(int64_t offset, int64_t stride) { return offset < 0 ? (-offset + stride - 1) / stride : 0; }
LAMINA_INLINE int64_t end_inside(int64_t offset, int64_t stride, int64_t size, int64_t count) {
    const int64_t reachable = offset < size ? (size - 1 - offset) / stride + 1 : 0;
    return reachable < count ? reachable : count;
}

enum { DEPTHWISE_SUMS = 4 };

// Σ x · dy over pixels side by side: several sums, so that they need not wait for each other.
LAMINA_INLINE vector depthwise_products(const float *x, int64_t x_step, const float *dy, int64_t dy_step, int64_t count, int64_t n) {
    vector sums[DEPTHWISE_SUMS];
    LAMINA_UNROLL for (int s = 0; s < DEPTHWISE_SUMS; s++) sums[s] = splat(0);
    int64_t p = 0;
    for (; p + DEPTHWISE_SUMS <= count; p += DEPTHWISE_SUMS)
        LAMINA_UNROLL for (int s = 0; s < DEPTHWISE_SUMS; s++)
            sums[s] = multiply_add(load_upto(x + (p + s) * x_step, n), load_upto(dy + (p + s) * dy_step, n), sums[s]);
    for (; p < count; p++) sums[0] = multiply_add(load_upto(x + p * x_step, n), load_upto(dy + p * dy_step, n), sums[0]);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

KERNEL(depthwise_convolution_weights) {
    const lamina_convolution_weights_arguments *a = arguments;
    const lamina_convolution_geometry *g = &a->geometry;
    const int64_t images = lamina_count(run, a->images), channels = g->channels, taps = g->kernel_height * g->kernel_width;
    const float *x = lamina_floats(run, a->x) + first, *dy = lamina_floats(run, a->dy) + first;
    float *dw = lamina_floats(run, a->dw) + first;
    for (int64_t tap = 0; tap < taps; tap++) memset(dw + tap * channels, 0, (size_t)(last - first) * sizeof(float));
    for (int64_t line = 0; line < images * g->out_height; line++)
        for (int64_t tap = 0; tap < taps; tap++) {
            const int64_t row = line % g->out_height * g->row_stride - g->top + tap / g->kernel_width * g->row_dilation;
            const int64_t offset = tap % g->kernel_width * g->column_dilation - g->left;
            const int64_t begin = first_inside(offset, g->column_stride), end = end_inside(offset, g->column_stride, g->width, g->out_width);
            if (row < 0 || row >= g->height || end <= begin) continue;
            const float *source = x + ((line / g->out_height * g->height + row) * g->width + begin * g->column_stride + offset) * channels;
            const float *gradient = dy + (line * g->out_width + begin) * channels;
            EACH_VECTOR(c, n, last - first, {
                float *target = dw + tap * channels + c;
                const vector sum = depthwise_products(source + c, g->column_stride * channels, gradient + c, channels, end - begin, n);
                store_upto(target, load_upto(target, n) + sum, n);
            });
        }
}
