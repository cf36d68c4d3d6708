/* SPDX-License-Identifier: BSD-3-Clause */
#include "job/site_model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/number.h"

#define MAX_REPORTS 10 /* of one kind in one file: a wrong column has a mistake in every line */

/* Site parameters of OpenQuake 3.25. */
static const struct {
    const char *name;
    oql_site_kind kind;
    size_t most_bytes; /* of a text */
} params[] = {
    {"lon", OQL_SITE_NUMBER, 0},
    {"lat", OQL_SITE_NUMBER, 0},
    {"depth", OQL_SITE_NUMBER, 0},
    {"vs30", OQL_SITE_NUMBER, 0},
    {"vs30measured", OQL_SITE_FLAG, 0},
    {"z1pt0", OQL_SITE_NUMBER, 0},
    {"z2pt5", OQL_SITE_NUMBER, 0},
    {"backarc", OQL_SITE_FLAG, 0},
    {"xvf", OQL_SITE_NUMBER, 0},
    {"kappa0", OQL_SITE_NUMBER, 0},
    {"z_sed", OQL_SITE_NUMBER, 0},
    {"z1pt4", OQL_SITE_NUMBER, 0},
    {"siteclass", OQL_SITE_TEXT, 1},
    {"ilabel", OQL_SITE_NUMBER, 0},
    {"geohash", OQL_SITE_TEXT, 6},
    {"soiltype", OQL_SITE_NUMBER, 0},
    {"bas", OQL_SITE_FLAG, 0},
    {"ampcode", OQL_SITE_TEXT, 4},
    {"ec8", OQL_SITE_TEXT, 1},
    {"ec8_p18", OQL_SITE_TEXT, 2},
    {"h800", OQL_SITE_NUMBER, 0},
    {"geology", OQL_SITE_TEXT, 20},
    {"amplfactor", OQL_SITE_NUMBER, 0},
    {"ch_ampl03", OQL_SITE_NUMBER, 0},
    {"ch_ampl06", OQL_SITE_NUMBER, 0},
    {"ch_phis2s03", OQL_SITE_NUMBER, 0},
    {"ch_phis2s06", OQL_SITE_NUMBER, 0},
    {"ch_phiss03", OQL_SITE_NUMBER, 0},
    {"ch_phiss06", OQL_SITE_NUMBER, 0},
    {"f0", OQL_SITE_NUMBER, 0},
    {"THV", OQL_SITE_NUMBER, 0},
    {"PHV", OQL_SITE_NUMBER, 0},
    {"friction_mid", OQL_SITE_NUMBER, 0},
    {"cohesion_mid", OQL_SITE_NUMBER, 0},
    {"saturation", OQL_SITE_NUMBER, 0},
    {"dry_density", OQL_SITE_NUMBER, 0},
    {"Fs", OQL_SITE_NUMBER, 0},
    {"crit_accel", OQL_SITE_NUMBER, 0},
    {"unit", OQL_SITE_TEXT, 5},
    {"liq_susc_cat", OQL_SITE_TEXT, 2},
    {"dw", OQL_SITE_NUMBER, 0},
    {"yield_acceleration", OQL_SITE_NUMBER, 0},
    {"slope", OQL_SITE_NUMBER, 0},
    {"relief", OQL_SITE_NUMBER, 0},
    {"gwd", OQL_SITE_NUMBER, 0},
    {"cti", OQL_SITE_NUMBER, 0},
    {"dc", OQL_SITE_NUMBER, 0},
    {"dr", OQL_SITE_NUMBER, 0},
    {"dwb", OQL_SITE_NUMBER, 0},
    {"zwb", OQL_SITE_NUMBER, 0},
    {"tri", OQL_SITE_NUMBER, 0},
    {"hwater", OQL_SITE_NUMBER, 0},
    {"precip", OQL_SITE_NUMBER, 0},
    {"lithology", OQL_SITE_TEXT, 2},
    {"landcover", OQL_SITE_NUMBER, 0},
    {"hratio", OQL_SITE_NUMBER, 0},
    {"tslope", OQL_SITE_NUMBER, 0},
    {"slab_thickness", OQL_SITE_NUMBER, 0},
    {"freeface_ratio", OQL_SITE_NUMBER, 0},
    {"T_15", OQL_SITE_NUMBER, 0},
    {"D50_15", OQL_SITE_NUMBER, 0},
    {"F_15", OQL_SITE_NUMBER, 0},
    {"T_eq", OQL_SITE_NUMBER, 0},
    {"custom_site_id", OQL_SITE_TEXT, 8},
    {"region", OQL_SITE_NUMBER, 0},
    {"in_cshm", OQL_SITE_FLAG, 0},
    {"site_id", OQL_SITE_NUMBER, 0},
    {"sids", OQL_SITE_NUMBER, 0},
};

oql_site_kind oql_site_kind_of(const char *name)
{
    for (size_t i = 0; i < OQL_COUNT(params); ++i) {
        if (strcmp(params[i].name, name) == 0) {
            return params[i].kind;
        }
    }
    return OQL_SITE_UNKNOWN;
}

bool oql_site_param_is_known(const char *name)
{
    return oql_site_kind_of(name) != OQL_SITE_UNKNOWN;
}

const oql_site_column *oql_site_table_find(const oql_site_table *t, const char *name)
{
    for (size_t i = 0; i < t->n_columns; ++i) {
        if (strcmp(t->columns[i].name, name) == 0) {
            return &t->columns[i];
        }
    }
    return NULL;
}

typedef struct {
    const oql_job *job;
    oql_arena *arena;
    oql_problems *problems;
    oql_err *err;
} reading;

static oql_status no_memory(const reading *r, const char *path)
{
    return OQL_FAIL(r->err, OQL_ENOMEM, "%s: out of memory for a site model", path);
}

static const char *nearest_param(const char *name)
{
    const char *known[OQL_COUNT(params)];
    for (size_t i = 0; i < OQL_COUNT(params); ++i) {
        known[i] = params[i].name;
    }
    return oql_nearest_word(name, known, OQL_COUNT(params));
}

/* ---- a file with a header ---- */

bool oql_site_parse_flag(const char *s, double *out)
{
    if (strcmp(s, "True") == 0 || strcmp(s, "true") == 0 || strcmp(s, "TRUE") == 0) {
        *out = 1.0;
    } else if (strcmp(s, "False") == 0 || strcmp(s, "false") == 0 || strcmp(s, "FALSE") == 0) {
        *out = 0.0;
    } else {
        return oql_parse_double(s, out) && isfinite(*out);
    }
    return true;
}

/* One column of a CSV file into the table. */
static oql_status read_column(const reading *r, const oql_csv *csv, size_t col,
                              oql_site_column *out)
{
    const size_t n = oql_csv_rows(csv);
    const oql_site_kind kind = oql_site_kind_of(oql_csv_name(csv, col));
    size_t wrong = 0;

    out->name = oql_arena_strdup(r->arena, oql_csv_name(csv, col));
    double *x = kind == OQL_SITE_TEXT ? NULL : oql_arena_alloc(r->arena, n, sizeof *x);
    const char **s = kind == OQL_SITE_TEXT ? oql_arena_alloc(r->arena, n, sizeof *s) : NULL;
    if (out->name == NULL || (x == NULL && s == NULL)) {
        return no_memory(r, oql_csv_path(csv));
    }
    for (size_t i = 0; i < n; ++i) {
        const char *cell = oql_csv_cell(csv, i, col);
        if (kind == OQL_SITE_TEXT) {
            s[i] = oql_arena_strdup(r->arena, cell);
            if (s[i] == NULL) {
                return no_memory(r, oql_csv_path(csv));
            }
        } else if (!(kind == OQL_SITE_FLAG ? oql_site_parse_flag(cell, &x[i])
                                           : oql_parse_double(cell, &x[i]) && isfinite(x[i]))) {
            x[i] = 0.0;
            if (++wrong <= MAX_REPORTS) {
                oql_problem_error(r->problems, oql_csv_path(csv), oql_csv_line(csv, i),
                                  "'%.60s' in column %s, expected a number", cell, out->name);
            }
        }
    }
    out->x = x;
    out->text = s;
    return OQL_OK;
}

/* Column names must be parameters, lon and lat among them. */
static bool check_names(const reading *r, const oql_csv *csv)
{
    bool ok = true;
    size_t col;

    for (size_t i = 0; i < oql_csv_cols(csv); ++i) {
        const char *name = oql_csv_name(csv, i);
        if (oql_site_kind_of(name) == OQL_SITE_UNKNOWN) {
            const char *near = nearest_param(name);
            oql_problem_error(r->problems, oql_csv_path(csv), 1,
                              "'%.60s' is no site parameter%s%s", name,
                              near == NULL ? ", expected one such as vs30" : ", did you mean ",
                              near == NULL ? "" : near);
            ok = false;
        }
    }
    static const char *const needed[] = {"lon", "lat"};
    for (size_t i = 0; i < OQL_COUNT(needed); ++i) {
        oql_err why = {.code = OQL_OK};
        if (oql_csv_need(csv, needed[i], &col, &why) != OQL_OK) {
            oql_problem_from_err(r->problems, &why);
            ok = false;
        }
    }
    return ok;
}

static oql_status read_table(const reading *r, const char *path, oql_site_table *out)
{
    oql_status st = OQL_OK;
    oql_csv *csv = NULL;
    oql_err why = {.code = OQL_OK};
    const size_t errors = oql_problems_errors(r->problems);

    *out = (oql_site_table){.path = path};
    st = oql_csv_read(path, OQL_CSV_HEADER, &csv, &why);
    if (st == OQL_ECONFIG) {
        oql_problem_from_err(r->problems, &why);
        st = OQL_OK;
        goto done;
    }
    if (st != OQL_OK) {
        st = OQL_FAIL(r->err, st, "%s", why.text);
        goto done;
    }
    if (!check_names(r, csv)) {
        goto done;
    }
    const size_t n = oql_csv_rows(csv), cols = oql_csv_cols(csv);
    int *lines = oql_arena_alloc(r->arena, n, sizeof *lines);
    oql_site_column *c = oql_arena_alloc(r->arena, cols, sizeof *c);
    if (lines == NULL || c == NULL) {
        st = no_memory(r, path);
        goto done;
    }
    for (size_t i = 0; i < n; ++i) {
        lines[i] = oql_csv_line(csv, i);
    }
    for (size_t i = 0; i < cols; ++i) {
        OQL_TRY(read_column(r, csv, i, &c[i]));
    }
    if (n == 0) {
        oql_problem_error(r->problems, path, 0, "no sites, expected lines below the header");
    }
    if (oql_problems_errors(r->problems) == errors) {
        *out = (oql_site_table){path, n, cols, c, lines};
    }
done:
    oql_csv_destroy(csv);
    return st;
}

/* ---- a file without a header: lines "lon,lat" or "lon,lat,depth", which need not agree ----
 */

typedef struct {
    double lon, lat, depth;
    int line;
} place;

static int by_place(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->lon != y->lon) {
        return x->lon < y->lon ? -1 : 1;
    }
    if (x->lat != y->lat) {
        return x->lat < y->lat ? -1 : 1;
    }
    if (x->depth != y->depth) {
        return x->depth < y->depth ? -1 : 1;
    }
    return (x->line > y->line) - (x->line < y->line);
}

/* Up to 3 numbers separated by commas or blanks; returns how many, or 0 when it is something
 * else. */
static size_t parse_place(const char *s, double x[3])
{
    static const char gap[] = ", \t\r\n";
    size_t n = 0;

    for (s += strspn(s, gap); *s != '\0'; s += strspn(s, gap)) {
        const size_t len = strcspn(s, gap);
        if (n == 3 || !oql_parse_double_n(s, len, &x[n]) || !isfinite(x[n])) {
            return 0;
        }
        ++n;
        s += len;
    }
    return n >= 2 ? n : 0;
}

static const char *after_mark(const char *line)
{
    return strncmp(line, "\xEF\xBB\xBF", 3) == 0 ? line + 3 : line;
}

static oql_status read_places(const reading *r, FILE *f, const char *path, place **out,
                              size_t *n_out)
{
    oql_status st = OQL_OK;
    char *line = NULL;
    size_t cap_line = 0, cap = 0, n = 0, wrong = 0;
    place *p = NULL;

    ssize_t len;
    for (int no = 1; (len = getline(&line, &cap_line, f)) != -1; ++no) {
        const char *s = after_mark(line);
        double x[3] = {0.0, 0.0, 0.0};
        if (strlen(line) != (size_t)len) {
            st = OQL_FAIL(r->err, OQL_ECONFIG, "%s:%d: a byte is zero, expected a text file",
                          path, no);
            goto done;
        }
        if (s[strspn(s, " \t\r\n")] == '\0' || s[0] == '#') {
            continue;
        }
        if (parse_place(s, x) == 0) {
            if (++wrong <= MAX_REPORTS) {
                oql_problem_error(r->problems, path, no,
                                  "found '%.*s', expected lon,lat or lon,lat,depth",
                                  (int)(strcspn(s, "\r\n") < 60 ? strcspn(s, "\r\n") : 60), s);
            }
            continue;
        }
        OQL_TRY(oql_reserve(&p, &cap, n + 1, sizeof *p, r->err));
        p[n++] = (place){oql_round_exact(x[0], 5), oql_round_exact(x[1], 5), x[2], no};
    }
    if (n > 0) { /* sorted, so that the sites do not depend on the order of the file */
        qsort(p, n, sizeof *p, by_place);
    }
    *out = p;
    *n_out = n;
    p = NULL;
done:
    free(p);
    free(line);
    return st;
}

static oql_status read_headerless(const reading *r, FILE *f, const char *path,
                                  oql_site_table *out)
{
    oql_status st = OQL_OK;
    place *p = NULL;
    size_t n = 0;

    *out = (oql_site_table){.path = path};
    OQL_TRY(read_places(r, f, path, &p, &n));
    double *x = oql_arena_alloc(r->arena, 3 * n, sizeof *x);
    int *lines = oql_arena_alloc(r->arena, n, sizeof *lines);
    oql_site_column *c = oql_arena_alloc(r->arena, 3, sizeof *c);
    if (x == NULL || lines == NULL || c == NULL) {
        st = no_memory(r, path);
        goto done;
    }
    for (size_t i = 0; i < n; ++i) {
        x[i] = p[i].lon;
        x[n + i] = p[i].lat;
        x[2 * n + i] = p[i].depth;
        lines[i] = p[i].line;
    }
    c[0] = (oql_site_column){"lon", x, NULL};
    c[1] = (oql_site_column){"lat", x + n, NULL};
    c[2] = (oql_site_column){"depth", x + 2 * n, NULL};
    *out = (oql_site_table){path, n, 3, c, lines};
done:
    free(p);
    return st;
}

/* ---- any file ---- */

/* True when the first line starts with a number: no header then. */
static bool is_headerless(FILE *f)
{
    char *line = NULL;
    size_t cap = 0;
    double x;
    bool yes = false;

    if (getline(&line, &cap, f) != -1) {
        const char *s = after_mark(line);
        yes = oql_parse_double_n(s, strcspn(s, ", \t\r\n"), &x);
    }
    free(line);
    rewind(f);
    return yes;
}

static oql_status read_file(const reading *r, const char *path, oql_site_table *out)
{
    FILE *f = NULL;
    oql_status st = oql_file_open(path, &f, r->err);
    if (st == OQL_OK) {
        st = is_headerless(f) ? read_headerless(r, f, path, out) : read_table(r, path, out);
        (void)fclose(f);
    }
    return st;
}

bool oql_site_report_twins(size_t n, const double *lon, const double *lat, const int *line,
                           const char *path, oql_problems *problems)
{
    place *p = malloc((n + 1) * sizeof *p);
    size_t found = 0;

    if (p == NULL) {
        return false;
    }
    for (size_t i = 0; i < n; ++i) {
        p[i] = (place){lon[i], lat[i], 0.0, line == NULL ? 0 : line[i]};
    }
    qsort(p, n, sizeof *p, by_place);
    for (size_t i = 1; i < n; ++i) {
        if (p[i].lon == p[i - 1].lon && p[i].lat == p[i - 1].lat && ++found <= MAX_REPORTS) {
            if (line == NULL) {
                oql_problem_error(problems, path, 0, "site %g %g appears twice, expected once",
                                  p[i].lon, p[i].lat);
            } else {
                oql_problem_error(problems, path, p[i].line,
                                  "site %g %g again, expected it once (line %d)", p[i].lon,
                                  p[i].lat, p[i - 1].line);
            }
        }
    }
    free(p);
    return true;
}

/* Range of a parameter in a site model; the text says what was expected. */
static const char *expected(const reading *r, const char *name, double x)
{
    const bool sentinel = x == -999.0;

    if (strcmp(name, "lon") == 0 && !(x >= -180.0 && x <= 180.0)) {
        return "a longitude from -180 to 180";
    }
    if (strcmp(name, "lat") == 0 && !(x >= -90.0 && x <= 90.0)) {
        return "a latitude from -90 to 90";
    }
    if (strcmp(name, "depth") == 0 && !(x >= OQL_SITE_HIGHEST_KM && x <= OQL_SITE_DEEPEST_KM)) {
        return "km below sea level, from -8.848 to 100";
    }
    if (strcmp(name, "vs30") == 0 &&
        !(x >= OQL_VS30_LEAST_MPS || (r->job->override_vs30_mps.n > 0 && sentinel))) {
        return "a velocity in m/s, at least 10";
    }
    if (strcmp(name, "vs30") == 0 && x >= 32767.0) {
        return "a velocity in m/s below 32767";
    }
    if ((strcmp(name, "z1pt0") == 0 || strcmp(name, "z2pt5") == 0) && !(sentinel || x >= 0.0)) {
        return "a depth >= 0, or -999 (the model's own relation)";
    }
    if (strcmp(name, "backarc") == 0 && !(x == 0.0 || x == 1.0 || x == 2.0)) {
        return "0 (fore-arc), 1 (back-arc) or 2 (along-arc)";
    }
    if (strcmp(name, "ilabel") == 0 && !(x >= 0.0 && x <= 255.0 && x == floor(x))) {
        return "a whole number from 0 to 255";
    }
    return NULL;
}

/* Texts longer than what OpenQuake keeps would be cut, and two names become one. */
static void check_texts(const reading *r, const oql_site_table *t, const oql_site_column *c)
{
    size_t most = 0, wrong = 0;

    for (size_t i = 0; i < OQL_COUNT(params); ++i) {
        most = strcmp(params[i].name, c->name) == 0 ? params[i].most_bytes : most;
    }
    for (size_t i = 0; c->text != NULL && i < t->n_rows; ++i) {
        if (strlen(c->text[i]) > most && ++wrong <= MAX_REPORTS) {
            oql_problem_error(r->problems, t->path, t->lines == NULL ? 0 : t->lines[i],
                              "%s = %.40s has %zu letters, expected at most %zu", c->name,
                              c->text[i], strlen(c->text[i]), most);
        }
    }
}

static void check_values(const reading *r, const oql_site_table *t)
{
    for (size_t k = 0; k < t->n_columns; ++k) {
        const oql_site_column *c = &t->columns[k];
        size_t wrong = 0;
        check_texts(r, t, c);
        for (size_t i = 0; c->x != NULL && i < t->n_rows; ++i) {
            const char *want = expected(r, c->name, c->x[i]);
            if (want != NULL && ++wrong <= MAX_REPORTS) {
                oql_problem_error(r->problems, t->path, t->lines == NULL ? 0 : t->lines[i],
                                  "%s = %g, expected %s", c->name, c->x[i], want);
            }
            if (strcmp(c->name, "site_id") == 0 && c->x[i] != (double)i && ++wrong == 1) {
                oql_problem_error(r->problems, t->path, t->lines == NULL ? 0 : t->lines[i],
                                  "site_id = %g, expected %zu: they count from 0", c->x[i], i);
            }
        }
    }
}

/* Values in range, rounded coordinates, no point twice. */
static oql_status finish_table(const reading *r, oql_site_table *t)
{
    const size_t n = t->n_rows;
    oql_site_column *c = oql_arena_alloc(r->arena, t->n_columns, sizeof *c);
    const double *place_of[2] = {NULL, NULL};

    if (c == NULL) {
        return no_memory(r, t->path);
    }
    check_values(r, t);
    for (size_t k = 0; k < t->n_columns; ++k) {
        c[k] = t->columns[k];
        const bool is_lon = strcmp(c[k].name, "lon") == 0;
        if ((is_lon || strcmp(c[k].name, "lat") == 0) && c[k].x != NULL) {
            double *x = oql_arena_alloc(r->arena, n, sizeof *x);
            if (x == NULL) {
                return no_memory(r, t->path);
            }
            for (size_t i = 0; i < n; ++i) {
                x[i] = oql_round_decimals(c[k].x[i], 5);
            }
            c[k].x = x;
            place_of[!is_lon] = x;
        }
    }
    t->columns = c;
    if (place_of[0] == NULL || place_of[1] == NULL) {
        oql_problem_error(r->problems, t->path, 0, "no lon and lat, expected both");
        t->n_rows = 0;
    } else if (!oql_site_report_twins(n, place_of[0], place_of[1], t->lines, t->path,
                                      r->problems)) {
        return no_memory(r, t->path);
    }
    return OQL_OK;
}

/* Every column of a in b, and the other way round. */
static bool same_columns(const reading *r, const oql_site_table *a, const oql_site_table *b)
{
    bool same = true;
    for (size_t k = 0; k < a->n_columns; ++k) {
        if (oql_site_table_find(b, a->columns[k].name) == NULL) {
            oql_problem_error(r->problems, b->path, 1, "no column %s, expected it as in %s",
                              a->columns[k].name, a->path);
            same = false;
        }
    }
    return same;
}

/* All tables below each other, with the columns of the first. */
static oql_status concatenate(const reading *r, size_t n_tables, const oql_site_table *t,
                              oql_site_table *out)
{
    size_t n = 0;
    for (size_t f = 0; f < n_tables; ++f) {
        n += t[f].n_rows;
    }
    oql_site_column *c = oql_arena_alloc(r->arena, t->n_columns, sizeof *c);
    if (c == NULL) {
        return no_memory(r, t->path);
    }
    for (size_t k = 0; k < t->n_columns; ++k) {
        const bool text = t->columns[k].text != NULL;
        double *x = text ? NULL : oql_arena_alloc(r->arena, n, sizeof *x);
        const char **s = text ? oql_arena_alloc(r->arena, n, sizeof *s) : NULL;
        if (x == NULL && s == NULL) {
            return no_memory(r, t->path);
        }
        size_t at = 0;
        for (size_t f = 0; f < n_tables; ++f) {
            const oql_site_column *from = oql_site_table_find(&t[f], t->columns[k].name);
            for (size_t i = 0; i < t[f].n_rows; ++i, ++at) {
                if (text) {
                    s[at] = from->text == NULL ? "" : from->text[i];
                } else {
                    x[at] = from->x == NULL ? 0.0 : from->x[i];
                }
            }
        }
        c[k] = (oql_site_column){t->columns[k].name, x, s};
    }
    *out = (oql_site_table){t->path, n, t->n_columns, c, NULL};
    return OQL_OK;
}

static bool is_xml(const char *path)
{
    const size_t n = strlen(path);
    return n > 4 && strcmp(path + n - 4, ".xml") == 0;
}

static oql_status read_any(const reading *r, const oql_job_input *in, oql_site_reader xml,
                           void *user, oql_site_table *out)
{
    oql_err why = {.code = OQL_OK};

    *out = (oql_site_table){.path = in->path};
    if (!is_xml(in->path)) {
        return read_file(r, in->path, out);
    }
    if (xml == NULL) {
        oql_problem_error(r->problems, in->file, in->line, "%s: expected a CSV file", in->path);
        return OQL_OK;
    }
    const oql_status st = xml(user, in->path, out, &why);
    if (st == OQL_ENOMEM) {
        return no_memory(r, in->path);
    }
    if (st != OQL_OK) {
        oql_problem_from_err(r->problems, &why);
        *out = (oql_site_table){.path = in->path};
    }
    out->path = in->path;
    return OQL_OK;
}

oql_status oql_site_model_read(const oql_job *job, oql_site_reader xml, void *user,
                               oql_arena *arena, oql_problems *problems, oql_site_table *out,
                               oql_err *err)
{
    oql_status st = OQL_OK;
    const reading r = {job, arena, problems, err};
    const size_t errors = oql_problems_errors(problems);
    size_t n = 0;

    *out = (oql_site_table){.path = job->path};
    while (oql_job_find_input(job, "site_model", n) != NULL) {
        ++n;
    }
    oql_site_table *t = oql_arena_alloc(arena, n, sizeof *t);
    if (t == NULL) {
        st = no_memory(&r, job->path);
        goto done;
    }
    for (size_t f = 0; f < n; ++f) {
        OQL_TRY(read_any(&r, oql_job_find_input(job, "site_model", f), xml, user, &t[f]));
        if (t[f].n_rows > 0) {
            OQL_TRY(finish_table(&r, &t[f]));
        } else if (oql_problems_errors(problems) == errors) {
            oql_problem_error(problems, t[f].path, 0, "no sites, expected at least one");
        }
    }
    bool same = oql_problems_errors(problems) == errors;
    for (size_t f = 1; same && f < n; ++f) {
        same = same_columns(&r, &t[0], &t[f]);
        same = same_columns(&r, &t[f], &t[0]) && same;
    }
    if (same && n == 1) {
        *out = t[0];
    } else if (same && n > 1) {
        OQL_TRY(concatenate(&r, n, t, out));
    }
done:
    return st;
}
