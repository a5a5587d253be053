/* Fuzzes what the service makes of requests, without sockets: no request may crash it, each gets an answer
 * that is JSON, and nothing is promised that is not there.
 *
 * An input is a method, a target, and (after a line end) the body. */
#include "tests/apps/serve_world.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static struct serve_world world;

static void leave_nothing(void)
{
    serve_world_release(&world);
}

static void check_that(int holds)
{
    if (!holds) abort();
}

static void check_reply(const struct aman_serve_reply *reply)
{
    const struct aman_http_answer answer = aman_serve_reply_answer(reply);
    check_that(answer.status == 200 || (answer.status >= 400 && answer.status <= 405) ||
               answer.status == 409 || answer.status == 429 || answer.status == 503);
    check_that(reply->n_looks <= AMAN_SERVE_LOOKS_MOST && (reply->n_looks == 0 || reply->edition));
    if (strcmp(answer.type, "application/json") != 0) return;
    json_t *root = json_loadb(answer.body, answer.n_body, JSON_REJECT_DUPLICATES, NULL);
    check_that(json_is_object(root));
    check_that(answer.status == 200 || json_is_string(json_object_get(root, "detail")));
    json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const methods[] = {"GET", "POST", "HEAD", "PUT"};
    if (!world.serve) {
        serve_world_init(&world);
        atexit(leave_nothing);
    }
    if (n == 0) return 0;
    char *text = malloc(n);
    if (!text) return 0;
    memcpy(text, bytes + 1, n - 1);
    text[n - 1] = '\0';
    size_t target = strcspn(text, "\n");
    const char *body = target < n - 1 ? text + target + 1 : "";
    text[target] = '\0';
    struct aman_http_request request = serve_world_request(&world, methods[bytes[0] % 4], text, body);
    request.n_body = target < n - 1 ? n - 2 - target : 0; /* with NULs in it */
    struct aman_serve_reply reply;
    aman_serve_ask(world.serve, &request, false, &reply);
    check_reply(&reply);
    aman_serve_reply_release(world.serve, &reply);
    free(text);
    return 0;
}
