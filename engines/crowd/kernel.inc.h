/* The neighbour loops, eight people at a time. Included by kernel_sse2.c and kernel_avx2.c,
 * which differ in the compiler's target only: vectors of eight lanes, a fixed order of sums and no
 * fused multiply-add give the same bits on both. */
#include "engines/crowd/sim.h"

#include <string.h>

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
    long long q[4];
    memcpy(q, &mask, sizeof q);
    return (q[0] | q[1] | q[2] | q[3]) != 0;
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
    v8 depth = e->body * e->body - across2;
    v8i hits = ahead & (depth > 0.0f);
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
            if (who->squeezes) {
                v8i other_way = v8_load(near->ex[r] + k) * who->ex + v8_load(near->ey[r] + k) * who->ey < 0.3f;
                e.body = v8_pick(other_way, e.contact * CROWD_SQUEEZE, e.body);
                e.first &= ~other_way;
            }
            for (int h = 0; h < n; h++) least[h] = free_way(&e, who, ex[h], ey[h], least[h]);
        }
    for (int h = 0; h < n; h++) free_m[h] = v8_least(least[h]);
}

static float spacing(const struct crowd_near *near, const struct crowd_who *who, float ex, float ey)
{
    v8 least = v8_all(__builtin_inff()), none = least;
    for (int r = 0; r < near->ranges; r++)
        for (uint32_t k = 0; k < near->n[r]; k += 8) {
            v8 dx = v8_load(near->x[r] + k) - who->x, dy = v8_load(near->y[r] + k) - who->y;
            v8 contact = v8_load(near->reach[r] + k) + who->reach, d2 = dx * dx + dy * dy;
            v8 along = dx * ex + dy * ey, across = dx * ey - dy * ex;
            v8i ahead = (along >= 0.0f) & (across * across <= contact * contact) & (d2 < who->see2) & lanes_of(near, r, k);
            if (!v8i_any(ahead)) continue;
            v8 gap = v8_pick(ahead, v8_sqrt(d2) - contact, none);
            least = v8_pick(gap < least, gap, least);
        }
    return v8_least(least);
}

static float anticipation(const struct crowd_near *near, const struct crowd_who *who, float strength, float range,
                          float ahead_s)
{
    v8 sum = v8_all(0.0f), one = v8_all(1.0f), zero = sum;
    float inverse = 1.0f / range;
    for (int r = 0; r < near->ranges; r++)
        for (uint32_t k = 0; k < near->n[r]; k += 8) {
            v8 dx = v8_load(near->x[r] + k) - who->x, dy = v8_load(near->y[r] + k) - who->y;
            v8 contact = v8_load(near->reach[r] + k) + who->reach, d2 = dx * dx + dy * dy;
            v8i front = (dx * who->ex + dy * who->ey > 0.0f) & (d2 < who->see2) & lanes_of(near, r, k);
            if (!v8i_any(front)) continue;
            v8 vx = v8_load(near->ex[r] + k), vy = v8_load(near->ey[r] + k);
            v8 d = v8_sqrt(d2 + 1e-12f);
            v8 then = d + ((vx - who->vx) * dx + (vy - who->vy) * dy) * ahead_s / d;
            v8 excess = v8_pick(then > contact, then - contact, zero);
            v8i felt = front & (excess < 6.0f * range);
            if (!v8i_any(felt)) continue;
            v8 speed = v8_sqrt(vx * vx + vy * vy), same = vx * who->ex + vy * who->ey;
            v8 cosine = v8_pick(speed > 1e-6f, same / v8_pick(speed > 1e-6f, speed, one), zero);
            v8 w = v8_exp(excess * -inverse) * strength * (1.0f + (1.0f - cosine) * 0.5f);
            v8 left = dy * who->ex - dx * who->ey; /* who is on the left is passed on the right */
            sum += v8_pick(felt, v8_pick(left >= 0.0f, -w, w), zero);
        }
    return v8_sum(sum);
}

static void force(const struct crowd_near *near, const struct crowd_who *who, const struct crowd_contact *c, float *ax,
                  float *ay)
{
    v8 sum_x = v8_all(0.0f), sum_y = sum_x, zero = sum_x;
    float inverse = 1.0f / c->range, far = 12.0f * c->range;
    for (int r = 0; r < near->ranges; r++)
        for (uint32_t k = 0; k < near->n[r]; k += 8) {
            v8 dx = v8_load(near->x[r] + k) - who->x, dy = v8_load(near->y[r] + k) - who->y;
            v8 contact = v8_load(near->reach[r] + k) + who->reach, d2 = dx * dx + dy * dy, limit = contact + far;
            v8i mask = (d2 < limit * limit) & (d2 < who->see2) & lanes_of(near, r, k);
            if (!v8i_any(mask)) continue;
            v8 d = v8_sqrt(d2 + 1e-12f), nx = -dx / d, ny = -dy / d, deep = contact - d;
            v8 x = deep * inverse;
            v8 push = v8_exp(v8_pick(x < 2.0f, x, v8_all(2.0f))) * c->force;
            v8 g = v8_pick(deep > 0.0f, deep, zero);
            push += g * c->body;
            v8 grip = g * c->friction;
            grip = v8_pick(grip < c->grip_max, grip, v8_all(c->grip_max));
            v8 slide = (v8_load(near->ex[r] + k) - who->vx) * -ny + (v8_load(near->ey[r] + k) - who->vy) * nx;
            sum_x += v8_pick(mask, push * nx - grip * slide * ny, zero);
            sum_y += v8_pick(mask, push * ny + grip * slide * nx, zero);
        }
    *ax = v8_sum(sum_x);
    *ay = v8_sum(sum_y);
}
