// tanh without division for AVX-512: in 32 pieces of width 9/32 around their middles, a polynomial of degree 5 in the
// distance from the middle, its coefficients fetched by permutes of two registers. Piece 0 is odd with slope 1, so small
// results keep their relative precision; the last piece is 1. The polynomials interpolate at Chebyshev nodes.
#pragma once
#include "vector.h"

// Row j: the coefficients of distanceʲ.
static const float tanh_pieces[6][32] = {
    {
        0.0f, 0.274061572f, 0.509829965f, 0.687790208f, 0.809301075f, 0.886695152f, 0.933828044f, 0.961751927f,
        0.978026115f, 0.987420196f, 0.992812795f, 0.995898513f, 0.997660979f, 0.998666595f, 0.999240031f, 0.999566912f,
        0.999753211f, 0.999859376f, 0.999919873f, 0.999954344f, 0.999973986f, 0.999985177f, 0.999991554f, 0.999995188f,
        0.999997258f, 0.999998438f, 0.99999911f, 0.999999493f, 0.999999711f, 0.999999835f, 0.999999906f, 1.0f,
    },
    {
        1.0f, 0.924890244f, 0.740073405f, 0.526944637f, 0.345031777f, 0.213771711f, 0.127965185f, 0.0750332317f,
        0.0434649189f, 0.0250013571f, 0.0143227544f, 0.00818615198f, 0.00467257006f, 0.00266503128f, 0.00151936051f, 0.000865988637f,
        0.000493517401f, 0.000281227597f, 0.000160248349f, 9.13099046e-05f, 5.20278373e-05f, 2.96448999e-05f, 1.68912625e-05f, 9.62438623e-06f,
        5.48382133e-06f, 3.12459089e-06f, 1.78033942e-06f, 1.01440721e-06f, 5.77991932e-07f, 3.29329919e-07f, 1.87646544e-07f, 0.0f,
    },
    {
        0.0f, -0.25346125f, -0.377303393f, -0.362429623f, -0.27923866f, -0.189552533f, -0.11949813f, -0.0721633575f,
        -0.0425096641f, -0.0246866905f, -0.0142197038f, -0.00815250631f, -0.00466159825f, -0.00266145263f, -0.00151819128f, -0.000865605199f,
        -0.000493390797f, -0.0002811853f, -0.000160233939f, -9.13048404e-05f, -5.20259734e-05f, -2.96441695e-05f, -1.6890954e-05f, -9.62424541e-06f,
        -5.48375245e-06f, -3.12455533e-06f, -1.78032035e-06f, -1.01439673e-06f, -5.77986086e-07f, -3.29326631e-07f, -1.87644673e-07f, 0.0f,
    },
    {
        -0.333330711f, -0.238826843f, -0.0543330836f, 0.0736227672f, 0.110974823f, 0.096817146f, 0.0689355649f, 0.044392339f,
        0.0270874355f, 0.0160424843f, 0.00934333883f, 0.00539040439f, 0.00309320259f, 0.00176957827f, 0.00101059449f, 0.000576573459f,
        0.000328766678f, 0.000187405193f, 0.000106806106f, 6.08646767e-05f, 3.46823723e-05f, 1.97623048e-05f, 1.12605088e-05f, 6.41613767e-06f,
        3.65583522e-06f, 2.08304205e-06f, 1.18688451e-06f, 6.76267401e-07f, 3.85326165e-07f, 2.19552106e-07f, 1.2509712e-07f, 0.0f,
    },
    {
        0.0f, 0.147833532f, 0.152361848f, 0.0704771176f, 0.00381597375f, -0.0223677335f, -0.0244534361f, -0.0186395975f,
        -0.0123440597f, -0.00763254286f, -0.00455109638f, -0.00266024983f, -0.00153782911f, -0.000883443425f, -0.000505722783f, -0.000288917481f,
        -0.000164869013f, -9.40203656e-05f, -5.35974431e-05f, -3.05474282e-05f, -1.74081678e-05f, -9.91977425e-06f, -5.65240852e-06f, -3.2207407e-06f,
        -1.83515317e-06f, -1.04564886e-06f, -5.95796119e-07f, -3.39475523e-07f, -1.93427881e-07f, -1.10211755e-07f, -6.27975167e-08f, 0.0f,
    },
    {
        0.13227247f, 0.0588497179f, -0.0427809126f, -0.0606892896f, -0.0320443781f, -0.00756344523f, 0.00271102706f, 0.00477397187f,
        0.00398527869f, 0.0027266659f, 0.0017105724f, 0.00102733478f, 0.00060278588f, 0.000349176111f, 0.000200822629f, 0.000115033859f,
        6.57422848e-05f, 3.75231725e-05f, 2.1400963e-05f, 1.22006943e-05f, 6.95394518e-06f, 3.9629521e-06f, 2.25826325e-06f, 1.28679814e-06f,
        7.33223589e-07f, 4.17780309e-07f, 2.38058094e-07f, 1.35645974e-07f, 7.72781378e-08f, 4.40370829e-08f, 2.50903373e-08f, 0.0f,
    },
};

LAMINA_INLINE __m512 tanh_coefficient(int power, __m512i piece) {
    return _mm512_permutex2var_ps(_mm512_loadu_ps(tanh_pieces[power]), piece, _mm512_loadu_ps(tanh_pieces[power] + 16));
}

LAMINA_INLINE vector tanh_by_pieces(vector x) {
    const vector width = splat(0.28125f), magic = splat(0x1.8p23f);
    // Beyond the last middle nothing changes; NaN, the second operand, passes.
    const vector a = (vector)_mm512_min_ps((__m512)(31 * width), (__m512)absolute(x));
    // A whole number in the low bits: the nearest middle.
    const vector number = multiply_add(a, splat(1 / 0.28125f), magic);
    const vector d = multiply_add(number - magic, -width, a);
    const __m512i piece = (__m512i)number;
    const vector d2 = d * d;
    const vector low = multiply_add((vector)tanh_coefficient(1, piece), d, (vector)tanh_coefficient(0, piece));
    const vector middle = multiply_add((vector)tanh_coefficient(3, piece), d, (vector)tanh_coefficient(2, piece));
    const vector high = multiply_add((vector)tanh_coefficient(5, piece), d, (vector)tanh_coefficient(4, piece));
    return with_sign(multiply_add(multiply_add(high, d2, middle), d2, low), x);
}
