/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/amplification.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"

#define OQL_KERNEL_GRID  40   /* levels on rock that a rupture's motion is cut into */
#define OQL_KERNEL_REACH 4.0  /* standard deviations of the factor beyond the levels on soil */
#define OQL_LEAST_RATIO  1.05 /* between neighbours of the grid of a convolution */
#define OQL_MOST_RATIO   1.1
#define OQL_NOTHING      1e-100 /* probabilities up to this count as none */

/* A row of the table. */
typedef struct {
    int32_t code;
    int line;
    double level, mag, rrup;
    double *median, *sigma; /* (M) */
} row;

typedef struct {
    const oql_csv *csv;
    const oql_amplification_spec *spec;
    oql_problems *problems;
    oql_amplification *a;
    bool has_level, has_mag;
    size_t n_code;
    const char **code; /* (n_code) in order of first use */
    size_t n;
    row *rows; /* (n) */
} build;

static oql_status no_memory(const build *b, oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", oql_csv_path(b->csv));
}

/* ---- the table ---- */

/* Column of a measure, whatever way its period is written; prefix "" or "sigma_". */
static bool find_measure(const build *b, const char *prefix, const oql_imt *imt, size_t *col)
{
    const size_t skip = strlen(prefix);
    for (size_t c = 0; c < oql_csv_cols(b->csv); ++c) {
        const char *name = oql_csv_name(b->csv, c);
        oql_err ignored = {0};
        oql_imt found;
        if (strncmp(name, prefix, skip) == 0 && strncmp(name + skip, "sigma_", 6) != 0 &&
            (name[skip] == 'P' || name[skip] == 'S') &&
            oql_imt_parse(name + skip, &found, &ignored) == OQL_OK &&
            oql_imt_is_equal(&found, imt)) {
            *col = c;
            return true;
        }
    }
    return false;
}

/* A number of a cell; what is wrong is a problem, and the least value allowed stands in. */
static double cell(const build *b, size_t r, size_t c, double least, bool may_be_least)
{
    double x = 0.0;
    oql_err why = {0};
    if (oql_csv_number(b->csv, r, c, false, &x, &why) != OQL_OK) {
        oql_problem_from_err(b->problems, &why);
        return least;
    }
    if (x < least || (x == least && !may_be_least)) {
        oql_problem_error(b->problems, oql_csv_path(b->csv), oql_csv_line(b->csv, r),
                          "%s = %g, expected %s %g", oql_csv_name(b->csv, c), x,
                          may_be_least ? "at least" : "more than", least);
    }
    return x;
}

static int32_t code_of(build *b, const char *text)
{
    for (size_t i = 0; i < b->n_code; ++i) {
        if (strcmp(b->code[i], text) == 0) {
            return (int32_t)i;
        }
    }
    b->code[b->n_code] = text;
    return (int32_t)b->n_code++;
}

static void read_measures(build *b)
{
    for (size_t m = 0; m < b->spec->n_imt; ++m) {
        const oql_imt *imt = &b->spec->measures[m].imt;
        size_t median = 0, sigma = 0;
        const bool has_median = find_measure(b, "", imt, &median);
        const bool has_sigma = find_measure(b, "sigma_", imt, &sigma);
        if (!has_median) {
            oql_problem_error(b->problems, oql_csv_path(b->csv), 0,
                              "no column %s, expected one for each measure of the job",
                              imt->text);
            continue;
        }
        for (size_t r = 0; r < b->n; ++r) {
            b->rows[r].median[m] = cell(b, r, median, 0.0, false);
            b->rows[r].sigma[m] = has_sigma ? cell(b, r, sigma, 0.0, true) : 0.0;
        }
    }
}

static oql_status read_rows(build *b, oql_err *err)
{
    size_t ampcode = 0, level = 0, mag = 0, rrup = 0;
    const bool kernel = b->spec->method == OQL_AMPLIFY_KERNEL;
    oql_status st = OQL_OK;

    b->n = oql_csv_rows(b->csv);
    b->rows = oql_arena_alloc(b->a->arena, b->n + 1, sizeof *b->rows);
    b->code = oql_arena_alloc(b->a->arena, b->n + 1, sizeof *b->code);
    if (b->rows == NULL || b->code == NULL) {
        return no_memory(b, err);
    }
    OQL_TRY(oql_csv_need(b->csv, "ampcode", &ampcode, err));
    b->has_level = oql_csv_find(b->csv, "level", &level);
    b->has_mag = oql_csv_find(b->csv, "from_mag", &mag);
    if (kernel) {
        OQL_TRY(oql_csv_need(b->csv, "level", &level, err));
        OQL_TRY(oql_csv_need(b->csv, "from_mag", &mag, err));
        OQL_TRY(oql_csv_need(b->csv, "from_rrup", &rrup, err));
    } else if (b->has_mag) {
        oql_problem_error(b->problems, oql_csv_path(b->csv), 0,
                          "a column from_mag, expected it with amplification_method = kernel "
                          "only: a convolution knows no magnitudes");
    }
    for (size_t r = 0; r < b->n; ++r) {
        row *x = &b->rows[r];
        x->line = oql_csv_line(b->csv, r);
        x->code = code_of(b, oql_csv_cell(b->csv, r, ampcode));
        x->level = b->has_level ? cell(b, r, level, 0.0, true) : 0.0;
        x->mag = kernel ? cell(b, r, mag, 0.0, true) : 0.0;
        x->rrup = kernel ? cell(b, r, rrup, 0.0, true) : 0.0;
        x->median = oql_arena_alloc(b->a->arena, 2 * b->spec->n_imt, sizeof(double));
        if (x->median == NULL) {
            return no_memory(b, err);
        }
        x->sigma = x->median + b->spec->n_imt;
    }
    if (b->n == 0) {
        oql_problem_error(b->problems, oql_csv_path(b->csv), 0,
                          "no rows, expected amplification functions");
    }
    read_measures(b);
done:
    return st;
}

/* The rows of a code that are used, in the order of the file; returns how many. */
static size_t rows_of(const build *b, int32_t code, const row **out)
{
    double mag = HUGE_VAL, rrup = HUGE_VAL;
    size_t n = 0;
    for (size_t r = 0; r < b->n; ++r) {
        mag = fmin(mag, b->rows[r].mag);
        rrup = b->rows[r].code == code ? fmin(rrup, b->rows[r].rrup) : rrup;
    }
    for (size_t r = 0; r < b->n; ++r) {
        const row *x = &b->rows[r];
        if (x->code == code && x->mag == mag && x->rrup == rrup) {
            out[n++] = x;
        }
    }
    return n;
}

static void check_rows(const build *b, int32_t code, size_t n, const row *const *used)
{
    const char *path = oql_csv_path(b->csv);
    if (n == 0) {
        oql_problem_error(
            b->problems, path, 0,
            "ampcode %s has no rows of the table's least magnitude, expected some",
            b->code[code]);
    }
    for (size_t i = 1; i < n; ++i) {
        if (!b->has_level || used[i]->level == used[i - 1]->level) {
            oql_problem_error(b->problems, path, used[i]->line,
                              "ampcode %s occurs a second time%s, first in line %d",
                              b->code[code], b->has_level ? " with this level" : "",
                              used[i - 1]->line);
        } else if (used[i]->level < used[i - 1]->level) {
            oql_problem_error(b->problems, path, used[i]->line,
                              "level %g after %g, expected ascending levels", used[i]->level,
                              used[i - 1]->level);
        }
    }
}

/* Linear interpolation over the rows' levels, constant beyond both ends. */
static double interpolate(size_t n, const row *const *used, double level, size_t m, bool sigma)
{
    size_t i = 0;
    while (i < n && used[i]->level <= level) {
        ++i;
    }
    const row *lo = used[i == 0 ? 0 : i - 1], *hi = used[i == n ? n - 1 : i];
    const double a = sigma ? lo->sigma[m] : lo->median[m],
                 b = sigma ? hi->sigma[m] : hi->median[m];
    return lo == hi ? a : a + (b - a) * ((level - lo->level) / (hi->level - lo->level));
}

/* ---- sites ---- */

static oql_status assign_codes(build *b, oql_err *err)
{
    const oql_amplification_spec *spec = b->spec;
    int32_t *code = oql_arena_alloc(b->a->arena, spec->n_site, sizeof *code);
    if (code == NULL) {
        return no_memory(b, err);
    }
    b->a->code = code;
    for (size_t i = 0; i < spec->n_site; ++i) {
        const char *text =
            spec->ampcode == NULL || spec->ampcode[i] == NULL ? "" : spec->ampcode[i];
        size_t k = 0;
        while (k < b->n_code && strcmp(b->code[k], text) != 0) {
            ++k;
        }
        if (k == b->n_code && !(text[0] == '\0' && b->n_code == 1)) {
            oql_problem_error(b->problems, oql_csv_path(b->csv), 0,
                              "site %zu has the ampcode \"%s\", expected one of this table",
                              i + 1, text);
            return OQL_OK; /* one is enough */
        }
        code[i] = k == b->n_code ? 0 : (int32_t)k;
    }
    return OQL_OK;
}

/* vs30_ref of the first comment that has one. */
static bool reference_vs30(const build *b, double *out)
{
    const char *text = NULL;
    for (size_t i = 0; (text = oql_csv_comment(b->csv, i)) != NULL; ++i) {
        const char *at = strstr(text, "vs30_ref=");
        if (at != NULL) {
            at += strlen("vs30_ref=");
            return oql_parse_double_n(at, strspn(at, "+-.0123456789eE"), out);
        }
    }
    return false;
}

static void check_vs30(const build *b)
{
    const oql_amplification_spec *spec = b->spec;
    double vs30 = 0.0;
    if (!reference_vs30(b, &vs30)) {
        oql_problem_error(b->problems, oql_csv_path(b->csv), 1,
                          "no vs30_ref, expected a first line such as #vs30_ref=760");
        return;
    }
    for (size_t i = 0; spec->vs30_tolerance_mps >= 0.0 && spec->vs30_mps != NULL &&
                       spec->method == OQL_AMPLIFY_CONVOLUTION && i < spec->n_site;
         ++i) {
        if (fabs(spec->vs30_mps[i] - vs30) > spec->vs30_tolerance_mps) {
            oql_problem_error(b->problems, oql_csv_path(b->csv), 1,
                              "vs30_ref = %g m/s, but site %zu has %g m/s: expected a "
                              "difference within vs30_tolerance = %g",
                              vs30, i + 1, spec->vs30_mps[i], spec->vs30_tolerance_mps);
            return;
        }
    }
}

/* ---- the grid and the tables ---- */

static void check_levels(const build *b)
{
    const oql_amplification_spec *spec = b->spec;
    if (!(spec->measures[0].levels[0] > 0.0)) {
        oql_problem_error(b->problems, oql_csv_path(b->csv), 0,
                          "the job's first level is %g, expected a positive one to amplify",
                          spec->measures[0].levels[0]);
    }
    for (size_t i = 0; spec->method == OQL_AMPLIFY_CONVOLUTION && i < spec->n_soil; ++i) {
        if (!(spec->soil[i] > (i == 0 ? 0.0 : spec->soil[i - 1]))) {
            oql_problem_error(b->problems, oql_csv_path(b->csv), 0,
                              "soil_intensities has %g after %g, expected ascending positive "
                              "levels",
                              spec->soil[i], i == 0 ? 0.0 : spec->soil[i - 1]);
            return;
        }
    }
}

/* From the least level to just below the greatest, neighbours closer than those on soil. */
static size_t convolution_grid(const build *b, double *grid)
{
    const oql_job_measure *x = &b->spec->measures[0];
    const double last = x->levels[x->n_levels - 1];
    double ratio = HUGE_VAL;
    size_t n = 0;
    for (size_t i = 1; i < b->spec->n_soil; ++i) {
        ratio = fmin(ratio, 0.9 * (b->spec->soil[i] / b->spec->soil[i - 1]));
    }
    ratio = fmin(fmax(ratio, OQL_LEAST_RATIO), OQL_MOST_RATIO);
    for (double level = x->levels[0]; level <= last; level *= ratio) {
        if (grid != NULL) {
            grid[n] = level;
        }
        ++n;
    }
    return n;
}

static void kernel_grid(const build *b, double *grid)
{
    const oql_job_measure *x = &b->spec->measures[0];
    double most = 0.0; /* over all codes and measures */
    for (size_t r = 0; r < b->n; ++r) {
        for (size_t m = 0; m < b->spec->n_imt; ++m) {
            most = fmax(most, b->rows[r].sigma[m]);
        }
    }
    const double lo = log(x->levels[0]) - OQL_KERNEL_REACH * most,
                 hi = log(x->levels[x->n_levels - 1]) + OQL_KERNEL_REACH * most;
    for (size_t i = 0; i < OQL_KERNEL_GRID; ++i) {
        grid[i] = exp(lo + (hi - lo) * (double)i / (OQL_KERNEL_GRID - 1));
    }
}

static oql_status make_grid(build *b, oql_err *err)
{
    const bool kernel = b->spec->method == OQL_AMPLIFY_KERNEL;
    const size_t n = kernel ? OQL_KERNEL_GRID : convolution_grid(b, NULL);
    double *grid = oql_arena_alloc(b->a->arena, n + 1, sizeof *grid);
    const oql_job_measure *x = &b->spec->measures[0];
    const size_t n_soil = kernel ? x->n_levels : b->spec->n_soil;
    double *soil = oql_arena_alloc(b->a->arena, n_soil + 1, sizeof *soil);

    if (grid == NULL || soil == NULL) {
        return no_memory(b, err);
    }
    if (kernel) {
        kernel_grid(b, grid);
    } else {
        (void)convolution_grid(b, grid);
    }
    memcpy(soil, kernel ? x->levels : b->spec->soil, n_soil * sizeof *soil);
    b->a->n_grid = n;
    b->a->grid = grid;
    b->a->n_soil = n_soil;
    b->a->soil = soil;
    return OQL_OK;
}

/* Probability that a factor of that median and sigma is greater than x. */
static double factor_exceeds(double x, double median, double sigma)
{
    const double d = log(x / median);
    if (sigma == 0.0) {
        return d < 0.0 ? 1.0 : (d > 0.0 ? 0.0 : 0.5);
    }
    return 0.5 * erfc(d / sigma * sqrt(0.5));
}

static void fill_table(const build *b, size_t n, const row *const *used, size_t m, double *out)
{
    const oql_amplification *a = b->a;
    const size_t n_in = a->n_grid - 1;
    for (size_t k = 0; k < n_in; ++k) {
        const double middle = 0.5 * (a->grid[k] + a->grid[k + 1]);
        const double median = interpolate(n, used, middle, m, false),
                     sigma = interpolate(n, used, middle, m, true);
        for (size_t s = 0; s < a->n_soil; ++s) {
            out[s * n_in + k] = factor_exceeds(a->soil[s] / middle, median, sigma);
        }
    }
}

static oql_status make_tables(build *b, oql_err *err)
{
    oql_amplification *a = b->a;
    const size_t cell_size = a->n_soil * (a->n_grid - 1);
    double *exceed =
        oql_arena_alloc(a->arena, b->n_code * a->n_imt * cell_size + 1, sizeof *exceed);
    const row **used = calloc(b->n + 1, sizeof *used);
    const size_t before = oql_problems_errors(b->problems);
    oql_status st = OQL_OK;

    if (exceed == NULL || used == NULL) {
        st = no_memory(b, err);
        goto done;
    }
    a->exceed = exceed;
    for (size_t c = 0; c < b->n_code; ++c) {
        const size_t n = rows_of(b, (int32_t)c, used);
        check_rows(b, (int32_t)c, n, used);
        for (size_t m = 0; m < a->n_imt && oql_problems_errors(b->problems) == before; ++m) {
            fill_table(b, n, used, m, exceed + (c * a->n_imt + m) * cell_size);
        }
    }
done:
    free(used);
    return st;
}

/* ---- making ---- */

oql_status oql_amplification_make(const oql_csv *csv, const oql_amplification_spec *spec,
                                  oql_problems *problems, oql_amplification **out, oql_err *err)
{
    const size_t before = oql_problems_errors(problems);
    build b = {.csv = csv, .spec = spec, .problems = problems};
    oql_status st = OQL_OK;

    *out = NULL;
    b.a = calloc(1, sizeof *b.a);
    if (b.a == NULL) {
        return no_memory(&b, err);
    }
    OQL_TRY(oql_arena_create(&b.a->arena, err));
    b.a->method = spec->method;
    b.a->n_imt = spec->n_imt;
    OQL_TRY(read_rows(&b, err));
    check_vs30(&b);
    check_levels(&b);
    OQL_TRY(assign_codes(&b, err));
    if (oql_problems_errors(problems) == before) {
        OQL_TRY(make_grid(&b, err));
        OQL_TRY(make_tables(&b, err));
    }
    if (oql_problems_errors(problems) > before) {
        st = OQL_FAIL(err, OQL_ECONFIG, "%s: not a table of amplification", oql_csv_path(csv));
        goto done;
    }
    *out = b.a;
    b.a = NULL;
done:
    oql_amplification_destroy(b.a);
    return st;
}

oql_status oql_amplification_load(const oql_job *job, const oql_sites *sites,
                                  oql_problems *problems, oql_amplification **out, oql_err *err)
{
    const oql_job_input *input = oql_job_find_input(job, "amplification", 0);
    oql_status st = OQL_OK;
    oql_csv *csv = NULL;

    *out = NULL;
    if (input == NULL) {
        return OQL_OK;
    }
    if (job->mode == OQL_JOB_DISAGGREGATION) {
        oql_problem_error(
            problems, input->file, input->line,
            "amplification in a disaggregation, expected a classical job: motions "
            "on soil are not disaggregated");
        return OQL_OK;
    }
    oql_amplification_spec spec = {
        .method = job->amplification_method,
        .n_imt = job->n_measures,
        .measures = job->measures,
        .n_soil = job->soil_intensities.n,
        .soil = job->soil_intensities.x,
        .n_site = sites->n,
        .vs30_mps = sites->vs30_mps,
        .vs30_tolerance_mps = (double)job->vs30_tolerance_mps,
    };
    for (size_t c = 0; c < sites->n_columns; ++c) {
        if (strcmp(sites->columns[c].name, "ampcode") == 0) {
            spec.ampcode = sites->columns[c].text;
        }
    }
    OQL_TRY(oql_csv_read(input->path, OQL_CSV_HEADER, &csv, err));
    OQL_TRY(oql_amplification_make(csv, &spec, problems, out, err));
done:
    oql_csv_destroy(csv);
    return st;
}

void oql_amplification_destroy(oql_amplification *a)
{
    if (a != NULL) {
        oql_arena_destroy(a->arena);
        free(a);
    }
}

/* ---- using ---- */

/* log10 of the curve at a level between the first and the last, linear in log10 of both. */
static double log_poe(size_t n, const double *level, const double *poe, double at)
{
    size_t i = 1;
    while (i + 1 < n && level[i] < at) {
        ++i;
    }
    if (n == 1) {
        return log10(poe[0]);
    }
    const double share = log10(at / level[i - 1]) / log10(level[i] / level[i - 1]);
    return log10(poe[i - 1]) + share * (log10(poe[i]) - log10(poe[i - 1]));
}

void oql_amplification_intervals(const oql_amplification *a, size_t n, const double *level,
                                 const double *poe, double *in)
{
    double before = 0.0;
    size_t n_poe = 0, k = 0;

    while (n_poe < n && poe[n_poe] > OQL_NOTHING) {
        ++n_poe;
    }
    for (; n_poe > 0 && k < a->n_grid && a->grid[k] <= level[n_poe - 1]; ++k) {
        const double now = pow(10.0, log_poe(n_poe, level, poe, a->grid[k]));
        if (k > 0) {
            in[k - 1] = before - now;
        }
        before = now;
    }
    for (k = k == 0 ? 1 : k; k < a->n_grid; ++k) {
        in[k - 1] = 0.0;
    }
}

void oql_amplification_apply(const oql_amplification *a, size_t site, size_t measure,
                             const double *in, double *poe)
{
    const size_t n_in = a->n_grid - 1;
    const double *exceed = oql_amplification_row(a, site, measure);
    for (size_t s = 0; s < a->n_soil; ++s) {
        poe[s] = 0.0;
        for (size_t k = 0; k < n_in; ++k) {
            poe[s] += in[k] * exceed[s * n_in + k];
        }
    }
}
