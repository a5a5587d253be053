/* Fuzzes the scenario reader: no input may crash it, hang it, or be refused without a reason. */
#include "base/text.h"
#include "formats/crowd_scenario_read.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void look_at_diags(const struct aman_diags *diags)
{
    for (size_t i = 0; i < diags->n; i++) {
        char text[2048];
        if (!diags->items[i].expected[0] || diags->items[i].line < 0) abort();
        if (aman_diag_format(&diags->items[i], text, sizeof text) >= sizeof text) abort();
        if (!aman_text_is_utf8(diags->items[i].found, __builtin_strlen(diags->items[i].found))) abort();
    }
}

/* What the crowd engine relies on. */
static void look_at(const struct aman_scenario *scenario)
{
    if (scenario->n_levels < 1 || !(scenario->end_s > 0.0) || scenario->n_people > AMAN_SCENARIO_MOST_PEOPLE)
        abort();
    for (size_t s = 0; s < scenario->n_sources; s++) {
        const struct aman_scenario_source *source = &scenario->sources[s];
        if (source->level < 0 || (size_t)source->level >= scenario->n_levels || source->n_shares < 1) abort();
        if (source->number < 1 || !(source->gap_s >= 0.0) || !isfinite(source->gap_s) || source->area.n < 1)
            abort();
        for (size_t i = 0; i < source->n_shares; i++)
            if ((size_t)source->shares[i].destination >= scenario->n_destinations) abort();
    }
    for (size_t d = 0; d < scenario->n_destinations; d++)
        if (scenario->destinations[d].area.n < 1 || scenario->destinations[d].level < 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct aman_diags diags;
    struct aman_scenario *scenario = NULL;
    aman_diags_init(&diags, &aman_mem_heap);
    enum aman_err err =
        aman_scenario_read_text((const char *)bytes, n, "s.yaml", false, &aman_mem_heap, &diags, &scenario);
    if ((err == AMAN_OK) != (scenario != NULL) || (err == AMAN_OK) != (diags.n_errors == 0)) abort();
    look_at_diags(&diags);
    if (scenario) look_at(scenario);
    aman_scenario_destroy(scenario);
    aman_diags_release(&diags);
    return 0;
}
