/* Fuzzes the reader of roads, both formats: no input may crash it or be refused without a reason, and what it makes holds
 * together. */
#include "formats/roads_read.h"
#include "tests/formats/roads_look.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct aman_diags diags;
    struct aman_roads *roads = NULL;
    aman_diags_init(&diags, &aman_mem_heap);
    enum aman_err err = aman_roads_read_bytes((const char *)bytes, n, "m.osm", &aman_mem_heap, &diags, &roads);
    if ((err == AMAN_OK) != (roads != NULL) || (err == AMAN_OK) != (diags.n_errors == 0)) abort();
    for (size_t i = 0; i < diags.n; i++)
        if (!diags.items[i].found[0] || !diags.items[i].expected[0]) abort();
    if (roads) {
        look_at_ways(roads);
        look_at_turns(roads);
    }
    aman_roads_destroy(roads);
    aman_diags_release(&diags);
    return 0;
}
