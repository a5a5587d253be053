/* What comes to the service over the wire: targets, bodies, tokens. */
#include "tests/base/cmocka_all.h"

#include "formats/http_target.h"
#include "formats/service_request.h"
#include "formats/tokens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct aman_arena arena;

static int begin(void **state)
{
    (void)state;
    aman_arena_init(&arena, &aman_mem_heap, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    aman_arena_release(&arena);
    return 0;
}

/* ---- targets ---- */

static void a_target_is_decoded(void **state)
{
    (void)state;
    struct aman_http_target target;
    const char *why = NULL;
    assert_int_equal(aman_http_target_read("/match/a%2Fb/?q=%D9%8A+x&empty=&flag&q=second&n=0.5#rest", &arena,
                                           &target, &why),
                     AMAN_OK);
    assert_int_equal(target.n_segments, 2);
    assert_string_equal(target.segments[0], "match");
    assert_string_equal(target.segments[1], "a/b");
    assert_string_equal(aman_http_parameter_text(&target, "q"), "ي x");
    assert_string_equal(aman_http_parameter_text(&target, "empty"), "");
    assert_string_equal(aman_http_parameter_text(&target, "flag"), "");
    assert_null(aman_http_parameter_text(&target, "none"));
    assert_true(aman_http_parameter_has(&target, "q", "SECOND"));
    double n = 0;
    assert_true(aman_http_parameter_number(&target, "n", 0, 1, 9, &n) && n == 0.5);
    assert_true(aman_http_parameter_number(&target, "none", 0, 1, 9, &n) && n == 9);
    assert_false(aman_http_parameter_number(&target, "n", 1, 2, 9, &n));
    assert_false(aman_http_parameter_number(&target, "flag", 0, 1, 9, &n));
}

static void wrong_targets(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum aman_err err;
    } cases[] = {{"", AMAN_ERR_INPUT},           {"*", AMAN_ERR_INPUT},
                 {"http://x/", AMAN_ERR_INPUT},  {"/%", AMAN_ERR_INPUT},
                 {"/%4", AMAN_ERR_INPUT},        {"/%4g", AMAN_ERR_INPUT},
                 {"/?a=%00", AMAN_ERR_INPUT},    {"/?a=%C3%28", AMAN_ERR_INPUT},
                 {"/%ED%A0%80", AMAN_ERR_INPUT}, {"/1/2/3/4/5/6/7/8/9", AMAN_ERR_LIMIT}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct aman_http_target target = {.n_segments = 77};
        const char *why = NULL;
        assert_int_equal(aman_http_target_read(cases[i].text, &arena, &target, &why), cases[i].err);
        assert_non_null(why);
        assert_int_equal(target.n_segments, 77);
    }
    char many[400] = "/?";
    memset(many + 2, '&', 200);
    struct aman_http_target target;
    const char *why = NULL;
    assert_int_equal(aman_http_target_read(many, &arena, &target, &why), AMAN_ERR_LIMIT);
}

/* ---- bodies ---- */

static const char match_body[] =
    "{\"queries\":{\"one\":{\"id\":\"7\",\"schema\":\"Company\",\"properties\":{\"name\":[\"A\",\"\",3],"
    "\"alias\":\"B\",\"birthDate\":[\"about 1965\"],\"jurisdiction\":[\"ma\"]}},"
    "\"two\":{\"schema\":\"Thing\",\"properties\":{\"name\":\"C\"}}}}";

static void a_match_request(void **state)
{
    (void)state;
    struct aman_match_request request;
    char why[AMAN_REQUEST_WHY_BYTES];
    assert_int_equal(aman_match_request_read(match_body, strlen(match_body), &arena, &request, why), AMAN_OK);
    assert_int_equal(request.n, 2);
    const struct aman_match_query *one = &request.queries[0], *two = &request.queries[1];
    assert_string_equal(one->key, "one");
    assert_string_equal(one->id, "7");
    assert_int_equal(one->kind, AMAN_LIST_ORGANISATION);
    assert_int_equal(one->n_names, 2);
    assert_string_equal(one->names[1], "B");
    assert_int_equal(one->born, 1965);
    assert_string_equal(one->country, "ma");
    assert_non_null(strstr(one->echo, "\"schema\":\"Company\""));
    assert_true(two->kind == AMAN_LIST_ANY && two->id[0] == '\0' && two->country[0] == '\0' &&
                two->born == 0);
}

static void wrong_bodies_say_where(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "body"},
        {"[]", "a JSON object"},
        {"{\"queries\":{},\"queries\":{}}", "no JSON"},
        {"{\"queries\":[]}", "at least one query"},
        {"{\"queries\":{\"k\":{\"properties\":{}}}}", "k: expected a schema"},
        {"{\"queries\":{\"k\":{\"schema\":\"Person\"}}}", "k: expected an object `properties`"},
        {"{\"queries\":{\"k\":{\"schema\":\"Person\",\"properties\":{\"name\":[]}}}}", "k: expected a name"},
        {"{\"queries\":{\"k\":{\"schema\":\"Person\",\"properties\":{\"name\":[\"\\u0000\"]}}}}", "no JSON"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct aman_match_request request = {.n = 77};
        char why[AMAN_REQUEST_WHY_BYTES];
        assert_int_equal(aman_match_request_read(cases[i][0], strlen(cases[i][0]), &arena, &request, why),
                         AMAN_ERR_INPUT);
        assert_non_null(strstr(why, cases[i][1]));
        assert_int_equal(request.n, 77);
    }
}

static void a_step_request(void **state)
{
    (void)state;
    static const char right[] = "{\"action\":\"false\",\"reason\":\"born later\",\"revision\":3}";
    static const char *const wrong[] = {
        "{\"reason\":\"x\",\"revision\":3}", "{\"action\":\"x\",\"revision\":0}", "{\"action\":\"x\"}",
        "{\"action\":\"x\",\"reason\":4,\"revision\":1}", "{\"action\":\"x\",\"revision\":1.5}"};
    struct aman_step_request request;
    char why[AMAN_REQUEST_WHY_BYTES];
    assert_int_equal(aman_step_request_read(right, strlen(right), &arena, &request, why), AMAN_OK);
    assert_string_equal(request.action, "false");
    assert_string_equal(request.reason, "born later");
    assert_int_equal(request.revision, 3);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(aman_step_request_read(wrong[i], strlen(wrong[i]), &arena, &request, why),
                         AMAN_ERR_INPUT);
}

struct failing {
    size_t left; /* allocations that still succeed */
};

static void *failing_resize(void *ctx, void *ptr, size_t old_size, size_t size)
{
    struct failing *failing = ctx;
    if (size != 0 && failing->left == 0) return NULL;
    if (size != 0) failing->left--;
    return aman_mem_heap.resize(aman_mem_heap.ctx, ptr, old_size, size);
}

/* An arena asks for a block at a time; with a limit of so many bytes each text in turn finds none. */
static void without_memory(void **state)
{
    (void)state;
    static const char step_body[] = "{\"action\":\"x\",\"revision\":1}";
    size_t failures = 0;
    for (size_t limit = 1; limit < 4096; limit += 8) {
        struct failing failing = {limit % 3};
        const struct aman_mem mem = {failing_resize, &failing};
        struct aman_arena small;
        struct aman_http_target target = {.n_segments = 77};
        struct aman_match_request match = {.n = 77};
        struct aman_step_request step = {.revision = 77};
        const char *why_target = "";
        char why[AMAN_REQUEST_WHY_BYTES];
        aman_arena_init(&small, &mem, limit);
        enum aman_err errs[] = {aman_http_target_read("/a/b?c=d&e=f", &small, &target, &why_target),
                                aman_match_request_read(match_body, strlen(match_body), &small, &match, why),
                                aman_step_request_read(step_body, strlen(step_body), &small, &step, why)};
        assert_true(errs[0] == AMAN_OK || (errs[0] == AMAN_ERR_MEMORY && target.n_segments == 77));
        assert_true(errs[1] == AMAN_OK || (errs[1] == AMAN_ERR_MEMORY && match.n == 77));
        assert_true(errs[2] == AMAN_OK || (errs[2] == AMAN_ERR_MEMORY && step.revision == 77));
        failures += errs[0] != AMAN_OK || errs[1] != AMAN_OK || errs[2] != AMAN_OK;
        failing.left = SIZE_MAX;
        aman_arena_release(&small);
    }
    assert_true(failures > 100 && failures < 512);
}

/* ---- tokens ---- */

static void a_token_is_made_and_known_again(void **state)
{
    (void)state;
    char folder[] = "/tmp/aman-tokens-XXXXXX", path[64], first[AMAN_TOKEN_TEXT_BYTES],
         second[AMAN_TOKEN_TEXT_BYTES];
    struct aman_tokens tokens;
    struct aman_diags diags;
    struct stat status;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/tokens", folder);
    aman_diags_init(&diags, &aman_mem_heap);
    assert_int_equal(aman_tokens_read(path, &diags, &tokens), AMAN_ERR_IO);
    assert_int_equal(aman_tokens_add(path, "desk", AMAN_SCOPE_READ | AMAN_SCOPE_DECIDE, &diags, first),
                     AMAN_OK);
    assert_int_equal(aman_tokens_add(path, "look", AMAN_SCOPE_READ, &diags, second), AMAN_OK);
    assert_true(stat(path, &status) == 0 && (status.st_mode & 0777) == 0600);
    assert_int_equal(aman_tokens_read(path, &diags, &tokens), AMAN_OK);
    assert_int_equal(tokens.n, 2);
    assert_string_not_equal(first, second);
    assert_string_equal(aman_tokens_find(&tokens, first)->name, "desk");
    assert_int_equal(aman_tokens_find(&tokens, second)->scopes, AMAN_SCOPE_READ);
    first[10] = first[10] == '0' ? '1' : '0';
    assert_null(aman_tokens_find(&tokens, first));
    assert_null(aman_tokens_find(&tokens, ""));
    aman_tokens_release(&tokens);
    assert_int_equal(aman_tokens_add(path, "desk", AMAN_SCOPE_READ, &diags, first), AMAN_ERR_INPUT);
    assert_int_equal(diags.n_errors, 1);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(aman_tokens_read(path, &diags, &tokens), AMAN_ERR_INPUT);
    aman_diags_release(&diags);
    unlink(path);
    rmdir(folder);
}

static void every_fault_of_a_token_file_is_told(void **state)
{
    (void)state;
    static const char text[] = "# head\nno-hash read\nbad/name read 00\nx write "
                               "0000000000000000000000000000000000000000000000000000000000000000\n";
    struct aman_tokens tokens = {.n = 77};
    struct aman_diags diags;
    aman_diags_init(&diags, &aman_mem_heap);
    assert_int_equal(aman_tokens_read_text(text, strlen(text), "tokens", &diags, &tokens), AMAN_ERR_INPUT);
    assert_int_equal(diags.n_errors, 4);
    assert_int_equal(diags.items[0].line, 2);
    assert_int_equal(diags.items[3].line, 4);
    assert_int_equal(tokens.n, 77);
    assert_int_equal(aman_scopes_of("read,decide"), AMAN_SCOPES_ALL);
    assert_int_equal(aman_scopes_of("read,"), 0);
    assert_int_equal(aman_scopes_of(""), 0);
    aman_diags_release(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(a_target_is_decoded, begin, end),
                                       cmocka_unit_test_setup_teardown(wrong_targets, begin, end),
                                       cmocka_unit_test_setup_teardown(a_match_request, begin, end),
                                       cmocka_unit_test_setup_teardown(wrong_bodies_say_where, begin, end),
                                       cmocka_unit_test_setup_teardown(a_step_request, begin, end),
                                       cmocka_unit_test(without_memory),
                                       cmocka_unit_test(a_token_is_made_and_known_again),
                                       cmocka_unit_test(every_fault_of_a_token_file_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
