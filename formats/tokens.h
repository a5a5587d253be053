/* formats/tokens.h - who may ask the service, and for what.
 *
 * A file with a line for each token: name, scopes parted by commas, hash. Tokens are made here from 256
 * random bits and shown once; the file holds their BLAKE2b-256 only. Nobody else may read the file: what
 * others can write, others decide.
 */
#ifndef AMAN_FORMATS_TOKENS_H
#define AMAN_FORMATS_TOKENS_H

#include "base/diag.h"
#include "base/error.h"

#include <stddef.h>

enum aman_scope {
    AMAN_SCOPE_READ = 1,   /* search, and look at lists and alerts */
    AMAN_SCOPE_DECIDE = 2, /* decide about alerts */
    AMAN_SCOPES_ALL = 3
};

enum {
    AMAN_TOKEN_TEXT_BYTES = 72, /* "aman_" and 64 hexadecimal digits, with NUL */
    AMAN_TOKEN_HASH_BYTES = 32,
    AMAN_TOKEN_NAME_BYTES = 64,
    AMAN_TOKENS_MOST = 1000
};

struct aman_token {
    char name[AMAN_TOKEN_NAME_BYTES]; /* goes on record as who asked; unique */
    unsigned scopes;
    unsigned char hash[AMAN_TOKEN_HASH_BYTES];
};

struct aman_tokens {
    size_t n;
    struct aman_token *tokens; /* heap */
};

/* "read,decide" to scopes; 0 for what is none. */
unsigned aman_scopes_of(const char *text);

/* Reads the file; every fault is a diagnostic. INPUT also when others may read or write it, or it belongs to
 * another user but root. Errors: INPUT, LIMIT, IO, MEMORY. */
enum aman_err aman_tokens_read(const char *path, struct aman_diags *diags, struct aman_tokens *tokens);
/* The same from memory, without a look at permissions; file is a name for messages. */
enum aman_err aman_tokens_read_text(const char *text, size_t n, const char *file, struct aman_diags *diags,
                                    struct aman_tokens *tokens);
void aman_tokens_release(struct aman_tokens *tokens);

/* Who shows this token; NULL for nobody. How long it takes says nothing about the tokens there are. */
const struct aman_token *aman_tokens_find(const struct aman_tokens *tokens, const char *text);

/* Makes a token and adds its line to the file, which is made when it is not there. text gets the token, which
 * cannot be had again. Errors: INPUT (diagnostics; the name is taken), IO, MEMORY. */
enum aman_err aman_tokens_add(const char *path, const char *name, unsigned scopes, struct aman_diags *diags,
                              char text[AMAN_TOKEN_TEXT_BYTES]);

#endif
