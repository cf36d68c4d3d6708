/* SPDX-License-Identifier: BSD-3-Clause */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/gmm_plot.h"
#include "gmm/describe.h"
#include "gmm/eval_csv.h"

static int usage(FILE *out)
{
    fputs(
        "usage: oqlite gmm list [TEXT]              models whose name, region or measures hold "
        "TEXT\n"
        "       oqlite gmm info MODEL               what a model declares; MODEL is a name or "
        "TOML,\n"
        "                                           such as $'[Name]\\nargument = value'\n"
        "       oqlite gmm eval NAME CONTEXTS.csv --imt IMT [--imt IMT ...]\n"
        "       oqlite gmm plot NAME [NAME ...] -o FILE.svg [options]   curves to compare; "
        "--help\n\n"
        "  CONTEXTS.csv has one context a row and one parameter a column (mag, rake, rrup, "
        "vs30 ...,\n"
        "  see gmm info); the answer has the columns mean:IMT, sigma:IMT, tau:IMT, phi:IMT.\n",
        out);
    return out == stdout ? 0 : 2;
}

static int eval(int argc, char **argv)
{
    static const struct option longs[] = {
        {"imt", required_argument, NULL, 'i'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    const char **imt = calloc((size_t)argc, sizeof *imt);
    oql_err err = {0};
    size_t n = 0;
    int c, status = 1;

    if (imt == NULL) {
        return 1;
    }
    while ((c = getopt_long(argc, argv, "i:h", longs, NULL)) != -1) {
        if (c != 'i') {
            status = usage(c == 'h' ? stdout : stderr);
            goto done;
        }
        imt[n++] = optarg;
    }
    if (optind + 2 != argc || n == 0) {
        status = usage(stderr);
        goto done;
    }
    status = 0;
    if (oql_gmm_eval_csv(argv[optind], argv[optind + 1], n, imt, stdout, &err) != OQL_OK) {
        status = oql_cli_fail(&err);
    }
done:
    free(imt);
    return status;
}

int oql_cmd_gmm(int argc, char **argv)
{
    oql_err err = {0};

    if (argc >= 2 && strcmp(argv[1], "eval") == 0) {
        return eval(argc - 1, argv + 1);
    }
    if (argc >= 2 && strcmp(argv[1], "plot") == 0) {
        return oql_cmd_gmm_plot(argc - 1, argv + 1);
    }
    if (argc >= 2 && argc <= 3 && strcmp(argv[1], "list") == 0) {
        oql_gmm_print_list(argc == 3 ? argv[2] : NULL, stdout);
        return 0;
    }
    if (argc == 3 && strcmp(argv[1], "info") == 0) {
        return oql_gmm_print_info(argv[2], stdout, &err) == OQL_OK ? 0 : oql_cli_fail(&err);
    }
    return usage(argc >= 2 && strcmp(argv[1], "--help") == 0 ? stdout : stderr);
}
