/* write_fake LANG DIRECTORY: writes the report of the hostile made-up verdict, for the browser test. */
#include "tests/report/fake.h"

#include "report/report.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    struct aman_report_options options = {.version = "0.1.0", .made_at = "", .command = "aman check fake", .threads = 2};
    if (argc != 3 || !aman_lang_of(argv[1], &options.lang)) return 2;
    struct aman_fake fake;
    aman_fake_build(&fake, true, 1, 3.2);
    char failed[256] = "";
    enum aman_err err = aman_report_write(&fake.verdict, &options, argv[2], &aman_mem_heap, failed);
    aman_fake_release(&fake);
    if (err != AMAN_OK) fprintf(stderr, "%s %s\n", aman_err_text(err), failed);
    return err == AMAN_OK ? 0 : 1;
}
