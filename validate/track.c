/* Measures on people filmed or simulated. */
#include "validate/track.h"

#include <math.h>

static const double middle_m = 2.0, width_m = 1.8; /* half the length that is looked at; the corridor */

/* ---- passing ---- */

size_t track_passings(const struct aman_validate_track *track, double y, double times_s[TRACK_PEOPLE])
{
    size_t n = 0;
    int passed = -1; /* person that has */
    for (size_t i = 1; i < track->n && n < TRACK_PEOPLE; i++) {
        const struct aman_validate_place *a = &track->places[i - 1], *b = &track->places[i];
        if (a->person != b->person || b->person == passed || !((double)a->y > y && (double)b->y <= y))
            continue;
        double share = ((double)a->y - y) / (double)(a->y - b->y);
        times_s[n++] = (a->frame + share * (b->frame - a->frame)) / track->per_s;
        passed = b->person;
    }
    scene_sort_numbers(times_s, n);
    return n;
}

size_t track_firsts(const struct aman_validate_track *track,
                    const struct aman_validate_place *firsts[TRACK_PEOPLE])
{
    size_t n = 0;
    for (size_t i = 0; i < track->n && n < TRACK_PEOPLE; i++)
        if (i == 0 || track->places[i].person != track->places[i - 1].person) firsts[n++] = &track->places[i];
    return n;
}

/* ---- the corridor ---- */

/* Metres a second over `half` frames to either side; NAN where these are not all there. */
static double speed_at(const struct aman_validate_track *track, size_t i, size_t half)
{
    if (i < half || i + half >= track->n) return NAN;
    const struct aman_validate_place *a = &track->places[i - half], *b = &track->places[i + half];
    if (a->person != b->person || b->frame - a->frame != (int)(2 * half)) return NAN;
    return hypot((double)(b->x - a->x), (double)(b->y - a->y)) * track->per_s / (double)(2 * half);
}

struct aman_validate_walked aman_validate_walk_measure(const struct aman_validate_track *track)
{
    double times_s[TRACK_PEOPLE], persons = 0.0, speeds = 0.0, measured = 0.0;
    size_t passed = track_passings(track, 0.0, times_s), first = passed / 4, last = passed * 3 / 4;
    if (passed < 8) return (struct aman_validate_walked){NAN, NAN, NAN};
    double from = ceil(times_s[first] * track->per_s), to = floor(times_s[last] * track->per_s);
    size_t half = (size_t)lrint(0.3 * track->per_s);
    for (size_t i = 0; i < track->n; i++) {
        const struct aman_validate_place *p = &track->places[i];
        if (fabs((double)p->y) > middle_m || p->frame < from || p->frame > to) continue;
        double speed = speed_at(track, i, half);
        persons++;
        if (isnan(speed)) continue;
        speeds += speed;
        measured++;
    }
    return (struct aman_validate_walked){persons / ((to - from + 1.0) * 2.0 * middle_m * width_m),
                                         speeds / measured,
                                         (double)(last - first) / (times_s[last] - times_s[first])};
}

/* ---- a scene filmed ---- */

struct track_film track_film_new(struct scene *scene, size_t most_steps)
{
    struct track_film film = {.most = most_steps};
    size_t people = scene->model.people.n;
    if (scene->err != AMAN_OK) return film;
    film.places = aman_arena_new(&scene->arena, people * most_steps + 1, sizeof *film.places);
    film.frames = aman_arena_new(&scene->arena, people + 1, sizeof *film.frames);
    if (!film.places || !film.frames) scene->err = AMAN_ERR_MEMORY;
    return film;
}

void track_film_look(struct track_film *film, struct scene *scene)
{
    if (scene->err != AMAN_OK || film->steps == film->most) return;
    struct aman_crowd_view view = aman_crowd_sim_view(scene->sim);
    for (size_t i = 0; i < view.n; i++) {
        size_t person = view.person[i];
        film->places[person * film->most + (size_t)film->frames[person]++] =
            (struct aman_validate_place){(int)person, (int)film->steps, (float)view.x[i], (float)view.y[i]};
    }
    film->steps++;
}

struct aman_validate_track track_film_end(struct track_film *film, const struct scene *scene)
{
    struct aman_validate_track track = {film->places, 0, 1.0 / scene->model.params.step_s};
    for (size_t person = 0; person < scene->model.people.n && film->frames; person++)
        for (int k = 0; k < film->frames[person]; k++)
            film->places[track.n++] = film->places[person * film->most + (size_t)k];
    return track;
}
