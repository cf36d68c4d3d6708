/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/simple_fault.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "geo/angles.h"
#include "geo/geodesy.h"
#include "geo/line.h"

static oql_status check_numbers(double upper_km, double lower_km, double dip_deg,
                                double spacing_km, oql_err *err)
{
    if (!(dip_deg > 0 && dip_deg <= 90)) {
        return OQL_FAIL(err, OQL_EMODEL, "dip %g, expected a number in (0, 90]", dip_deg);
    }
    if (!(upper_km >= 0)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "upper seismogenic depth %g km, expected at least the depth of the "
                        "trace, 0",
                        upper_km);
    }
    if (!(lower_km > upper_km && lower_km < OQL_EARTH_RADIUS_KM)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "lower seismogenic depth %g km, expected more than the upper one, "
                        "%g km",
                        lower_km, upper_km);
    }
    if (!(spacing_km > 0)) {
        return OQL_FAIL(err, OQL_EMODEL, "mesh spacing %g km, expected more than 0",
                        spacing_km);
    }
    return OQL_OK;
}

/** One column of the mesh: points from the upper to the lower depth below a point of the trace.
 */
typedef struct {
    double upper_km, lower_km, h_upper_km, h_lower_km, azimuth_deg, spacing_km;
} column_rule;

static void column_ends(const column_rule *r, const double *p, double top[3], double bottom[3])
{
    oql_geo_point_at(p[0], p[1], r->azimuth_deg, r->h_upper_km, top);
    top[2] = r->upper_km;
    oql_geo_point_at(p[0], p[1], r->azimuth_deg, r->h_lower_km, bottom);
    bottom[2] = r->lower_km;
}

static oql_status fill_columns(const oql_line *trace, const column_rule *r, size_t n_row,
                               oql_mesh *m, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_line column = {0};
    double top[3], bottom[3];

    for (size_t i = 0; i < n_row; ++i) {
        OQL_TRY(oql_line_push(&column, 0, 0, 0, err));
    }
    for (size_t j = 0; j < trace->n; ++j) {
        column_ends(r, trace->point + 3 * j, top, bottom);
        if (oql_geo_interval_points(top, bottom, r->spacing_km) != n_row) {
            st = OQL_FAIL(err, OQL_EMODEL,
                          "mesh spacing %g km gives columns of different "
                          "lengths",
                          r->spacing_km);
            goto done;
        }
        oql_geo_intervals(top, bottom, r->spacing_km, n_row, column.point);
        for (size_t i = 0; i < n_row; ++i) {
            const size_t k = i * trace->n + j;

            m->lon_deg[k] = column.point[3 * i];
            m->lat_deg[k] = column.point[3 * i + 1];
            m->depth_km[k] = column.point[3 * i + 2];
        }
    }
    oql_mesh_set_xyz(m);
done:
    oql_line_clear(&column);
    return st;
}

oql_status oql_simple_fault_mesh(size_t n, const double *lon_deg, const double *lat_deg,
                                 double upper_km, double lower_km, double dip_deg,
                                 double spacing_km, oql_mesh **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_line line = {0}, trace = {0};
    oql_mesh *m = NULL;
    double top[3], bottom[3];
    bool crosses;
    const double tan_dip = tan(oql_radians(dip_deg));
    column_rule rule = {.upper_km = upper_km,
                        .lower_km = lower_km,
                        .h_upper_km = upper_km / tan_dip,
                        .h_lower_km = lower_km / tan_dip,
                        .spacing_km = spacing_km};

    *out = NULL;
    OQL_TRY(check_numbers(upper_km, lower_km, dip_deg, spacing_km, err));
    OQL_TRY(oql_line_set(&line, n, lon_deg, lat_deg, NULL, err));
    OQL_TRY(oql_line_crosses_itself(&line, &crosses, err));
    if (crosses) {
        st =
            OQL_FAIL(err, OQL_EMODEL, "fault trace crosses itself, expected one that does not");
        goto done;
    }
    const double *const end = line.point + 3 * (line.n - 1);

    rule.azimuth_deg =
        oql_mod(oql_geo_azimuth_deg(line.point[0], line.point[1], end[0], end[1]) + 90, 360);
    OQL_TRY(oql_line_resample(&line, spacing_km, &trace, err));
    column_ends(&rule, trace.point, top, bottom);
    const size_t n_row = oql_geo_interval_points(top, bottom, spacing_km);

    if (n_row < 2 || n_row > INT32_MAX || trace.n > INT32_MAX) {
        st = OQL_FAIL(
            err, OQL_EMODEL,
            "mesh spacing %g km is too large for a fault %g km deep, expected a smaller one",
            spacing_km, lower_km - upper_km);
        goto done;
    }
    OQL_TRY(oql_mesh_create((int32_t)n_row, (int32_t)trace.n, &m, err));
    m->spacing_km = spacing_km;
    OQL_TRY(fill_columns(&trace, &rule, n_row, m, err));
    *out = m;
    m = NULL;
done:
    oql_line_clear(&line);
    oql_line_clear(&trace);
    oql_mesh_destroy(m);
    return st;
}
