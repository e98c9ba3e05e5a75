// Normalisation of each item by groups of channels. Shape: moments of every channel a vector of channels at a time, a group's from its
// channels', then one pass over the pixels with a scale and an offset for each channel.
#pragma once
#include "normalization.h"

KERNEL(normalize_groups) {
    const lamina_normalize_groups_arguments *a = arguments;
    const int64_t pixels = lamina_count(run, a->pixels), channels = a->channels, width = channels / a->groups;
    const float *gamma = lamina_floats(run, a->gamma), *beta = lamina_floats(run, a->beta);
    for (int64_t item = first; item < last; item++) {
        const float *x = lamina_floats(run, a->x) + item * pixels * channels;
        float *scale = lamina_floats(run, a->scratch) + item * 2 * channels, *offset = scale + channels;
        float *means = lamina_floats(run, a->mean) + item * a->groups, *inverses = lamina_floats(run, a->inverse) + item * a->groups;
        EACH_VECTOR(i, n, channels, {
            const column_moments_of m = moments(x + i, pixels, channels, n);
            store_upto(offset + i, m.mean, n);
            store_upto(scale + i, m.squares, n);
        });
        for (int64_t g = 0; g < a->groups; g++) {
            double mean = 0, squares = 0;
            for (int64_t c = g * width; c < (g + 1) * width; c++) mean += offset[c];
            mean /= (double)width;
            for (int64_t c = g * width; c < (g + 1) * width; c++)
                squares += scale[c] + (double)pixels * (offset[c] - mean) * (offset[c] - mean);
            means[g] = (float)mean;
            inverses[g] = 1 / sqrtf((float)(squares / ((double)pixels * (double)width)) + a->epsilon);
            for (int64_t c = g * width; c < (g + 1) * width; c++) {
                scale[c] = inverses[g] * (gamma ? gamma[c] : 1);
                offset[c] = (beta ? beta[c] : 0) - means[g] * scale[c];
            }
        }
        scale_rows(x, scale, offset, lamina_floats(run, a->y) + item * pixels * channels, pixels, channels);
    }
}

// dx = inverse · (gamma · dy - level - (x - mean) · slope): level and slope are the group's means of gamma · dy and of gamma · dy · x̂ · inverse.
KERNEL(normalize_groups_gradient) {
    const lamina_normalize_groups_gradient_arguments *a = arguments;
    const int64_t pixels = lamina_count(run, a->pixels), channels = a->channels, width = channels / a->groups;
    const float *gamma = lamina_floats(run, a->gamma);
    for (int64_t item = first; item < last; item++) {
        const float *x = lamina_floats(run, a->x) + item * pixels * channels, *dy = lamina_floats(run, a->dy) + item * pixels * channels;
        float *dx = lamina_floats(run, a->dx) + item * pixels * channels;
        const float *means = lamina_floats(run, a->mean) + item * a->groups, *inverses = lamina_floats(run, a->inverse) + item * a->groups;
        float *dgamma = lamina_floats(run, a->dgamma) + item * channels, *dbeta = lamina_floats(run, a->dbeta) + item * channels;
        float *middle = lamina_floats(run, a->scratch) + item * 4 * channels;
        float *scale = middle + channels, *slope = scale + channels, *level = slope + channels;
        for (int64_t c = 0; c < channels; c++) middle[c] = means[c / width];
        EACH_VECTOR(i, n, channels, {
            const vector m = load_upto(middle + i, n);
            vector total = splat(0);
            vector product = splat(0);
            for (int64_t block = 0; block < pixels; block += COLUMN_SUM_ROWS) {
                const int64_t end = block + COLUMN_SUM_ROWS < pixels ? block + COLUMN_SUM_ROWS : pixels;
                vector part = splat(0);
                vector part_product = splat(0);
                for (int64_t p = block; p < end; p++) {
                    const vector d = load_upto(dy + p * channels + i, n);
                    part += d;
                    part_product = multiply_add(d, load_upto(x + p * channels + i, n) - m, part_product);
                }
                total += part;
                product += part_product;
            }
            store_upto(dbeta + i, total, n);
            store_upto(dgamma + i, product, n);
        });
        for (int64_t g = 0; g < a->groups; g++) {
            const double share = 1 / ((double)pixels * (double)width);
            double sum = 0, products = 0;
            for (int64_t c = g * width; c < (g + 1) * width; c++) {
                const float factor = gamma ? gamma[c] : 1;
                sum += (double)factor * dbeta[c];
                products += (double)factor * dgamma[c];
            }
            for (int64_t c = g * width; c < (g + 1) * width; c++) {
                scale[c] = inverses[g] * (gamma ? gamma[c] : 1);
                slope[c] = (float)(products * share) * inverses[g] * inverses[g] * inverses[g];
                level[c] = (float)(sum * share) * inverses[g];
                dgamma[c] *= inverses[g];
            }
        }
        for (int64_t p = 0; p < pixels; p++, x += channels, dy += channels, dx += channels)
            EACH_VECTOR(i, n, channels, {
                const vector distance = load_upto(x + i, n) - load_upto(middle + i, n);
                const vector direct = load_upto(dy + i, n) * load_upto(scale + i, n);
                store_upto(dx + i, direct - load_upto(level + i, n) - distance * load_upto(slope + i, n), n);
            });
    }
}
