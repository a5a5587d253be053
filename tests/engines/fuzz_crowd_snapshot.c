/* Damaged snapshots: whatever is done to the bytes of one, it is refused unless nothing was changed, and what
 * is taken walks on. Under libFuzzer the bytes say what is done; without it main() runs a fixed series
 * (argument: how many). */
#include "base/rng.h"
#include "tests/engines/crowd_scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PEOPLE = 40, ROOM = 64 };

static struct scene scene;
static uint8_t *whole, *bytes; /* of the snapshot; a copy to damage, with room at its end */
static size_t n_whole;

static void need(bool holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static void make_whole(void)
{
    scene_init(&scene);
    scene_rect_room(&scene, 0, 0, 0, 10, 6);
    scene_source(&scene, 0, scene_rect(&scene, 0.5, 0.5, 5, 5.5));
    scene_sink(&scene, 0, scene_rect(&scene, 8, 2, 10, 4), 60.0);
    scene_crowd(&scene, PEOPLE);
    need(scene_build(&scene, NULL) == AMAN_OK && scene_start(&scene) == AMAN_OK, "no scene");
    for (int i = 0; i < 40; i++) need(aman_crowd_sim_step(scene.sim, NULL) == AMAN_OK, "no step");
    n_whole = aman_crowd_sim_save_bytes(scene.sim);
    whole = malloc(n_whole);
    bytes = malloc(n_whole + ROOM);
    need(whole && bytes && aman_crowd_sim_save(scene.sim, whole, n_whole) == AMAN_OK, "no snapshot");
}

/* Five bytes a change: where (four, from the beginning or the end), and what to flip there. */
static void damage(const uint8_t *data, size_t size)
{
    for (; size >= 5; data += 5, size -= 5) {
        uint32_t where;
        memcpy(&where, data, 4);
        size_t at = where % n_whole;
        bytes[where & 1 ? at : n_whole - 1 - at] ^= data[4];
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!whole) make_whole();
    struct aman_crowd_sim *sim = NULL;
    size_t n = n_whole;
    memset(bytes, 0, n_whole + ROOM);
    memcpy(bytes, whole, n_whole);
    if (size > 2 && data[0] % 4 == 0)
        n = data[1] % 2 ? n_whole - data[2] % n_whole : n_whole + data[2] % ROOM;
    if (size > 2 && data[0] % 4 == 1) n = size < n_whole ? size : n_whole, memcpy(bytes, data, n);
    if (size > 1 && data[0] % 4 >= 2) damage(data + 1, size - 1);
    bool same = n == n_whole && memcmp(bytes, whole, n_whole) == 0;
    enum aman_err err = aman_crowd_sim_load(scene.world, &scene.model, bytes, n, &aman_mem_heap, &sim);
    need(err == (same ? AMAN_OK : AMAN_ERR_INPUT),
         same ? "a whole snapshot was refused" : "a damaged snapshot was taken");
    need(same || !sim, "an output was touched");
    for (int i = 0; sim && i < 10; i++) need(aman_crowd_sim_step(sim, NULL) == AMAN_OK, "no step");
    aman_crowd_sim_destroy(sim);
    return 0;
}

#ifndef AMAN_LIBFUZZER
int main(int argc, char **argv)
{
    long runs = argc > 1 ? strtol(argv[1], NULL, 10) : 2000;
    for (long i = 0; i < runs; i++) {
        uint64_t bits[8];
        for (uint64_t k = 0; k < 8; k++) bits[k] = aman_rng_bits(2027, (uint64_t)i, k);
        LLVMFuzzerTestOneInput((const uint8_t *)bits, i % 7 == 6 ? 2 : 3 + bits[7] % 50);
    }
    printf("%ld snapshots, damaged each in its way\n", runs);
    scene_release(&scene);
    free(whole);
    free(bytes);
    return 0;
}
#endif
