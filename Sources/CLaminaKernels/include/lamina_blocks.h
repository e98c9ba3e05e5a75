// What a plan file must know of kernels: their numbers, and the fields of the argument block that each takes.
#pragma once
#include "lamina_abi.h"

#ifdef __cplusplus
extern "C" {
#endif

// Raise it when a kernel reads the same block in another sense, or when weights are packed otherwise: plan files of another revision are
// refused. That the fields of a block have changed, its digest says by itself.
enum { LAMINA_KERNEL_REVISION = 1 };

// A kernel's place in LAMINA_KERNELS: -1 for one that is not there, of whichever instruction set.
int32_t lamina_kernel_number(lamina_kernel kernel);
int32_t lamina_kernel_count(void);
const char *lamina_kernel_name_of(int32_t number);

// In the instruction set that was chosen for this process.
lamina_kernel lamina_kernel_numbered(int32_t number);

typedef enum {
    LAMINA_FIELD_NUMBER = 0, // no place in memory: a size, a rate, an option
    LAMINA_FIELD_REF,        // lamina_ref
    LAMINA_FIELD_EXTENT,     // lamina_extent
    LAMINA_FIELD_KERNEL,     // lamina_kernel: its own block follows this one
} lamina_field_kind;

// `count` elements of `size` bytes each.
typedef struct { int32_t offset, size, count; lamina_field_kind kind; } lamina_field;

enum { LAMINA_MAXIMUM_FIELDS = 48 };

typedef struct {
    int32_t size;    // of the whole block in bytes
    int32_t count;   // fields; -1 if one has a type that is not known here
    uint64_t digest; // of the names, types and places of all fields
    lamina_field fields[LAMINA_MAXIMUM_FIELDS];
} lamina_block;

lamina_block lamina_block_of(int32_t number);

// Of `count` bytes, as the document of the plan file defines it: any change within one aligned group of 8 bytes changes it.
uint64_t lamina_checksum(const void *bytes, int64_t count);

// The bytes that base64 letters without padding stand for: how many, or -1 where another letter is among them.
int64_t lamina_decode_base64(const uint8_t *text, int64_t count, void *target);

#ifdef __cplusplus
}
#endif
