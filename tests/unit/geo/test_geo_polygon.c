/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "geo/geodesy.h"
#include "geo/polygon.h"
#include "geo_golden.h"

#define MAX_VERTEX 32

/** Vertices of a text "lon lat lon lat …". */
static size_t read_vertices(const char *text, double *lon, double *lat)
{
    double v[2 * MAX_VERTEX];
    const size_t n = golden_list(text, v, 2 * MAX_VERTEX) / 2;

    for (size_t i = 0; i < n; ++i) {
        lon[i] = v[2 * i];
        lat[i] = v[2 * i + 1];
    }
    return n;
}

static void expect_point(const oql_csv *t, size_t row, const char *lon_name,
                         const char *lat_name, double lon, double lat)
{
    cr_expect(golden_is_same_angle(lon, golden_number(t, row, lon_name), 1e-6), "row %zu", row);
    cr_expect(golden_is_close(lat, golden_number(t, row, lat_name), 1e-8), "row %zu", row);
}

Test(polygon, grids_agree_with_the_golden_table)
{
    oql_csv *const t = golden_open("polygon");

    for (size_t i = 0; i < oql_csv_rows(t); ++i) {
        double x[MAX_VERTEX], y[MAX_VERTEX], *lon = NULL, *lat = NULL;
        const size_t k = read_vertices(golden_text(t, i, "vertices"), x, y);
        const double spacing = golden_number(t, i, "spacing");
        const double dilation = golden_number(t, i, "dilation");
        size_t n = 0;
        oql_err err = {.code = OQL_OK};
        const oql_status st =
            dilation > 0 ? oql_polygon_dilate_discretize(k, x, y, dilation, spacing, &n, &lon,
                                                         &lat, &err)
                         : oql_polygon_discretize(k, x, y, spacing, &n, &lon, &lat, &err);

        cr_assert_eq(st, OQL_OK, "row %zu: %s", i, err.text);
        cr_assert_eq((double)n, golden_number(t, i, "n"), "row %zu: %zu points", i, n);
        expect_point(t, i, "first_lon", "first_lat", lon[0], lat[0]);
        expect_point(t, i, "half_lon", "half_lat", lon[n / 2], lat[n / 2]);
        expect_point(t, i, "last_lon", "last_lat", lon[n - 1], lat[n - 1]);
        free(lon);
        free(lat);
    }
    oql_csv_destroy(t);
}

/** Status of a polygon's grid; the error text must name the reason. */
static void refuses(size_t n, const double *x, const double *y, double spacing, const char *why)
{
    double *lon = NULL, *lat = NULL;
    size_t count = 0;
    oql_err err = {.code = OQL_OK};

    cr_expect_eq(oql_polygon_discretize(n, x, y, spacing, &count, &lon, &lat, &err),
                 OQL_EMODEL);
    cr_expect_str_eq(err.text, why);
    cr_expect_null(lon);
    cr_expect_null(lat);
}

Test(polygon, bad_polygons_are_refused_with_the_reason)
{
    const double x[4] = {0, 1, 1, 0}, y[4] = {0, 1, 0, 1}, tiny_x[3] = {0, 0.01, 0};
    const double tiny_y[3] = {0, 0, 0.01};

    refuses(4, x, y, 10,
            "the perimeter of the polygon crosses itself, expected one that does not");
    refuses(2, x, y, 10, "polygon of 2 vertices, expected at least 3 distinct");
    refuses(3, tiny_x, tiny_y, 100,
            "a grid spacing of 100 km is too large for the polygon, expected a smaller one");
    refuses(3, tiny_x, tiny_y, 0, "grid spacing 0 km, expected more than 0");
    refuses(3, tiny_x, tiny_y, nan(""), "grid spacing nan km, expected more than 0");
}

Test(polygon, a_ring_gives_the_same_grid_open_or_closed)
{
    const double x[5] = {179.5, -179.5, -179.4, 179.3, 179.5}, y[5] = {0, 0.1, 1, 1.1, 0};
    double *lon[2], *lat[2];
    size_t n[2];
    oql_err err = {.code = OQL_OK};

    for (size_t k = 0; k < 2; ++k) {
        cr_assert_eq(oql_polygon_discretize(4 + k, x, y, 10, &n[k], &lon[k], &lat[k], &err),
                     OQL_OK, "%s", err.text);
    }
    cr_assert_eq(n[0], n[1]);
    cr_expect_gt(n[0], 80);
    cr_expect_arr_eq(lon[0], lon[1], n[0] * sizeof *lon[0]);
    for (size_t k = 0; k < 2; ++k) {
        free(lon[k]);
        free(lat[k]);
    }
}

Test(polygon, a_dilated_polygon_reaches_as_far_as_the_dilation)
{
    const double x[4] = {10, 11, 11, 10}, y[4] = {45, 45, 46, 46};
    double *lon = NULL, *lat = NULL, least = 90, most = 0;
    size_t n = 0;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_polygon_dilate_discretize(4, x, y, 20, 2, &n, &lon, &lat, &err), OQL_OK);
    for (size_t i = 0; i < n; ++i) {
        least = fmin(least, lat[i]);
        most = fmax(most, lat[i]);
    }
    /* the northern edge bulges by a great circle; the grid ends within a step */
    cr_expect(fabs((most - 46) * 111.19 - 20) < 1.5, "%g", most);
    cr_expect((45 - least) * 111.19 < 20 && (45 - least) * 111.19 > 17, "%g", least);
    free(lon);
    free(lat);
}

static void hull_gives(size_t k, const double *x, const double *y, double step, size_t n_want,
                       const double (*want)[2])
{
    double *lon = NULL, *lat = NULL;
    size_t n = 0;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_polygon_hull_discretize(k, x, y, step, step, &n, &lon, &lat, &err), OQL_OK,
                 "%s", err.text);
    cr_assert_eq(n, n_want, "%zu", n);
    for (size_t i = 0; i < n; ++i) {
        cr_expect(fabs(lon[i] - want[i][0]) < 2e-6 && fabs(lat[i] - want[i][1]) < 2e-6,
                  "%zu: %.6f %.6f", i, lon[i], lat[i]);
    }
    free(lon);
    free(lat);
}

/* Values of OpenQuake 3.25: Mesh.get_convex_hull().dilate(step).discretize(step) */
Test(polygon, a_hull_may_be_a_point)
{
    const double x[1] = {10}, y[1] = {45};
    const double want[][2] = {
        {9.999936, 45.000045}, {10.050810, 45.000045}, {9.999905, 44.964072}};

    hull_gives(1, x, y, 4, 3, want);
}

Test(polygon, a_hull_may_be_a_line_across_the_date_line)
{
    const double x[3] = {179.95, -179.95, -179.95}, y[3] = {0, 0.02, 0.02};
    const double want[][2] = {{179.949956, 0.020044},
                              {-179.996085, 0.020044},
                              {-179.942126, 0.020044},
                              {179.949956, -0.033915},
                              {-179.996085, -0.033915}};

    hull_gives(3, x, y, 6, 5, want);
}

Test(polygon, points_inside_a_hull_do_not_count)
{
    const double x[6] = {0, 0.5, 0, 1, 2, 2}, y[6] = {0, 1, 2, 1.9, 0, 2};
    const double cx[4] = {2, 0, 2, 0}, cy[4] = {0, 2, 2, 0};
    double *lon[2] = {NULL, NULL}, *lat[2] = {NULL, NULL};
    size_t n[2] = {0, 0};
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_polygon_hull_discretize(6, x, y, 10, 7, &n[0], &lon[0], &lat[0], &err),
                 OQL_OK);
    cr_assert_eq(oql_polygon_hull_discretize(4, cx, cy, 10, 7, &n[1], &lon[1], &lat[1], &err),
                 OQL_OK);
    cr_assert_eq(n[0], n[1]);
    cr_expect_gt(n[0], 900);
    cr_expect_arr_eq(lon[0], lon[1], n[0] * sizeof *lon[0]);
    cr_expect_arr_eq(lat[0], lat[1], n[0] * sizeof *lat[0]);
    for (int k = 0; k < 2; ++k) {
        free(lon[k]);
        free(lat[k]);
    }
}

Test(polygon, points_on_the_boundary_are_outside)
{
    const double x[4] = {0, 2, 2, 0}, y[4] = {0, 0, 2, 2};

    cr_expect(oql_polygon_contains_xy(4, x, y, 1, 1));
    cr_expect_not(oql_polygon_contains_xy(4, x, y, 2, 1));
    cr_expect_not(oql_polygon_contains_xy(4, x, y, 0, 0));
    cr_expect_not(oql_polygon_contains_xy(4, x, y, 1, 0));
    cr_expect_not(oql_polygon_contains_xy(4, x, y, 3, 1));
}

/* A ring of many waves: the rows that its edges are sorted into leave no point out and let none in. */
Test(polygon, many_vertices_give_the_points_that_all_edges_give)
{
    enum { N = 1500 };
    static double lon[N], lat[N], x[N], y[N];
    double *px = NULL, *py = NULL, wide_lon[4], wide_lat[4], *wx = NULL, *wy = NULL;
    size_t n, all, inside = 0;
    oql_geo_bbox box;

    for (size_t i = 0; i < N; ++i) {
        const double a = 6.283185307179586 * (double)i / N, r = 1.0 + 0.3 * sin(40.0 * a);
        lon[i] = 15.0 + 1.2 * r * cos(a);
        lat[i] = 42.0 + r * sin(a);
    }
    cr_assert_eq(oql_polygon_discretize(N, lon, lat, 3.0, &n, &px, &py, NULL), OQL_OK);
    cr_assert_eq(oql_geo_bbox_of(N, lon, lat, &box, NULL), OQL_OK);
    const oql_geo_ortho proj = oql_geo_ortho_of(&box);
    for (size_t i = 0; i < N; ++i) {
        double xy[2];
        oql_geo_project(&proj, lon[i], lat[i], xy);
        x[i] = xy[0];
        y[i] = xy[1];
    }
    for (size_t i = 0; i < n; ++i) {
        double xy[2];
        oql_geo_project(&proj, px[i], py[i], xy);
        cr_expect(oql_polygon_contains_xy(N, x, y, xy[0], xy[1]), "%g %g", px[i], py[i]);
    }
    /* the grid of the box has the same north-western corner, so it holds the same points */
    const double h = 1e-9;
    wide_lon[0] = wide_lon[1] = box.west_deg - h;
    wide_lon[2] = wide_lon[3] = box.east_deg + h;
    wide_lat[0] = wide_lat[3] = box.north_deg + h;
    wide_lat[1] = wide_lat[2] = box.south_deg - h;
    cr_assert_eq(oql_polygon_discretize(4, wide_lon, wide_lat, 3.0, &all, &wx, &wy, NULL),
                 OQL_OK);
    for (size_t i = 0; i < all; ++i) {
        double xy[2];
        oql_geo_project(&proj, wx[i], wy[i], xy);
        inside += oql_polygon_contains_xy(N, x, y, xy[0], xy[1]);
    }
    cr_expect_gt(n, 1000);
    cr_expect_leq(fabs((double)inside - (double)n), 0.003 * (double)n, "%zu of %zu", n, inside);
    free(px);
    free(py);
    free(wx);
    free(wy);
}
