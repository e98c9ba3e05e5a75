// The update rules with a history of their own for each parameter, in Keras's order of operations. Shape as in optimizers.h.
#pragma once
#include "functions.h"
#include "optimizers.h"

KERNEL(adagrad) {
    const lamina_adagrad_arguments *a = arguments;
    const float rate = LEARNING_RATE();
    float *w = FLOATS(w), *accumulator = FLOATS(accumulator);
    const float *g = FLOATS(g);
    EACH_VECTOR(i, n, last - first, {
        const vector gradient = load_upto(g + i, n);
        const vector total = load_upto(accumulator + i, n) + gradient * gradient;
        store_upto(accumulator + i, total, n);
        store_upto(w + i, load_upto(w + i, n) - rate * gradient / square_root(total + a->epsilon), n);
    });
}

KERNEL(adadelta) {
    const lamina_adadelta_arguments *a = arguments;
    const float rate = LEARNING_RATE(), rest = one_minus(a->rho);
    float *w = FLOATS(w), *accumulated = FLOATS(accumulated), *steps = FLOATS(delta);
    const float *g = FLOATS(g);
    EACH_VECTOR(i, n, last - first, {
        const vector gradient = load_upto(g + i, n);
        const vector past = load_upto(steps + i, n);
        const vector squares = a->rho * load_upto(accumulated + i, n) + rest * (gradient * gradient);
        const vector step = square_root(past + a->epsilon) * gradient / square_root(squares + a->epsilon);
        store_upto(accumulated + i, squares, n);
        store_upto(steps + i, a->rho * past + rest * (step * step), n);
        store_upto(w + i, load_upto(w + i, n) - rate * step, n);
    });
}

KERNEL(adamax) {
    const lamina_adamax_arguments *a = arguments;
    const float rest_1 = one_minus(a->beta_1), correction = 1 - powf(a->beta_1, (float)(run->iteration + 1));
    const float rate = LEARNING_RATE();
    float *w = FLOATS(w), *moment = FLOATS(m), *norm = FLOATS(u);
    const float *g = FLOATS(g);
    EACH_VECTOR(i, n, last - first, {
        const vector gradient = load_upto(g + i, n);
        vector m = load_upto(moment + i, n);
        m += (gradient - m) * rest_1;
        const vector u = larger(a->beta_2 * load_upto(norm + i, n), absolute(gradient));
        store_upto(moment + i, m, n);
        store_upto(norm + i, u, n);
        store_upto(w + i, load_upto(w + i, n) - rate * m / (correction * (u + a->epsilon)), n);
    });
}

// What Nesterov's momentum is at a time: it grows to beta_1.
LAMINA_INLINE float nadam_momentum(float beta_1, uint64_t time) { return beta_1 * (1 - 0.5f * powf(0.96f, (float)time)); }

KERNEL(nadam_product) {
    const lamina_nadam_product_arguments *a = arguments;
    if (last > first) lamina_floats(run, a->product)[0] *= nadam_momentum(a->beta_1, run->iteration + 1);
}

KERNEL(nadam) {
    const lamina_nadam_arguments *a = arguments;
    if (last <= first) return;
    const uint64_t time = run->iteration + 1;
    const float rate = LEARNING_RATE(), product = lamina_floats(run, a->product)[0];
    const float now = nadam_momentum(a->beta_1, time), next = nadam_momentum(a->beta_1, time + 1);
    const float of_moment = next / (1 - product * next), of_gradient = (1 - now) / (1 - product);
    const float rest_1 = one_minus(a->beta_1), rest_2 = one_minus(a->beta_2), correction = 1 - powf(a->beta_2, (float)time);
    float *w = FLOATS(w), *first_moment = FLOATS(m), *second_moment = FLOATS(v);
    const float *g = FLOATS(g);
    EACH_VECTOR(i, n, last - first, {
        const vector gradient = load_upto(g + i, n);
        vector m = load_upto(first_moment + i, n);
        vector v = load_upto(second_moment + i, n);
        m += (gradient - m) * rest_1;
        v += (gradient * gradient - v) * rest_2;
        store_upto(first_moment + i, m, n);
        store_upto(second_moment + i, v, n);
        const vector step = of_moment * m + of_gradient * gradient;
        store_upto(w + i, load_upto(w + i, n) - step * rate / (square_root(v / correction) + a->epsilon), n);
    });
}

KERNEL(lion) {
    const lamina_lion_arguments *a = arguments;
    const float rate = LEARNING_RATE(), rest_1 = one_minus(a->beta_1), rest_2 = one_minus(a->beta_2);
    float *w = FLOATS(w), *moment = FLOATS(m);
    const float *g = FLOATS(g);
    EACH_VECTOR(i, n, last - first, {
        const vector gradient = load_upto(g + i, n);
        const vector m = load_upto(moment + i, n);
        const vector direction = m * a->beta_1 + gradient * rest_1;
        // Not-a-number has no sign, and stays.
        const vector sign = choose(direction > splat(0), splat(1), choose(direction < splat(0), splat(-1), direction));
        store_upto(w + i, load_upto(w + i, n) - rate * sign, n);
        store_upto(moment + i, m * a->beta_2 + gradient * rest_2, n);
    });
}

KERNEL(ftrl) {
    const lamina_ftrl_arguments *a = arguments;
    const float rate = LEARNING_RATE();
    float *w = FLOATS(w), *accumulator = FLOATS(accumulator), *linear = FLOATS(linear);
    const float *g = FLOATS(g);
    EACH_VECTOR(i, n, last - first, {
        const vector gradient = load_upto(g + i, n);
        const vector old = load_upto(accumulator + i, n);
        const vector v = load_upto(w + i, n);
        const vector total = old + gradient * gradient;
        const vector root = power(total, a->power);
        const vector pull = (root - power(old, a->power)) / rate * v;
        const vector line = load_upto(linear + i, n) + (gradient + 2 * a->shrinkage * v - pull);
        const vector quadratic = root / rate + 2 * (a->l2 + a->beta / (2 * rate));
        store_upto(accumulator + i, total, n);
        store_upto(linear + i, line, n);
        store_upto(w + i, (clamp_keeping_nan(line, -a->l1, a->l1) - line) / quadratic, n);
    });
}
