/* How much the service answers: bench/serve.sh runs it and keeps what it prints.
 *
 * usage: bench_serve PORT TOKEN NAMES CONNECTIONS SECONDS PID   NAMES: a file with a name a line; PID: of the
 * service prints: requests,failed,per_s,per_cpu_s,p50_us,p99_us,max_us
 *
 * So many connections, kept alive, ask one search after the other. per_cpu_s counts the service's own time,
 * user and system.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MOST = 1000, REPLY_BYTES = 1 << 18, NAME_BYTES = 1024, SAMPLES = 1 << 22 };

struct connection {
    int fd;
    double asked_s;
    size_t got, whole; /* bytes of the reply; whole 0: its head is not there yet */
    char reply[REPLY_BYTES];
};

static struct connection connections[CONNECTIONS_MOST];
static float took_us[SAMPLES];
static char **names;
static size_t n_names, next_name, n_answered, n_failed;
static const char *token;

static void die(const char *what)
{
    fprintf(stderr, "bench_serve: %s\n", what);
    exit(1);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Seconds of processor that the process has used. */
static double used_s(const char *pid)
{
    char path[64], line[1024];
    unsigned long user, kernel;
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, sizeof line, file)) die("the service is not there");
    fclose(file);
    char *at = strrchr(line, ')');
    for (int field = 0; at && field < 12; field++) at = strchr(at + 1, ' ');
    if (!at) die(path);
    user = strtoul(at, &at, 10);
    kernel = strtoul(at, NULL, 10);
    return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static void read_names(const char *path)
{
    char line[NAME_BYTES];
    FILE *file = fopen(path, "r");
    if (!file) die(path);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        names = realloc(names, (n_names + 1) * sizeof *names);
        if (!names || !(names[n_names++] = strdup(line))) die("memory");
    }
    fclose(file);
    if (n_names == 0) die("no names");
}

static void ask(struct connection *c)
{
    char target[3 * NAME_BYTES], request[4 * NAME_BYTES];
    size_t n = 0;
    for (const char *name = names[next_name++ % n_names]; *name; name++)
        n += (size_t)snprintf(target + n, sizeof target - n, "%%%02X", (unsigned char)*name);
    int length = snprintf(request, sizeof request,
                          "GET /search/default?schema=Person&q=%.*s HTTP/1.1\r\nHost: "
                          "localhost\r\nAuthorization: Bearer %s\r\n\r\n",
                          (int)n, target, token);
    c->asked_s = now_s();
    c->got = c->whole = 0;
    if (write(c->fd, request, (size_t)length) != length) die("the service hung up");
}

/* Takes what is there; true when the reply is whole. */
static bool take(struct connection *c)
{
    ssize_t more = read(c->fd, c->reply + c->got, sizeof c->reply - 1 - c->got);
    if (more <= 0) die("the service hung up");
    c->got += (size_t)more;
    c->reply[c->got] = '\0';
    if (c->whole == 0) {
        const char *end = strstr(c->reply, "\r\n\r\n"), *length = strcasestr(c->reply, "content-length:");
        if (!end || !length) return false;
        c->whole = (size_t)(end - c->reply) + 4 + strtoul(length + 15, NULL, 10);
        if (c->whole >= sizeof c->reply) die("a reply over 256 kB");
    }
    return c->got >= c->whole;
}

static void note(const struct connection *c)
{
    if (strncmp(c->reply, "HTTP/1.1 200", 12) != 0) {
        if (n_failed++ == 0) fprintf(stderr, "bench_serve: first failure: %.300s\n", c->reply);
    }
    if (n_answered < SAMPLES) took_us[n_answered] = (float)(1e6 * (now_s() - c->asked_s));
    n_answered++;
}

static int rising(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    if (argc != 7) die("usage: bench_serve PORT TOKEN NAMES CONNECTIONS SECONDS PID");
    size_t n = strtoul(argv[4], NULL, 10);
    double seconds = strtod(argv[5], NULL);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    token = argv[2];
    read_names(argv[3]);
    if (n < 1 || n > CONNECTIONS_MOST || !(seconds > 0.0 && seconds <= 60.0))
        die("1 to 1,000 connections, at most a minute");
    int poll = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; i < n; i++) {
        connections[i].fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(connections[i].fd, (const struct sockaddr *)&address, sizeof address) != 0)
            die("no connection");
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &connections[i]};
        epoll_ctl(poll, EPOLL_CTL_ADD, connections[i].fd, &event);
    }
    double used = used_s(argv[6]), began = now_s();
    for (size_t i = 0; i < n; i++) ask(&connections[i]);
    while (now_s() - began < seconds) {
        struct epoll_event events[64];
        int ready = epoll_wait(poll, events, 64, 1000);
        if (ready == 0) die("no answer within a second");
        for (int i = 0; i < ready; i++) {
            struct connection *c = events[i].data.ptr;
            if (!take(c)) continue;
            note(c);
            ask(c);
        }
    }
    double took = now_s() - began;
    used = used_s(argv[6]) - used;
    size_t samples = n_answered < SAMPLES ? n_answered : SAMPLES;
    if (samples == 0) die("nothing was answered");
    qsort(took_us, samples, sizeof *took_us, rising);
    printf("%zu,%zu,%.0f,%.0f,%.0f,%.0f,%.0f\n", n_answered, n_failed, (double)n_answered / took,
           used > 0.0 ? (double)n_answered / used : 0.0, (double)took_us[samples / 2],
           (double)took_us[samples * 99 / 100], (double)took_us[samples - 1]);
    return 0;
}
