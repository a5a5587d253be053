/* The neighbour loops, eight people at a time. Included by kernel_sse2.c and kernel_avx2.c,
 * which differ in the compiler's target only: vectors of eight lanes, a fixed order of sums and no
 * fused multiply-add give the same bits on both. */
#include "engines/crowd/sim.h"

#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

typedef float v8 __attribute__((vector_size(32)));
typedef int v8i __attribute__((vector_size(32)));
typedef float v4 __attribute__((vector_size(16)));

static inline v8 v8_load(const float *p)
{
    v8 v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline v8 v8_all(float f)
{
    return (v8){f, f, f, f, f, f, f, f};
}

static inline v8 v8_pick(v8i mask, v8 a, v8 b)
{
    return (v8)(((v8i)a & mask) | ((v8i)b & ~mask));
}

static inline bool v8i_any(v8i mask)
{
#ifdef __AVX2__
    return !_mm256_testz_si256((__m256i)mask, (__m256i)mask);
#else
    long long q[4];
    memcpy(q, &mask, sizeof q);
    return (q[0] | q[1] | q[2] | q[3]) != 0;
#endif
}

static inline v8 v8_sqrt(v8 v)
{
    v8 r;
    for (int i = 0; i < 8; i++) r[i] = __builtin_sqrtf(v[i]);
    return r;
}

/* e^x for x in [-60, 60], relative error below 3e-6. */
static inline v8 v8_exp(v8 x)
{
    v8 t = x * 1.44269504f;
    v8 n = (t + 12582912.0f) - 12582912.0f;
    v8 f = t - n;
    v8 p = ((((f * 0.00133336f + 0.00961813f) * f + 0.05550411f) * f + 0.24022651f) * f + 0.69314718f) * f + 1.0f;
    v8i e = (__builtin_convertvector(n, v8i) + 127) << 23;
    return p * (v8)e;
}

static inline float v8_sum(v8 v)
{
    v4 half = __builtin_shufflevector(v, v, 0, 1, 2, 3) + __builtin_shufflevector(v, v, 4, 5, 6, 7);
    return (half[0] + half[1]) + (half[2] + half[3]);
}

static const v8i lane_index = {0, 1, 2, 3, 4, 5, 6, 7};

/* Lanes that hold somebody else. */
static inline v8i lanes_of(const struct crowd_near *near, int range, uint32_t k)
{
    int left = (int)(near->n[range] - k);
    v8i mask = lane_index < (v8i){left, left, left, left, left, left, left, left};
    if (range == near->self_range) {
        int self = (int)near->self - (int)k;
        mask &= lane_index != (v8i){self, self, self, self, self, self, self, self};
    }
    return mask;
}

#ifdef __AVX2__
static inline unsigned bits_of(v8i mask)
{
    return (unsigned)_mm256_movemask_ps((__m256)mask);
}

/* The lanes of the mask first. */
static inline __m256i order_of(v8i mask)
{
    unsigned long long bytes = _pdep_u64(bits_of(mask), 0x0101010101010101ull) * 0xFF;
    return _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)_pext_u64(0x0706050403020100ull, bytes)));
}
#endif

/* The lanes of the mask, moved to the front of each array. */
static inline __attribute__((always_inline)) uint32_t keep_eight(v8i mask, const v8 *values, float *const *to, int n_values)
{
#ifdef __AVX2__
    __m256i order = order_of(mask);
    for (int v = 0; v < n_values; v++) _mm256_storeu_ps(to[v], _mm256_permutevar8x32_ps((__m256)values[v], order));
    return (uint32_t)__builtin_popcount(bits_of(mask));
#else
    uint32_t n = 0;
    for (int lane = 0; lane < 8; lane++) {
        if (!mask[lane]) continue;
        for (int v = 0; v < n_values; v++) to[v][n] = values[v][lane];
        n++;
    }
    return n;
#endif
}

/* Behind a screen: on its other side, and between the rays through its ends. */
static inline v8i hidden_by(const struct crowd_screen *s, v8 x, v8 y)
{
    v8 other = s->dx * (y - s->ay) - s->dy * (x - s->ax);
    v8 from = x * s->ay - y * s->ax, to = x * (s->ay + s->dy) - y * (s->ax + s->dx);
    v8i beyond = s->side > 0.0f ? other <= 0.0f : other > 0.0f;
    return beyond & ((from > 0.0f) ^ (to > 0.0f));
}

static uint32_t see(const struct crowd_near *near, float x, float y, float see2, const struct crowd_screen *screens,
                    int n_screens, struct crowd_seen *seen)
{
    uint32_t n = 0;
    for (int r = 0; r < near->ranges; r++)
        for (uint32_t k = 0; k < near->n[r] && n + 8 <= CROWD_SEEN_MAX; k += 8) {
            v8 values[6] = {v8_load(near->x[r] + k), v8_load(near->y[r] + k)};
            v8 dx = values[0] - x, dy = values[1] - y;
            v8i mask = (dx * dx + dy * dy < see2) & lanes_of(near, r, k);
            if (!v8i_any(mask)) continue;
            for (int i = 0; i < n_screens; i++) mask &= ~hidden_by(&screens[i], dx, dy);
            values[2] = v8_load(near->reach[r] + k);
            values[3] = v8_load(near->t[r] + k);
            values[4] = v8_load(near->ex[r] + k);
            values[5] = v8_load(near->ey[r] + k);
            float *const to[6] = {seen->x + n, seen->y + n, seen->reach + n, seen->t + n, seen->ex + n, seen->ey + n};
            n += keep_eight(mask, values, to, 6);
        }
    return n;
}

static void repulsion(const struct crowd_near *near, float x, float y, float reach, float strength, float range,
                      float *rx, float *ry)
{
    v8 sum_x = v8_all(0.0f), sum_y = v8_all(0.0f);
    float inverse = 1.0f / range, far = 6.0f * range;
    for (int r = 0; r < near->ranges; r++)
        for (uint32_t k = 0; k < near->n[r]; k += 8) {
            v8 dx = v8_load(near->x[r] + k) - x, dy = v8_load(near->y[r] + k) - y;
            v8 contact = v8_load(near->reach[r] + k) + reach;
            v8 d2 = dx * dx + dy * dy, limit = contact + far;
            v8i mask = (d2 < limit * limit) & lanes_of(near, r, k);
            if (!v8i_any(mask)) continue;
            v8 d = v8_sqrt(d2 + 1e-12f);
            v8 w = v8_exp((contact - d) * inverse) * strength / d;
            sum_x -= v8_pick(mask, dx * w, v8_all(0.0f));
            sum_y -= v8_pick(mask, dy * w, v8_all(0.0f));
        }
    *rx = v8_sum(sum_x);
    *ry = v8_sum(sum_y);
}

/* What one vector of neighbours leaves free along a heading: see crowd_gap_fn. */
struct eight {
    v8 dx, dy, contact, d2, spacing, body;
    v8i others, first;
};

static inline struct eight eight_of(const struct crowd_near *near, int r, uint32_t k, const struct crowd_who *who)
{
    struct eight e;
    e.dx = v8_load(near->x[r] + k) - who->x;
    e.dy = v8_load(near->y[r] + k) - who->y;
    e.contact = v8_load(near->reach[r] + k) + who->reach;
    e.d2 = e.dx * e.dx + e.dy * e.dy;
    e.others = (e.d2 < who->see2) & lanes_of(near, r, k);
    return e;
}

static inline v8 free_way(const struct eight *e, const struct crowd_who *who, float ex, float ey, v8 least)
{
    const v8 none = v8_all(__builtin_inff()), zero = v8_all(0.0f);
    v8 along = e->dx * ex + e->dy * ey, across = e->dx * ey - e->dy * ex, across2 = across * across;
    v8i ahead = (along > 0.0f) & (across2 <= e->contact * e->contact) & e->others;
    if (!v8i_any(ahead)) return least;
    v8 spacing = v8_pick(ahead & e->first & (along * along > e->d2 * 0.067f), e->spacing, none);
    v8 body2 = e->body * e->body, depth = body2 - across2;
    v8i beside = (e->d2 <= body2) & (along * along <= e->d2 * 0.01f); /* in touch already: may slide past */
    v8i hits = ahead & (depth > 0.0f) & ~beside;
    v8 touch = v8_pick(hits, (along - v8_sqrt(v8_pick(hits, depth, zero))) * who->contact_gain, none);
    spacing = v8_pick(touch < spacing, touch, spacing);
    return v8_pick(spacing < least, spacing, least);
}

static inline float v8_least(v8 v)
{
    v8 other = __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3), half = v8_pick(other < v, other, v);
    float low = half[1] < half[0] ? half[1] : half[0], high = half[3] < half[2] ? half[3] : half[2];
    return high < low ? high : low;
}

static void gaps(const struct crowd_near *near, const struct crowd_who *who, int n, const float *ex, const float *ey,
                 float *free_m)
{
    v8 least[CROWD_HEADINGS];
    for (int h = 0; h < n; h++) least[h] = v8_all(__builtin_inff());
    for (int r = 0; r < near->ranges; r++)
        for (uint32_t k = 0; k < near->n[r]; k += 8) {
            struct eight e = eight_of(near, r, k, who);
            if (!v8i_any(e.others)) continue;
            e.first = v8_load(near->t[r] + k) <= who->t;
            e.spacing = v8_sqrt(e.d2) - e.contact;
            e.body = e.contact * who->body_share;
            if (who->squeeze_share > 0.0f) {
                v8i other_way = v8_load(near->ex[r] + k) * who->ex + v8_load(near->ey[r] + k) * who->ey < 0.3f;
                e.body = v8_pick(other_way, e.contact * who->squeeze_share, e.body);
                e.first &= ~other_way;
            }
            for (int h = 0; h < n; h++) least[h] = free_way(&e, who, ex[h], ey[h], least[h]);
        }
    for (int h = 0; h < n; h++) free_m[h] = v8_least(least[h]);
}

/* ---- batches ---- */


static void pack(const struct crowd_near *near, struct crowd_batch *b, uint32_t i, float see2, float behind2,
                 bool velocities)
{
    uint32_t to = b->used, most = b->used + CROWD_PACK_EACH;
    float x = b->x[i], y = b->y[i], reach = b->reach[i], ex = b->ex[i], ey = b->ey[i];
    for (int r = 0; r < near->ranges; r++)
        for (uint32_t k = 0; k < near->n[r] && to < most; k += 8) {
            int left = (int)(near->n[r] - k);
            v8 values[5];
            values[0] = v8_load(near->x[r] + k) - x;
            values[1] = v8_load(near->y[r] + k) - y;
            values[2] = v8_load(near->reach[r] + k) + reach;
            v8 d2 = values[0] * values[0] + values[1] * values[1];
            v8i mask = (d2 < see2) & (d2 > 0.0f) & (lane_index < (v8i){left, left, left, left, left, left, left, left});
            if (behind2 < see2) mask &= (d2 < behind2) | (values[0] * ex + values[1] * ey > 0.0f);
            if (velocities) {
                values[3] = v8_load(near->ex[r] + k);
                values[4] = v8_load(near->ey[r] + k);
            }
            float *const out[5] = {b->dx + to, b->dy + to, b->contact + to, b->ox + to, b->oy + to};
            to += keep_eight(mask, values, out, velocities ? 5 : 3);
        }
    for (uint32_t k = 0; k < 8; k++) {
        b->dx[to + k] = b->dy[to + k] = 1e6f;
        b->contact[to + k] = b->ox[to + k] = b->oy[to + k] = 0.0f;
    }
    b->first[i] = b->used;
    b->count[i] = (to - b->used + 7) / 8 * 8;
    b->used += b->count[i];
}

/* Places as 16-bit differences, of those in the mask, to the front. */
static inline uint32_t note_eight(int16_t *to, v8i difference, v8i mask)
{
#ifdef __AVX2__
    __m256i kept = _mm256_permutevar8x32_epi32((__m256i)difference, order_of(mask));
    __m128i narrow = _mm_packs_epi32(_mm256_castsi256_si128(kept), _mm256_extracti128_si256(kept, 1));
    _mm_storeu_si128((__m128i *)to, narrow);
    return (uint32_t)__builtin_popcount(bits_of(mask));
#else
    uint32_t n = 0;
    for (int lane = 0; lane < 8; lane++)
        if (mask[lane]) to[n++] = (int16_t)difference[lane];
    return n;
#endif
}

static uint32_t note(const struct crowd_near *near, const uint32_t *begin, const struct crowd_noter *who, int16_t *list,
                     uint32_t room)
{
    uint32_t n = 0;
    for (int r = 0; r < near->ranges; r++) {
        int first = (int)(begin[r] - who->self);
        if (first < -30000 || first + (int)near->n[r] > 30000) return CROWD_NO_LIST;
        for (uint32_t k = 0; k < near->n[r]; k += 8) {
            if (n + 16 > room) return CROWD_NO_LIST;
            v8 dx = v8_load(near->x[r] + k) - who->x, dy = v8_load(near->y[r] + k) - who->y;
            v8 d2 = dx * dx + dy * dy, along = dx * who->ex + dy * who->ey;
            v8i front = (along >= 0.0f) | (along * along < d2 * CROWD_LIST_ASIDE2);
            v8i mask = ((d2 < who->behind2) | (front & (d2 < who->reach2))) & lanes_of(near, r, k);
            n += note_eight(list + n, lane_index + (first + (int)k), mask);
        }
    }
    while (n % 8) list[n++] = 0; /* oneself: at no distance, which is no neighbour */
    return n;
}

/* Eight rows {x, y, reach, -}, or {x, y}, as vectors. */
static inline void rows_at(float (*rows)[4], const int16_t *list, v8 *x, v8 *y, v8 *reach)
{
#ifdef __AVX2__
    __m256 a = _mm256_set_m128(_mm_loadu_ps(rows[list[4]]), _mm_loadu_ps(rows[list[0]]));
    __m256 b = _mm256_set_m128(_mm_loadu_ps(rows[list[5]]), _mm_loadu_ps(rows[list[1]]));
    __m256 c = _mm256_set_m128(_mm_loadu_ps(rows[list[6]]), _mm_loadu_ps(rows[list[2]]));
    __m256 d = _mm256_set_m128(_mm_loadu_ps(rows[list[7]]), _mm_loadu_ps(rows[list[3]]));
    __m256 ab = _mm256_unpacklo_ps(a, b), cd = _mm256_unpacklo_ps(c, d);
    *x = (v8)_mm256_shuffle_ps(ab, cd, 0x44);
    *y = (v8)_mm256_shuffle_ps(ab, cd, 0xEE);
    *reach = (v8)_mm256_shuffle_ps(_mm256_unpackhi_ps(a, b), _mm256_unpackhi_ps(c, d), 0x44);
#else
    for (int i = 0; i < 8; i++) {
        (*x)[i] = rows[list[i]][0];
        (*y)[i] = rows[list[i]][1];
        (*reach)[i] = rows[list[i]][2];
    }
#endif
}

static inline void pairs_at(float (*pairs)[2], const int16_t *list, v8 *x, v8 *y)
{
#ifdef __AVX2__
    const __m128 none = _mm_setzero_ps();
    __m128 half[4];
    for (int i = 0; i < 4; i++)
        half[i] = _mm_loadh_pi(_mm_loadl_pi(none, (const __m64 *)(const void *)pairs[list[2 * i]]),
                               (const __m64 *)(const void *)pairs[list[2 * i + 1]]);
    __m256 a = _mm256_set_m128(half[2], half[0]), b = _mm256_set_m128(half[3], half[1]);
    *x = (v8)_mm256_shuffle_ps(a, b, 0x88);
    *y = (v8)_mm256_shuffle_ps(a, b, 0xDD);
#else
    for (int i = 0; i < 8; i++) {
        (*x)[i] = pairs[list[i]][0];
        (*y)[i] = pairs[list[i]][1];
    }
#endif
}

static void pack_listed(const struct crowd_sorted *sorted, const int16_t *list, uint32_t n, struct crowd_batch *b,
                        uint32_t i, float see2, float behind2, bool velocities)
{
    const v8 far = v8_all(1e6f);
    float x = b->x[i], y = b->y[i], reach = b->reach[i], ex = b->ex[i], ey = b->ey[i];
    uint32_t slot = b->slot[i], to = b->used;
    for (uint32_t k = 0; k < n; k += 8, to += 8) {
        v8 dx, dy, contact;
        rows_at(sorted->rows + slot, list + k, &dx, &dy, &contact);
        dx -= x;
        dy -= y;
        contact += reach;
        v8 d2 = dx * dx + dy * dy;
        v8i seen = (d2 < see2) & (d2 > 0.0f);
        if (behind2 < see2) seen &= (d2 < behind2) | (dx * ex + dy * ey > 0.0f);
        dx = v8_pick(seen, dx, far);
        dy = v8_pick(seen, dy, far);
        memcpy(b->dx + to, &dx, sizeof dx);
        memcpy(b->dy + to, &dy, sizeof dy);
        memcpy(b->contact + to, &contact, sizeof contact);
        if (!velocities) continue;
        v8 vx, vy;
        pairs_at(sorted->pairs + slot, list + k, &vx, &vy);
        memcpy(b->ox + to, &vx, sizeof vx);
        memcpy(b->oy + to, &vy, sizeof vy);
    }
    b->first[i] = b->used;
    b->count[i] = n;
    b->used = to;
}

static void speed_heading(struct crowd_batch *b, const struct crowd_motion_params *p)
{
    const float inverse = 1.0f / p->range, far = 6.0f * p->range;
    const v8 zero = v8_all(0.0f);
    for (uint32_t i = 0; i < b->n; i++) {
        v8 sum_x = zero, sum_y = zero;
        for (uint32_t k = b->first[i]; k < b->first[i] + b->count[i]; k += 8) {
            v8 dx = v8_load(b->dx + k), dy = v8_load(b->dy + k), contact = v8_load(b->contact + k);
            v8 d = v8_sqrt(dx * dx + dy * dy);
            v8 w = v8_pick(d < contact + far, v8_exp((contact - d) * inverse) * p->strength / d, zero);
            sum_x -= dx * w;
            sum_y -= dy * w;
        }
        b->hx[i] = b->ex[i] + v8_sum(sum_x) + b->wx[i];
        b->hy[i] = b->ey[i] + v8_sum(sum_y) + b->wy[i];
    }
}

static void speeds(struct crowd_batch *b, const struct crowd_motion_params *p)
{
    for (uint32_t i = 0; i < CROWD_BATCH; i++) {
        float norm = __builtin_sqrtf(b->hx[i] * b->hx[i] + b->hy[i] * b->hy[i]);
        float scale = norm < 1e-6f ? 0.0f : 1.0f / norm;
        b->hx[i] *= scale;
        b->hy[i] *= scale;
    }
    for (uint32_t i = 0; i < b->n; i++) {
        float ex = b->hx[i], ey = b->hy[i];
        v8 least = v8_all(1e9f), none = least;
        for (uint32_t k = b->first[i]; k < b->first[i] + b->count[i]; k += 8) {
            v8 dx = v8_load(b->dx + k), dy = v8_load(b->dy + k), contact = v8_load(b->contact + k);
            v8 along = dx * ex + dy * ey, across = dx * ey - dy * ex;
            v8i ahead = (along >= 0.0f) & (across * across <= contact * contact);
            v8 gap = v8_pick(ahead, v8_sqrt(dx * dx + dy * dy) - contact, none);
            least = v8_pick(gap < least, gap, least);
        }
        b->v[i] = v8_least(least);
    }
    for (uint32_t i = 0; i < CROWD_BATCH; i++) {
        float v = b->v[i] / p->time_gap, still = b->hx[i] == 0.0f && b->hy[i] == 0.0f ? 0.0f : 1.0f;
        float most = b->ex[i] == 0.0f && b->ey[i] == 0.0f && b->v_free[i] > 0.3f ? 0.3f : b->v_free[i]; /* at the goal */
        v = v < 0.0f ? 0.0f : v;
        b->v[i] = (v < most ? v : most) * still;
    }
}

/* How far to turn aside (left positive) of those in front, by where they will be. */
static float aside_of(const struct crowd_batch *b, uint32_t i, const struct crowd_motion_params *p)
{
    const v8 zero = v8_all(0.0f), one = v8_all(1.0f);
    const float ex = b->ex[i], ey = b->ey[i], inverse = 1.0f / p->range;
    v8 sum = zero;
    for (uint32_t k = b->first[i]; k < b->first[i] + b->count[i]; k += 8) {
        v8 dx = v8_load(b->dx + k), dy = v8_load(b->dy + k), contact = v8_load(b->contact + k);
        v8 vx = v8_load(b->ox + k), vy = v8_load(b->oy + k), d = v8_sqrt(dx * dx + dy * dy);
        v8 then = d + ((vx - b->vx[i]) * dx + (vy - b->vy[i]) * dy) * p->ahead_s / d;
        v8 excess = v8_pick(then > contact, then - contact, zero);
        v8i felt = (dx * ex + dy * ey > 0.0f) & (excess < 6.0f * p->range);
        if (!v8i_any(felt)) continue;
        v8 speed = v8_sqrt(vx * vx + vy * vy);
        v8 cosine = v8_pick(speed > 1e-6f, (vx * ex + vy * ey) / v8_pick(speed > 1e-6f, speed, one), zero);
        v8 w = v8_exp(excess * -inverse) * p->strength * (1.5f - cosine * 0.5f);
        v8 left = dy * ex - dx * ey; /* who is on the left is passed on the right */
        sum += v8_pick(felt, v8_pick(left >= 0.0f, -w, w), zero);
    }
    return v8_sum(sum);
}

/* The direction of now is that of the velocity; who stands looks where they want to go. */
static void anticipation_heading(struct crowd_batch *b, const struct crowd_motion_params *p)
{
    float aside[CROWD_BATCH] = {0}, turn = p->dt < p->reaction_s ? p->dt / p->reaction_s : 1.0f;
    for (uint32_t i = 0; i < b->n; i++) aside[i] = aside_of(b, i, p);
    for (uint32_t i = 0; i < CROWD_BATCH; i++) {
        float wx = b->ex[i] - b->ey[i] * aside[i], wy = b->ey[i] + b->ex[i] * aside[i];
        float w = __builtin_sqrtf(wx * wx + wy * wy), v = __builtin_sqrtf(b->vx[i] * b->vx[i] + b->vy[i] * b->vy[i]);
        float w_scale = w < 1e-6f ? 0.0f : 1.0f / w, v_scale = v < 1e-6f ? 0.0f : 1.0f / v;
        float nx = v < 1e-6f ? b->ex[i] : b->vx[i] * v_scale, ny = v < 1e-6f ? b->ey[i] : b->vy[i] * v_scale;
        b->hx[i] = nx + (wx * w_scale - nx) * turn;
        b->hy[i] = ny + (wy * w_scale - ny) * turn;
    }
}

static void acceleration_of(const struct crowd_batch *b, uint32_t i, const struct crowd_motion_params *p, float *ax,
                            float *ay)
{
    const v8 zero = v8_all(0.0f);
    const float inverse = 1.0f / p->force_range, far = 12.0f * p->force_range;
    v8 sum_x = zero, sum_y = zero;
    for (uint32_t k = b->first[i]; k < b->first[i] + b->count[i]; k += 8) {
        v8 dx = v8_load(b->dx + k), dy = v8_load(b->dy + k), contact = v8_load(b->contact + k);
        v8 d = v8_sqrt(dx * dx + dy * dy), nx = -dx / d, ny = -dy / d, deep = contact - d, x = deep * inverse;
        v8 g = v8_pick(deep > 0.0f, deep, zero), grip = g * p->friction;
        v8 push = v8_pick(d < contact + far, v8_exp(v8_pick(x < 2.0f, x, v8_all(2.0f))) * p->force, zero) + g * p->body;
        grip = v8_pick(grip < p->grip_max, grip, v8_all(p->grip_max));
        v8 slide = (v8_load(b->oy + k) - b->vy[i]) * nx - (v8_load(b->ox + k) - b->vx[i]) * ny;
        sum_x += push * nx - grip * slide * ny;
        sum_y += push * ny + grip * slide * nx;
    }
    *ax = v8_sum(sum_x);
    *ay = v8_sum(sum_y);
}

/* Explicit in the forces. Two bounds keep it from blowing up in contact: friction takes at most half of a sliding
 * speed in a step, and nobody is faster than three times the free speed or 5 m/s. */
static void force_step(struct crowd_batch *b, const struct crowd_motion_params *p)
{
    float ax[CROWD_BATCH] = {0}, ay[CROWD_BATCH] = {0};
    for (uint32_t i = 0; i < b->n; i++) acceleration_of(b, i, p, &ax[i], &ay[i]);
    for (uint32_t i = 0; i < CROWD_BATCH; i++) {
        float vx = b->vx[i] + (ax[i] + b->wx[i] + (b->v_free[i] * b->ex[i] - b->vx[i]) / p->relax) * p->dt;
        float vy = b->vy[i] + (ay[i] + b->wy[i] + (b->v_free[i] * b->ey[i] - b->vy[i]) / p->relax) * p->dt;
        float v = __builtin_sqrtf(vx * vx + vy * vy), scale = v < 1e-6f ? 0.0f : 1.0f / v;
        float most = 3.0f * b->v_free[i] < 5.0f ? 3.0f * b->v_free[i] : 5.0f;
        b->hx[i] = vx * scale;
        b->hy[i] = vy * scale;
        b->v[i] = v < most ? v : most;
    }
}

#define CROWD_KERNEL {see, repulsion, gaps, pack, note, pack_listed, speed_heading, anticipation_heading, force_step, speeds}
