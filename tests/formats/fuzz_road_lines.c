/* Fuzzes the reader of layers of lines: no input may crash it or be refused without a reason, and what it
 * makes holds together. The first byte chooses the tolerance; a file that begins with text that is no GeoJSON
 * goes to other drivers. */
#include "base/text.h"
#include "formats/roads_read.h"
#include "tests/formats/roads_look.h"

#include <cpl_vsi.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char path[] = "/vsimem/fuzz.geojson";
    struct aman_diags diags;
    struct aman_roads *roads = NULL;
    if (n < 1) return 0;
    const struct aman_road_lines lines = {.join_m = bytes[0] % 4 ? 0.1 * (bytes[0] % 4) : 0.0};
    aman_diags_init(&diags, &aman_mem_heap);
    VSIFCloseL(VSIFileFromMemBuffer(path, (GByte *)bytes + 1, n - 1, FALSE));
    enum aman_err err = aman_roads_read(path, &lines, &aman_mem_heap, &diags, &roads);
    VSIUnlink(path);
    if ((err == AMAN_OK) != (roads != NULL) || (err == AMAN_OK) != (diags.n_errors == 0)) abort();
    for (size_t i = 0; i < diags.n; i++) {
        char text[4096];
        if (!diags.items[i].found[0] || !diags.items[i].expected[0]) abort();
        aman_diag_format(&diags.items[i], text, sizeof text);
        if (!aman_text_is_utf8(text, strlen(text))) abort();
    }
    if (roads) {
        look_at_ways(roads);
        look_at_turns(roads);
    }
    aman_roads_destroy(roads);
    aman_diags_release(&diags);
    return 0;
}
