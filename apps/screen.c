#include "apps/screen.h"

#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>

struct span {
    uint32_t first, last;
};

static bool is_in(uint32_t c, const struct span *spans, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c >= spans[i].first && c <= spans[i].last) return true;
    return false;
}

/* Combining marks of the scripts that Aman speaks, and marks of direction and joining. */
static const struct span zero_wide[] = {
    {0x0300, 0x036F}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06DC},
    {0x06DF, 0x06E4}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2069}, {0xFEFF, 0xFEFF}};
static const struct span double_wide[] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                                          {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};

/* Reads one letter; malformed bytes come out one by one as '?'. */
static size_t letter(const char *text, uint32_t *c)
{
    unsigned char first = (unsigned char)text[0];
    size_t n = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
    *c = n == 1 ? first : first & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)text[i] & 0xC0) != 0x80) n = 1;
        if (n == 1) break;
        *c = *c << 6 | ((unsigned char)text[i] & 0x3F);
    }
    if (n == 1 && first >= 0x80) *c = '?';
    return n;
}

static int width_n(const char *text, size_t n)
{
    int width = 0;
    for (size_t i = 0; i < n;) {
        uint32_t c;
        i += letter(text + i, &c);
        if (is_in(c, zero_wide, sizeof zero_wide / sizeof *zero_wide)) continue;
        width += is_in(c, double_wide, sizeof double_wide / sizeof *double_wide) ? 2 : 1;
    }
    return width;
}

int aman_screen_width(const char *text)
{
    return width_n(text, strlen(text));
}

void aman_screen_add_blanks(struct aman_text *out, int n)
{
    for (int i = 0; i < n; i++) aman_text_add_n(out, " ", 1);
}

int aman_screen_add_cut(struct aman_text *out, const char *text, int columns)
{
    int whole = aman_screen_width(text), used = 0;
    size_t n = 0;
    if (whole <= columns) {
        aman_text_add(out, text);
        return whole;
    }
    while (text[n]) {
        uint32_t c;
        size_t more = letter(text + n, &c);
        int wide = width_n(text + n, more);
        if (used + wide > columns - 1) break;
        used += wide;
        n += more;
    }
    aman_text_add_n(out, text, n);
    aman_text_add(out, "…");
    return used + 1;
}

int aman_screen_columns(int fd)
{
    enum { LEAST = 40, MOST = 160, WITHOUT_TERMINAL = 100 };
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return WITHOUT_TERMINAL;
    return size.ws_col < LEAST ? LEAST : size.ws_col > MOST ? MOST : size.ws_col;
}

void aman_screen_add_wrapped(struct aman_text *out, const char *text, int indent, int columns)
{
    int at = 0; /* columns used in this line, the indent not counted */
    while (*text) {
        size_t n = strcspn(text, " \n");
        int width = width_n(text, n);
        if (at > 0 && indent + at + 1 + width > columns) {
            aman_text_add_n(out, "\n", 1);
            at = 0;
        }
        if (n > 0) {
            aman_screen_add_blanks(out, at > 0 ? 1 : indent);
            aman_text_add_n(out, text, n);
            at += width + (at > 0);
        }
        text += n;
        text += strspn(text, " \n");
    }
    aman_text_add_n(out, "\n", 1);
}
