// The fields of argument blocks, as the compiler itself tells them: no list of them is kept by hand.
#include "lamina_blocks.h"
#include <stdarg.h>
#include <string.h>
#include "kernel_blocks.h"
#include "sizes.h"
#include "tables.h"

enum {
#define LAMINA_NUMBER(name) number_##name,
    LAMINA_KERNELS(LAMINA_NUMBER)
#undef LAMINA_NUMBER
    KERNEL_COUNT
};

static const char *const names[KERNEL_COUNT] = {
#define LAMINA_NAME(name) #name,
    LAMINA_KERNELS(LAMINA_NAME)
#undef LAMINA_NAME
};

int32_t lamina_kernel_count(void) { return KERNEL_COUNT; }

const char *lamina_kernel_name_of(int32_t number) { return number < 0 || number >= KERNEL_COUNT ? NULL : names[number]; }

lamina_kernel lamina_kernel_numbered(int32_t number) {
    return number < 0 || number >= KERNEL_COUNT ? NULL : ((const lamina_kernel *)lamina_kernels())[number];
}

int32_t lamina_kernel_number(lamina_kernel kernel) {
    const char *name = kernel == NULL ? NULL : lamina_kernel_name(kernel);
    for (int32_t i = 0; name != NULL && i < KERNEL_COUNT; i++)
        if (strcmp(names[i], name) == 0) return i;
    return -1;
}

// A block whose every group of 4 bytes says its own place: `MARK` keeps it a plain number also when it is read as a float.
enum { MARK = 0x3F000000 };

static void mark(void *block, int32_t size) {
    for (int32_t place = 0; place + 4 <= size; place += 4) memcpy((char *)block + place, &(int32_t){MARK + place}, 4);
}

typedef struct {
    lamina_block *block;
    const char *start; // of the marked block
    int is_in_extent;
} description;

static void add(uint64_t *digest, const char *text) {
    for (; *text; text++) *digest = (*digest ^ (unsigned char)*text) * 0x100000001B3ull;
    *digest = (*digest ^ 0xFF) * 0x100000001B3ull;
}

static int32_t size_of(const char *type, size_t length, lamina_field_kind *kind) {
    static const struct { const char *name; int32_t size; lamina_field_kind kind; } types[] = {
        {"lamina_ref", sizeof(lamina_ref), LAMINA_FIELD_REF}, {"lamina_extent", sizeof(lamina_extent), LAMINA_FIELD_EXTENT},
        {"lamina_kernel", sizeof(lamina_kernel), LAMINA_FIELD_KERNEL}, {"int64_t", 8, LAMINA_FIELD_NUMBER},
        {"uint64_t", 8, LAMINA_FIELD_NUMBER}, {"int32_t", 4, LAMINA_FIELD_NUMBER}, {"uint32_t", 4, LAMINA_FIELD_NUMBER},
        {"float", 4, LAMINA_FIELD_NUMBER}, {"uint8_t", 1, LAMINA_FIELD_NUMBER},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strlen(types[i].name) != length || strncmp(types[i].name, type, length) != 0) continue;
        *kind = types[i].kind;
        return types[i].size;
    }
    return 0;
}

static void append(lamina_block *block, lamina_field field) {
    if (field.size == 0 || block->count < 0 || block->count == LAMINA_MAXIMUM_FIELDS) {
        block->count = -1;
        return;
    }
    block->fields[block->count++] = field;
}

// Called by __builtin_dump_struct as printf would be: for a field with its indentation, type, name and value, arrays by their address, for
// the beginning of a structure with these but no value, and for braces.
static int describe(description *d, const char *format, ...) {
    static const char field_format[] = "%s%s %s =", closing_brace[] = "%s}\n";
    if (strcmp(format, closing_brace) == 0) d->is_in_extent = 0;
    const size_t prefix = sizeof field_format - 1;
    if (strncmp(format, field_format, prefix) != 0) return 0;
    va_list values;
    va_start(values, format);
    (void)va_arg(values, const char *);
    const char *type = va_arg(values, const char *), *name = va_arg(values, const char *);
    add(&d->block->digest, type);
    add(&d->block->digest, name);

    const char *value_format = format + prefix;
    lamina_field field = {0, 0, 1, LAMINA_FIELD_NUMBER};
    const char *bracket = strchr(type, '[');
    if (strchr(value_format, '%') == NULL) {
        d->is_in_extent = strcmp(type, "lamina_extent") == 0;
    } else if (bracket != NULL) {
        field.offset = (int32_t)(va_arg(values, const char *) - d->start);
        field.size = size_of(type, (size_t)(bracket - type), &field.kind);
        field.count = 0;
        for (const char *digit = bracket + 1; *digit >= '0' && *digit <= '9'; digit++) field.count = field.count * 10 + (*digit - '0');
        if (!d->is_in_extent) append(d->block, field);
    } else {
        field.size = size_of(type, strlen(type), &field.kind);
        if (strcmp(type, "float") == 0) {
            const float value = (float)va_arg(values, double);
            memcpy(&field.offset, &value, sizeof value);
        } else if (field.kind == LAMINA_FIELD_KERNEL) {
            field.offset = (int32_t)(intptr_t)va_arg(values, void *);
        } else if (field.size == 8) {
            field.offset = (int32_t)va_arg(values, int64_t);
        } else {
            field.offset = va_arg(values, int32_t);
        }
        field.offset -= MARK;
        if (d->is_in_extent && strcmp(name, "coefficient") == 0)
            append(d->block, (lamina_field){field.offset, sizeof(lamina_extent), 1, LAMINA_FIELD_EXTENT});
        else if (!d->is_in_extent)
            append(d->block, field);
    }
    va_end(values);
    return 0;
}

lamina_block lamina_block_of(int32_t number) {
    lamina_block block = {0, 0, 0xCBF29CE484222325ull ^ LAMINA_PANEL_WIDTH, {{0}}};
    switch (number) {
#define LAMINA_DESCRIBE(name)                                           \
    case number_##name: {                                               \
        block_##name marked;                                            \
        mark(&marked, sizeof marked);                                   \
        block.size = sizeof marked;                                     \
        description context = {&block, (const char *)&marked, 0};       \
        __builtin_dump_struct(&marked, describe, &context);             \
        break;                                                          \
    }
    LAMINA_KERNELS(LAMINA_DESCRIBE)
#undef LAMINA_DESCRIBE
    default: block.count = -1;
    }
    for (int32_t i = 0; i < block.count; i++) block.digest = (block.digest ^ (uint64_t)block.fields[i].offset) * 0x100000001B3ull;
    block.digest = (block.digest ^ (uint64_t)block.size) * 0x100000001B3ull;
    return block;
}
