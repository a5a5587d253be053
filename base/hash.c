#include "base/hash.h"

#include "base/rng.h"

#include <string.h>

uint64_t aman_hash_add(uint64_t hash, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    while (n > 0) {
        uint64_t word = 0;
        size_t take = n < 8 ? n : 8;
        memcpy(&word, p, take);
        hash = aman_rng_mix((hash ^ word) * UINT64_C(0x100000001B3) + take);
        p += take;
        n -= take;
    }
    return hash;
}
