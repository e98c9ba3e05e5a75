// What every instruction set's file needs before its target attribute is in force.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include "../tables.h"
