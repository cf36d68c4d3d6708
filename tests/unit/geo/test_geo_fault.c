/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "geo/complex_fault.h"
#include "geo/mesh_cells.h"
#include "geo/mesh_distance.h"
#include "geo/simple_fault.h"
#include "geo_golden.h"

#define RTOL      1e-8
#define MAX_EDGE  8
#define MAX_POINT 16

static double column(const oql_csv *t, size_t row, const char *name)
{
    return golden_number(t, row, name);
}

static oql_mesh *build_simple(const oql_csv *t, size_t row)
{
    double v[2 * MAX_POINT], lon[MAX_POINT], lat[MAX_POINT];
    const size_t n = golden_list(golden_text(t, row, "geometry"), v, 2 * MAX_POINT) / 2;
    oql_mesh *m = NULL;
    oql_err err = {.code = OQL_OK};

    for (size_t i = 0; i < n; ++i) {
        lon[i] = v[2 * i];
        lat[i] = v[2 * i + 1];
    }
    cr_assert_eq(oql_simple_fault_mesh(n, lon, lat, column(t, row, "upper"),
                                       column(t, row, "lower"), column(t, row, "dip"),
                                       column(t, row, "spacing"), &m, &err),
                 OQL_OK, "%s", err.text);
    return m;
}

static oql_mesh *build_complex(const oql_csv *t, size_t row)
{
    static double lon[MAX_EDGE][MAX_POINT], lat[MAX_EDGE][MAX_POINT], z[MAX_EDGE][MAX_POINT];
    oql_fault_edge edge[MAX_EDGE];
    size_t n_edge = 0;
    char text[2048];
    oql_mesh *m = NULL;
    oql_err err = {.code = OQL_OK};

    cr_assert_lt(strlen(golden_text(t, row, "geometry")), sizeof text);
    strcpy(text, golden_text(t, row, "geometry"));
    for (char *part = strtok(text, ";"); part != NULL; part = strtok(NULL, ";"), ++n_edge) {
        double v[3 * MAX_POINT];
        const size_t n = golden_list(part, v, 3 * MAX_POINT) / 3;

        cr_assert_lt(n_edge, MAX_EDGE);
        for (size_t i = 0; i < n; ++i) {
            lon[n_edge][i] = v[3 * i];
            lat[n_edge][i] = v[3 * i + 1];
            z[n_edge][i] = v[3 * i + 2];
        }
        edge[n_edge] = (oql_fault_edge){n, lon[n_edge], lat[n_edge], z[n_edge]};
    }
    cr_assert_eq(oql_complex_fault_mesh(n_edge, edge, column(t, row, "spacing"), &m, &err),
                 OQL_OK, "%s", err.text);
    return m;
}

static bool is_simple(const oql_csv *t, size_t row)
{
    return strcmp(golden_text(t, row, "kind"), "simple") == 0;
}

static oql_mesh *build_row(const oql_csv *t, size_t row)
{
    return is_simple(t, row) ? build_simple(t, row) : build_complex(t, row);
}

static oql_window window_of_row(const oql_csv *t, size_t row)
{
    return (oql_window){(int32_t)column(t, row, "w_row"), (int32_t)column(t, row, "w_col"),
                        (int32_t)column(t, row, "w_n_row"), (int32_t)column(t, row, "w_n_col")};
}

static void expect_close(const oql_csv *t, size_t row, const char *name, double got)
{
    const double want = column(t, row, name);

    cr_expect(golden_is_close(got, want, RTOL), "row %zu: %s %.12g, expected %.12g", row, name,
              got, want);
}

Test(fault, meshes_agree_with_the_golden_table)
{
    oql_csv *const t = golden_open("fault");

    for (size_t i = 0; i < oql_csv_rows(t); ++i) {
        oql_mesh *const m = build_row(t, i);
        const oql_window w = window_of_row(t, i);

        cr_assert_eq(m->n_row, (int32_t)column(t, i, "n_row"), "row %zu", i);
        cr_assert_eq(m->n_col, (int32_t)column(t, i, "n_col"), "row %zu", i);
        const int32_t k = (w.row + w.n_row - 1) * m->n_col + w.col + w.n_col - 1;

        cr_expect(golden_is_same_angle(m->lon_deg[k], column(t, i, "last_lon"), 1e-9));
        expect_close(t, i, "last_lat", m->lat_deg[k]);
        expect_close(t, i, "last_depth", m->depth_km[k]);
        oql_mesh_destroy(m);
    }
    oql_csv_destroy(t);
}

Test(fault, properties_of_windows_agree_with_the_golden_table)
{
    oql_csv *const t = golden_open("fault");

    for (size_t i = 0; i < oql_csv_rows(t); ++i) {
        oql_mesh *const m = build_row(t, i);
        const oql_window w = window_of_row(t, i);
        const oql_fault_kind kind = is_simple(t, i) ? OQL_FAULT_SIMPLE : OQL_FAULT_COMPLEX;
        oql_mesh_cells *c = NULL;
        oql_err err = {.code = OQL_OK};
        double dip, strike, mid[3];

        cr_assert_eq(oql_mesh_cells_create(m, &c, &err), OQL_OK, "%s", err.text);
        oql_window_dip_strike(c, &w, kind, &dip, &strike);
        oql_window_middle(m, &w, mid);
        /* which of the two strikes a vertical fault has is decided by rounding */
        const bool vertical = is_simple(t, i) && column(t, i, "dip") >= 90;

        expect_close(t, i, "mean_dip", dip);
        expect_close(t, i, "mean_strike", vertical ? fmod(strike, 180) : strike);
        expect_close(t, i, "width", oql_window_width_km(c, &w, kind));
        expect_close(t, i, "area", oql_window_area_km2(c, &w));
        expect_close(t, i, "top", oql_window_top_km(m, &w));
        cr_expect(golden_is_same_angle(mid[0], column(t, i, "mid_lon"), 1e-9));
        expect_close(t, i, "mid_lat", mid[1]);
        expect_close(t, i, "mid_depth", mid[2]);
        oql_mesh_cells_destroy(c);
        oql_mesh_destroy(m);
    }
    oql_csv_destroy(t);
}

Test(fault, distances_to_windows_agree_with_the_golden_table)
{
    oql_csv *const t = golden_open("fault");

    for (size_t i = 0; i < oql_csv_rows(t); ++i) {
        oql_mesh *const m = build_row(t, i);
        const oql_window w = window_of_row(t, i);
        const double lon = column(t, i, "site_lon"), lat = column(t, i, "site_lat");
        const double rjb = column(t, i, "rjb"), got = oql_mesh_rjb_km(m, &w, lon, lat);

        expect_close(t, i, "rrup",
                     oql_mesh_rrup_km(m, &w, lon, lat, column(t, i, "site_depth")));
        expect_close(t, i, "rx", oql_mesh_rx_km(m, &w, lon, lat));
        expect_close(t, i, "ry0",
                     oql_mesh_ry0_km(m, &w, column(t, i, "mean_strike"), lon, lat));
        /* near the fault both widen its outline by 5 m, each in its way */
        cr_expect(fabs(got - rjb) <= (rjb < 40 ? 0.006 : RTOL * rjb), "row %zu: %g, %g", i, got,
                  rjb);
        oql_mesh_destroy(m);
    }
    oql_csv_destroy(t);
}

static void refuses_simple(size_t n, const double *lon, const double *lat, double upper,
                           double lower, double dip, double spacing, const char *why)
{
    oql_mesh *m = NULL;
    oql_err err = {.code = OQL_OK};

    cr_expect_eq(oql_simple_fault_mesh(n, lon, lat, upper, lower, dip, spacing, &m, &err),
                 OQL_EMODEL);
    cr_expect_null(m);
    cr_expect_str_eq(err.text, why);
}

Test(fault, bad_simple_faults_are_refused_with_the_reason)
{
    const double lon[4] = {0, 1, 1, 0}, lat[4] = {0, 1, 0, 1};

    refuses_simple(2, lon, lat, 0, 10, 0, 1, "dip 0, expected a number in (0, 90]");
    refuses_simple(2, lon, lat, 0, 10, nan(""), 1, "dip nan, expected a number in (0, 90]");
    refuses_simple(2, lon, lat, 10, 10, 45, 1,
                   "lower seismogenic depth 10 km, expected more than the upper one, 10 km");
    refuses_simple(
        2, lon, lat, -1, 10, 45, 1,
        "upper seismogenic depth -1 km, expected at least the depth of the trace, 0");
    refuses_simple(2, lon, lat, 0, 10, 45, 0, "mesh spacing 0 km, expected more than 0");
    refuses_simple(4, lon, lat, 0, 10, 45, 1,
                   "fault trace crosses itself, expected one that does not");
    refuses_simple(
        2, lon, lat, 0, 10, 90, 40,
        "mesh spacing 40 km is too large for a fault 10 km deep, expected a smaller one");
    refuses_simple(1, lon, lat, 0, 10, 90, 1,
                   "a line of 1 points, expected at least two distinct ones");
}

static oql_status complex_status(const double top_lon[2], const double bottom_lon[2],
                                 double spacing, oql_err *err)
{
    const double top_lat[2] = {10, 10}, bottom_lat[2] = {9.9, 9.9};
    const double top_z[2] = {0, 0}, bottom_z[2] = {10, 10};
    const oql_fault_edge edge[2] = {{2, top_lon, top_lat, top_z},
                                    {2, bottom_lon, bottom_lat, bottom_z}};
    oql_mesh *m = NULL;
    const oql_status st = oql_complex_fault_mesh(2, edge, spacing, &m, err);

    oql_mesh_destroy(m);
    return st;
}

Test(fault, bad_complex_faults_are_refused_with_the_reason)
{
    const double east[2] = {20, 20.5}, west[2] = {20.5, 20};
    oql_err e[4] = {{.code = OQL_OK}};

    cr_expect_eq(complex_status(east, east, 2, &e[0]), OQL_OK, "%s", e[0].text);
    cr_expect_eq(complex_status(east, west, 2, &e[1]), OQL_EMODEL);
    cr_expect_str_eq(e[1].text, "complex fault: the outline of the edges crosses itself, "
                                "expected all edges in the same direction");
    cr_expect_eq(complex_status(west, west, 2, &e[2]), OQL_EMODEL);
    cr_expect_str_eq(
        e[2].text, "complex fault: the surface dips to the left of its strike, expected edges "
                   "that run so that it dips to the right (Aki and Richards)");
    cr_expect_eq(complex_status(east, east, 200, &e[3]), OQL_EMODEL);
}

Test(fault, a_mesh_of_one_row_has_no_cells)
{
    oql_mesh *m = NULL;
    oql_mesh_cells *c = NULL;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_mesh_create(1, 5, &m, &err), OQL_OK);
    cr_expect_eq(oql_mesh_cells_create(m, &c, &err), OQL_EMODEL);
    cr_expect_null(c);
    oql_mesh_destroy(m);
}

Test(fault, hypocentres_are_nodes_at_the_fractions)
{
    oql_mesh *const m = some_fault(20, 60);
    const oql_window w = {1, 2, 5, 9};
    double p[3];

    oql_window_hypo(m, &w, 0.25, 0.5, p);
    cr_expect_eq(p[0], m->lon_deg[3 * m->n_col + 4]);
    cr_expect_eq(p[2], m->depth_km[3 * m->n_col + 4]);
    oql_window_hypo(m, &w, 1, 1, p);
    cr_expect_eq(p[1], m->lat_deg[5 * m->n_col + 10]);
    oql_mesh_destroy(m);
}
