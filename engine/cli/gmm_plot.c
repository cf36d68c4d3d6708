/* SPDX-License-Identifier: BSD-3-Clause */
/* Curves are computed by the library; drawing is left to gnuplot, a program of its own that reads a
 * script from a pipe. The picture is written beside its place and renamed when it is whole.
 *
 *   curve[model][axis]  ─►  script with data blocks  ─►  gnuplot  ─►  FILE
 */
#include "cli/gmm_plot.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "cli/cli.h"
#include "gmm/scenario.h"

enum { N_AXIS = 3, MAX_MODEL = 16, N_POINT = 80 };

typedef enum { SVG, PNG, CSV } format;

typedef struct {
    const char *out;
    format format;
    oql_imt imt;
    oql_gmm_scenario scenario;
    size_t n_model;
    const char *name[MAX_MODEL]; /* as the user wrote them */
    const oql_gmm_spec *spec[MAX_MODEL];
    oql_gmm_curve curve[MAX_MODEL][N_AXIS];
    double to[N_AXIS]; /* end of an axis */
    oql_arena *arena;
} plot;

static const struct {
    const char *name, *label;
    double lo, hi;
} axes[N_AXIS] = {
    {"distance", "distance rjb [km]", 1.0, 300.0},
    {"magnitude", "magnitude", 4.5, 8.0},
    {"period", "period [s]", 0.01, 10.0},
};

static int usage(FILE *out)
{
    fputs(
        "usage: oqlite gmm plot NAME [NAME ...] -o FILE.svg|FILE.png|FILE.csv [options]\n\n"
        "  Median and one standard deviation above and below, against distance, magnitude and\n"
        "  period. Pictures are drawn by the program gnuplot (Debian: gnuplot-nox).\n\n"
        "  -o, --out FILE         what to write, by the ending of its name\n"
        "  -i, --imt IMT          measure of the first two panels (default PGA, if the first "
        "model has it)\n"
        "  -s, --set KEY=VALUE    the scenario: mag=6.5, dist=30 (km), vs30=760, rake=0 ...\n"
        "                         any parameter of gmm info; the others follow\n",
        out);
    return out == stdout ? 0 : 2;
}

/* ---- computing ---- */

static oql_status compute(plot *p, oql_err *err)
{
    oql_status st = OQL_OK;
    size_t drawn = 0;
    for (size_t k = 0; k < p->n_model; ++k) {
        for (size_t a = 0; a < N_AXIS; ++a) {
            OQL_TRY(oql_gmm_curve_make(p->spec[k], &p->imt, &p->scenario, (oql_gmm_axis)a,
                                       axes[a].lo, p->to[a], N_POINT, &p->curve[k][a], err));
            drawn += p->curve[k][a].n;
        }
    }
    if (drawn == 0) {
        st = OQL_FAIL(err, OQL_EMODEL, "no model has a curve to draw");
    }
done:
    return st;
}

static void write_csv(const plot *p, FILE *f)
{
    (void)fprintf(f, "model,axis,x,imt,median,minus_sigma,plus_sigma,sigma\n");
    for (size_t k = 0; k < p->n_model; ++k) {
        for (size_t a = 0; a < N_AXIS; ++a) {
            const oql_gmm_curve *c = &p->curve[k][a];
            for (size_t i = 0; i < c->n; ++i) {
                const oql_imt sa = oql_imt_sa(c->x[i]);
                (void)fprintf(f, "%s,%s,%.6g,%s,%.9g,%.9g,%.9g,%.9g\n", p->name[k],
                              axes[a].name, c->x[i],
                              a == OQL_GMM_OVER_PERIOD ? sa.text : p->imt.text, c->median[i],
                              c->lower[i], c->upper[i], c->sigma[i]);
            }
        }
    }
}

/* ---- drawing ---- */

/* Text within single quotes of gnuplot, where '' is one quote; control characters are dropped. */
static void quoted(FILE *f, const char *text)
{
    (void)fputc('\'', f);
    for (const char *c = text; *c != '\0'; ++c) {
        if (*c == '\'') {
            (void)fputc('\'', f);
        }
        if ((unsigned char)*c >= ' ') {
            (void)fputc(*c, f);
        }
    }
    (void)fputc('\'', f);
}

static bool is_drawn(const plot *p, size_t axis)
{
    for (size_t k = 0; k < p->n_model; ++k) {
        if (p->curve[k][axis].n > 0) {
            return true;
        }
    }
    return false;
}

static void write_data(const plot *p, FILE *f)
{
    for (size_t k = 0; k < p->n_model; ++k) {
        for (size_t a = 0; a < N_AXIS; ++a) {
            const oql_gmm_curve *c = &p->curve[k][a];
            (void)fprintf(f, "$c%zu_%zu << END\n", k, a);
            for (size_t i = 0; i < c->n; ++i) {
                (void)fprintf(f, "%.9g %.9g %.9g %.9g\n", c->x[i], c->median[i], c->lower[i],
                              c->upper[i]);
            }
            (void)fprintf(f, "END\n");
        }
    }
}

static void write_panel(const plot *p, size_t axis, bool with_key, FILE *f)
{
    /* Okabe & Ito's colours, which colour-blind readers tell apart; then again, thinner */
    static const char *const colour[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                         "#E69F00", "#56B4E9", "#000000", "#999999"};
    const bool plain = p->imt.kind == OQL_IMT_MMI && axis != OQL_GMM_OVER_PERIOD;
    const char *what = axis == OQL_GMM_OVER_PERIOD ? "SA" : p->imt.text;
    const oql_imt_kind kind = axis == OQL_GMM_OVER_PERIOD ? OQL_IMT_SA : p->imt.kind;
    char label[96];
    (void)snprintf(label, sizeof label, "%s [%s]", what, oql_imt_unit(kind));
    (void)fprintf(f, "set xrange [%g:%g]\n%s logscale x\n%s logscale y\nset xlabel '%s'\n",
                  axes[axis].lo, p->to[axis], axis == OQL_GMM_OVER_MAGNITUDE ? "unset" : "set",
                  plain ? "unset" : "set", axes[axis].label);
    (void)fprintf(f, "set ylabel '%s' noenhanced\n%s\nplot ", label,
                  with_key ? "set key bottom left Left reverse samplen 2 noenhanced"
                           : "unset key");
    bool first = true;
    for (size_t k = 0; k < p->n_model; ++k) {
        if (p->curve[k][axis].n == 0) {
            continue;
        }
        const char *c = colour[k % OQL_COUNT(colour)];
        const double width = k < OQL_COUNT(colour) ? 2.2 : 1.1;
        (void)fprintf(f, "%s$c%zu_%zu using 1:2 with lines lw %.1f lc rgb '%s' title ",
                      first ? "" : ", ", k, axis, width, c);
        quoted(f, p->name[k]);
        for (int column = 3; column <= 4; ++column) {
            (void)fprintf(f, ", '' using 1:%d with lines lw 1 dt 2 lc rgb '%s' notitle", column,
                          c);
        }
        first = false;
    }
    (void)fputc('\n', f);
}

static void write_script(const plot *p, const char *file, FILE *f)
{
    double v[OQL_CTX_N];
    size_t n = 0;
    for (size_t a = 0; a < N_AXIS; ++a) {
        n += is_drawn(p, a) ? 1 : 0;
    }
    oql_gmm_scenario_values(&p->scenario, v);
    (void)fprintf(f, "set terminal %s size %zu,%d font 'sans,%d'\nset output ",
                  p->format == SVG ? "svg background rgb 'white'" : "pngcairo", 520 * n, 520,
                  p->format == SVG ? 13 : 11);
    quoted(f, file);
    (void)fputc('\n', f);
    write_data(p, f);
    (void)fprintf(f,
                  "\nset format y '%%g'\nset format x '%%g'\nset grid lc rgb '#d0d0d0'\n"
                  "set multiplot layout 1,%zu title 'M %g, %g km, vs30 %g m/s, rake %g; "
                  "median, dashed: one standard deviation' noenhanced\n",
                  n, p->scenario.mag, p->scenario.dist_km, v[OQL_VS30], v[OQL_RAKE]);
    bool with_key = true;
    for (size_t a = 0; a < N_AXIS; ++a) {
        if (is_drawn(p, a)) {
            write_panel(p, a, with_key, f);
            with_key = false;
        }
    }
    (void)fprintf(f, "unset multiplot\nset output\n");
}

static oql_status run_gnuplot(const plot *p, const char *file, oql_err *err)
{
    FILE *f = popen("gnuplot", "w"); /* a fixed command: names go through the script only */
    if (f == NULL) {
        return OQL_FAIL(err, OQL_EIO, "cannot start gnuplot: %s", oql_errno_text(errno));
    }
    /* a shell without gnuplot may end before it has read everything */
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);
    write_script(p, file, f);
    const int status = pclose(f);
    (void)signal(SIGPIPE, before);
    if (status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        return OQL_FAIL(err, OQL_EUNSUPPORTED,
                        "the program gnuplot draws pictures and is not installed "
                        "(Debian: gnuplot-nox); -o FILE.csv needs none");
    }
    if (status != 0) {
        return OQL_FAIL(err, OQL_EIO, "%s: gnuplot could not draw it", p->out);
    }
    return OQL_OK;
}

static oql_status write_file(const plot *p, oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t size = strlen(p->out) + 8;
    char *part = oql_arena_alloc(p->arena, size, 1);
    if (part == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a name");
    }
    (void)snprintf(part, size, "%s.part", p->out);
    FILE *f = fopen(part, "w"); /* tells a folder that is not there before anything is drawn */
    if (f == NULL) {
        return OQL_FAIL(err, OQL_EIO, "%s: %s", part, oql_errno_text(errno));
    }
    if (p->format == CSV) {
        write_csv(p, f);
    }
    if (fclose(f) != 0) {
        st = OQL_FAIL(err, OQL_EIO, "%s: %s", part, oql_errno_text(errno));
    }
    if (st == OQL_OK && p->format != CSV) {
        st = run_gnuplot(p, part, err);
    }
    if (st == OQL_OK && rename(part, p->out) != 0) {
        st = OQL_FAIL(err, OQL_EIO, "%s: %s", p->out, oql_errno_text(errno));
    }
    if (st != OQL_OK) {
        (void)unlink(part);
    }
    return st;
}

/* ---- the command line ---- */

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

static oql_status read_out(plot *p, const char *out, oql_err *err)
{
    p->out = out;
    p->format = ends_with(out, ".svg") ? SVG : (ends_with(out, ".png") ? PNG : CSV);
    if (p->format == CSV && !ends_with(out, ".csv")) {
        return OQL_FAIL(err, OQL_ECONFIG, "%s: expected a name that ends in .svg, .png or .csv",
                        out);
    }
    for (const char *c = out; *c != '\0'; ++c) {
        if ((unsigned char)*c < ' ') {
            return OQL_FAIL(err, OQL_ECONFIG, "a control character in the name of a picture");
        }
    }
    return OQL_OK;
}

static oql_status read_models(plot *p, size_t n, char **name, oql_err *err)
{
    oql_status st = OQL_OK;
    if (n > MAX_MODEL) {
        return OQL_FAIL(err, OQL_ECONFIG, "%zu models, expected at most %d", n, MAX_MODEL);
    }
    for (size_t k = 0; k < n; ++k) {
        p->name[k] = name[k];
        OQL_TRY(
            oql_gmm_spec_parse(p->arena, name[k], 0, NULL, NULL, "model", 1, &p->spec[k], err));
    }
    p->n_model = n;
done:
    return st;
}

/* PGA, or what the first model has instead. */
static oql_status choose_imt(plot *p, oql_err *err)
{
    static const char *const texts[] = {
        "PGA",    "SA(1.0)", "MMI",      "JMA",      "IA",        "CAV",   "PGV",
        "RSD595", "RSD2080", "EAS(1.0)", "FAS(1.0)", "DRVT(1.0)", "AvgSA", "LSD"};
    oql_status st = OQL_OK;
    for (size_t i = 0; i < OQL_COUNT(texts); ++i) {
        oql_err no = {0};
        oql_gmm *g = NULL;
        OQL_TRY(oql_imt_parse(texts[i], &p->imt, err));
        const bool has = oql_gmm_create(p->spec[0], 1, &p->imt, &g, &no) == OQL_OK;
        oql_gmm_destroy(g);
        if (has) {
            return OQL_OK;
        }
    }
    OQL_TRY(oql_imt_parse("PGA", &p->imt, err)); /* the model itself says what is wrong */
done:
    return st;
}

/* The region of the first model gives the scenario, then -s what the user wants. */
static oql_status read_scenario(plot *p, size_t n, char **set, oql_err *err)
{
    oql_status st = OQL_OK;
    const oql_gmm_info *info = oql_gmm_find(p->spec[0]->name);
    const char *trt = info == NULL ? "" : info->trt;
    oql_gmm_scenario_init(&p->scenario, trt);
    for (size_t a = 0; a < N_AXIS; ++a) {
        p->to[a] = axes[a].hi;
    }
    if (strcmp(trt, "Subduction Interface") == 0) {
        p->to[OQL_GMM_OVER_MAGNITUDE] = 9.0;
    }
    for (size_t i = 0; i < n; ++i) {
        OQL_TRY(oql_gmm_scenario_set(&p->scenario, set[i], err));
    }
done:
    return st;
}

static oql_status draw(plot *p, const char *out, const char *imt, size_t n_set, char **set,
                       size_t n_model, char **model, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(oql_arena_create(&p->arena, err));
    OQL_TRY(read_out(p, out, err));
    OQL_TRY(read_models(p, n_model, model, err));
    OQL_TRY(imt != NULL ? oql_imt_parse(imt, &p->imt, err) : choose_imt(p, err));
    OQL_TRY(read_scenario(p, n_set, set, err));
    OQL_TRY(compute(p, err));
    OQL_TRY(write_file(p, err));
done:
    for (size_t k = 0; k < p->n_model; ++k) {
        for (size_t a = 0; a < N_AXIS; ++a) {
            oql_gmm_curve_clear(&p->curve[k][a]);
        }
    }
    oql_arena_destroy(p->arena);
    return st;
}

int oql_cmd_gmm_plot(int argc, char **argv)
{
    static const struct option longs[] = {
        {"out", required_argument, NULL, 'o'},
        {"imt", required_argument, NULL, 'i'},
        {"set", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    char **set = calloc((size_t)argc, sizeof *set);
    plot *p = calloc(1, sizeof *p);
    const char *out = NULL, *imt = NULL;
    size_t n_set = 0;
    oql_err err = {0};
    int c, status = 1;

    if (set == NULL || p == NULL) {
        goto done;
    }
    while ((c = getopt_long(argc, argv, "o:i:s:h", longs, NULL)) != -1) {
        if (c == 'o') {
            out = optarg;
        } else if (c == 'i') {
            imt = optarg;
        } else if (c == 's') {
            set[n_set++] = optarg;
        } else {
            status = usage(c == 'h' ? stdout : stderr);
            goto done;
        }
    }
    if (optind >= argc || out == NULL) {
        fprintf(stderr, "oqlite: gmm plot: %s is missing\n",
                out == NULL ? "-o FILE" : "the name of a model");
        status = usage(stderr);
        goto done;
    }
    status = 0;
    if (draw(p, out, imt, n_set, set, (size_t)(argc - optind), argv + optind, &err) != OQL_OK) {
        status = oql_cli_fail(&err);
    }
done:
    free(set);
    free(p);
    return status;
}
