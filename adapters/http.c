#include "adapters/http.h"

#include <microhttpd.h>

#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HOST_BYTES = 128, PEM_MOST = 1024 * 1024, PAUSE_NS = 5 * 1000 * 1000 };

struct aman_http {
    struct MHD_Daemon *daemon;
    aman_http_handle_fn *handle;
    void *ctx;
    unsigned port;
    atomic_int n_open; /* exchanges whose answer is not sent yet */
    atomic_bool stopping;
    char *certificate, *key; /* the library keeps what it was given */
    char why[AMAN_HTTP_WHY_BYTES];
};

enum stage { READING, HANDLED, RESTING, ANSWERED };

struct aman_http_exchange {
    struct aman_http *http;
    struct MHD_Connection *connection;
    char *target, *body;
    size_t n_body, capacity;
    bool begun;
    struct timespec began;
    struct aman_http_request request;
    unsigned refused;     /* status; 0: not refused so far */
    pthread_mutex_t lock; /* of what follows: answers may come from other threads */
    enum stage stage;
    unsigned status;
    struct MHD_Response *response;
};

/* ---- addresses ---- */

static bool split(const char *address, char host[HOST_BYTES], const char **port)
{
    const char *colon = strrchr(address, ':');
    bool bracketed = address[0] == '[';
    if (!colon || colon[1] == '\0' || strspn(colon + 1, "0123456789") != strlen(colon + 1)) return false;
    size_t n = (size_t)(colon - address);
    if (bracketed) {
        if (n < 2 || colon[-1] != ']') return false;
        address++;
        n -= 2;
    }
    if (n == 0 || n >= HOST_BYTES || (!bracketed && memchr(address, ':', n))) return false;
    memcpy(host, address, n);
    host[n] = '\0';
    *port = colon + 1;
    return true;
}

/* Numbers only: names would ask the network. The caller frees with freeaddrinfo. */
static struct addrinfo *resolve(const char *address)
{
    char host[HOST_BYTES];
    const char *port;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *found = NULL;
    if (!split(address, host, &port) || strlen(port) > 5 || strtoul(port, NULL, 10) > 65535) return NULL;
    return getaddrinfo(host, port, &hints, &found) == 0 ? found : NULL;
}

bool aman_http_is_loopback(const char *address)
{
    struct addrinfo *found = resolve(address);
    bool is = false;
    if (found && found->ai_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, found->ai_addr, sizeof v4);
        is = (ntohl(v4.sin_addr.s_addr) >> 24) == 127;
    } else if (found && found->ai_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, found->ai_addr, sizeof v6);
        is = IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
    }
    if (found) freeaddrinfo(found);
    return is;
}

/* ---- answering ---- */

static struct MHD_Response *response_of(const struct aman_http_answer *answer)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        answer->n_body, (void *)(uintptr_t)answer->body, MHD_RESPMEM_MUST_COPY);
    if (!response) return NULL;
    const char *policy = answer->policy ? answer->policy : "default-src 'none'; frame-ancestors 'none'";
    const char *const headers[][2] = {
        {"Content-Type", answer->type},        {"Content-Security-Policy", policy},
        {"X-Content-Type-Options", "nosniff"}, {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},    {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cache-Control", "no-store"}};
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        MHD_add_response_header(response, headers[i][0], headers[i][1]);
    if (answer->status == 401) MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
    if (answer->close) MHD_add_response_header(response, "Connection", "close");
    if (answer->retry_after_s) {
        char seconds[16];
        snprintf(seconds, sizeof seconds, "%u", answer->retry_after_s);
        MHD_add_response_header(response, "Retry-After", seconds);
    }
    return response;
}

void aman_http_answer(struct aman_http_exchange *exchange, const struct aman_http_answer *answer)
{
    struct MHD_Response *response = response_of(answer);
    pthread_mutex_lock(&exchange->lock);
    bool rested = exchange->stage == RESTING;
    exchange->status = answer->status;
    exchange->response = response;
    exchange->stage = ANSWERED;
    /* under the lock: once it goes on, the exchange may be gone */
    if (rested) MHD_resume_connection(exchange->connection);
    pthread_mutex_unlock(&exchange->lock);
}

/* Without memory for an answer the connection ends. */
static enum MHD_Result send_answer(struct aman_http_exchange *exchange)
{
    if (!exchange->response) return MHD_NO;
    enum MHD_Result result = MHD_queue_response(exchange->connection, exchange->status, exchange->response);
    MHD_destroy_response(exchange->response);
    exchange->response = NULL;
    return result;
}

static enum MHD_Result refuse(struct aman_http_exchange *exchange, unsigned status)
{
    static const char body[] = "{\"detail\":\"the request is larger than allowed, or took too long\"}\n";
    aman_http_answer(exchange, &(struct aman_http_answer){.status = status,
                                                          .type = "application/json",
                                                          .body = body,
                                                          .n_body = sizeof body - 1,
                                                          .close = true});
    return send_answer(exchange);
}

/* ---- asking ---- */

static void *on_uri(void *ctx, const char *uri, struct MHD_Connection *connection)
{
    struct aman_http_exchange *exchange = calloc(1, sizeof *exchange);
    if (!exchange) return NULL;
    exchange->http = ctx;
    exchange->connection = connection;
    pthread_mutex_init(&exchange->lock, NULL);
    clock_gettime(CLOCK_MONOTONIC, &exchange->began);
    if (strnlen(uri, AMAN_HTTP_TARGET_MOST + 1) > AMAN_HTTP_TARGET_MOST)
        exchange->refused = 414;
    else
        exchange->target = strdup(uri);
    if (!exchange->target && !exchange->refused) exchange->refused = 503;
    atomic_fetch_add(&exchange->http->n_open, 1);
    return exchange;
}

static void on_done(void *ctx, struct MHD_Connection *connection, void **state,
                    enum MHD_RequestTerminationCode code)
{
    (void)ctx, (void)connection, (void)code;
    struct aman_http_exchange *exchange = *state;
    if (!exchange) return;
    /* aman_http_answer may still hold the lock that it resumed this connection under */
    pthread_mutex_lock(&exchange->lock);
    pthread_mutex_unlock(&exchange->lock);
    if (exchange->response) MHD_destroy_response(exchange->response);
    pthread_mutex_destroy(&exchange->lock);
    atomic_fetch_sub(&exchange->http->n_open, 1);
    free(exchange->target);
    free(exchange->body);
    free(exchange);
    *state = NULL;
}

static bool is_late(const struct aman_http_exchange *exchange)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec - exchange->began.tv_sec > AMAN_HTTP_BODY_S;
}

/* What comes after a refusal is dropped, so that the client reads the answer. */
static void take_body(struct aman_http_exchange *exchange, const char *bytes, size_t n)
{
    if (exchange->refused) return;
    if (n > AMAN_HTTP_BODY_MOST - exchange->n_body) {
        exchange->refused = 413;
    } else if (is_late(exchange)) {
        exchange->refused = 408;
    } else if (exchange->n_body + n >= exchange->capacity) {
        size_t capacity = 2 * (exchange->n_body + n) + 1024;
        char *body = realloc(exchange->body, capacity);
        if (!body) {
            exchange->refused = 503;
            return;
        }
        exchange->body = body;
        exchange->capacity = capacity;
    }
    if (exchange->refused) return;
    memcpy(exchange->body + exchange->n_body, bytes, n);
    exchange->n_body += n;
    exchange->body[exchange->n_body] = '\0';
}

/* The handler may have answered by now, or will from another thread. */
static enum MHD_Result rest_or_send(struct aman_http_exchange *exchange)
{
    pthread_mutex_lock(&exchange->lock);
    bool answered = exchange->stage == ANSWERED;
    if (!answered) {
        exchange->stage = RESTING;
        MHD_suspend_connection(exchange->connection);
    }
    pthread_mutex_unlock(&exchange->lock);
    return answered ? send_answer(exchange) : MHD_YES;
}

static const char *header(struct aman_http_exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

static enum MHD_Result hand_over(struct aman_http_exchange *exchange, const char *method)
{
    struct aman_http *http = exchange->http;
    exchange->request = (struct aman_http_request){.method = method,
                                                   .target = exchange->target,
                                                   .host = header(exchange, "Host"),
                                                   .authorization = header(exchange, "Authorization"),
                                                   .reason = header(exchange, "X-Aman-Reason"),
                                                   .language = header(exchange, "Accept-Language"),
                                                   .body = exchange->body,
                                                   .n_body = exchange->n_body};
    exchange->stage = HANDLED;
    http->handle(http->ctx, &exchange->request, exchange);
    return rest_or_send(exchange);
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes, size_t *n_bytes,
                                  void **state)
{
    (void)ctx, (void)connection, (void)url, (void)version;
    struct aman_http_exchange *exchange = *state;
    if (!exchange) return MHD_NO;
    /* the first call comes with the head alone; an answer to it would end the connection */
    if (!exchange->begun) {
        exchange->begun = true;
        exchange->body = calloc(1, 1);
        if (!exchange->body) exchange->refused = 503;
        return MHD_YES;
    }
    if (*n_bytes > 0) {
        take_body(exchange, bytes, *n_bytes);
        *n_bytes = 0;
        return MHD_YES;
    }
    if (exchange->stage == ANSWERED) return send_answer(exchange);
    if (exchange->refused) return refuse(exchange, exchange->refused);
    if (atomic_load(&exchange->http->stopping)) return refuse(exchange, 503);
    return hand_over(exchange, method);
}

/* ---- starting and stopping ---- */

/* What the library logs before it gives up is why it did. */
__attribute__((format(printf, 2, 0))) static void on_log(void *ctx, const char *format, va_list arguments)
{
    struct aman_http *http = ctx;
    if (!http->daemon) vsnprintf(http->why, sizeof http->why, format, arguments);
}

static char *read_pem(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = file ? malloc(PEM_MOST) : NULL;
    size_t n = text ? fread(text, 1, PEM_MOST, file) : 0;
    if (file) fclose(file);
    if (n == 0 || n == PEM_MOST) {
        free(text);
        return NULL;
    }
    text[n] = '\0';
    return text;
}

static enum aman_err read_tls(const struct aman_http_settings *settings, struct aman_http *http)
{
    if (!settings->certificate && !settings->key) return AMAN_OK;
    if (!settings->certificate || !settings->key) {
        snprintf(http->why, sizeof http->why, "a certificate needs its key, and the other way round");
        return AMAN_ERR_ARGUMENT;
    }
    if (MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES) {
        snprintf(http->why, sizeof http->why, "libmicrohttpd was built without TLS");
        return AMAN_ERR_INTERNAL;
    }
    http->certificate = read_pem(settings->certificate);
    http->key = read_pem(settings->key);
    if (http->certificate && http->key) return AMAN_OK;
    snprintf(http->why, sizeof http->why, "%.200s cannot be read",
             http->certificate ? settings->key : settings->certificate);
    return AMAN_ERR_IO;
}

static enum aman_err listen_on(const struct aman_http_settings *settings, struct aman_http *http)
{
    struct addrinfo *address = resolve(settings->address);
    if (!address) {
        snprintf(http->why, sizeof http->why, "`%.100s` is no address and port such as 127.0.0.1:8464",
                 settings->address);
        return AMAN_ERR_ARGUMENT;
    }
    struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, http->certificate},
                                   {MHD_OPTION_HTTPS_MEM_KEY, 0, http->key},
                                   {MHD_OPTION_HTTPS_PRIORITIES, 0,
                                    (void *)(uintptr_t) "SECURE128:-VERS-TLS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
                                   {MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    if (http->certificate) flags |= MHD_USE_TLS;
    if (address->ai_family == AF_INET6) flags |= MHD_USE_IPv6;
    http->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, http, MHD_OPTION_EXTERNAL_LOGGER, on_log, http,
        MHD_OPTION_SOCK_ADDR, address->ai_addr, MHD_OPTION_LISTENING_ADDRESS_REUSE, 0u,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)(settings->threads > 1 ? settings->threads : 0),
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)AMAN_HTTP_CONNECTIONS_MOST, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)AMAN_HTTP_IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)AMAN_HTTP_HEAD_BYTES,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_uri, http,
        MHD_OPTION_NOTIFY_COMPLETED, on_done, http, MHD_OPTION_ARRAY, http->certificate ? tls : none,
        MHD_OPTION_END);
    freeaddrinfo(address);
    if (http->daemon) return AMAN_OK;
    if (http->why[0] == '\0')
        snprintf(http->why, sizeof http->why, "%.100s cannot be listened on", settings->address);
    return AMAN_ERR_IO;
}

static void release(struct aman_http *http)
{
    free(http->certificate);
    free(http->key);
    free(http);
}

enum aman_err aman_http_start(const struct aman_http_settings *settings, struct aman_http **http,
                              char why[AMAN_HTTP_WHY_BYTES])
{
    struct aman_http *h = calloc(1, sizeof *h);
    if (!h) return AMAN_ERR_MEMORY;
    h->handle = settings->handle;
    h->ctx = settings->ctx;
    enum aman_err err = read_tls(settings, h);
    if (!err) err = listen_on(settings, h);
    if (err) {
        h->why[strcspn(h->why, "\n")] = '\0';
        snprintf(why, AMAN_HTTP_WHY_BYTES, "%s", h->why);
        release(h);
        return err;
    }
    h->port = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    *http = h;
    return AMAN_OK;
}

unsigned aman_http_port(const struct aman_http *http)
{
    return http->port;
}

void aman_http_stop(struct aman_http *http)
{
    if (!http) return;
    const struct timespec pause = {0, PAUSE_NS};
    MHD_socket listener = MHD_quiesce_daemon(http->daemon);
    atomic_store(&http->stopping, true);
    for (long long waited_ns = 0;
         atomic_load(&http->n_open) > 0 && waited_ns < AMAN_HTTP_STOP_S * 1000000000LL; waited_ns += PAUSE_NS)
        nanosleep(&pause, NULL);
    MHD_stop_daemon(http->daemon);
    if (listener != MHD_INVALID_SOCKET) close(listener);
    release(http);
}
