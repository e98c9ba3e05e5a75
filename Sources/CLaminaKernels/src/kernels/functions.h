// exp, log and what is made of them, by polynomial, correct for infinities, NaN and subnormals.
// The polynomials interpolate at Chebyshev nodes in the reduced range; their error is below a tenth of an ulp.
#pragma once
#include "vector.h"
#if LAMINA_LANES == 16
#include "tanh_pieces.h"
#endif

// x · 2ⁿ for whole n within ±400, rounding once into the subnormals.
LAMINA_INLINE vector scale_by_power(vector x, vector n) {
#if LAMINA_LANES == 16
    return (vector)_mm512_scalef_ps((__m512)x, (__m512)n);
#else
    // In two factors, as one power of two alone may be out of range; 1.5·2²³ puts a whole number in a float's low bits.
    const vector magic = splat(0x1.8p23f);
    const vector half = (n * 0.5f + magic) - magic;
    const vector rest = n - half;
    const integers first = (__builtin_convertvector(half, integers) + 127) << 23;
    const integers second = (__builtin_convertvector(rest, integers) + 127) << 23;
    return x * (vector)first * (vector)second;
#endif
}

typedef struct { vector power, fraction; } exponent_parts;

// eˣ = 2^power · (1 + fraction), |fraction| < 0.42, with fraction = eʳ - 1 accurate near 0. x within ±150 or NaN.
LAMINA_INLINE exponent_parts exponent(vector x) {
    const vector magic = splat(0x1.8p23f);
    const vector power = multiply_add(x, splat(1.44269504f), magic) - magic;
    // ln 2 in a part of 10 bits, whose product with a power is exact, and the rest.
    vector r = multiply_add(power, splat(-0.693359375f), x);
    r = multiply_add(power, splat(2.12194440e-4f), r);
    vector p = splat(1.392625083e-03f);
    p = multiply_add(p, r, splat(8.363232884e-03f));
    p = multiply_add(p, r, splat(4.166655421e-02f));
    p = multiply_add(p, r, splat(1.666657667e-01f));
    p = multiply_add(p, r, splat(0.5f));
    // NaN: the conversion to a power must not see it.
    return (exponent_parts){choose(x == x, power, splat(0)), multiply_add(p, r * r, r)};
}

LAMINA_INLINE vector clamp_keeping_nan(vector x, float low, float high) {
    x = choose(x < splat(low), splat(low), x);
    return choose(x > splat(high), splat(high), x);
}

LAMINA_INLINE vector exponential(vector x) {
    const exponent_parts e = exponent(clamp_keeping_nan(x, -106, 90));
    return scale_by_power(e.fraction + 1.0f, e.power);
}

// eˣ - 1.
LAMINA_INLINE vector exponential_minus_1(vector x) {
    const exponent_parts e = exponent(clamp_keeping_nan(x, -30, 90));
    // Half the power first: at the top 2^power alone is infinite before the result is.
    const vector half_scale = scale_by_power(splat(0.5f), e.power);
    const vector result = multiply_add(half_scale, e.fraction, half_scale - 0.5f) * 2.0f;
    return choose(e.power == splat(0), e.fraction, result);
}

// (e²ˣ - 1) / (e²ˣ + 1) on |x|, unless the instruction set has better.
LAMINA_INLINE vector hyperbolic_tangent(vector x) {
#if LAMINA_LANES == 16
    return tanh_by_pieces(x);
#else
    const vector a = absolute(x);
    const exponent_parts e = exponent(clamp_keeping_nan(a + a, 0, 24));
    const vector scale = (vector)((__builtin_convertvector(e.power, integers) + 127) << 23);
    const vector minus_1 = multiply_add(scale, e.fraction, scale - 1.0f);
    return with_sign(minus_1 / (minus_1 + 2.0f), x);
#endif
}

// 1 / (1 + e⁻ˣ), with the numerator e⁻|x| where x < 0, so that small results keep their precision.
LAMINA_INLINE vector sigmoid(vector x) {
    const exponent_parts e = exponent(clamp_keeping_nan(-absolute(x), -106, 0));
    const vector small = scale_by_power(e.fraction + 1.0f, e.power);
    return choose(x < splat(0), small, splat(1)) / (small + 1.0f);
}

// sigmoid for a gate, where an absolute error of an ulp of 1 is as good as a relative one.
LAMINA_INLINE vector gate_sigmoid(vector x) { return multiply_add(splat(0.5f), hyperbolic_tangent(0.5f * x), splat(0.5f)); }

// ln x of a positive number, subnormals too; -∞ at 0, NaN below.
LAMINA_INLINE vector logarithm(vector x) {
    const integers tiny = x < splat(0x1p-126f);
    const vector normal = choose(tiny, x * 0x1p23f, x);
    // Exponent and mantissa in [√½, √2).
    const integers shifted = (integers)normal - 0x3f3504f3;
    const vector power = __builtin_convertvector(shifted >> 23, vector) - choose(tiny, splat(23), splat(0));
    const vector f = (vector)((shifted & 0x007fffff) + 0x3f3504f3) - 1.0f;
    vector p = splat(6.971611443e-02f);
    p = multiply_add(p, f, splat(-1.147973381e-01f));
    p = multiply_add(p, f, splat(1.168541992e-01f));
    p = multiply_add(p, f, splat(-1.242568734e-01f));
    p = multiply_add(p, f, splat(1.424905765e-01f));
    p = multiply_add(p, f, splat(-1.666780232e-01f));
    p = multiply_add(p, f, splat(2.000071575e-01f));
    p = multiply_add(p, f, splat(-2.499999696e-01f));
    p = multiply_add(p, f, splat(3.333333118e-01f));
    const vector square = f * f;
    vector small = multiply_add(power, splat(-2.12194440e-4f), p * square * f);
    small = multiply_add(square, splat(-0.5f), small);
    const vector result = multiply_add(power, splat(0.693359375f), small + f);
    const vector at_edges = choose(x == splat(0), splat(-INFINITY), choose(x < splat(0), splat(NAN), x));
    return choose((x > splat(0)) & (x < splat(INFINITY)), result, at_edges);
}

// xᵖ of x ≥ 0.
LAMINA_INLINE vector power(vector x, float p) {
    if (p == 0.5f) return square_root(x);
    if (p == 2) return x * x;
    if (p == 1) return x;
    return p == 0 ? splat(1) : exponential(p * logarithm(x));
}

// ln(1 + x) for x > -1: ln of the rounded sum, corrected by what the rounding lost.
LAMINA_INLINE vector logarithm_of_1_plus(vector x) {
    const vector sum = x + 1.0f;
    const vector lost = x - (sum - 1.0f);
    const vector result = logarithm(sum) + lost / sum;
    return choose((sum < splat(INFINITY)) & (sum > splat(0)), choose(sum == splat(1), x, result), logarithm(sum));
}

// ln(1 + eˣ).
LAMINA_INLINE vector softplus(vector x) {
    const vector positive = choose(x < splat(0), splat(0), x);
    return positive + logarithm_of_1_plus(exponential(-absolute(x)));
}

// From the C library, a lane at a time.
LAMINA_INLINE vector error_function_complement(vector x) {
    LAMINA_UNROLL for (int i = 0; i < LANES; i++) x[i] = erfcf(x[i]);
    return x;
}
