/* The service: starts it, brings in new lists while it runs, stops it. */
#include "apps/commands.h"
#include "apps/progress.h"
#include "apps/serve_record.h"
#include "apps/stop.h"
#include "apps/tell.h"
#include "apps/vetting.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LOOK_NS = 20 * 1000 * 1000 }; /* how often a new list is looked for */

struct settings {
    const char *store, *tokens, *certificate, *key, *listen, *token, *scopes;
    double threshold;
    uint64_t rate_per_s;
    int threads;
    bool anonymous, quiet;
};

#define TEXT_OPTION(field)                                                                                   \
    static bool set_##field(void *settings, const char *value)                                               \
    {                                                                                                        \
        ((struct settings *)settings)->field = value;                                                        \
        return value[0] != '\0';                                                                             \
    }
TEXT_OPTION(store)
TEXT_OPTION(tokens)
TEXT_OPTION(certificate)
TEXT_OPTION(key)
TEXT_OPTION(listen)
TEXT_OPTION(token)

static bool set_scopes(void *settings, const char *value)
{
    ((struct settings *)settings)->scopes = value;
    return aman_scopes_of(value) != 0;
}

static bool set_threshold(void *settings, const char *value)
{
    double threshold;
    if (!aman_text_number(value, strlen(value), &threshold) || !(threshold >= 0.3 && threshold <= 1.0))
        return false;
    ((struct settings *)settings)->threshold = threshold;
    return true;
}

static bool set_rate(void *settings, const char *value)
{
    uint64_t rate;
    if (!aman_option_whole(value, 1000000, &rate) || rate < 1) return false;
    ((struct settings *)settings)->rate_per_s = rate;
    return true;
}

static bool set_threads(void *settings, const char *value)
{
    return aman_option_threads(value, &((struct settings *)settings)->threads);
}

static bool set_anonymous(void *settings, const char *value)
{
    (void)value;
    ((struct settings *)settings)->anonymous = true;
    return true;
}

static bool set_quiet(void *settings, const char *value)
{
    (void)value;
    ((struct settings *)settings)->quiet = true;
    return true;
}

static const struct aman_option options[] = {
    {"listen", AMAN_VALUE_NEEDED, "ADDRESS:PORT", "where to listen (default: 127.0.0.1:8464)", set_listen,
     "an address and a port, such as 127.0.0.1:8464"},
    {"store", AMAN_VALUE_NEEDED, "FILE", "the store (default: AMAN_STORE, or vetting.sqlite)", set_store,
     "a file"},
    {"tokens", AMAN_VALUE_NEEDED, "FILE", "who may ask: a file of tokens, mode 600", set_tokens, "a file"},
    {"token", AMAN_VALUE_NEEDED, "NAME", "add a token of this name to the file of tokens, show it, and end",
     set_token, "a name"},
    {"scopes", AMAN_VALUE_NEEDED, "LIST", "with --token: read, or read,decide (default: read)", set_scopes,
     "read, or read,decide"},
    {"anonymous", AMAN_VALUE_NONE, NULL, "who shows no token may search; on this machine only", set_anonymous,
     NULL},
    {"certificate", AMAN_VALUE_NEEDED, "FILE", "TLS: certificate and its chain (PEM)", set_certificate,
     "a file"},
    {"key", AMAN_VALUE_NEEDED, "FILE", "TLS: the certificate's key (PEM)", set_key, "a file"},
    {"rate", AMAN_VALUE_NEEDED, "N", "requests a second that a token may make (default: 1000)", set_rate,
     "a whole number from 1 to 1,000,000"},
    {"threshold", AMAN_VALUE_NEEDED, "SCORE",
     "least score of a name unless the request says another (default: 0.70)", set_threshold,
     "a number from 0.3 to 1"},
    {"threads", AMAN_VALUE_NEEDED, "N", "threads that answer (default: one a core)", set_threads,
     "a whole number from 1 to 256"},
    {"quiet", AMAN_VALUE_NONE, NULL, "do not say which lists are brought in", set_quiet, NULL},
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "aman serve: %s%s%s\n", what, why[0] ? ": " : "", why);
    return AMAN_EXIT_WRONG;
}

/* ---- tokens ---- */

static int add_token(const struct settings *s)
{
    char text[AMAN_TOKEN_TEXT_BYTES];
    struct aman_diags diags;
    if (!s->tokens) return fail("--token", "needs --tokens FILE, where it goes");
    aman_diags_init(&diags, &aman_mem_heap);
    enum aman_err err = aman_tokens_add(s->tokens, s->token, aman_scopes_of(s->scopes), &diags, text);
    aman_tell_diags(&diags);
    aman_diags_release(&diags);
    if (err) return fail(s->tokens, err == AMAN_ERR_IO ? "cannot be written" : "is as it was");
    puts(text);
    return AMAN_EXIT_HOLDS;
}

static enum aman_err read_tokens(const struct settings *s, struct aman_tokens *tokens)
{
    struct aman_diags diags;
    if (!s->tokens) return AMAN_OK;
    aman_diags_init(&diags, &aman_mem_heap);
    enum aman_err err = aman_tokens_read(s->tokens, &diags, tokens);
    aman_tell_diags(&diags);
    aman_diags_release(&diags);
    if (err) fail(s->tokens, err == AMAN_ERR_IO ? "cannot be read" : "cannot be used: mend the errors above");
    return err;
}

/* ---- the service ---- */

struct service {
    const struct settings *settings;
    struct aman_tokens tokens;
    struct aman_store *store; /* to look for new lists */
    struct aman_editions *editions;
    struct aman_serve *serve;
    struct aman_serve_record *record;
    struct aman_http *http;
    int64_t generation;   /* of the edition in force */
    pthread_mutex_t lock; /* of what follows */
    bool parking;
    struct waiting *parked; /* answered from lists that are not the store's any more */
};

/* An exchange whose reply waits to be on record, or for the next edition. */
struct waiting {
    struct waiting *next;
    struct service *service;
    const struct aman_http_request *request;
    struct aman_http_exchange *exchange;
    struct aman_serve_reply reply;
};

static void send_reply(struct aman_serve *serve, struct aman_serve_reply *reply,
                       struct aman_http_exchange *exchange)
{
    const struct aman_http_answer answer = aman_serve_reply_answer(reply);
    aman_http_answer(exchange, &answer);
    aman_serve_reply_release(serve, reply);
}

static void send_waiting(struct waiting *waiting)
{
    send_reply(waiting->service->serve, &waiting->reply, waiting->exchange);
    free(waiting);
}

/* False when there will be no next edition. */
static bool park(struct waiting *waiting)
{
    struct service *service = waiting->service;
    pthread_mutex_lock(&service->lock);
    bool open = service->parking;
    if (open) {
        /* gives the old edition back, which the next one waits for before it has these asked again */
        aman_serve_reply_release(service->serve, &waiting->reply);
        waiting->next = service->parked;
        service->parked = waiting;
    }
    pthread_mutex_unlock(&service->lock);
    return open;
}

static void on_recorded(void *ctx, struct aman_serve_reply *reply, enum aman_serve_recorded outcome)
{
    struct waiting *waiting = ctx;
    if (outcome == AMAN_SERVE_STALE && park(waiting)) return;
    if (outcome == AMAN_SERVE_STALE)
        aman_serve_refuse(reply, 503, "a list was imported and is not in force yet");
    if (outcome == AMAN_SERVE_NOT_WRITTEN)
        aman_serve_refuse(reply, 503, "the record could not be written, so there is no answer");
    send_waiting(waiting);
}

static void ask(struct waiting *waiting, bool again)
{
    struct service *service = waiting->service;
    aman_serve_ask(service->serve, waiting->request, again, &waiting->reply);
    if (waiting->reply.n_looks == 0) {
        send_waiting(waiting);
        return;
    }
    if (aman_serve_record_put(service->record, &waiting->reply, on_recorded, waiting)) return;
    aman_serve_refuse(&waiting->reply, 503, "memory is out");
    send_waiting(waiting);
}

static void on_request(void *ctx, const struct aman_http_request *request,
                       struct aman_http_exchange *exchange)
{
    static const char no_memory[] = "{\"detail\":\"memory is out\",\"error\":\"memory is out\"}\n";
    struct waiting *waiting = malloc(sizeof *waiting);
    if (waiting) {
        *waiting = (struct waiting){.service = ctx, .request = request, .exchange = exchange};
        ask(waiting, false);
        return;
    }
    aman_http_answer(exchange, &(struct aman_http_answer){.status = 503,
                                                          .type = "application/json",
                                                          .body = no_memory,
                                                          .n_body = sizeof no_memory - 1});
}

/* Those that waited for this edition are asked again; `more` may come. */
static void unpark(struct service *service, bool more)
{
    pthread_mutex_lock(&service->lock);
    struct waiting *waiting = service->parked;
    service->parked = NULL;
    service->parking = more;
    pthread_mutex_unlock(&service->lock);
    for (struct waiting *next; waiting; waiting = next) {
        next = waiting->next;
        ask(waiting, true);
    }
}

/* Brings in what the store holds now. */
static enum aman_err bring_in(struct service *service)
{
    struct aman_edition *edition;
    double began_s = aman_wall_clock_s();
    enum aman_err err = aman_edition_make(service->store, service->settings->threads, &edition);
    if (err) {
        fail("the lists", err == AMAN_ERR_IO ? aman_store_why(service->store) : aman_err_text(err));
        return err;
    }
    size_t n_lists = edition->lists.n, n_names = aman_screener_names(edition->screener);
    service->generation = edition->lists.generation;
    aman_editions_put(service->editions, edition);
    if (!service->settings->quiet)
        fprintf(stderr, "aman serve: lists %zu, names %zu, in force after %.2f s\n", n_lists, n_names,
                aman_wall_clock_s() - began_s);
    return AMAN_OK;
}

/* While a new list cannot be brought in, searches are refused: an answer from the old one could clear
 * somebody who is on the new one. Those that wait are asked again, and with the old lists in force go stale
 * again. */
static void watch(struct service *service)
{
    const struct timespec pause = {0, LOOK_NS}, long_pause = {1, 0};
    while (!aman_stop_asked()) {
        int64_t generation;
        nanosleep(&pause, NULL);
        if (aman_store_generation(service->store, &generation) != AMAN_OK ||
            generation == service->generation)
            continue;
        bool in_force = bring_in(service) == AMAN_OK;
        unpark(service, in_force);
        if (!in_force) nanosleep(&long_pause, NULL);
    }
    unpark(service, false);
}

static enum aman_err prepare(struct service *service)
{
    const struct settings *s = service->settings;
    const char *path = aman_vetting_path(s->store);
    enum aman_err err = read_tokens(s, &service->tokens);
    if (err) return err;
    if ((err = aman_vetting_open("serve", path, false, &service->store)) != AMAN_OK) return err;
    const struct aman_serve_settings settings = {.store = path,
                                                 .tokens = s->tokens ? &service->tokens : NULL,
                                                 .anonymous = s->anonymous,
                                                 .threshold = s->threshold,
                                                 .rate_per_s = (double)s->rate_per_s};
    struct aman_serve_settings all = settings;
    err = aman_editions_create(&service->editions);
    if (!err) err = bring_in(service);
    if (err) return err;
    all.editions = service->editions;
    err = aman_serve_create(&all, &service->serve);
    if (!err) err = aman_serve_record_start(path, &service->record);
    if (err) fail(path, aman_err_text(err));
    return err;
}

static enum aman_err listen_now(struct service *service)
{
    const struct settings *s = service->settings;
    char why[AMAN_HTTP_WHY_BYTES] = "";
    const struct aman_http_settings settings = {.address = s->listen,
                                                .certificate = s->certificate,
                                                .key = s->key,
                                                .threads = s->threads,
                                                .handle = on_request,
                                                .ctx = service};
    enum aman_err err = aman_http_start(&settings, &service->http, why);
    if (err) fail(why[0] ? why : aman_err_text(err), "");
    return err;
}

/* Signals are for the main thread, which looks at what they asked for: the others never see them. */
static void hold_signals(bool hold)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(hold ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

static int run_service(struct service *service)
{
    const struct settings *s = service->settings;
    signal(SIGPIPE, SIG_IGN);
    aman_stop_catch();
    hold_signals(true);
    enum aman_err err = prepare(service);
    if (!err) err = listen_now(service);
    hold_signals(false);
    if (err) return AMAN_EXIT_WRONG;
    size_t host = (size_t)(strrchr(s->listen, ':') - s->listen);
    printf("listening on %s://%.*s:%u\n", s->certificate ? "https" : "http", (int)host, s->listen,
           aman_http_port(service->http));
    fflush(stdout);
    watch(service);
    return AMAN_EXIT_HOLDS;
}

static const char *refusal(const struct settings *s)
{
    bool loopback = aman_http_is_loopback(s->listen);
    if (!s->tokens && !s->anonymous)
        return "--tokens FILE says who may ask (or --anonymous lets everyone on this machine search)";
    if (!loopback && s->anonymous)
        return "--anonymous is for this machine only: listen on 127.0.0.1 or [::1]";
    if (!loopback && !s->certificate)
        return "tokens would cross the network in the clear: give --certificate and --key, or listen on "
               "127.0.0.1";
    return NULL;
}

static int serve_run(const struct aman_command *command, int argc, char **argv)
{
    struct settings settings = {.threshold = 0.70,
                                .rate_per_s = 1000,
                                .threads = aman_option_cores(),
                                .listen = "127.0.0.1:8464",
                                .scopes = "read"};
    enum aman_parsed parsed = aman_options_parse(command, argc, argv, &settings, NULL);
    if (parsed != AMAN_PARSED_RUN) return aman_options_finish(command, parsed);
    if (settings.token) return add_token(&settings);
    const char *why = refusal(&settings);
    if (why) return fail(why, "");
    struct service service = {.settings = &settings, .parking = true};
    pthread_mutex_init(&service.lock, NULL);
    int status = run_service(&service);
    aman_http_stop(service.http);
    aman_serve_record_stop(service.record);
    aman_serve_destroy(service.serve);
    aman_editions_destroy(service.editions);
    aman_store_close(service.store);
    aman_tokens_release(&service.tokens);
    pthread_mutex_destroy(&service.lock);
    return status;
}

const struct aman_command aman_command_serve = {
    .name = "serve",
    .arguments = "",
    .summary = "answer searches over HTTP, and show the queue of alerts",
    .details = "Answers from the lists of the store in the shapes that clients of yente and of watchman use, "
               "and gives a page for\n"
               "alerts. Every look-up is on record before it is answered. A list that is imported meanwhile "
               "is brought in\n"
               "without a pause. Listens on this machine only unless told otherwise; elsewhere TLS is "
               "needed. Ctrl-C or SIGTERM\n"
               "ends it once what is under way is answered. Exit status: 0 ended, 2 it could not start.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = serve_run,
};
