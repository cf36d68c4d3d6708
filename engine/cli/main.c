/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "cli/gmm_tables.h"
#include "datastore/store.h"
#include "hazard/version.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *text;
} commands[] = {
    {"run", oql_cmd_run, "JOB.ini            compute a job (\"oqlite JOB.ini\" does the same)"},
    {"info", oql_cmd_info,
     "JOB.ini            check a job and print the plan, without computing"},
    {"resume", oql_cmd_resume,
     "ID                 finish a calculation that was killed or failed"},
    {"rerun", oql_cmd_rerun, "ID [-p KEY=VALUE]  compute again, from the inputs inside"},
    {"list", oql_cmd_list, "                   calculations: state, date, size"},
    {"show", oql_cmd_show, "ID [KEY]           what a calculation holds; the values of KEY"},
    {"export", oql_cmd_export, "ID [--dir DIR]     results as CSV"},
    {"compare", oql_cmd_compare, "ID ID [--rtol X]   where two calculations differ most"},
    {"verify", oql_cmd_verify, "ID                 read and check everything"},
    {"delete", oql_cmd_delete, "ID                 remove a calculation"},
    {"sweep", oql_cmd_sweep, "STUDY.ini          many jobs into one SQLite database"},
    {"query", oql_cmd_query, "STUDY.db [K=V ...] results of a study as CSV or JSON"},
    {"gmm", oql_cmd_gmm, "list|info|eval|plot ground-motion models"},
};

static int usage(FILE *out)
{
    fputs("oqlite " OQL_VERSION " - probabilistic seismic hazard from OpenQuake's inputs\n\n"
          "usage: oqlite JOB.ini [options]        compute a job\n"
          "       oqlite COMMAND ... [--help]     one of:\n\n",
          out);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; ++i) {
        fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].text);
    }
    fputs("\nResults go to $OQ_DATADIR (default $HOME/oqdata), calc_<ID>/output.hdf5.\n", out);
    return out == stdout ? 0 : 2;
}

/* How often problem i is in the list, 0 when it was there before: branches of a logic tree that share
 * a source have its mistake each. */
static size_t times(const oql_problems *p, size_t i)
{
    bool is_error;
    const char *text = oql_problems_text(p, i, &is_error), *other;
    size_t n = 0;
    for (size_t k = 0; (other = oql_problems_text(p, k, &is_error)) != NULL; ++k) {
        if (strcmp(other, text) == 0) {
            if (k < i) {
                return 0;
            }
            ++n;
        }
    }
    return n;
}

void oql_cli_print_problems(const oql_problems *p)
{
    bool is_error = false;
    size_t shown = 0;
    for (const char *text; (text = oql_problems_text(p, shown, &is_error)) != NULL; ++shown) {
        const size_t n = times(p, shown);
        if (n == 1) {
            fprintf(stderr, "oqlite: %s: %s\n", is_error ? "error" : "warning", text);
        } else if (n > 1) {
            fprintf(stderr, "oqlite: %s: %s (%zu times)\n", is_error ? "error" : "warning",
                    text, n);
        }
    }
    const size_t all = oql_problems_errors(p) + oql_problems_warnings(p);
    if (all > shown) {
        fprintf(stderr, "oqlite: ... and %zu more\n", all - shown);
    }
}

int oql_cli_fail(const oql_err *err)
{
    fprintf(stderr, "oqlite: %s: %s\n", oql_status_name(err->code), err->text);
    return 1;
}

const char *oql_cli_bytes(double bytes, char *buf, size_t size)
{
    static const char *const unit[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    size_t u = 0;
    while (bytes >= 1024.0 && u + 1 < sizeof unit / sizeof unit[0]) {
        bytes /= 1024.0;
        ++u;
    }
    (void)snprintf(buf, size, u == 0 ? "%.0f %s" : "%.1f %s", bytes, unit[u]);
    return buf;
}

/* A name that ends in .ini, or a file: a wrong one is told by the reader of jobs. */
static bool is_job(const char *arg)
{
    const size_t n = strlen(arg);
    struct stat found;
    return (n > 4 && strcmp(arg + n - 4, ".ini") == 0) ||
           (stat(arg, &found) == 0 && !S_ISDIR(found.st_mode));
}

static int dispatch(int argc, char **argv)
{
    if (argc < 2) {
        return usage(stderr);
    }
    oql_cli_install_table_reader();
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        return usage(stdout);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("oqlite " OQL_VERSION);
        return 0;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; ++i) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    if (argv[1][0] == '-' || is_job(argv[1])) {
        return oql_cmd_run(argc, argv);
    }
    fprintf(stderr,
            "oqlite: \"%s\" found, expected a job file (*.ini) or a command (oqlite --help)\n",
            argv[1]);
    return 2;
}

/* What was printed must have arrived: a table cut short by a full disk is no success. */
static int finish(int status)
{
    const bool bad = ferror(stdout) != 0;
    if (fflush(stdout) != 0 || bad) {
        fprintf(stderr, "oqlite: standard output cannot be written: %s\n",
                oql_errno_text(errno));
        return status == 0 ? 1 : status;
    }
    return status;
}

int main(int argc, char **argv)
{
    /* A file beyond "ulimit -f" is then an error with the file's name, like a full disk. */
    (void)signal(SIGXFSZ, SIG_IGN);
    oql_store_no_work_at_exit();
    return finish(dispatch(argc, argv));
}
