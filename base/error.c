#include "base/error.h"

const char *aman_err_text(enum aman_err err)
{
    static const char *const texts[AMAN_ERR_COUNT] = {
        [AMAN_OK] = "no error",
        [AMAN_ERR_MEMORY] = "out of memory",
        [AMAN_ERR_ARGUMENT] = "argument out of range",
        [AMAN_ERR_INPUT] = "wrong input",
        [AMAN_ERR_LIMIT] = "limit exceeded",
        [AMAN_ERR_IO] = "file could not be read or written",
        [AMAN_ERR_CANCELLED] = "cancelled",
        [AMAN_ERR_INTERNAL] = "internal error",
    };
    if ((unsigned)err >= AMAN_ERR_COUNT) return "unknown error";
    return texts[err];
}
