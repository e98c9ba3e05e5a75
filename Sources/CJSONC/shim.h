#pragma once
#if __has_include(<json-c/json.h>)
#include <json-c/json.h>
#elif __has_include(<json.h>)
#include <json.h>
#else
#error "json-c is missing: run `apt-get install libjson-c-dev` (or `make dependencies`)"
#endif
