/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/command_line.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int oql_cli_next_option(int argc, char **argv, const char *short_options,
                        const struct option *longs)
{
    opterr = 0; /* getopt's own messages name neither program nor remedy */
    return getopt_long(argc, argv, short_options, longs, NULL);
}

int oql_cli_bad_option(int c, char **argv)
{
    /* "oqlite JOB.ini" comes here with the program's own name */
    const char *slash = strrchr(argv[0], '/');
    const char *name = slash == NULL ? argv[0] : slash + 1;
    const char *prefix = strcmp(name, "oqlite") == 0 ? "" : "oqlite ";
    const char *arg = argv[optind - 1];

    if (c == ':') {
        fprintf(stderr, "oqlite: option %s needs a value (%s%s --help)\n", arg, prefix, name);
    } else if (optopt != 0 && strncmp(arg, "--", 2) != 0) {
        fprintf(stderr, "oqlite: unknown option -%c (%s%s --help)\n", optopt, prefix, name);
    } else {
        fprintf(stderr, "oqlite: unknown option %s (%s%s --help)\n", arg, prefix, name);
    }
    return 2;
}

bool oql_cli_operands(int argc, char **argv, int n_min, int n_max, const char *what)
{
    const int n = argc - optind;
    if (n < n_min) {
        fprintf(stderr, "oqlite: %s: %s is missing (oqlite %s --help)\n", argv[0], what,
                argv[0]);
    } else if (n > n_max) {
        fprintf(stderr, "oqlite: %s: unexpected \"%s\" (oqlite %s --help)\n", argv[0],
                argv[optind + n_max], argv[0]);
    }
    return n >= n_min && n <= n_max;
}

bool oql_cli_id(const char *text, int64_t *id)
{
    char *end = NULL;
    if (strcmp(text, "last") == 0) {
        *id = 0;
        return true;
    }
    errno = 0;
    const long long n = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || n < 1) {
        fprintf(stderr,
                "oqlite: \"%s\" found, expected the id of a calculation: a number from 1, or "
                "\"last\"\n",
                text);
        return false;
    }
    *id = n;
    return true;
}

int64_t oql_cli_id_of_path(const char *path)
{
    const char *at = NULL;
    for (const char *p = path; (p = strstr(p, "calc_")) != NULL; ++p) {
        at = p;
    }
    return at == NULL ? 0 : strtoll(at + 5, NULL, 10);
}

bool oql_cli_tolerance(const char *option, const char *text, double *out)
{
    char *end = NULL;
    const double x = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(x) || x < 0.0) {
        fprintf(stderr, "oqlite: %s %s found, expected a number not below 0\n", option, text);
        return false;
    }
    *out = x;
    return true;
}
