/* SPDX-License-Identifier: BSD-3-Clause */
#include "source/parse.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "geo/geodesy.h"
#include "geo/polygon.h"

double oql_round_lonlat(double x)
{
    const double scaled = x * 1e5, whole = rint(scaled);
    char text[40];
    double y = x;

    /* An integer over 10^5 is the double nearest to the decimal, so this is right unless the
     * product lies so near to a tie that its own rounding error decides. */
    if (fabs(fabs(scaled - whole) - 0.5) > 1e-6) {
        return whole / 1e5;
    }
    (void)snprintf(text, sizeof text, "%.5f", x);
    (void)oql_parse_double(text, &y);
    return y;
}

oql_status oql_parse_attr(const char *path, const oql_xml_node *node, const char *name,
                          double *out, oql_err *err)
{
    return oql_xml_attr_double(path, node, name, out, err);
}

oql_status oql_parse_need(const char *path, const oql_xml_node *node, const char *names,
                          const oql_xml_node **out, oql_err *err)
{
    const oql_xml_node *found = oql_xml_find(node, names);

    if (found == NULL) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: <%s> without <%s>, expected one", path,
                        node->line, node->name, names);
    }
    *out = found;
    return OQL_OK;
}

oql_status oql_parse_child(const char *path, const oql_xml_node *node, const char *name,
                           double *out, oql_err *err)
{
    const oql_xml_node *child = NULL;
    oql_status st = oql_parse_need(path, node, name, &child, err);

    return st == OQL_OK ? oql_xml_text_double(path, child, out, err) : st;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',';
}

static size_t count_words(const char *s)
{
    size_t n = 0;

    while (*s != '\0') {
        while (is_blank(*s)) {
            ++s;
        }
        n += *s != '\0';
        while (*s != '\0' && !is_blank(*s)) {
            ++s;
        }
    }
    return n;
}

oql_status oql_parse_numbers(const char *path, const oql_xml_node *node, oql_arena *arena,
                             const double **out, size_t *n, oql_err *err)
{
    const size_t count = count_words(node->text);
    const char *s = node->text;
    double *v = NULL;

    if (count == 0) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: <%s> is empty, expected numbers", path,
                        node->line, node->name);
    }
    v = oql_arena_alloc(arena, count, sizeof *v);
    if (v == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu numbers", count);
    }
    for (size_t i = 0; i < count; ++i) {
        size_t len = 0;

        while (is_blank(*s)) {
            ++s;
        }
        while (s[len] != '\0' && !is_blank(s[len])) {
            ++len;
        }
        if (!oql_parse_double_n(s, len, &v[i]) || !isfinite(v[i])) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "%s:%d: number %zu of <%s> is \"%.*s\", expected a finite number",
                            path, node->line, i + 1, node->name, len > 40 ? 40 : (int)len, s);
        }
        s += len;
    }
    *out = v;
    *n = count;
    return OQL_OK;
}

static oql_status check_place(const char *path, const oql_xml_node *node, double lon_deg,
                              double lat_deg, double depth_km, oql_err *err)
{
    if (!(fabs(lon_deg) <= 180.0)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: longitude %g in <%s>, expected within [-180, 180]", path,
                        node->line, lon_deg, node->name);
    }
    if (!(fabs(lat_deg) <= 90.0)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: latitude %g in <%s>, expected within [-90, 90]", path,
                        node->line, lat_deg, node->name);
    }
    if (!(depth_km > -8.848 && depth_km < 6371.0)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: depth %g km in <%s>, expected between -8.848 and 6371", path,
                        node->line, depth_km, node->name);
    }
    return OQL_OK;
}

oql_status oql_parse_line(const char *path, const oql_xml_node *node, int dims,
                          oql_arena *arena, oql_polyline *out, oql_err *err)
{
    const size_t step = (size_t)dims;
    const double *v = NULL;
    double *col = NULL;
    size_t n = 0, n_point = 0;
    oql_status st = oql_parse_numbers(path, node, arena, &v, &n, err);

    if (st != OQL_OK) {
        return st;
    }
    if (n % step != 0) {
        return OQL_FAIL(
            err, OQL_EMODEL, "%s:%d: <%s> has %zu numbers, expected %s (a multiple of %d)",
            path, node->line, node->name, n,
            dims == 2 ? "longitudes and latitudes" : "longitudes, latitudes and depths", dims);
    }
    n_point = n / step;
    col = oql_arena_alloc(arena, n, sizeof *col);
    if (col == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu points", n_point);
    }
    for (size_t i = 0; i < n_point; ++i) {
        col[i] = oql_round_lonlat(v[step * i]);
        col[n_point + i] = oql_round_lonlat(v[step * i + 1]);
        if (dims == 3) {
            col[2 * n_point + i] = v[step * i + 2];
        }
        st = check_place(path, node, col[i], col[n_point + i],
                         dims == 3 ? v[step * i + 2] : 0.0, err);
        if (st != OQL_OK) {
            return st;
        }
    }
    *out = (oql_polyline){n_point, col, col + n_point, dims == 3 ? col + 2 * n_point : NULL};
    return OQL_OK;
}

oql_status oql_parse_lonlat(const char *path, const oql_xml_node *node, double *lon_deg,
                            double *lat_deg, oql_err *err)
{
    const char *s = node->text;
    double v[2] = {0.0, 0.0};
    oql_status st = OQL_OK;

    for (int i = 0; i < 2; ++i) {
        size_t len = 0;

        while (is_blank(*s)) {
            ++s;
        }
        while (s[len] != '\0' && !is_blank(s[len])) {
            ++len;
        }
        if (!oql_parse_double_n(s, len, &v[i]) || !isfinite(v[i])) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "%s:%d: <%s> is \"%.60s\", expected longitude and latitude", path,
                            node->line, node->name, node->text);
        }
        s += len;
        v[i] = oql_round_lonlat(v[i]);
    }
    if (count_words(s) != 0) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: <%s> is \"%.60s\", expected longitude and latitude only", path,
                        node->line, node->name, node->text);
    }
    st = check_place(path, node, v[0], v[1], 0.0, err);
    if (st == OQL_OK) {
        *lon_deg = v[0];
        *lat_deg = v[1];
    }
    return st;
}

oql_status oql_parse_polygon(const char *path, const oql_xml_node *area, oql_arena *arena,
                             oql_polyline *out, oql_err *err)
{
    const oql_xml_node *pos = NULL;
    oql_polyline ring = {0};
    oql_err why = {0};
    oql_status st = OQL_OK;

    OQL_TRY(oql_parse_need(path, area, "Polygon/exterior/LinearRing/posList", &pos, err));
    OQL_TRY(oql_parse_line(path, pos, 2, arena, &ring, err));
    if (ring.n > 1 && ring.lon_deg[0] == ring.lon_deg[ring.n - 1] &&
        ring.lat_deg[0] == ring.lat_deg[ring.n - 1]) {
        ring.n -= 1; /* closed rings are welcome */
    }
    if (ring.n < 3) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: polygon of %zu points, expected at least three",
                      path, pos->line, ring.n);
        goto done;
    }
    st = oql_polygon_check(ring.n, ring.lon_deg, ring.lat_deg, &why);
    if (st != OQL_OK) {
        st = OQL_FAIL(err, st, "%s:%d: %s", path, pos->line, why.text);
        goto done;
    }
    *out = ring;
done:
    return st;
}

oql_status oql_area_check(const oql_polyline *ring, double spacing_km, oql_err *err)
{
    const double few = 100.0, most = 1e7;
    oql_geo_bbox box = {0};
    double width_km = 0.0, height_km = 0.0, cells = 0.0;
    double *lon = NULL, *lat = NULL;
    size_t n = 0;
    oql_status st = OQL_OK;

    if (!(spacing_km > 0.0)) {
        return OQL_FAIL(err, OQL_EMODEL, "discretization is %g km, expected > 0", spacing_km);
    }
    OQL_TRY(oql_geo_bbox_of(ring->n, ring->lon_deg, ring->lat_deg, &box, err));
    height_km = oql_geo_distance_km(0.0, box.south_deg, 0.0, box.north_deg);
    width_km =
        oql_geo_distance_km(0.0, 0.0, oql_geo_lon_extent_deg(box.west_deg, box.east_deg), 0.0);
    cells = (width_km / spacing_km + 1.0) * (height_km / spacing_km + 1.0);
    if (cells > most) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "discretization of %g km cuts %.4g x %.4g km into about %.2g places, "
                      "expected at most %.0e: increase the discretization",
                      spacing_km, width_km, height_km, cells, most);
        goto done;
    }
    if (cells < few) { /* only small polygons can miss all points of the grid */
        OQL_TRY(oql_polygon_discretize(ring->n, ring->lon_deg, ring->lat_deg, spacing_km, &n,
                                       &lon, &lat, err));
    }
done:
    free(lon);
    free(lat);
    return st;
}
