/* base/hash.h - a 64-bit fingerprint for golden hashes and look-ups. Not for security. */
#ifndef AMAN_BASE_HASH_H
#define AMAN_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* FNV-1a over 8-byte words with a final mix; start with aman_hash_start. */
static const uint64_t aman_hash_start = UINT64_C(0xCBF29CE484222325);
uint64_t aman_hash_add(uint64_t hash, const void *bytes, size_t n);

#endif
