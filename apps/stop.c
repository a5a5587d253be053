#include "apps/stop.h"

#include <signal.h>

static volatile sig_atomic_t asked;

static void ask_to_stop(int signal_number)
{
    (void)signal_number;
    asked = 1;
}

void aman_stop_catch(void)
{
    struct sigaction action = {.sa_handler = ask_to_stop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool aman_stop_asked(void)
{
    return asked != 0;
}
