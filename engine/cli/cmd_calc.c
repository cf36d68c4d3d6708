/* SPDX-License-Identifier: BSD-3-Clause */
/* The commands on calculations that exist: list, show, export, verify, compare, delete. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/command_line.h"
#include "cli/export.h"
#include "datastore/calc.h"
#include "datastore/show.h"

static const struct option only_help[] = {
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static int help(const char *text)
{
    fputs(text, stdout);
    return 0;
}

/* Options of a command that has none but --help; -1 to go on, else the exit status. */
static int no_options(int argc, char **argv, const char *usage)
{
    const int c = oql_cli_next_option(argc, argv, ":h", only_help);
    if (c == -1) {
        return -1;
    }
    return c == 'h' ? help(usage) : oql_cli_bad_option(c, argv);
}

int oql_cmd_list(int argc, char **argv)
{
    const int status = no_options(
        argc, argv,
        "usage: oqlite list\n\nThe calculations in $OQ_DATADIR (default $HOME/oqdata).\n");
    char *datadir = NULL;
    oql_err err = {0};
    oql_status st = OQL_OK;

    if (status >= 0) {
        return status;
    }
    if (!oql_cli_operands(argc, argv, 0, 0, "")) {
        return 2;
    }
    OQL_TRY(oql_datadir(&datadir, &err));
    OQL_TRY(oql_show_list(datadir, stdout, &err));
done:
    free(datadir);
    return st == OQL_OK ? 0 : oql_cli_fail(&err);
}

int oql_cmd_show(int argc, char **argv)
{
    const int status = no_options(
        argc, argv,
        "usage: oqlite show ID [KEY]\n\nID is a number or \"last\". Without KEY: the "
        "state and what the calculation holds, with shapes,\nunits and sizes; with "
        "KEY, such as hcurves_stats or 0/BooreAtkinson2008: its values.\n"
        "A calculation can be shown while it runs.\n");
    char *datadir = NULL;
    oql_err err = {0};
    oql_status st = OQL_OK;
    int64_t id = 0;

    if (status >= 0) {
        return status;
    }
    if (!oql_cli_operands(argc, argv, 1, 2, "the id of a calculation") ||
        !oql_cli_id(argv[optind], &id)) {
        return 2;
    }
    OQL_TRY(oql_datadir(&datadir, &err));
    if (optind + 2 == argc) {
        OQL_TRY(oql_show_key(datadir, id, argv[optind + 1], stdout, &err));
    } else {
        OQL_TRY(oql_show_calc(datadir, id, stdout, &err));
    }
done:
    free(datadir);
    return st == OQL_OK ? 0 : oql_cli_fail(&err);
}

static int export_usage(void)
{
    return help("usage: oqlite export ID [KEY] [--dir DIR] [--traditional]\n\n"
                "Without KEY: curves, maps, spectra, disaggregation and realizations of a "
                "calculation as CSV\nfiles in OpenQuake's form. With KEY, such as "
                "hcurves_stats or 0/BooreAtkinson2008: that array, or every\narray of that "
                "group, as KEY_ID.csv with a row an element and a column an axis; "
                "inputs/0 is the job\nfile as it was.\nID is a number or \"last\".\n\n"
                "  -d, --dir DIR       where to (default: the current folder)\n"
                "      --traditional   bins of a disaggregation as shares that sum to 1\n");
}

int oql_cmd_export(int argc, char **argv)
{
    static const struct option longs[] = {
        {"dir", required_argument, NULL, 'd'},
        {"export-dir", required_argument, NULL, 'd'},
        {"traditional", no_argument, NULL, 't'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    const char *dir = ".";
    char *datadir = NULL, *path = NULL;
    bool traditional = false;
    oql_err err = {0};
    oql_status st = OQL_OK;
    size_t n_file = 0;
    int64_t id = 0;
    int c;

    while ((c = oql_cli_next_option(argc, argv, ":d:h", longs)) != -1) {
        if (c == 'd') {
            dir = optarg;
        } else if (c == 't') {
            traditional = true;
        } else {
            return c == 'h' ? export_usage() : oql_cli_bad_option(c, argv);
        }
    }
    if (!oql_cli_operands(argc, argv, 1, 2, "the id of a calculation") ||
        !oql_cli_id(argv[optind], &id)) {
        return 2;
    }
    OQL_TRY(oql_datadir(&datadir, &err));
    OQL_TRY(oql_calc_path(datadir, id, &path, &err));
    const char *key = optind + 2 == argc ? argv[optind + 1] : NULL;
    OQL_TRY(
        oql_cli_export(path, oql_cli_id_of_path(path), key, dir, traditional, &n_file, &err));
    printf("%zu file%s exported to %s\n", n_file, n_file == 1 ? "" : "s", dir);
done:
    free(path);
    free(datadir);
    return st == OQL_OK ? 0 : oql_cli_fail(&err);
}

int oql_cmd_verify(int argc, char **argv)
{
    const int status = no_options(
        argc, argv,
        "usage: oqlite verify ID\n\nRead everything and check it: checksums, layout, "
        "inputs, probabilities.\nExit status 1 when there is a fault.\n");
    char *datadir = NULL;
    oql_err err = {0};
    oql_status st = OQL_OK;
    size_t n_fault = 0;
    int64_t id = 0;

    if (status >= 0) {
        return status;
    }
    if (!oql_cli_operands(argc, argv, 1, 1, "the id of a calculation") ||
        !oql_cli_id(argv[optind], &id)) {
        return 2;
    }
    OQL_TRY(oql_datadir(&datadir, &err));
    OQL_TRY(oql_verify_calc(datadir, id, stdout, &n_fault, &err));
done:
    free(datadir);
    return st != OQL_OK ? oql_cli_fail(&err) : n_fault > 0;
}

static int compare_usage(void)
{
    return help(
        "usage: oqlite compare ID ID [--rtol X] [--atol X]\n\n"
        "Compare all arrays of two calculations: for each that differs, how much and "
        "where most; parameters and\ninputs that differ are told apart. Exit status 1 when "
        "an array differs.\n\n"
        "  --rtol X   relative tolerance (default 0)\n"
        "  --atol X   absolute tolerance (default 0)\n");
}

int oql_cmd_compare(int argc, char **argv)
{
    static const struct option longs[] = {
        {"rtol", required_argument, NULL, 'r'},
        {"atol", required_argument, NULL, 'a'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    double rtol = 0.0, atol = 0.0;
    char *datadir = NULL;
    oql_err err = {0};
    oql_status st = OQL_OK;
    size_t n_differ = 0;
    int64_t id[2] = {0, 0};
    int c;

    while ((c = oql_cli_next_option(argc, argv, ":r:a:h", longs)) != -1) {
        if (c == 'r' || c == 'a') {
            if (!oql_cli_tolerance(c == 'r' ? "--rtol" : "--atol", optarg,
                                   c == 'r' ? &rtol : &atol)) {
                return 2;
            }
        } else {
            return c == 'h' ? compare_usage() : oql_cli_bad_option(c, argv);
        }
    }
    if (!oql_cli_operands(argc, argv, 2, 2, "the id of a calculation") ||
        !oql_cli_id(argv[optind], &id[0]) || !oql_cli_id(argv[optind + 1], &id[1])) {
        return 2;
    }
    OQL_TRY(oql_datadir(&datadir, &err));
    OQL_TRY(oql_compare_calcs(datadir, id[0], id[1], rtol, atol, stdout, &n_differ, &err));
done:
    free(datadir);
    return st != OQL_OK ? oql_cli_fail(&err) : n_differ > 0;
}

/* Ask on a terminal; elsewhere nobody can answer, so --yes is needed. */
static bool agreed(const char *path, bool yes)
{
    if (yes) {
        return true;
    }
    if (!isatty(STDIN_FILENO)) {
        fprintf(stderr, "oqlite: nothing removed; --yes is needed to remove %s\n", path);
        return false;
    }
    printf("remove %s for ever? [y/N] ", path);
    fflush(stdout);
    const int answer = getchar();
    return answer == 'y' || answer == 'Y';
}

int oql_cmd_delete(int argc, char **argv)
{
    static const struct option longs[] = {
        {"yes", no_argument, NULL, 'y'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    bool yes = false;
    char *datadir = NULL, *path = NULL;
    oql_err err = {0};
    oql_status st = OQL_OK;
    int64_t id = 0;
    int c, status = 0;

    while ((c = oql_cli_next_option(argc, argv, ":yh", longs)) != -1) {
        if (c != 'y') {
            return c != 'h' ? oql_cli_bad_option(c, argv)
                            : help("usage: oqlite delete ID [--yes]\n\n"
                                   "Remove the folder of a calculation; refused while it "
                                   "runs.\n\n  -y, --yes   do not ask\n");
        }
        yes = true;
    }
    if (!oql_cli_operands(argc, argv, 1, 1, "the id of a calculation") ||
        !oql_cli_id(argv[optind], &id)) {
        return 2;
    }
    OQL_TRY(oql_datadir(&datadir, &err));
    OQL_TRY(oql_calc_path(datadir, id, &path, &err));
    if (!agreed(path, yes)) {
        status = 1;
        goto done;
    }
    OQL_TRY(oql_calc_delete(datadir, oql_cli_id_of_path(path), &err));
    printf("calculation %lld removed\n", (long long)oql_cli_id_of_path(path));
done:
    free(path);
    free(datadir);
    return st == OQL_OK ? status : oql_cli_fail(&err);
}
