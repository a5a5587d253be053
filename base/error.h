/* base/error.h - what can go wrong, as values.
 *
 * Every function of the library that can fail returns `enum aman_err`. On any
 * value but AMAN_OK its outputs are untouched. Nothing prints and nothing exits.
 */
#ifndef AMAN_BASE_ERROR_H
#define AMAN_BASE_ERROR_H

enum aman_err {
    AMAN_OK = 0,
    AMAN_ERR_MEMORY,    /* an allocation failed */
    AMAN_ERR_ARGUMENT,  /* an argument lies outside its documented range */
    AMAN_ERR_INPUT,     /* the user's input is wrong; details are in the diagnostics */
    AMAN_ERR_LIMIT,     /* a documented limit (size, depth, number) was exceeded */
    AMAN_ERR_IO,        /* a file could not be read or written */
    AMAN_ERR_CANCELLED, /* the caller asked for the work to stop */
    AMAN_ERR_INTERNAL,  /* a defect in Aman or in a library it uses */
    AMAN_ERR_COUNT
};

/* A short English text for `err`, never NULL; a static string. */
const char *aman_err_text(enum aman_err err);

#endif
