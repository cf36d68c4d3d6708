/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nrml/source_reader.h"
#include "source/parse.h"

/* OpenQuake's tolerance of probabilities that must sum to 1. */
static const double sum_tolerance = 1e-7;

/* Rows of a distribution: a probability and up to three values. */
typedef struct {
    double weight, value[3];
} row;

static bool read_weight(oql_source_reader *r, const oql_xml_node *node, double *weight)
{
    oql_err why = {0};

    if (!oql_source_reader_good(r, oql_parse_attr(r->path, node, "probability", weight, &why),
                                &why)) {
        return false;
    }
    if (!(*weight > 0.0 && *weight <= 1.0)) {
        oql_source_reader_mistake(r, node, "probability is %g, expected within (0, 1]",
                                  *weight);
        return false;
    }
    return true;
}

static bool within(oql_source_reader *r, const oql_xml_node *node, const char *what, double x,
                   bool ok, const char *range)
{
    if (!ok) {
        oql_source_reader_mistake(r, node, "%s is %g, expected within %s", what, x, range);
    }
    return ok;
}

static bool read_plane(oql_source_reader *r, const oql_xml_node *node, row *out)
{
    static const char *const name[3] = {"strike", "dip", "rake"};
    const char *rake = oql_xml_attr_value(node, "rake");
    double *v = out->value;
    bool ok = read_weight(r, node, &out->weight);

    for (int i = 0; i < 3; ++i) {
        oql_err why = {0};

        if (i == 2 && rake != NULL && strcmp(rake, "undefined") == 0) {
            v[i] = (double)NAN;
            continue;
        }
        ok &= oql_source_reader_good(r, oql_parse_attr(r->path, node, name[i], &v[i], &why),
                                     &why);
    }
    return ok && within(r, node, "strike", v[0], v[0] >= 0.0 && v[0] < 360.0, "[0, 360)") &&
           within(r, node, "dip", v[1], v[1] > 0.0 && v[1] < 90.000001, "(0, 90]") &&
           within(r, node, "rake", v[2], isnan(v[2]) || (v[2] > -180.0 && v[2] < 180.000008),
                  "(-180, 180]");
}

static bool read_depth(oql_source_reader *r, const oql_xml_node *node, row *out)
{
    oql_err why = {0};
    bool ok = read_weight(r, node, &out->weight);

    return oql_source_reader_good(
               r, oql_parse_attr(r->path, node, "depth", &out->value[0], &why), &why) &&
           ok;
}

static int by_weight_then_value(const void *a, const void *b)
{
    const row *x = a, *y = b;

    if (x->weight != y->weight) {
        return x->weight < y->weight ? -1 : 1;
    }
    for (int i = 0; i < 3; ++i) {
        if (x->value[i] != y->value[i]) {
            return x->value[i] < y->value[i] ? -1 : 1;
        }
    }
    return 0;
}

/* Equal values are one value with the sum of the probabilities; the rows are then in the order
 * that OpenQuake gives them. */
static size_t merge_equal(row *rows, size_t n)
{
    size_t m = 0;

    for (size_t i = 0; i < n; ++i) {
        size_t j = 0;

        while (j < m && memcmp(rows[j].value, rows[i].value, sizeof rows[i].value) != 0) {
            ++j;
        }
        if (j < m) {
            rows[j].weight += rows[i].weight;
        } else {
            rows[m++] = rows[i];
        }
    }
    if (m < n) {
        qsort(rows, m, sizeof *rows, by_weight_then_value);
    }
    return m;
}

static bool check_sum(oql_source_reader *r, const oql_xml_node *dist, const row *rows, size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; ++i) {
        sum += rows[i].weight;
    }
    if (fabs(sum - 1.0) > sum_tolerance) {
        oql_source_reader_mistake(r, dist, "probabilities of <%s> sum to %.9g, expected 1",
                                  dist->name, sum);
        return false;
    }
    return true;
}

/* All rows of a distribution, owned by the caller; NULL after a mistake. */
static row *read_rows(oql_source_reader *r, const oql_xml_node *source, const char *dist_name,
                      const char *row_name,
                      bool (*read)(oql_source_reader *, const oql_xml_node *, row *), size_t *n)
{
    const oql_xml_node *dist = oql_xml_child(source, dist_name);
    const size_t count = dist != NULL ? oql_xml_count(dist, NULL) : 0;
    row *rows = NULL;
    bool ok = true;

    if (count == 0) {
        oql_source_reader_mistake(r, dist != NULL ? dist : source,
                                  "<%s> without <%s> in <%s>, expected at least one",
                                  source->name, row_name, dist_name);
        return NULL;
    }
    rows = oql_calloc(count, sizeof *rows);
    if (rows == NULL) {
        r->fatal = OQL_ENOMEM;
        return NULL;
    }
    *n = 0;
    for (const oql_xml_node *c = dist->first_child; c != NULL; c = c->next) {
        if (strcmp(c->name, row_name) != 0) {
            oql_source_reader_mistake(r, c, "<%s> in <%s>, expected <%s>", c->name, dist_name,
                                      row_name);
            ok = false;
        } else {
            ok &= read(r, c, &rows[(*n)++]);
        }
    }
    if (!ok || !check_sum(r, dist, rows, *n)) {
        free(rows);
        return NULL;
    }
    *n = merge_equal(rows, *n);
    return rows;
}

/* Header struct {n, pointer} of stored rows, itself stored once. */
static const void *store(oql_source_reader *r, int tag, const void *data, size_t n, size_t size)
{
    struct {
        size_t n;
        const void *data;
    } head = {n, NULL};

    /* Both list types are a count and a pointer. */
    _Static_assert(sizeof head == sizeof(oql_nodal_planes) &&
                       sizeof head == sizeof(oql_hypo_depths),
                   "lists of planes and depths share their layout");
    head.data = data != NULL ? oql_pool_intern(&r->pool, r->arena, tag, data, n * size) : NULL;
    if (head.data == NULL) {
        r->fatal = OQL_ENOMEM;
        return NULL;
    }
    return oql_pool_intern(&r->pool, r->arena, tag + 1, &head, sizeof head);
}

const oql_nodal_planes *oql_source_read_planes(oql_source_reader *r, const oql_xml_node *source)
{
    size_t n = 0;
    row *rows = read_rows(r, source, "nodalPlaneDist", "nodalPlane", read_plane, &n);
    oql_nodal_plane *planes = NULL;
    const oql_nodal_planes *out = NULL;

    if (rows == NULL) {
        return NULL;
    }
    planes = oql_calloc(n, sizeof *planes);
    for (size_t i = 0; planes != NULL && i < n; ++i) {
        planes[i] = (oql_nodal_plane){rows[i].weight, rows[i].value[0], rows[i].value[1],
                                      rows[i].value[2]};
    }
    out = store(r, 'P', planes, n, sizeof *planes);
    free(planes);
    free(rows);
    return out;
}

const oql_hypo_depths *oql_source_read_depths(oql_source_reader *r, const oql_xml_node *source)
{
    size_t n = 0;
    row *rows = read_rows(r, source, "hypoDepthDist", "hypoDepth", read_depth, &n);
    oql_hypo_depth *depths = NULL;
    const oql_hypo_depths *out = NULL;

    if (rows == NULL) {
        return NULL;
    }
    depths = oql_calloc(n, sizeof *depths);
    for (size_t i = 0; depths != NULL && i < n; ++i) {
        depths[i] = (oql_hypo_depth){rows[i].weight, rows[i].value[0]};
    }
    out = store(r, 'D', depths, n, sizeof *depths);
    free(depths);
    free(rows);
    return out;
}
