/* engines/posts/posts.h - needs against posts over time, and how many people a unit needs.
 *
 * Places are numbers that the caller chose; hours are half-open [from_s, to_s). Pure: no memory but scratch that is
 * given back, the same input gives the same answer.
 */
#ifndef AMAN_ENGINES_POSTS_POSTS_H
#define AMAN_ENGINES_POSTS_POSTS_H

#include "base/error.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>

/* Some persons at one place for some hours. */
struct aman_posts_cover {
    int place;
    unsigned roles; /* what they can do, as bits that the caller chose */
    int unit;
    int count; /* >= 0 */
    double from_s, to_s;
};

/* So many are needed at a place for some hours. */
struct aman_posts_need {
    int place;
    unsigned roles; /* any of these will do */
    int unit;       /* they must be of this unit; -1: of any */
    int count;
    double from_s, to_s;
};

/* Where a need is not met. */
struct aman_posts_gap {
    bool is_short;       /* otherwise the rest is not to be read but for `have` */
    double from_s, to_s; /* the first stretch in which fewer are there than needed */
    int have;            /* the fewest at any moment of the need's hours; with a gap, the fewest of all gaps */
    double least_s;      /* since when there are so few */
    double sum_s;        /* of all such stretches */
};

/* ARGUMENT: hours that are not finite or do not end after they begin, a negative count. O(n_needs · k²) for k covers at
 * a place. */
enum aman_err aman_posts_cover_needs(const struct aman_posts_need *needs, size_t n_needs,
                                     const struct aman_posts_cover *covers, size_t n_covers, struct aman_posts_gap *gaps);

/* `count` persons of one unit who are at one place for some hours; nobody else can be. */
struct aman_posts_slot {
    int place, count; /* >= 1 */
    double from_s, to_s;
};

enum { AMAN_POSTS_SLOTS_MOST = 4096 };

/* How long from one place to another, in seconds, >= 0, INFINITY where there is no way; where the way surely takes at most
 * time_s, any value up to time_s will do. Called with places of slots only. */
typedef double aman_posts_travel(void *ctx, int from_place, int to_place, double time_s);

struct aman_posts_load {
    int peak; /* most persons at posts at one moment */
    double peak_s;
    int needed; /* persons that the unit must have, so that nobody is in two places and all have time to walk; >= peak */
    int from_slot, to_slot; /* needed > peak: two slots that follow too closely, the ones most persons would have to
                               change between; otherwise -1 */
    double way_s, time_s;   /* the way between these two, and the time there is */
    double tight_s;         /* when the first of them ends */
};

/* The least number of persons by a greatest flow between slots that one person can hold one after the other (least cover
 * of slots by chains; exact). ARGUMENT as above, LIMIT past AMAN_POSTS_SLOTS_MOST, MEMORY; load untouched then.
 * O(n²) memory (4 bytes each), O(n² · augmentations) time: few, since a greedy start finds most. */
enum aman_err aman_posts_unit_load(const struct aman_posts_slot *slots, size_t n, aman_posts_travel *travel, void *ctx,
                                   const struct aman_mem *mem, struct aman_posts_load *load);

#endif
