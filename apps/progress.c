#include "apps/progress.h"

#include "apps/screen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR_WIDTH = 16 };
static const double redraw_s = 0.1, line_share = 0.05;

double aman_wall_clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void aman_progress_init(struct aman_progress *progress, enum aman_lang lang, bool quiet)
{
    *progress = (struct aman_progress){
        .quiet = quiet, .terminal = isatty(STDERR_FILENO) != 0, .lang = lang, .shown_at_s = -INFINITY};
}

static const char *phase_name(enum aman_lang lang, const char *phase)
{
    if (strcmp(phase, "set-up") == 0) return aman_word(lang, "app.set_up");
    if (strcmp(phase, "day") == 0) return aman_word(lang, "app.as_planned");
    return phase;
}

/* " 42 %  as planned  19:42  310 × real time  38211 on the ground" */
static void describe(struct aman_text *text, enum aman_lang lang, const struct aman_check_progress *state)
{
    aman_text_addf(text, "%3.0f %%  %s", 100.0 * fmin(fmax(state->share, 0.0), 1.0),
                   phase_name(lang, state->phase));
    if (isfinite(state->clock_s)) {
        aman_text_add(text, "  ");
        aman_word_quantity(text, lang, state->clock_s, AMAN_UNIT_CLOCK);
        aman_text_addf(text, "  %u %s", (unsigned)state->on_ground, aman_word(lang, "app.on_the_ground"));
    }
    if (isfinite(state->speed_up))
        aman_text_addf(text, "  %.0f × %s", state->speed_up, aman_word(lang, "app.real_time"));
}

static void draw_bar(struct aman_text *text, double share)
{
    int full = (int)(fmin(fmax(share, 0.0), 1.0) * BAR_WIDTH + 0.5);
    aman_text_add(text, "\r[");
    for (int i = 0; i < BAR_WIDTH; i++) aman_text_add(text, i < full ? "#" : ".");
    aman_text_add(text, "] ");
}

static bool is_due(struct aman_progress *progress, const struct aman_check_progress *state)
{
    double now_s = aman_wall_clock_s();
    if (progress->terminal) {
        if (now_s - progress->shown_at_s < redraw_s) return false;
        progress->shown_at_s = now_s;
        return true;
    }
    if (state->share < progress->next_share) return false;
    progress->next_share = (floor(state->share / line_share) + 1.0) * line_share;
    return true;
}

void aman_progress_show(struct aman_progress *progress, const struct aman_check_progress *state)
{
    if (progress->quiet || !is_due(progress, state)) return;
    struct aman_text text, line;
    aman_text_init(&text, &aman_mem_heap);
    aman_text_init(&line, &aman_mem_heap);
    describe(&text, progress->lang, state);
    if (progress->terminal) {
        draw_bar(&line, state->share);
        /* a line that wraps could not be redrawn in place */
        aman_screen_add_cut(&line, text.data ? text.data : "",
                            aman_screen_columns(STDERR_FILENO) - BAR_WIDTH - 4);
        aman_text_add(&line, "\033[K");
    } else {
        aman_text_addf(&line, "%s\n", text.data ? text.data : "");
    }
    if (!line.failed) fwrite(line.data, 1, line.length, stderr);
    fflush(stderr);
    progress->bar_on_screen = progress->terminal;
    aman_text_release(&line);
    aman_text_release(&text);
}

void aman_progress_clear(struct aman_progress *progress)
{
    if (progress->bar_on_screen) fputs("\r\033[K", stderr);
    progress->bar_on_screen = false;
}
