/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/imt.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

enum {
    ARG_NONE,
    ARG_PERIOD,
    ARG_FREQUENCY,
    ARG_PERIOD_OR_NONE,
    ARG_PERIOD_RATIO,
    ARG_FREQUENCY_OR_NONE
};

static const struct {
    const char *name, *unit;
    int arg;
} imt_table[OQL_IMT_KINDS] = {
#define OQL_IMT_ROW(kind, name, unit, arg) {name, unit, arg},
    OQL_IMT_LIST(OQL_IMT_ROW)
#undef OQL_IMT_ROW
};

const char *oql_imt_unit(oql_imt_kind kind)
{
    return imt_table[kind].unit;
}

const char *oql_imt_name(oql_imt_kind kind)
{
    return imt_table[kind].name;
}

static void set_text(oql_imt *m)
{
    char a[OQL_DOUBLE_TEXT], b[OQL_DOUBLE_TEXT];
    const char *name = imt_table[m->kind].name;
    const int arg = imt_table[m->kind].arg;

    if (m->period_s == 0.0) {
        (void)snprintf(m->text, sizeof m->text, "%s", name);
    } else if (arg == ARG_PERIOD_RATIO) {
        (void)snprintf(m->text, sizeof m->text, "%s(%.18s,%.18s)", name,
                       oql_double_text(m->period_s, a), oql_double_text(m->strength_ratio, b));
    } else {
        (void)snprintf(m->text, sizeof m->text, "%s(%s)", name,
                       oql_double_text(m->period_s, a));
    }
}

oql_imt oql_imt_sa(double period_s)
{
    oql_imt m = {.kind = OQL_IMT_SA, .period_s = period_s, .damping_pct = 5.0};
    set_text(&m);
    return m;
}

/* Fill in the measure from its kind and the text of n bytes within the parentheses. */
static bool set_argument(oql_imt *m, const char *s, size_t n)
{
    const int arg = imt_table[m->kind].arg;
    const char *comma = memchr(s, ',', n);
    double x;

    if (arg == ARG_NONE || (comma != NULL) != (arg == ARG_PERIOD_RATIO)) {
        return false;
    }
    if (!oql_parse_double_n(s, comma == NULL ? n : (size_t)(comma - s), &x) ||
        !(x > 0.0 && x < 1e6)) {
        return false;
    }
    m->period_s = x;
    if (arg == ARG_PERIOD_RATIO &&
        (!oql_parse_double_n(comma + 1, n - (size_t)(comma + 1 - s), &m->strength_ratio) ||
         !(m->strength_ratio > 0.0 && m->strength_ratio < 1e6))) {
        return false;
    }
    if (arg == ARG_FREQUENCY ||
        arg == ARG_FREQUENCY_OR_NONE) { /* the canonical text names the frequency */
        m->period_s = 1.0 / x;
        (void)snprintf(m->text, sizeof m->text, "%s(%.6f)", imt_table[m->kind].name, x);
    } else {
        set_text(m);
    }
    return true;
}

static int kind_of(const char *s, size_t n)
{
    for (int k = 0; k < OQL_IMT_KINDS; ++k) {
        if (strlen(imt_table[k].name) == n && strncmp(s, imt_table[k].name, n) == 0) {
            return k;
        }
    }
    return -1;
}

oql_status oql_imt_parse(const char *text, oql_imt *out, oql_err *err)
{
    static const char expected[] = "expected an intensity measure such as PGA or SA(0.3)";
    const char *s = text;
    oql_imt m = {.damping_pct = 5.0};
    double period;

    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL) {
        --n;
    }
    if (oql_parse_double_n(s, n, &period) && period > 0.0 && period < 1e6) {
        *out = oql_imt_sa(period);
        return OQL_OK;
    }
    const char *open = memchr(s, '(', n);
    const size_t n_name = open == NULL ? n : (size_t)(open - s);
    const int kind = kind_of(s, n_name);
    if (kind < 0) {
        return OQL_FAIL(err, OQL_ECONFIG, "unknown intensity measure '%.60s', %s", text,
                        expected);
    }
    m.kind = (oql_imt_kind)kind;
    const int arg = imt_table[kind].arg;
    if (open == NULL) {
        if (arg != ARG_NONE && arg != ARG_PERIOD_OR_NONE && arg != ARG_FREQUENCY_OR_NONE) {
            return OQL_FAIL(err, OQL_ECONFIG, "'%.60s' lacks its period or frequency, %s", text,
                            expected);
        }
        set_text(&m);
        *out = m;
        return OQL_OK;
    }
    size_t n_arg = n - n_name - 1;
    if (n_arg > 0 && s[n - 1] == ')') {
        --n_arg;
    } else if (n_arg > 1 && s[n - 1] == '0' && memchr(open, '.', n - n_name) != NULL) {
        --n_arg; /* OpenQuake cuts the last character unseen: only a final 0 loses nothing */
    } else {
        return OQL_FAIL(err, OQL_ECONFIG, "'%.60s' lacks its closing parenthesis, %s", text,
                        expected);
    }
    if (!set_argument(&m, open + 1, n_arg)) {
        return OQL_FAIL(err, OQL_ECONFIG, "'%.60s' has a wrong argument, %s", text, expected);
    }
    *out = m;
    return OQL_OK;
}

int oql_imt_order(const oql_imt *a, const oql_imt *b)
{
    return (a->period_s > b->period_s) - (a->period_s < b->period_s);
}

bool oql_imt_is_equal(const oql_imt *a, const oql_imt *b)
{
    return a->kind == b->kind && a->period_s == b->period_s &&
           a->strength_ratio == b->strength_ratio;
}

bool oql_imt_is_spectral(const oql_imt *imt)
{
    return imt->kind == OQL_IMT_PGA || imt->kind == OQL_IMT_SA;
}
