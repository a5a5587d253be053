#include "apps/serve_parts.h"

#include "apps/progress.h"
#include "report/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WRONG_TOKENS_PER_S = 20, REASON_BYTES = 1024 };

/* ---- life ---- */

static size_t n_tokens(const struct aman_serve *serve)
{
    return serve->settings.tokens ? serve->settings.tokens->n : 0;
}

enum aman_err aman_serve_create(const struct aman_serve_settings *settings, struct aman_serve **serve)
{
    struct aman_serve *s = calloc(1, sizeof *s);
    if (!s) return AMAN_ERR_MEMORY;
    s->settings = *settings;
    pthread_mutex_init(&s->rates_lock, NULL);
    pthread_mutex_init(&s->store_lock, NULL);
    s->buckets = calloc(n_tokens(s) + 2, sizeof *s->buckets);
    enum aman_err err = s->buckets ? AMAN_OK : AMAN_ERR_MEMORY;
    if (!err) err = aman_countries_create(&aman_mem_heap, &s->countries);
    if (!err) err = aman_store_open(settings->store, false, &aman_mem_heap, &s->store);
    if (err)
        aman_serve_destroy(s);
    else
        *serve = s;
    return err;
}

void aman_serve_destroy(struct aman_serve *serve)
{
    if (!serve) return;
    aman_store_close(serve->store);
    aman_countries_destroy(serve->countries);
    pthread_mutex_destroy(&serve->rates_lock);
    pthread_mutex_destroy(&serve->store_lock);
    free(serve->buckets);
    free(serve);
}

/* ---- replies ---- */

void aman_serve_refuse(struct aman_serve_reply *reply, unsigned status, const char *why)
{
    reply->status = status;
    aman_text_clear(&reply->body);
    aman_text_add(&reply->body, "{");
    aman_json_key_text(&reply->body, "detail", why);
    aman_json_key_text(&reply->body, "error", why);
    aman_text_add(&reply->body, "}\n");
}

void aman_serve_reply_release(struct aman_serve *serve, struct aman_serve_reply *reply)
{
    for (size_t i = 0; i < reply->n_looks; i++) aman_screen_result_release(&reply->looks[i].result);
    aman_edition_give(serve->settings.editions, reply->edition);
    aman_text_release(&reply->body);
    aman_arena_release(&reply->arena);
}

struct aman_http_answer aman_serve_reply_answer(const struct aman_serve_reply *reply)
{
    static const char no_memory[] = "{\"detail\":\"memory is out\",\"error\":\"memory is out\"}\n";
    bool failed = reply->body.failed || !reply->body.data;
    return (struct aman_http_answer){.status = failed ? 503 : reply->status,
                                     .type = failed ? "application/json" : reply->type,
                                     .policy = reply->policy,
                                     .body = failed ? no_memory : reply->body.data,
                                     .n_body = failed ? sizeof no_memory - 1 : reply->body.length,
                                     .retry_after_s = reply->retry_after_s};
}

/* ---- who asks ---- */

/* Whether one more is within the rate; takes it. */
static bool within_rate(struct aman_serve *serve, size_t bucket, double per_s)
{
    double now_s = aman_wall_clock_s();
    pthread_mutex_lock(&serve->rates_lock);
    struct aman_serve_bucket *b = &serve->buckets[bucket];
    double left = b->at_s > 0.0 ? b->left + (now_s - b->at_s) * per_s : per_s;
    if (left > per_s) left = per_s;
    bool within = left >= 1.0;
    *b = (struct aman_serve_bucket){within ? left - 1.0 : left, now_s};
    pthread_mutex_unlock(&serve->rates_lock);
    return within;
}

static void refuse_rate(struct aman_serve_call *call)
{
    call->reply->retry_after_s = 1;
    aman_serve_refuse(call->reply, 429, "too many requests; try again in a second");
}

/* "Bearer TOKEN", or "ApiKey TOKEN" as clients of yente have it. */
static const char *token_of(const char *authorization)
{
    static const char *const schemes[] = {"Bearer ", "ApiKey "};
    for (size_t i = 0; authorization && i < sizeof schemes / sizeof *schemes; i++)
        if (strncasecmp(authorization, schemes[i], strlen(schemes[i])) == 0) {
            const char *token = authorization + strlen(schemes[i]);
            return token + strspn(token, " ");
        }
    return "";
}

/* Without a token, a page of another site must not ask in a person's browser under a name that leads here. */
static bool is_local_host(const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; host && i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);
        if (strncasecmp(host, names[i], n) == 0 && (host[n] == ':' || host[n] == '\0')) return true;
    }
    return false;
}

/* Says who asks; refuses the call when nobody may, or too often. */
static bool admit(struct aman_serve_call *call)
{
    struct aman_serve *serve = call->serve;
    const struct aman_tokens *tokens = serve->settings.tokens;
    size_t bucket = n_tokens(serve);
    if (call->request->authorization && tokens) {
        const struct aman_token *token = aman_tokens_find(tokens, token_of(call->request->authorization));
        if (!token) {
            if (within_rate(serve, n_tokens(serve) + 1, WRONG_TOKENS_PER_S))
                aman_serve_refuse(call->reply, 401, "this token is not known");
            else
                refuse_rate(call);
            return false;
        }
        call->by = token->name;
        call->scopes = token->scopes;
        bucket = (size_t)(token - tokens->tokens);
    } else if (serve->settings.anonymous && is_local_host(call->request->host)) {
        call->by = "anonymous";
        call->scopes = AMAN_SCOPE_READ;
    } else {
        aman_serve_refuse(call->reply, 401, "a token is needed: Authorization: Bearer TOKEN");
        return false;
    }
    if (call->again || within_rate(serve, bucket, serve->settings.rate_per_s)) return true;
    refuse_rate(call);
    return false;
}

/* ---- what is asked ---- */

struct route {
    const char *method;
    const char *segments[3]; /* NULL ends; "*" is any text */
    unsigned scope;          /* that is needed; 0: everyone */
    bool lists;              /* asks the edition in force */
    void (*answer)(struct aman_serve_call *call);
};

static void answer_health(struct aman_serve_call *call)
{
    aman_text_add(&call->reply->body, "{\"status\":\"ok\"}\n");
}

static const struct route routes[] = {
    {"GET", {"healthz"}, 0, false, answer_health},
    {"GET", {"readyz"}, 0, true, answer_health},
    {"GET", {"me"}, AMAN_SCOPE_READ, false, aman_serve_me},
    {"POST", {"match", "*"}, AMAN_SCOPE_READ, true, aman_serve_match},
    {"GET", {"search", "*"}, AMAN_SCOPE_READ, true, aman_serve_search},
    {"GET", {"entities", "*"}, AMAN_SCOPE_READ, true, aman_serve_entity},
    {"GET", {"catalog"}, AMAN_SCOPE_READ, true, aman_serve_catalog},
    {"GET", {"algorithms"}, AMAN_SCOPE_READ, true, aman_serve_algorithms},
    {"GET", {"v2", "search"}, AMAN_SCOPE_READ, true, aman_serve_watchman_search},
    {"GET", {"alerts"}, AMAN_SCOPE_READ, false, aman_serve_alerts},
    {"GET", {"alerts", "*"}, AMAN_SCOPE_READ, false, aman_serve_alert},
    {"POST", {"alerts", "*"}, AMAN_SCOPE_DECIDE, false, aman_serve_step},
    {"GET", {"words"}, 0, false, aman_serve_words},
    {"GET", {NULL}, 0, false, aman_serve_page},
    {"GET", {"page.css"}, 0, false, aman_serve_page},
    {"GET", {"page.js"}, 0, false, aman_serve_page},
    {"GET", {"v2", "listinfo"}, AMAN_SCOPE_READ, true, aman_serve_watchman_lists},
};

static bool is_path(const struct route *route, const struct aman_http_target *target)
{
    size_t n = 0;
    for (; n < 3 && route->segments[n]; n++) {
        if (n >= target->n_segments) return false;
        if (strcmp(route->segments[n], "*") != 0 && strcmp(route->segments[n], target->segments[n]) != 0)
            return false;
    }
    return n == target->n_segments;
}

/* HEAD is GET, of which the transport leaves out the body. */
static bool is_method(const struct route *route, const char *method)
{
    return strcmp(route->method, method) == 0 ||
           (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0);
}

static const struct route *find_route(const struct aman_serve_call *call, bool *path_known)
{
    *path_known = false;
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (!is_path(&routes[i], &call->target)) continue;
        *path_known = true;
        if (is_method(&routes[i], call->request->method)) return &routes[i];
    }
    return NULL;
}

static enum aman_lang language_of(const struct aman_serve_call *call)
{
    enum aman_lang lang = AMAN_LANG_EN;
    const char *wish = aman_http_parameter_text(&call->target, "lang");
    if (wish && aman_lang_of(wish, &lang)) return lang;
    char code[3] = "";
    if (call->request->language)
        snprintf(code, sizeof code, "%.2s",
                 call->request->language); /* the first is liked best, as browsers write it */
    return aman_lang_of(code, &lang) ? lang : AMAN_LANG_EN;
}

/* A text of the caller's that goes on record: what is no text is left out. */
static const char *kept_text(struct aman_serve_call *call, const char *text, size_t most)
{
    size_t n = text ? strnlen(text, most) : 0;
    struct aman_text clean;
    aman_text_init(&clean, &aman_mem_heap);
    char *cut = aman_arena_text(&call->reply->arena, text ? text : "", n);
    if (cut) aman_word_clean(&clean, cut);
    const char *kept = clean.data ? aman_arena_text(&call->reply->arena, clean.data, clean.length) : "";
    aman_text_release(&clean);
    return kept ? kept : "";
}

static void answer(struct aman_serve_call *call, const struct route *route)
{
    struct aman_serve_reply *reply = call->reply;
    if (route->lists) reply->edition = aman_edition_take(call->serve->settings.editions);
    if (route->lists && (!reply->edition || reply->edition->lists.n == 0)) {
        aman_serve_refuse(reply, 503, "no list is loaded");
        return;
    }
    const char *reason = aman_http_parameter_text(&call->target, "reason");
    reply->by = call->by;
    reply->reason = kept_text(call, reason ? reason : call->request->reason, REASON_BYTES);
    reply->via = route->segments[0];
    route->answer(call);
}

void aman_serve_ask(struct aman_serve *serve, const struct aman_http_request *request, bool again,
                    struct aman_serve_reply *reply)
{
    *reply = (struct aman_serve_reply){.status = 200, .type = "application/json"};
    aman_arena_init(&reply->arena, &aman_mem_heap, 0);
    aman_text_init(&reply->body, &aman_mem_heap);
    struct aman_serve_call call = {
        .serve = serve, .request = request, .again = again, .by = "", .reply = reply};
    const char *why = "memory is out";
    bool path_known;
    enum aman_err err = aman_http_target_read(request->target, &reply->arena, &call.target, &why);
    if (err) {
        aman_serve_refuse(reply, err == AMAN_ERR_MEMORY ? 503 : 400, why);
        return;
    }
    const struct route *route = find_route(&call, &path_known);
    if (route && (route->scope == 0 || admit(&call))) {
        call.lang = language_of(&call);
        if (route->scope & ~call.scopes)
            aman_serve_refuse(reply, 403, "this token may not do that");
        else
            answer(&call, route);
    } else if (!route) {
        aman_serve_refuse(reply, path_known ? 405 : 404,
                          path_known ? "this path has another method" : "there is nothing here");
    }
}
