#pragma once
#if __has_include(<cblas.h>)
#include <cblas.h>
#else
#error "OpenBLAS is missing: run `apt-get install libopenblas-dev` (or `make dependencies`)"
#endif
