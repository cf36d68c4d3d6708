/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "nrml/source_reader.h"
#include "source/parse.h"

#define MOST_MEMBERS 10000000 /* of a multiMFD: each is a place of its source */

/* Attributes of an element that must all be there and be numbers. */
typedef struct {
    const char *name;
    double *value;
} wanted;

static bool read_attrs(oql_source_reader *r, const oql_xml_node *node, size_t n,
                       const wanted *w)
{
    bool ok = true;

    for (size_t i = 0; i < n; ++i) {
        oql_err why = {0};

        ok &= oql_source_reader_good(
            r, oql_parse_attr(r->path, node, w[i].name, w[i].value, &why), &why);
    }
    return ok;
}

static bool has_bin_width(oql_source_reader *r, const oql_xml_node *node)
{
    if (isnan(r->settings->width_of_mfd_bin)) {
        oql_source_reader_mistake(
            r, node, "<%s>, expected width_of_mfd_bin in the job file for it", node->name);
        return false;
    }
    return true;
}

/* Equal lists of numbers are stored once. */
static bool read_numbers(oql_source_reader *r, const oql_xml_node *parent, const char *name,
                         const double **v, size_t *n)
{
    const oql_xml_node *node = NULL;
    double *list = NULL;
    oql_err why = {0};

    if (!oql_source_reader_good(r, oql_parse_need(r->path, parent, name, &node, &why), &why) ||
        !oql_source_reader_good(r, oql_xml_text_doubles(r->path, node, &list, n, &why), &why)) {
        return false;
    }
    *v = oql_pool_intern(&r->pool, r->arena, 'r', list, *n * sizeof *list);
    r->fatal = *v == NULL ? OQL_ENOMEM : r->fatal;
    free(list);
    return *v != NULL;
}

static bool read_gr(oql_source_reader *r, const oql_xml_node *node, oql_mfd *m)
{
    const wanted common[] = {
        {"minMag", &m->min_mag}, {"maxMag", &m->max_mag}, {"bValue", &m->b_val}};
    const wanted with_a[] = {{"aValue", &m->a_val}};
    const wanted with_slip[] = {{"slipRate", &m->slip_rate_mm_per_yr},
                                {"rigidity", &m->rigidity_gpa}};
    bool ok = has_bin_width(r, node) && read_attrs(r, node, OQL_COUNT(common), common);

    m->kind = OQL_MFD_TRUNC_GR;
    m->bin_width = r->settings->width_of_mfd_bin;
    if (oql_xml_attr_value(node, "slipRate") != NULL) {
        ok &= read_attrs(r, node, OQL_COUNT(with_slip), with_slip);
        if (ok && !(m->slip_rate_mm_per_yr > 0.0 && m->rigidity_gpa > 0.0)) {
            oql_source_reader_mistake(r, node,
                                      "slip rate %g mm/yr and rigidity %g GPa, expected > 0",
                                      m->slip_rate_mm_per_yr, m->rigidity_gpa);
            ok = false;
        }
    } else {
        ok &= read_attrs(r, node, OQL_COUNT(with_a), with_a);
    }
    return ok;
}

static bool read_tapered(oql_source_reader *r, const oql_xml_node *node, oql_mfd *m)
{
    const wanted all[] = {{"minMag", &m->min_mag},
                          {"maxMag", &m->max_mag},
                          {"cornerMag", &m->corner_mag},
                          {"aValue", &m->a_val},
                          {"bValue", &m->b_val}};

    m->kind = OQL_MFD_TAPERED_GR;
    m->bin_width = r->settings->width_of_mfd_bin;
    return has_bin_width(r, node) && read_attrs(r, node, OQL_COUNT(all), all);
}

static bool read_incremental(oql_source_reader *r, const oql_xml_node *node, oql_mfd *m)
{
    const wanted all[] = {{"minMag", &m->min_mag}, {"binWidth", &m->bin_width}};
    bool ok = read_attrs(r, node, OQL_COUNT(all), all);

    m->kind = OQL_MFD_INCREMENTAL;
    return read_numbers(r, node, "occurRates", &m->rate_per_yr, &m->n) && ok;
}

static bool read_arbitrary(oql_source_reader *r, const oql_xml_node *node, oql_mfd *m)
{
    size_t n_mag = 0;
    bool ok = read_numbers(r, node, "magnitudes", &m->mag, &n_mag);

    m->kind = OQL_MFD_ARBITRARY;
    ok &= read_numbers(r, node, "occurRates", &m->rate_per_yr, &m->n);
    if (ok && n_mag != m->n) {
        oql_source_reader_mistake(r, node, "%zu magnitudes and %zu rates, expected as many",
                                  n_mag, m->n);
        ok = false;
    }
    return ok;
}

static bool read_yc(oql_source_reader *r, const oql_xml_node *node, oql_mfd *m)
{
    double rate = 0.0;
    const wanted all[] = {{"minMag", &m->min_mag},
                          {"bValue", &m->b_val},
                          {"characteristicMag", &m->char_mag},
                          {"binWidth", &m->bin_width}};
    const bool by_moment = oql_xml_attr_value(node, "totalMomentRate") != NULL;
    const wanted of_rate[] = {{by_moment ? "totalMomentRate" : "characteristicRate", &rate}};
    bool ok = read_attrs(r, node, OQL_COUNT(all), all);

    m->kind = OQL_MFD_YOUNGS_COPPERSMITH;
    ok &= read_attrs(r, node, 1, of_rate);
    if (ok && !(rate > 0.0)) {
        oql_source_reader_mistake(r, node, "%s is %g, expected > 0", of_rate[0].name, rate);
        ok = false;
    }
    if (ok && by_moment) {
        oql_mfd_yc_from_moment_rate(m, rate);
    } else if (ok) {
        oql_mfd_yc_from_char_rate(m, rate);
    }
    return ok;
}

/* --- multiMFD --- */

static bool read_column(oql_source_reader *r, const oql_xml_node *node, const char *name,
                        size_t size, oql_mfd_column *c)
{
    if (!read_numbers(r, node, name, &c->value, &c->n)) {
        return false;
    }
    if (c->n != 1 && c->n != size) {
        oql_source_reader_mistake(r, oql_xml_child(node, name),
                                  "<%s> has %zu values, expected 1 or %zu", name, c->n, size);
        return false;
    }
    return true;
}

/* Where each member's rates start, from <lengths>: one for all, or one each. */
static bool read_starts(oql_source_reader *r, const oql_xml_node *node, oql_mfd_multi *m,
                        size_t n_rate)
{
    oql_mfd_column lengths = {0};
    size_t *start = NULL, at = 0;

    if (!read_column(r, node, "lengths", m->size, &lengths)) {
        return false;
    }
    start = oql_arena_alloc(r->arena, m->size + 1, sizeof *start);
    if (start == NULL) {
        r->fatal = OQL_ENOMEM;
        return false;
    }
    for (size_t i = 0; i < m->size; ++i) {
        const double len = lengths.value[lengths.n == 1 ? 0 : i];

        if (!(len >= 1.0 && len <= (double)n_rate && len == floor(len))) {
            oql_source_reader_mistake(r, oql_xml_child(node, "lengths"),
                                      "length %zu is %g, expected a whole number of rates",
                                      i + 1, len);
            return false;
        }
        start[i] = at;
        at += (size_t)len;
    }
    start[m->size] = at;
    if (at != n_rate) {
        oql_source_reader_mistake(
            r, node, "%zu occurrence rates, expected as many as the lengths add up to, %zu",
            n_rate, at);
        return false;
    }
    m->start = start;
    return true;
}

static bool read_multi_rates(oql_source_reader *r, const oql_xml_node *node, oql_mfd_multi *m)
{
    size_t n_rate = 0, n_mag = 0;

    if (!read_numbers(r, node, "occurRates", &m->rate_per_yr, &n_rate)) {
        return false;
    }
    if (m->kind == OQL_MFD_ARBITRARY) {
        if (!read_numbers(r, node, "magnitudes", &m->mag, &n_mag)) {
            return false;
        }
        if (n_mag != n_rate) {
            oql_source_reader_mistake(r, node, "%zu magnitudes and %zu rates, expected as many",
                                      n_mag, n_rate);
            return false;
        }
    }
    return read_starts(r, node, m, n_rate);
}

/* Bin width of the members: their own, else the job's. */
static bool read_multi_width(oql_source_reader *r, const oql_xml_node *node, oql_mfd_multi *m)
{
    if (oql_xml_child(node, "bin_width") != NULL) {
        return read_column(r, node, "bin_width", m->size, &m->bin_width);
    }
    if (!has_bin_width(r, node)) {
        return false;
    }
    m->bin_width.n = 1;
    m->bin_width.value = oql_pool_intern(&r->pool, r->arena, 'w',
                                         &r->settings->width_of_mfd_bin, sizeof(double));
    r->fatal = m->bin_width.value == NULL ? OQL_ENOMEM : r->fatal;
    return m->bin_width.value != NULL;
}

static bool read_multi_columns(oql_source_reader *r, const oql_xml_node *node, oql_mfd_multi *m)
{
    const size_t n = m->size;

    switch (m->kind) {
    case OQL_MFD_ARBITRARY:
        return read_multi_rates(r, node, m);
    case OQL_MFD_INCREMENTAL:
        return read_column(r, node, "min_mag", n, &m->min_mag) &&
               read_multi_width(r, node, m) && read_multi_rates(r, node, m);
    case OQL_MFD_TRUNC_GR:
        return read_column(r, node, "min_mag", n, &m->min_mag) &&
               read_column(r, node, "max_mag", n, &m->max_mag) &&
               read_column(r, node, "a_val", n, &m->a_val) &&
               read_column(r, node, "b_val", n, &m->b_val) && read_multi_width(r, node, m);
    default:
        return read_column(r, node, "min_mag", n, &m->min_mag) &&
               read_column(r, node, "b_val", n, &m->b_val) &&
               read_column(r, node, "char_mag", n, &m->char_mag) &&
               read_multi_width(r, node, m) &&
               (oql_xml_child(node, "total_moment_rate") != NULL
                    ? read_column(r, node, "total_moment_rate", n, &m->moment_rate)
                    : read_column(r, node, "char_rate", n, &m->char_rate));
    }
}

static bool read_multi(oql_source_reader *r, const oql_xml_node *node, oql_mfd *mfd)
{
    static const oql_mfd_kind kinds[] = {OQL_MFD_ARBITRARY, OQL_MFD_INCREMENTAL,
                                         OQL_MFD_TRUNC_GR, OQL_MFD_YOUNGS_COPPERSMITH};
    const char *kind = oql_xml_attr_value(node, "kind");
    const char *size = oql_xml_attr_value(node, "size");
    oql_mfd_multi *m = oql_arena_alloc(r->arena, 1, sizeof *m);
    int64_t n = 0;
    bool known = false;

    if (m == NULL) {
        r->fatal = OQL_ENOMEM;
        return false;
    }
    for (size_t i = 0; kind != NULL && i < OQL_COUNT(kinds) && !known; ++i) {
        known = strcmp(kind, oql_mfd_name(kinds[i])) == 0;
        m->kind = kinds[i];
    }
    if (!known) {
        oql_source_reader_mistake(
            r, node,
            "multiMFD of kind \"%s\", expected arbitraryMFD, incrementalMFD, "
            "truncGutenbergRichterMFD or YoungsCoppersmithMFD",
            kind != NULL ? kind : "");
        return false;
    }
    if (size == NULL || !oql_parse_int(size, &n) || n < 1 || n > MOST_MEMBERS) {
        oql_source_reader_mistake(r, node, "multiMFD of size \"%s\", expected 1 to %d",
                                  size != NULL ? size : "", MOST_MEMBERS);
        return false;
    }
    m->size = (size_t)n;
    mfd->kind = OQL_MFD_MULTI;
    mfd->n = m->size;
    mfd->multi = m;
    return read_multi_columns(r, node, m);
}

/* --- one source's distribution --- */

static const struct {
    const char *name;
    bool (*read)(oql_source_reader *, const oql_xml_node *, oql_mfd *);
} readers[] = {
    {"truncGutenbergRichterMFD", read_gr},
    {"incrementalMFD", read_incremental},
    {"arbitraryMFD", read_arbitrary},
    {"YoungsCoppersmithMFD", read_yc},
    {"taperedGutenbergRichterMFD", read_tapered},
    {"multiMFD", read_multi},
};

static size_t reader_of(const char *name)
{
    size_t i = 0;

    while (i < OQL_COUNT(readers) && strcmp(readers[i].name, name) != 0) {
        ++i;
    }
    return i;
}

static const oql_xml_node *find_mfd(oql_source_reader *r, const oql_xml_node *source)
{
    const oql_xml_node *found = NULL;

    for (const oql_xml_node *c = source->first_child; c != NULL; c = c->next) {
        if (reader_of(c->name) < OQL_COUNT(readers)) {
            if (found != NULL) {
                oql_source_reader_mistake(r, c, "<%s> after <%s>, expected one distribution",
                                          c->name, found->name);
                return NULL;
            }
            found = c;
        }
    }
    if (found == NULL) {
        oql_source_reader_mistake(
            r, source,
            "<%s> without a magnitude-frequency distribution, expected one such as "
            "<truncGutenbergRichterMFD>",
            source->name);
    }
    return found;
}

const oql_mfd *oql_source_read_mfd(oql_source_reader *r, const oql_xml_node *source)
{
    const oql_xml_node *node = find_mfd(r, source);
    oql_err why = {0};
    oql_mfd m;
    const oql_mfd *stored = NULL;

    memset(&m, 0, sizeof m); /* padding too: the pool compares bytes */
    if (node == NULL || !readers[reader_of(node->name)].read(r, node, &m)) {
        return NULL;
    }
    if (m.slip_rate_mm_per_yr == 0.0 &&
        !oql_source_reader_good_at(r, node, oql_mfd_check(&m, &why), &why)) {
        return NULL;
    }
    stored = oql_pool_intern(&r->pool, r->arena, 'm', &m, sizeof m);
    r->fatal = stored == NULL ? OQL_ENOMEM : r->fatal;
    return stored;
}
