#include "formats/tokens.h"

#include "base/text.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = 1024 * 1024, HEX_BYTES = 2 * AMAN_TOKEN_HASH_BYTES + 1, SECRET_BYTES = 32 };

static const struct {
    const char *name;
    enum aman_scope scope;
} scopes[] = {{"read", AMAN_SCOPE_READ}, {"decide", AMAN_SCOPE_DECIDE}};

static const char head[] = "# Tokens of aman serve: name, scopes, hash. Kept from others: mode 600.\n";

static unsigned scope_of(const char *text, size_t n)
{
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
        if (strlen(scopes[i].name) == n && memcmp(scopes[i].name, text, n) == 0) return scopes[i].scope;
    return 0;
}

unsigned aman_scopes_of(const char *text)
{
    unsigned all = 0;
    for (;;) {
        size_t n = strcspn(text, ",");
        unsigned one = scope_of(text, n);
        if (!one) return 0;
        all |= one;
        if (text[n] == '\0') return all;
        text += n + 1;
    }
}

/* ---- reading ---- */

struct reader {
    const char *file;
    struct aman_diags *diags;
    struct aman_tokens tokens;
    int line;
};

static void fault(struct reader *r, const char *found, const char *expected)
{
    aman_diags_add(
        r->diags, (struct aman_diag){.file = r->file, .line = r->line, .found = found, .expected = expected});
}

static bool is_known(const struct aman_tokens *tokens, const char *name)
{
    for (size_t i = 0; i < tokens->n; i++)
        if (strcmp(tokens->tokens[i].name, name) == 0) return true;
    return false;
}

static bool is_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-";
    size_t n = strlen(name);
    return n > 0 && n < AMAN_TOKEN_NAME_BYTES && strspn(name, letters) == n;
}

/* words: name, scopes, hash */
static void take(struct reader *r, char *const words[3])
{
    struct aman_token *token = &r->tokens.tokens[r->tokens.n];
    unsigned char hash[AMAN_TOKEN_HASH_BYTES];
    size_t n_hash = 0;
    const char *end;
    unsigned allowed = aman_scopes_of(words[1]);
    bool right = true;
    if (!is_name(words[0]) || is_known(&r->tokens, words[0])) {
        fault(r, "a name that is taken, too long, or has other letters",
              "a name of its own: letters, digits and ._@-");
        right = false;
    }
    if (!allowed) {
        fault(r, "no scopes", "read, or read,decide");
        right = false;
    }
    if (strlen(words[2]) != HEX_BYTES - 1 ||
        sodium_hex2bin(hash, sizeof hash, words[2], HEX_BYTES - 1, NULL, &n_hash, &end) != 0 ||
        n_hash != sizeof hash) {
        fault(r, "no hash", "64 hexadecimal digits, as `aman serve --token` writes them");
        right = false;
    }
    if (!right) return;
    snprintf(token->name, sizeof token->name, "%s", words[0]);
    token->scopes = allowed;
    memcpy(token->hash, hash, sizeof hash);
    r->tokens.n++;
}

/* Parts the line in place; how many words there are, at most 4. */
static int part(char *line, char *words[4])
{
    int n = 0;
    for (char *at = line; n < 4;) {
        at += strspn(at, " \t\r");
        if (*at == '\0') break;
        words[n++] = at;
        at += strcspn(at, " \t\r");
        if (*at != '\0') *at++ = '\0';
    }
    return n;
}

static enum aman_err read_line(struct reader *r, char *line)
{
    char *words[4];
    r->line++;
    if (line[0] == '#') return AMAN_OK;
    int n = part(line, words);
    if (n == 0) return AMAN_OK;
    if (n != 3) {
        fault(r, "another number of words", "name, scopes and hash");
        return AMAN_OK;
    }
    if (r->tokens.n == AMAN_TOKENS_MOST) {
        fault(r, "more than 1,000 tokens", "fewer");
        return AMAN_ERR_LIMIT;
    }
    take(r, words);
    return AMAN_OK;
}

enum aman_err aman_tokens_read_text(const char *text, size_t n, const char *file, struct aman_diags *diags,
                                    struct aman_tokens *tokens)
{
    struct reader r = {.file = file, .diags = diags};
    if (n > FILE_MOST || !aman_text_is_utf8(text, n)) {
        fault(&r, n > FILE_MOST ? "more than 1 MiB" : "text that is not UTF-8", "a file of tokens");
        return n > FILE_MOST ? AMAN_ERR_LIMIT : AMAN_ERR_INPUT;
    }
    char *copy = malloc(n + 1);
    r.tokens.tokens = calloc(AMAN_TOKENS_MOST, sizeof *r.tokens.tokens);
    enum aman_err err = copy && r.tokens.tokens ? AMAN_OK : AMAN_ERR_MEMORY;
    if (copy && n) memcpy(copy, text, n);
    if (copy) copy[n] = '\0';
    for (char *line = copy; !err && line < copy + n;) {
        size_t length = strcspn(line, "\n");
        line[length] = '\0';
        err = read_line(&r, line);
        line += length + 1;
    }
    free(copy);
    if (!err && diags->n_errors) err = AMAN_ERR_INPUT;
    if (err)
        aman_tokens_release(&r.tokens);
    else
        *tokens = r.tokens;
    return err;
}

void aman_tokens_release(struct aman_tokens *tokens)
{
    free(tokens->tokens);
    *tokens = (struct aman_tokens){0};
}

static bool is_private(int fd, const char *path, struct aman_diags *diags)
{
    struct stat status;
    bool own = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
               (status.st_uid == geteuid() || status.st_uid == 0);
    bool kept = own && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    if (!kept)
        aman_diags_add(
            diags, (struct aman_diag){.file = path,
                                      .found = own ? "a file that others may use" : "no file of this user's",
                                      .expected = "one that only its owner may read or write (chmod 600)"});
    return kept;
}

/* text gets FILE_MOST + 1 bytes at most, from the heap. */
static enum aman_err read_whole(int fd, char **text, size_t *n)
{
    char *bytes = malloc(FILE_MOST + 2);
    if (!bytes) return AMAN_ERR_MEMORY;
    size_t got = 0;
    ssize_t more;
    while (got <= FILE_MOST && (more = read(fd, bytes + got, FILE_MOST + 1 - got)) > 0) got += (size_t)more;
    *text = bytes;
    *n = got;
    return AMAN_OK;
}

static enum aman_err read_fd(int fd, const char *path, struct aman_diags *diags, struct aman_tokens *tokens)
{
    char *text = NULL;
    size_t n = 0;
    if (!is_private(fd, path, diags)) return AMAN_ERR_INPUT;
    enum aman_err err = read_whole(fd, &text, &n);
    if (!err) err = aman_tokens_read_text(text, n, path, diags, tokens);
    free(text);
    return err;
}

enum aman_err aman_tokens_read(const char *path, struct aman_diags *diags, struct aman_tokens *tokens)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return AMAN_ERR_IO;
    enum aman_err err = read_fd(fd, path, diags, tokens);
    close(fd);
    return err;
}

/* ---- asking ---- */

static void hash_of(const char *text, unsigned char hash[AMAN_TOKEN_HASH_BYTES])
{
    crypto_generichash(hash, AMAN_TOKEN_HASH_BYTES, (const unsigned char *)text, strlen(text), NULL, 0);
}

const struct aman_token *aman_tokens_find(const struct aman_tokens *tokens, const char *text)
{
    const struct aman_token *found = NULL;
    unsigned char hash[AMAN_TOKEN_HASH_BYTES];
    hash_of(text, hash);
    for (size_t i = 0; i < tokens->n; i++)
        if (sodium_memcmp(tokens->tokens[i].hash, hash, sizeof hash) == 0) found = &tokens->tokens[i];
    return found;
}

/* ---- making ---- */

static bool write_all(int fd, const char *text)
{
    size_t n = strlen(text);
    return write(fd, text, n) == (ssize_t)n;
}

static enum aman_err append(int fd, const char *name, unsigned allowed, const char *token)
{
    unsigned char hash[AMAN_TOKEN_HASH_BYTES];
    char hex[HEX_BYTES], line[AMAN_TOKEN_NAME_BYTES + HEX_BYTES + 64];
    struct stat status;
    hash_of(token, hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    char words[32] = "";
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        size_t n = strlen(words);
        if (allowed & scopes[i].scope)
            snprintf(words + n, sizeof words - n, "%s%s", n ? "," : "", scopes[i].name);
    }
    snprintf(line, sizeof line, "%s %s %s\n", name, words, hex);
    if (fstat(fd, &status) != 0) return AMAN_ERR_IO;
    if (status.st_size == 0 && !write_all(fd, head)) return AMAN_ERR_IO;
    return write_all(fd, line) && fsync(fd) == 0 ? AMAN_OK : AMAN_ERR_IO;
}

enum aman_err aman_tokens_add(const char *path, const char *name, unsigned allowed, struct aman_diags *diags,
                              char text[AMAN_TOKEN_TEXT_BYTES])
{
    struct aman_tokens tokens = {0};
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) return AMAN_ERR_IO;
    enum aman_err err = read_fd(fd, path, diags, &tokens);
    if (!err && (!is_name(name) || is_known(&tokens, name))) {
        aman_diags_add(diags,
                       (struct aman_diag){.file = path,
                                          .found = name,
                                          .expected = "a name that is not taken: letters, digits and ._@-"});
        err = AMAN_ERR_INPUT;
    }
    if (!err) {
        unsigned char secret[SECRET_BYTES];
        char hex[2 * SECRET_BYTES + 1], made[AMAN_TOKEN_TEXT_BYTES];
        randombytes_buf(secret, sizeof secret);
        sodium_bin2hex(hex, sizeof hex, secret, sizeof secret);
        snprintf(made, sizeof made, "aman_%s", hex);
        err = append(fd, name, allowed, made);
        if (!err) memcpy(text, made, sizeof made);
    }
    aman_tokens_release(&tokens);
    close(fd);
    return err;
}
