/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "job/keys.h"

/* Lists of numbers and words, dictionaries of numbers, points. Each converter reports a mistake
 * and leaves its field alone. */

static oql_status no_memory(const oql_job_build *b, const oql_job_param *p)
{
    return OQL_FAIL(b->err, OQL_ENOMEM, "%s:%d: out of memory for %s", p->file, p->line,
                    p->key);
}

/* A copy of the value in which the bytes of `blanks` are spaces. */
static char *blanked(const oql_job_build *b, const char *value, const char *blanks)
{
    char *s = oql_arena_strdup(b->job->arena, value);
    for (char *c = s; c != NULL && *c != '\0'; ++c) {
        if (strchr(blanks, *c) != NULL) {
            *c = ' ';
        }
    }
    return s;
}

/* Cut at blanks in place; returns how many words, and their addresses when word is not NULL. */
static size_t count_words(const char *s)
{
    size_t n = 0;
    for (s += strspn(s, " "); *s != '\0'; s += strspn(s, " ")) {
        s += strcspn(s, " ");
        ++n;
    }
    return n;
}

static char *next_word(char **at)
{
    char *s = *at + strspn(*at, " ");
    char *end = s + strcspn(s, " ");
    *at = *end == '\0' ? end : end + 1;
    *end = '\0';
    return s;
}

typedef enum { AT_LEAST_0, WITHIN_01, WHOLE } range;

static oql_status convert_list(oql_job_build *b, const oql_job_param *p, range kind,
                               oql_job_numbers *field)
{
    static const char *const expected[] = {"a number >= 0", "a probability between 0 and 1",
                                           "a whole number >= 0"};
    char *at = blanked(b, p->value, "[](),\t\n\r");
    const size_t n = at == NULL ? 0 : count_words(at);
    double *x = oql_arena_alloc(b->job->arena, n, sizeof *x);

    if (at == NULL || x == NULL) {
        return no_memory(b, p);
    }
    for (size_t i = 0; i < n; ++i) {
        const char *word = next_word(&at);
        if (!oql_parse_double(word, &x[i]) || !(x[i] >= 0.0 && isfinite(x[i])) ||
            (kind == WITHIN_01 && x[i] > 1.0) || (kind == WHOLE && x[i] != floor(x[i]))) {
            oql_job_bad(b, p, "found '%.40s', expected %s", word, expected[kind]);
            return OQL_OK;
        }
    }
    *field = (oql_job_numbers){n, x};
    return OQL_OK;
}

oql_status oql_convert_numbers(oql_job_build *b, const oql_job_param *p, void *field)
{
    return convert_list(b, p, AT_LEAST_0, field);
}

oql_status oql_convert_probabilities(oql_job_build *b, const oql_job_param *p, void *field)
{
    return convert_list(b, p, WITHIN_01, field);
}

oql_status oql_convert_integers(oql_job_build *b, const oql_job_param *p, void *field)
{
    if (p->value[strspn(p->value, " [](),\t\n\r")] == '\0') {
        oql_job_bad(b, p, "empty, expected whole numbers");
        return OQL_OK;
    }
    return convert_list(b, p, WHOLE, field);
}

oql_status oql_convert_words(oql_job_build *b, const oql_job_param *p, void *field)
{
    char *at = blanked(b, p->value, ",\t\n\r");
    const size_t n = at == NULL ? 0 : count_words(at);
    const char **s = oql_arena_alloc(b->job->arena, n, sizeof *s);

    if (at == NULL || s == NULL) {
        return no_memory(b, p);
    }
    for (size_t i = 0; i < n; ++i) {
        s[i] = next_word(&at);
    }
    *(oql_job_words *)field = (oql_job_words){n, s};
    return OQL_OK;
}

/* "Active Shallow Crust, Volcanic" */
oql_status oql_convert_trts(oql_job_build *b, const oql_job_param *p, void *field)
{
    size_t cap = 1, n = 0;
    for (const char *c = p->value; *c != '\0'; ++c) {
        cap += *c == ',';
    }
    const char **s = oql_arena_alloc(b->job->arena, cap, sizeof *s);
    if (s == NULL) {
        return no_memory(b, p);
    }
    for (const char *at = p->value;; ++at) {
        at += strspn(at, " \t\r\n");
        size_t len = strcspn(at, ",");
        const char *end = at + len;
        while (len > 0 && strchr(" \t\r\n", at[len - 1]) != NULL) {
            --len;
        }
        if (len > 0) {
            s[n] = oql_arena_strndup(b->job->arena, at, len);
            if (s[n++] == NULL) {
                return no_memory(b, p);
            }
        }
        at = end;
        if (*at == '\0') {
            break;
        }
    }
    *(oql_job_words *)field = (oql_job_words){n, s};
    return OQL_OK;
}

/* Parse the value as a literal; NULL after a problem. An empty value is an empty dictionary. */
static oql_status parse(oql_job_build *b, const oql_job_param *p, const oql_literal **out)
{
    oql_err why = {.code = OQL_OK};
    const char *text = p->value[0] == '\0' ? "{}" : p->value;

    *out = NULL;
    const oql_status st = oql_literal_parse(text, b->job->arena, out, &why);
    if (st == OQL_ENOMEM) {
        return no_memory(b, p);
    }
    if (st != OQL_OK) {
        oql_problem_error(b->problems, p->file, p->line, "%s: %s", p->key, why.text);
    }
    return OQL_OK;
}

oql_status oql_convert_literal(oql_job_build *b, const oql_job_param *p, void *field)
{
    const oql_literal *v;
    const oql_status st = parse(b, p, &v);

    if (v != NULL && v->kind != OQL_LIT_DICT) {
        oql_job_bad(b, p, "expected a dictionary {'name': value, …}");
        return OQL_OK;
    }
    if (v != NULL) {
        *(const oql_literal **)field = v;
    }
    return st;
}

/* Text of a key: as written, or the number's. */
static const char *key_text(const oql_job_build *b, const oql_literal *key)
{
    char buf[OQL_DOUBLE_TEXT];
    if (key->kind == OQL_LIT_TEXT) {
        return key->text;
    }
    return oql_arena_strdup(b->job->arena, oql_double_text(key->number, buf));
}

oql_status oql_convert_dict(oql_job_build *b, const oql_job_param *p, void *field)
{
    const oql_literal *v;
    const oql_status st = parse(b, p, &v);

    if (v == NULL) {
        return st;
    }
    const bool scalar = v->kind == OQL_LIT_NUMBER;
    if (!scalar && v->kind != OQL_LIT_DICT) {
        oql_job_bad(b, p, "expected a number or a dictionary {'name': number, …}");
        return OQL_OK;
    }
    const size_t n = scalar ? 1 : v->n;
    oql_job_entry *e = oql_arena_alloc(b->job->arena, n, sizeof *e);
    if (e == NULL) {
        return no_memory(b, p);
    }
    for (size_t i = 0; i < n; ++i) {
        const oql_literal *item = scalar ? v : &v->items[i];
        e[i].name = scalar ? "default" : key_text(b, &v->keys[i]);
        if (e[i].name == NULL) {
            return no_memory(b, p);
        }
        for (size_t k = 0; k < i; ++k) {
            if (strcmp(e[k].name, e[i].name) == 0) {
                oql_job_bad(b, p, "'%.60s' appears twice, expected once", e[i].name);
                return OQL_OK;
            }
        }
        if (item->kind != OQL_LIT_NUMBER || item->number < 0.0) {
            oql_job_bad(b, p, "expected a number >= 0 for '%.60s'", e[i].name);
            return OQL_OK;
        }
        e[i].value = item->number;
    }
    *(oql_job_dict *)field = (oql_job_dict){n, e};
    return OQL_OK;
}

/* Greatest distance of [(magnitude, km), …], or NaN. */
static double greatest_distance(const oql_literal *list)
{
    double most = 0.0;
    for (size_t i = 0; i < list->n; ++i) {
        const oql_literal *pair = &list->items[i];
        if (pair->kind != OQL_LIT_LIST || pair->n != 2 ||
            pair->items[0].kind != OQL_LIT_NUMBER || pair->items[1].kind != OQL_LIT_NUMBER) {
            return (double)NAN;
        }
        most = fmax(most, pair->items[1].number);
    }
    return most;
}

/* As a dictionary of numbers; OpenQuake 3.25 accepts distances by magnitude here, but fails at
 * the first point source. The greatest of them keeps more ruptures than any other would. */
oql_status oql_convert_point_distance(oql_job_build *b, const oql_job_param *p, void *field)
{
    const oql_literal *v;
    const oql_status st = parse(b, p, &v);

    if (v == NULL || v->kind != OQL_LIT_DICT) {
        return v == NULL ? st : oql_convert_dict(b, p, field);
    }
    oql_job_entry *e = oql_arena_alloc(b->job->arena, v->n, sizeof *e);
    if (e == NULL) {
        return no_memory(b, p);
    }
    for (size_t i = 0; i < v->n; ++i) {
        const oql_literal *item = &v->items[i];
        if (v->keys[i].kind != OQL_LIT_TEXT || item->kind != OQL_LIT_LIST) {
            return oql_convert_dict(b, p, field); /* plain numbers, or its messages */
        }
        e[i] = (oql_job_entry){v->keys[i].text, greatest_distance(item)};
        if (!(e[i].value >= 0.0)) {
            oql_job_bad(b, p, "expected km or [(magnitude, km), …] for '%.60s'", e[i].name);
            return OQL_OK;
        }
    }
    oql_problem_warning(b->problems, p->file, p->line,
                        "pointsource_distance by magnitude: its greatest distance is used");
    *(oql_job_dict *)field = (oql_job_dict){v->n, e};
    return OQL_OK;
}

oql_status oql_convert_labels(oql_job_build *b, const oql_job_param *p, void *field)
{
    oql_job_dict d = {0, NULL};
    const oql_status st = oql_convert_dict(b, p, &d);

    for (size_t i = 0; i < d.n; ++i) {
        const double x = d.entry[i].value;
        if (!(x >= 1.0 && x <= 255.0 && x == floor(x))) {
            oql_job_bad(b, p, "found %g for '%.60s', expected a whole number from 1 to 255", x,
                        d.entry[i].name);
            return st;
        }
    }
    *(oql_job_dict *)field = d;
    return st;
}

oql_status oql_convert_tile(oql_job_build *b, const oql_job_param *p, void *field)
{
    const oql_literal *v;
    const oql_status st = parse(b, p, &v);
    (void)field;

    if (v == NULL) {
        return st;
    }
    if (v->kind == OQL_LIT_LIST && v->n == 2 && v->items[0].is_integer &&
        v->items[1].is_integer) {
        const double no = v->items[0].number, n = v->items[1].number;
        if (no >= 1.0 && no <= n && n <= 1e6) {
            b->job->tile_no = (int)no;
            b->job->n_tiles = (int)n;
            return st;
        }
    }
    oql_job_bad(b, p, "expected [number of the tile, number of tiles], such as [1, 4]");
    return st;
}

/* One "lon lat [depth]"; false after a problem. */
static bool convert_point(const oql_job_build *b, const oql_job_param *p, char *text, size_t no,
                          oql_job_point *out)
{
    double x[3] = {0.0, 0.0, 0.0};
    const size_t n = count_words(text);

    if (n != 2 && n != 3) {
        oql_job_bad(b, p, "point %zu has %zu numbers, expected lon lat or lon lat depth", no,
                    n);
        return false;
    }
    for (size_t i = 0; i < n; ++i) {
        const char *word = next_word(&text);
        if (!oql_parse_double(word, &x[i]) || !isfinite(x[i])) {
            oql_job_bad(b, p, "found '%.40s' in point %zu, expected a number", word, no);
            return false;
        }
    }
    *out = (oql_job_point){oql_round_exact(x[0], 5), oql_round_exact(x[1], 5), x[2]};
    if (fabs(out->lon_deg) > 180.0 || fabs(out->lat_deg) > 90.0) {
        oql_job_bad(b, p,
                    "point %zu is %g %g, expected lon within -180..180, lat within -90..90", no,
                    out->lon_deg, out->lat_deg);
        return false;
    }
    if (!(x[2] >= OQL_SITE_HIGHEST_KM && x[2] <= OQL_SITE_DEEPEST_KM)) {
        oql_job_bad(b, p, "depth of point %zu is %g, expected km below sea level, %g to %g", no,
                    x[2], OQL_SITE_HIGHEST_KM, OQL_SITE_DEEPEST_KM);
        return false;
    }
    return true;
}

typedef struct {
    oql_job_point at;
    size_t no;
} numbered;

static int by_place(const void *a, const void *b)
{
    const numbered *x = a, *y = b;
    if (x->at.lon_deg != y->at.lon_deg) {
        return x->at.lon_deg < y->at.lon_deg ? -1 : 1;
    }
    if (x->at.lat_deg != y->at.lat_deg) {
        return x->at.lat_deg < y->at.lat_deg ? -1 : 1;
    }
    return (x->no > y->no) - (x->no < y->no);
}

/* True when two points share longitude and latitude; reports the first pair. */
static bool has_twins(const oql_job_build *b, const oql_job_param *p, size_t n,
                      const oql_job_point *at, bool *out)
{
    numbered *s = malloc((n + 1) * sizeof *s);
    if (s == NULL) {
        return false;
    }
    for (size_t i = 0; i < n; ++i) {
        s[i] = (numbered){at[i], i + 1};
    }
    qsort(s, n, sizeof *s, by_place);
    *out = false;
    for (size_t i = 1; i < n && !*out; ++i) {
        *out = s[i].at.lon_deg == s[i - 1].at.lon_deg && s[i].at.lat_deg == s[i - 1].at.lat_deg;
        if (*out) {
            oql_job_bad(b, p, "point %zu repeats point %zu (%g %g), expected each place once",
                        s[i].no, s[i - 1].no, s[i].at.lon_deg, s[i].at.lat_deg);
        }
    }
    free(s);
    return true;
}

static oql_status convert_points(oql_job_build *b, const oql_job_param *p, size_t *n_out,
                                 const oql_job_point **out)
{
    char *at = blanked(b, p->value, "\t\n\r");
    size_t n = 1;
    bool twins;

    for (const char *c = p->value; *c != '\0'; ++c) {
        n += *c == ',';
    }
    oql_job_point *point = oql_arena_alloc(b->job->arena, n, sizeof *point);
    if (at == NULL || point == NULL) {
        return no_memory(b, p);
    }
    if (p->value[0] == '\0') {
        oql_job_bad(b, p, "empty, expected lon lat, lon lat, …");
        return OQL_OK;
    }
    for (size_t i = 0; i < n; ++i) {
        char *end = at + strcspn(at, ",");
        *end = '\0';
        if (!convert_point(b, p, at, i + 1, &point[i])) {
            return OQL_OK;
        }
        at = end + 1;
    }
    if (!has_twins(b, p, n, point, &twins)) {
        return no_memory(b, p);
    }
    if (!twins) {
        *n_out = n;
        *out = point;
    }
    return OQL_OK;
}

oql_status oql_convert_points(oql_job_build *b, const oql_job_param *p, void *field)
{
    (void)field;
    return convert_points(b, p, &b->job->n_points, &b->job->points);
}

oql_status oql_convert_region(oql_job_build *b, const oql_job_param *p, void *field)
{
    size_t n = 0;
    const oql_job_point *at = NULL;
    const oql_status st = convert_points(b, p, &n, &at);
    (void)field;

    if (n > 0 && n < 3) {
        oql_job_bad(b, p, "%zu points, expected the corners of a polygon: at least 3", n);
    } else if (n > 0) {
        b->job->n_region = n;
        b->job->region = at;
    }
    return st;
}
