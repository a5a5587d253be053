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
    return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
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
    float best = v[0];
    for (int i = 1; i < 8; i++) best = v[i] < best ? v[i] : best;
    return best;
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

static inline __attribute__((always_inline)) uint32_t pack_eight(struct crowd_batch *b, uint32_t to, v8i mask, const v8 *values, int n_values)
{
    float *const out[5] = {b->dx + to, b->dy + to, b->contact + to, b->ox + to, b->oy + to};
#ifdef __AVX2__
    unsigned bits = (unsigned)_mm256_movemask_ps((__m256)mask);
    unsigned long long bytes = _pdep_u64(bits, 0x0101010101010101ull) * 0xFF;
    __m256i order = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)_pext_u64(0x0706050403020100ull, bytes)));
    for (int v = 0; v < n_values; v++) _mm256_storeu_ps(out[v], _mm256_permutevar8x32_ps((__m256)values[v], order));
    return (uint32_t)__builtin_popcount(bits);
#else
    uint32_t n = 0;
    for (int lane = 0; lane < 8; lane++) {
        if (!mask[lane]) continue;
        for (int v = 0; v < n_values; v++) out[v][n] = values[v][lane];
        n++;
    }
    return n;
#endif
}

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
            to += pack_eight(b, to, mask, values, velocities ? 5 : 3);
        }
    for (uint32_t k = 0; k < 8; k++) {
        b->dx[to + k] = b->dy[to + k] = 1e6f;
        b->contact[to + k] = b->ox[to + k] = b->oy[to + k] = 0.0f;
    }
    b->first[i] = b->used;
    b->count[i] = (to - b->used + 7) / 8 * 8;
    b->used += b->count[i];
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

#define CROWD_KERNEL {repulsion, gaps, pack, speed_heading, anticipation_heading, force_step, speeds}
