/* Learns what the names engine knows of letters and of how common names are, and writes its two tables.
 *
 * usage: names_learn letters|weights TOKENS.txt [PERSONS.csv] > engines/names/letters_table.c (or weights_table.c)
 *
 * TOKENS.txt: lines of `latin TAB arabic letters with blanks TAB count` (NETransliteration-COLING2018, CC0). For the
 * letters, expectation maximisation over all alignments of one symbol to one or none finds how each Arabic letter is
 * written in Latin; every tenth line is held out, and how well it is explained is said on stderr. Costs within Latin and
 * within Arabic are not learnt: they are the rules below. For the weights, the counts of TOKENS.txt and of the words of
 * the first half of PERSONS.csv (names in its first column) say how common a name is.
 */
#include "engines/names/letters.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS_MOST = 60000, LATIN = NAMES_SYM_ARABIC, ARABIC = 36, ROUNDS = 10, GRID = AMAN_NAME_FORM_MOST + 1 };

struct pair {
    struct aman_name_form latin, arabic;
    double count;
};
static struct pair pairs[PAIRS_MOST];
static size_t n_pairs;

/* Probabilities: emit[a][l] of a letter, emit[a][0] of nothing; insert[l] of a symbol without a letter, insert[0] of
 * going on. */
static double emit[ARABIC][LATIN], insert[LATIN];
static double emit_sum[ARABIC][LATIN], insert_sum[LATIN];

static bool fold_into(const char *text, size_t n, struct aman_name_form *form)
{
    struct names_word words[NAMES_WORDS_MOST];
    unsigned flags = 0;
    if (aman_names_words(text, n, words, &flags) != 1) return false;
    *form = (struct aman_name_form){0};
    aman_names_symbols(words[0].letters, words[0].n, form);
    return form->n > 0;
}

static void read_pair(char *line)
{
    char *arabic = strchr(line, '\t'), *count = arabic ? strchr(arabic + 1, '\t') : NULL;
    if (!count || n_pairs == PAIRS_MOST) return;
    char letters[256];
    size_t n = 0;
    for (char *c = arabic + 1; c < count && n < sizeof letters; c++)
        if (*c != ' ') letters[n++] = *c;
    struct pair *pair = &pairs[n_pairs];
    pair->count = strtod(count + 1, NULL);
    if (!fold_into(line, (size_t)(arabic - line), &pair->latin) || !fold_into(letters, n, &pair->arabic)) return;
    if (pair->latin.script == NAMES_LATIN && pair->arabic.script == NAMES_ARABIC) n_pairs++;
}

/* ---- expectation maximisation ---- */

static void start(void)
{
    for (int a = 0; a < ARABIC; a++)
        for (int l = 0; l < LATIN; l++) emit[a][l] = l == 0 ? 0.1 : 0.9 / (LATIN - 1);
    for (int l = 0; l < LATIN; l++) insert[l] = l == 0 ? 0.6 : 0.4 / (LATIN - 1);
}

/* Letters of Persian and Urdu are rare in the pairs: how they are usually written counts as seen a few times. */
static void add_prior(void)
{
    static const int prior[][2] = {{31, NAMES_SYM_A + 'p' - 'a'}, {32, NAMES_SYM_CH}, {33, NAMES_SYM_ZH},
                                   {34, NAMES_SYM_A + 'g' - 'a'}, {35, NAMES_SYM_A + 'v' - 'a'}};
    for (size_t i = 0; i < sizeof prior / sizeof *prior; i++) emit_sum[prior[i][0]][prior[i][1]] += 5.0;
}

static double forward[GRID][GRID], backward[GRID][GRID];

/* Probability of the Latin form given the Arabic one; fills both grids. */
static double grids(const struct pair *p)
{
    int n = p->arabic.n, m = p->latin.n;
    for (int i = 0; i <= n; i++)
        for (int j = 0; j <= m; j++) {
            double f = i == 0 && j == 0 ? 1.0 : 0.0;
            if (j > 0) f += forward[i][j - 1] * insert[p->latin.symbols[j - 1]];
            if (i > 0) {
                const double *e = emit[p->arabic.symbols[i - 1] - NAMES_SYM_ARABIC];
                f += insert[0] * e[0] * forward[i - 1][j];
                if (j > 0) f += insert[0] * e[p->latin.symbols[j - 1]] * forward[i - 1][j - 1];
            }
            forward[i][j] = f;
        }
    for (int i = n; i >= 0; i--)
        for (int j = m; j >= 0; j--) {
            double b = i == n && j == m ? insert[0] : 0.0;
            if (j < m) b += backward[i][j + 1] * insert[p->latin.symbols[j]];
            if (i < n) {
                const double *e = emit[p->arabic.symbols[i] - NAMES_SYM_ARABIC];
                b += insert[0] * e[0] * backward[i + 1][j];
                if (j < m) b += insert[0] * e[p->latin.symbols[j]] * backward[i + 1][j + 1];
            }
            backward[i][j] = b;
        }
    return forward[n][m] * insert[0];
}

static void expect(const struct pair *p, double total)
{
    double share = log1p(p->count) / total; /* a famous name is not a thousand witnesses */
    int n = p->arabic.n, m = p->latin.n;
    for (int i = 0; i <= n; i++)
        for (int j = 0; j <= m; j++) {
            double f = forward[i][j] * share;
            if (j < m) insert_sum[p->latin.symbols[j]] += f * insert[p->latin.symbols[j]] * backward[i][j + 1];
            if (i == n) continue;
            int a = p->arabic.symbols[i] - NAMES_SYM_ARABIC;
            double nothing = f * insert[0] * emit[a][0] * backward[i + 1][j];
            emit_sum[a][0] += nothing;
            insert_sum[0] += nothing;
            if (j == m) continue;
            int l = p->latin.symbols[j];
            double taken = f * insert[0] * emit[a][l] * backward[i + 1][j + 1];
            emit_sum[a][l] += taken;
            insert_sum[0] += taken;
        }
}

static void maximise(void)
{
    for (int a = 0; a < ARABIC; a++) {
        double sum = 0.0;
        for (int l = 0; l < LATIN; l++) sum += emit_sum[a][l] + 0.02;
        for (int l = 0; l < LATIN; l++) emit[a][l] = (emit_sum[a][l] + 0.02) / sum;
    }
    double sum = 0.0;
    for (int l = 0; l < LATIN; l++) sum += insert_sum[l] + 0.02;
    for (int l = 0; l < LATIN; l++) insert[l] = (insert_sum[l] + 0.02) / sum;
    memset(emit_sum, 0, sizeof emit_sum);
    memset(insert_sum, 0, sizeof insert_sum);
}

static void learn(void)
{
    start();
    for (int round = 0; round < ROUNDS; round++) {
        double told = 0.0, held = 0.0;
        size_t n_told = 0, n_held = 0;
        for (size_t p = 0; p < n_pairs; p++) {
            double total = grids(&pairs[p]);
            double per_letter = log(total > 1e-300 ? total : 1e-300) / (pairs[p].latin.n + 1);
            if (p % 10 == 9) {
                held += per_letter;
                n_held++;
                continue;
            }
            told += per_letter;
            n_told++;
            if (total > 1e-300) expect(&pairs[p], total);
        }
        add_prior();
        maximise();
        fprintf(stderr, "round %d: log likelihood a symbol %.4f, held out %.4f\n", round, told / (double)n_told,
                held / (double)n_held);
    }
}

/* ---- costs ---- */

static uint8_t costs[NAMES_N_SYMBOLS][NAMES_N_SYMBOLS], gaps[2][NAMES_N_SYMBOLS];

static int symbol_named(const char *name)
{
    static const char *const digraphs[] = {"SH", "CH", "KH", "GH", "TH", "DH", "ZH"};
    for (int d = 0; d < 7; d++)
        if (strcmp(name, digraphs[d]) == 0) return NAMES_SYM_SH + d;
    struct aman_name_form form;
    return fold_into(name, strlen(name), &form) ? form.symbols[0] : 0;
}

static void set_cost(int a, int b, int cost)
{
    costs[a][b] = costs[b][a] = (uint8_t)cost;
}

/* Pairs that are taken for one another, with what it costs. */
static const char rules[] =
    "a e 6 a i 11 a o 9 a u 11 a y 13 e i 6 e o 10 e u 12 e y 8 i o 13 i u 12 i y 3 o u 4 u y 9 o y 14 "
    "u w 6 o w 10 v w 5 f v 8 f p 18 b p 14 v b 15 i j 14 y j 8 "
    "k q 2 k c 3 c q 5 c s 12 c SH 16 c CH 8 c z 18 c KH 12 s z 8 s SH 12 z SH 18 SH CH 6 CH k 12 CH KH 8 CH j 14 SH j 16 "
    "KH k 8 KH h 8 KH q 10 GH g 5 GH q 14 GH k 18 GH r 18 GH h 18 TH t 5 TH s 12 TH h 20 DH d 5 DH z 8 DH t 16 ZH j 5 "
    "ZH z 10 ZH s 16 ZH SH 14 j g 9 j z 18 j h 18 d t 14 g k 14 g q 9 g h 18 m n 18 l r 22 d z 18 "
    "0 o 10 1 i 10 1 l 10 3 e 10 4 a 10 5 s 10 7 t 12 9 g 10 8 b 10 "
    "ة ه 2 ى ي 2 ى ا 6 ة ا 8 ك گ 6 ج چ 8 ج ژ 12 ج گ 8 ب پ 6 ف ڤ 5 ت ط 8 س ص 8 د ض 10 ذ ز 8 ذ د 8 ث س 8 ث ت 8 ظ ض 6 ظ ز 8 "
    /* as Persian, Urdu, Turkish and the Maghreb read Arabic letters */
    "ث s 6 ذ z 4 ض z 6 ظ z 0 غ GH 3 ق q 1 ق g 8 و v 8 و w 6 ك g 14 ج j 0 ج g 4 چ CH 0 خ KH 0 ع a 0 "
    "ق ك 10 ق غ 8 ق گ 8 غ گ 8 غ ج 10 ه ح 10 ح خ 14 ا ع 12 ا و 20 و ي 20 ا ي 20 ز س 16 ش س 16 د ت 14 ش چ 8 ";

static void apply_rules(void)
{
    for (int a = 0; a < NAMES_N_SYMBOLS; a++)
        for (int b = 0; b < NAMES_N_SYMBOLS; b++) {
            bool raw = a >= NAMES_SYM_RAW || b >= NAMES_SYM_RAW;
            costs[a][b] = (uint8_t)(a == b ? 0 : raw ? NAMES_COST_MOST : NAMES_COST_ONE);
        }
    char text[sizeof rules], *save = NULL;
    memcpy(text, rules, sizeof rules);
    for (char *a = strtok_r(text, " ", &save); a; a = strtok_r(NULL, " ", &save)) {
        char *b = strtok_r(NULL, " ", &save), *cost = strtok_r(NULL, " ", &save);
        set_cost(symbol_named(a), symbol_named(b), (int)strtol(cost, NULL, 10));
    }
}

static void set_gaps(const char *symbols, int cost)
{
    char text[256], *save = NULL;
    snprintf(text, sizeof text, "%s", symbols);
    for (char *s = strtok_r(text, " ", &save); s; s = strtok_r(NULL, " ", &save))
        gaps[0][symbol_named(s)] = (uint8_t)cost;
}

static void gaps_within(void)
{
    for (int s = 0; s < NAMES_N_SYMBOLS; s++) gaps[0][s] = (uint8_t)(s >= NAMES_SYM_RAW ? NAMES_COST_MOST : 29);
    set_gaps("a e", 12);
    set_gaps("i o u y", 13);
    set_gaps("h", 10);
    set_gaps("w", 18);
    set_gaps("ا ى", 12);
    set_gaps("و ي ه ع", 14);
    set_gaps("ة", 6);
    set_gaps("ء", 3);
}

/* In 1/32, at so much a nat: vowels are written as each hears them, which says less than consonants do. */
static const double per_nat = 8.0, per_nat_vowel = 4.0, per_nat_short_vowel = 3.0;

static int cost_of(double probability, double best, double rate)
{
    double cost = rate * (log(best) - log(probability));
    return cost > 44.0 ? 44 : (int)(cost + 0.5);
}

static bool is_vowel(int latin)
{
    return latin > 0 && latin <= 26 && strchr("aeiouy", 'a' + latin - 1) != NULL;
}

/* Alif, ayn, waw, ya, ta marbuta, alif maksura. */
static bool is_vowel_letter(int arabic)
{
    return arabic == 0 || arabic == 17 || arabic == 26 || arabic == 27 || arabic == 28 || arabic == 29;
}

static int usual_of(int a)
{
    int usual = 1;
    for (int l = 2; l < LATIN; l++)
        if (emit[a][l] > emit[a][usual]) usual = l;
    return usual;
}

/* What was hardly ever seen costs what the usual symbol does, and what it costs to take one for the other. */
static void costs_across(void)
{
    double best_insert = 0.0;
    for (int l = 1; l < LATIN; l++)
        if (insert[l] > best_insert) best_insert = insert[l];
    for (int l = 1; l < LATIN; l++) gaps[1][l] = (uint8_t)(1 + cost_of(insert[l], best_insert, is_vowel(l) ? per_nat_short_vowel : per_nat));
    for (int a = 0; a < ARABIC; a++) {
        double best = 0.0;
        for (int l = 0; l < LATIN; l++)
            if (emit[a][l] > best) best = emit[a][l];
        gaps[1][NAMES_SYM_ARABIC + a] = (uint8_t)cost_of(emit[a][0], best, is_vowel_letter(a) ? per_nat_vowel : per_nat);
        int usual = usual_of(a);
        for (int l = 1; l < LATIN; l++) {
            int read_so = costs[l][NAMES_SYM_ARABIC + a]; /* by a rule, or NAMES_COST_ONE */
            int learnt = cost_of(emit[a][l], best, is_vowel(l) && is_vowel_letter(a) ? per_nat_vowel : per_nat);
            int by_usual = cost_of(emit[a][usual], best, per_nat) + costs[usual][l] + (l == usual ? 0 : 6);
            int least = learnt < by_usual ? learnt : by_usual;
            set_cost(l, NAMES_SYM_ARABIC + a, read_so < NAMES_COST_ONE && read_so < least ? read_so : least);
        }
    }
    for (int s = NAMES_SYM_RAW; s < NAMES_N_SYMBOLS; s++) gaps[1][s] = NAMES_COST_MOST;
}

static void write_row(const uint8_t *row)
{
    printf("    {");
    for (int b = 0; b < NAMES_N_SYMBOLS; b++) printf(b + 1 < NAMES_N_SYMBOLS ? "%d," : "%d},\n", row[b]);
}

/* ---- classes ---- */

/* Symbols of a script by 32 classes; rare ones go with one that they are written for. */
static int class_of(int symbol)
{
    static const struct {
        uint8_t rare, with;
    } merged[] = {{NAMES_SYM_A + 'x' - 'a', NAMES_SYM_A + 'k' - 'a'}, {NAMES_SYM_ZH, NAMES_SYM_A + 'z' - 'a'},
                  {NAMES_SYM_ARABIC + 31, NAMES_SYM_ARABIC + 1},      {NAMES_SYM_ARABIC + 32, NAMES_SYM_ARABIC + 4},
                  {NAMES_SYM_ARABIC + 33, NAMES_SYM_ARABIC + 10},     {NAMES_SYM_ARABIC + 34, NAMES_SYM_ARABIC + 21},
                  {NAMES_SYM_ARABIC + 35, NAMES_SYM_ARABIC + 19}};
    for (size_t m = 0; m < sizeof merged / sizeof *merged; m++)
        if (merged[m].rare == symbol) symbol = merged[m].with;
    if (symbol >= NAMES_SYM_RAW) return symbol - NAMES_SYM_RAW;
    if (symbol >= NAMES_SYM_ARABIC) return symbol - NAMES_SYM_ARABIC < 32 ? symbol - NAMES_SYM_ARABIC : 31;
    if (symbol >= NAMES_SYM_SH && symbol < NAMES_SYM_ZH) return 25 + symbol - NAMES_SYM_SH;
    if (symbol >= NAMES_SYM_0) return 31;
    return symbol > NAMES_SYM_A + 'x' - 'a' ? symbol - 2 : symbol - (symbol > 0);
}

static int base_of(int digraph)
{
    return NAMES_SYM_A + "sckgtdz"[digraph - NAMES_SYM_SH] - 'a';
}

/* What x costs at least where it stands for y, alone or with y in a digraph; in either order. */
static int least_cost(int x, int y)
{
    int h = NAMES_SYM_A + 'h' - 'a', least = costs[x][y];
    bool x_apart = x >= NAMES_SYM_SH && x <= NAMES_SYM_ZH, y_apart = y >= NAMES_SYM_SH && y <= NAMES_SYM_ZH;
    if (x_apart && costs[base_of(x)][y] < least) least = costs[base_of(x)][y];
    if (y_apart && costs[base_of(y)][x] < least) least = costs[base_of(y)][x];
    if (y_apart && costs[h][x] < least) least = costs[h][x];
    return least;
}

static bool is_of_script(int symbol, int arabic)
{
    return arabic ? symbol >= NAMES_SYM_ARABIC && symbol < NAMES_SYM_ARABIC + ARABIC : symbol <= NAMES_SYM_ZH;
}

/* Classes of a script's symbols that could be for x at less than what it costs unmet. */
static uint32_t near_of(int x, int arabic)
{
    uint32_t near = 0;
    int unmet = gaps[is_of_script(x, 1) != (arabic != 0)][x];
    if (unmet > NAMES_UNMET_MOST) unmet = NAMES_UNMET_MOST;
    for (int y = 0; y < NAMES_SYM_RAW; y++)
        if (is_of_script(y, arabic) && least_cost(x, y) < unmet) near |= UINT32_C(1) << class_of(y);
    return near;
}

static void write_classes(void)
{
    printf("const uint8_t aman_names_classes[NAMES_N_SYMBOLS] = {");
    for (int x = 0; x < NAMES_N_SYMBOLS; x++) printf("%s%d,", x % 32 == 0 ? "\n    " : " ", class_of(x));
    printf("\n};\nconst uint32_t aman_names_near[2][NAMES_N_SYMBOLS] = {\n");
    for (int arabic = 0; arabic < 2; arabic++) {
        printf("    {");
        for (int x = 0; x < NAMES_N_SYMBOLS; x++)
            printf("%s0x%08X,", x % 8 == 0 ? "\n        " : " ", x < NAMES_SYM_RAW ? near_of(x, arabic) : 0);
        printf("\n    },\n");
    }
    printf("};\n");
}

static void write_letters(void)
{
    printf("/* Made by tools/names_learn.c; do not edit. Costs across scripts were learnt from %zu pairs of name parts of\n"
           " * NETransliteration-COLING2018 (CC0), all but every tenth; costs within a script are that program's rules. */\n"
           "#include \"engines/names/letters.h\"\n\n/* clang-format off */\n"
           "const uint8_t aman_names_costs[NAMES_N_SYMBOLS][NAMES_N_SYMBOLS] = {\n",
           n_pairs);
    for (int a = 0; a < NAMES_N_SYMBOLS; a++) write_row(costs[a]);
    printf("};\nconst uint8_t aman_names_gaps[2][NAMES_N_SYMBOLS] = {\n");
    for (int g = 0; g < 2; g++) write_row(gaps[g]);
    printf("};\n");
    write_classes();
}

/* ---- weights ---- */

struct counted {
    uint32_t skeleton;
    double count;
};
static struct counted *counted;
static size_t n_counted, most_counted;

static void count(const struct aman_name_form *form, double n)
{
    if (n_counted == most_counted) {
        most_counted = most_counted ? 2 * most_counted : 65536;
        counted = realloc(counted, most_counted * sizeof *counted);
        if (!counted) exit(1);
    }
    counted[n_counted++] = (struct counted){form->skeleton, n};
}

static void count_persons(const char *path)
{
    static char lines[200000][160];
    size_t n_lines = 0;
    FILE *file = fopen(path, "r");
    if (!file) exit(1);
    while (n_lines < 200000 && fgets(lines[n_lines], sizeof *lines, file)) n_lines++;
    fclose(file);
    for (size_t i = 1; i < n_lines / 2; i++) {
        struct names_word words[NAMES_WORDS_MOST];
        unsigned flags = 0;
        size_t n = aman_names_words(lines[i], strcspn(lines[i], ","), words, &flags);
        for (size_t w = 0; w < n; w++) {
            struct aman_name_form form = {0};
            aman_names_symbols(words[w].letters, words[w].n, &form);
            if (form.n > 0 && form.script != NAMES_OTHER) count(&form, 2.0);
        }
    }
}

static int by_skeleton(const void *a, const void *b)
{
    uint32_t x = ((const struct counted *)a)->skeleton, y = ((const struct counted *)b)->skeleton;
    return (x > y) - (x < y);
}

static void write_weights(void)
{
    double all = 0.0;
    size_t n = 0;
    qsort(counted, n_counted, sizeof *counted, by_skeleton);
    for (size_t i = 0; i < n_counted; i++) {
        all += counted[i].count;
        if (n > 0 && counted[n - 1].skeleton == counted[i].skeleton)
            counted[n - 1].count += counted[i].count;
        else
            counted[n++] = counted[i];
    }
    printf("/* Made by tools/names_learn.c; do not edit. How common names are, by their skeletons: counts of\n"
           " * NETransliteration-COLING2018 (CC0) and of the first half of yente's synthetic persons (MIT). */\n"
           "#include \"engines/names/letters.h\"\n\n/* clang-format off */\n"
           "const struct names_weight aman_names_weights[] = {\n");
    size_t written = 0;
    for (size_t i = 0; i < n; i++) {
        double weight = 1.0 - 0.085 * log(counted[i].count / all / 2e-5);
        if (weight > 0.97) continue;
        if (weight < 0.5) weight = 0.5;
        printf("%s{0x%08X,%d},", written == 0 ? "    " : written % 8 == 0 ? "\n    " : " ", counted[i].skeleton,
               (int)(weight * AMAN_NAME_WEIGHT_ONE + 0.5));
        written++;
    }
    printf("\n};\nconst size_t aman_names_n_weights = sizeof aman_names_weights / sizeof *aman_names_weights;\n");
    fprintf(stderr, "%zu of %zu skeletons are common\n", written, n);
}

int main(int argc, char **argv)
{
    FILE *file = argc >= 3 ? fopen(argv[2], "r") : NULL;
    char line[1024];
    if (!file) {
        fprintf(stderr, "usage: names_learn letters|weights TOKENS.txt [PERSONS.csv]\n");
        return 2;
    }
    while (fgets(line, sizeof line, file)) read_pair(line);
    fclose(file);
    if (strcmp(argv[1], "letters") == 0) {
        learn();
        apply_rules();
        gaps_within();
        costs_across();
        write_letters();
        return 0;
    }
    for (size_t p = 0; p < n_pairs; p++) {
        count(&pairs[p].latin, pairs[p].count);
        count(&pairs[p].arabic, pairs[p].count);
    }
    if (argc > 3) count_persons(argv[3]);
    write_weights();
    free(counted);
    return 0;
}
