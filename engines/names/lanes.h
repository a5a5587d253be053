/* engines/names/lanes.h - sixteen small numbers worked on at once, two vectors of them for a row.
 *
 * Rows hold what is left to spend: cells fall when something is paid, and stay at 0, so that 0 is out of reach.
 */
#ifndef AMAN_ENGINES_NAMES_LANES_H
#define AMAN_ENGINES_NAMES_LANES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The compiler is to know at each place whether a row is wide, and to keep rows in registers. */
#define LANES_INLINE inline __attribute__((always_inline))

enum { NAMES_LANES = 16, NAMES_ROW_LANES = 2 * NAMES_LANES };

#ifdef __SSE2__

typedef __m128i names_lanes;

static LANES_INLINE names_lanes lanes_all(uint8_t x)
{
    return _mm_set1_epi8((char)x);
}

/* a - b, 0 where that is below 0. */
static LANES_INLINE names_lanes lanes_less(names_lanes a, names_lanes b)
{
    return _mm_subs_epu8(a, b);
}

static LANES_INLINE names_lanes lanes_most(names_lanes a, names_lanes b)
{
    return _mm_max_epu8(a, b);
}

static LANES_INLINE names_lanes lanes_and(names_lanes a, names_lanes b)
{
    return _mm_and_si128(a, b);
}

static LANES_INLINE bool lanes_none(names_lanes a)
{
    return _mm_movemask_epi8(_mm_cmpeq_epi8(a, _mm_setzero_si128())) == 0xFFFF;
}

static LANES_INLINE names_lanes lanes_more(names_lanes a, names_lanes b)
{
    return _mm_adds_epu8(a, b);
}

/* Bit i: sets[i] has nothing in common with `set`. */
static LANES_INLINE unsigned lanes_apart(const uint32_t sets[NAMES_LANES], uint32_t set)
{
    __m128i all = _mm_set1_epi32((int)set), none = _mm_setzero_si128(), apart[4];
    for (int k = 0; k < 4; k++) {
        __m128i four = _mm_loadu_si128((const __m128i *)(const void *)(sets + 4 * k));
        apart[k] = _mm_cmpeq_epi32(_mm_and_si128(four, all), none);
    }
    return (unsigned)_mm_movemask_epi8(
        _mm_packs_epi16(_mm_packs_epi32(apart[0], apart[1]), _mm_packs_epi32(apart[2], apart[3])));
}

/* The lanes moved up by n: what leaves `before` at its upper end comes in, `before` is the vector below or NULL. */
#define LANES_UP(n)                                                                                        \
    static LANES_INLINE names_lanes lanes_up##n(names_lanes a, const names_lanes *before)                        \
    {                                                                                                      \
        names_lanes moved = _mm_slli_si128(a, n);                                                          \
        return before ? _mm_or_si128(moved, _mm_srli_si128(*before, NAMES_LANES - (n))) : moved;           \
    }

#else

typedef struct {
    uint8_t at[NAMES_LANES];
} names_lanes;

static LANES_INLINE names_lanes lanes_all(uint8_t x)
{
    names_lanes r;
    memset(r.at, x, sizeof r.at);
    return r;
}

static LANES_INLINE names_lanes lanes_less(names_lanes a, names_lanes b)
{
    for (int i = 0; i < NAMES_LANES; i++) a.at[i] = (uint8_t)(a.at[i] > b.at[i] ? a.at[i] - b.at[i] : 0);
    return a;
}

static LANES_INLINE names_lanes lanes_most(names_lanes a, names_lanes b)
{
    for (int i = 0; i < NAMES_LANES; i++) a.at[i] = a.at[i] > b.at[i] ? a.at[i] : b.at[i];
    return a;
}

static LANES_INLINE names_lanes lanes_and(names_lanes a, names_lanes b)
{
    for (int i = 0; i < NAMES_LANES; i++) a.at[i] &= b.at[i];
    return a;
}

static LANES_INLINE bool lanes_none(names_lanes a)
{
    unsigned any = 0;
    for (int i = 0; i < NAMES_LANES; i++) any |= a.at[i];
    return any == 0;
}

static LANES_INLINE names_lanes lanes_more(names_lanes a, names_lanes b)
{
    for (int i = 0; i < NAMES_LANES; i++) a.at[i] = (uint8_t)(a.at[i] + b.at[i] < 255 ? a.at[i] + b.at[i] : 255);
    return a;
}

static LANES_INLINE unsigned lanes_apart(const uint32_t sets[NAMES_LANES], uint32_t set)
{
    unsigned apart = 0;
    for (int i = 0; i < NAMES_LANES; i++) apart |= (unsigned)((sets[i] & set) == 0) << i;
    return apart;
}

#define LANES_UP(n)                                                                                        \
    static LANES_INLINE names_lanes lanes_up##n(names_lanes a, const names_lanes *before)                        \
    {                                                                                                      \
        names_lanes moved = lanes_all(0);                                                                  \
        memcpy(moved.at + (n), a.at, NAMES_LANES - (n));                                                   \
        if (before) memcpy(moved.at, before->at + NAMES_LANES - (n), n);                                   \
        return moved;                                                                                      \
    }

#endif

LANES_UP(1)
LANES_UP(2)
LANES_UP(4)
LANES_UP(8)

/* A row of 32 cells; `wide` says whether the upper half is used at all: where it is not, it is neither read nor written. */
struct names_row {
    names_lanes low, high;
};

static LANES_INLINE struct names_row row_of(const uint8_t cells[NAMES_ROW_LANES])
{
    struct names_row row;
    memcpy(&row.low, cells, NAMES_LANES);
    memcpy(&row.high, cells + NAMES_LANES, NAMES_LANES);
    return row;
}

static LANES_INLINE int row_cell(const struct names_row *row, int i)
{
    return ((const uint8_t *)row)[i];
}

static LANES_INLINE struct names_row row_less(struct names_row a, const struct names_row *b, bool wide)
{
    a.low = lanes_less(a.low, b->low);
    if (wide) a.high = lanes_less(a.high, b->high);
    return a;
}

static LANES_INLINE struct names_row row_more(struct names_row a, const struct names_row *b, bool wide)
{
    a.low = lanes_more(a.low, b->low);
    if (wide) a.high = lanes_more(a.high, b->high);
    return a;
}

static LANES_INLINE struct names_row row_less_all(struct names_row a, uint8_t x, bool wide)
{
    a.low = lanes_less(a.low, lanes_all(x));
    if (wide) a.high = lanes_less(a.high, lanes_all(x));
    return a;
}

static LANES_INLINE struct names_row row_most(struct names_row a, struct names_row b, bool wide)
{
    a.low = lanes_most(a.low, b.low);
    if (wide) a.high = lanes_most(a.high, b.high);
    return a;
}

static LANES_INLINE struct names_row row_and(struct names_row a, const struct names_row *b, bool wide)
{
    a.low = lanes_and(a.low, b->low);
    if (wide) a.high = lanes_and(a.high, b->high);
    return a;
}

static LANES_INLINE bool row_none(const struct names_row *a, bool wide)
{
    return lanes_none(a->low) && (!wide || lanes_none(a->high));
}

#define ROW_UP(n)                                                                                          \
    static LANES_INLINE struct names_row row_up##n(const struct names_row *a, bool wide)                         \
    {                                                                                                      \
        struct names_row moved = *a;                                                                       \
        if (wide) moved.high = lanes_up##n(a->high, &a->low);                                              \
        moved.low = lanes_up##n(a->low, NULL);                                                             \
        return moved;                                                                                      \
    }

ROW_UP(1)
ROW_UP(2)
ROW_UP(4)
ROW_UP(8)

#endif
