/* validate/track.h - people filmed or simulated, measured the same way. Private to the room. */
#ifndef AMAN_VALIDATE_TRACK_H
#define AMAN_VALIDATE_TRACK_H

#include "validate/scene.h"
#include "validate/validate.h"

enum { TRACK_PEOPLE = 400 }; /* more are not looked at */

/* When each person first goes from above the line y to it or below it, in order; the number of them. */
size_t track_passings(const struct aman_validate_track *track, double y, double times_s[TRACK_PEOPLE]);

/* The first places of the people of a track, in its order; the number of them. */
size_t track_firsts(const struct aman_validate_track *track,
                    const struct aman_validate_place *firsts[TRACK_PEOPLE]);

/* A scene filmed: everyone's place after each step. Room for so many steps comes from the scene's arena; what
 * is missing sticks in its `err`. */
struct track_film {
    struct aman_validate_place *places; /* n_steps for each person, in order */
    int *frames;                        /* of each person */
    size_t most, steps;
};
struct track_film track_film_new(struct scene *scene, size_t most_steps);
void track_film_look(struct track_film *film, struct scene *scene);
/* Packs the film, which cannot be added to then. */
struct aman_validate_track track_film_end(struct track_film *film, const struct scene *scene);

#endif
