/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/kite.h"
#include "geo/trace.h"
#include "geo_golden.h"

/** Most surfaces, profiles, points and sites of a golden row. */
#define MAX_KITE    4
#define MAX_PROFILE 8
#define MAX_POINT   8
#define MAX_SITE    8

typedef struct {
    size_t n;
    oql_kite *kite[MAX_KITE];
    int32_t n_row, n_col; /* of the first mesh */
} surfaces;

/** One kite from profiles separated by '/'; the text is cut. */
static oql_kite *build_kite(char *text, double spacing_km, surfaces *s)
{
    double lon[MAX_PROFILE][MAX_POINT], lat[MAX_PROFILE][MAX_POINT],
        depth[MAX_PROFILE][MAX_POINT];
    oql_fault_edge profile[MAX_PROFILE];
    size_t n = 0;
    oql_mesh *mesh = NULL;
    oql_kite *kite = NULL;
    oql_err err = {.code = OQL_OK};
    char *save = NULL;

    for (char *p = strtok_r(text, "/", &save); p != NULL; p = strtok_r(NULL, "/", &save)) {
        double v[3 * MAX_POINT];
        const size_t m = golden_list(p, v, 3 * MAX_POINT) / 3;

        cr_assert_lt(n, MAX_PROFILE);
        for (size_t k = 0; k < m; ++k) {
            lon[n][k] = v[3 * k];
            lat[n][k] = v[3 * k + 1];
            depth[n][k] = v[3 * k + 2];
        }
        profile[n] = (oql_fault_edge){m, lon[n], lat[n], depth[n]};
        ++n;
    }
    cr_assert_eq(oql_kite_mesh(n, profile, spacing_km, spacing_km, &mesh, &err), OQL_OK, "%s",
                 err.text);
    if (s->n == 0) {
        s->n_row = mesh->n_row;
        s->n_col = mesh->n_col;
    }
    cr_assert_eq(oql_kite_create(mesh, &kite, &err), OQL_OK, "%s", err.text);
    return kite;
}

static void build_row(const oql_csv *t, size_t row, surfaces *s)
{
    const char *text = golden_text(t, row, "surfaces");
    const size_t n = strlen(text) + 1;
    char *copy = malloc(n), *save = NULL;

    cr_assert_not_null(copy);
    memcpy(copy, text, n);
    s->n = 0;
    for (char *p = strtok_r(copy, ";", &save); p != NULL; p = strtok_r(NULL, ";", &save)) {
        cr_assert_lt(s->n, MAX_KITE);
        s->kite[s->n] = build_kite(p, golden_number(t, row, "spacing"), s);
        s->n += 1;
    }
    free(copy);
}

static void drop(surfaces *s)
{
    for (size_t i = 0; i < s->n; ++i) {
        oql_kite_destroy(s->kite[i]);
    }
}

/** rx and ry0 of surfaces that break together, as the calculators find them. */
static void joined_rx_ry0(const surfaces *s, double lon, double lat, double *rx, double *ry0)
{
    const oql_trace *top[MAX_KITE];
    oql_trace_link link[MAX_KITE];
    oql_trace_sum sum = {0.0F, 0.0F, 0.0F};
    oql_err err = {.code = OQL_OK};

    for (size_t i = 0; i < s->n; ++i) {
        top[i] = oql_kite_get_top(s->kite[i]);
    }
    cr_assert_eq(oql_trace_join(s->n, top, link, &err), OQL_OK, "%s", err.text);
    for (size_t i = 0; i < s->n; ++i) {
        const oql_trace *t = top[link[i].which];
        oql_trace_add(&sum,
                      link[i].back ? oql_trace_back(t, OQL_TRACE_POINTS_REVERSED, lon, lat)
                                   : oql_trace_ahead(t, lon, lat),
                      link[i].shift_km);
    }
    oql_trace_rx_ry0_km(&sum, oql_trace_u_max_km(s->n, top, link, OQL_TRACE_POINTS_REVERSED),
                        rx, ry0);
}

static void check_info(const oql_csv *t, size_t row, const surfaces *s)
{
    const oql_kite_info f = oql_kite_get_info(s->kite[0]);
    double hypo[3];
    const struct {
        const char *name;
        double got;
    } d[] = {{"area", f.area_km2},
             {"dip", f.dip_deg},
             {"strike", f.strike_deg},
             {"width", f.width_km},
             {"ztor", f.ztor_km}};

    for (size_t k = 0; k < sizeof d / sizeof *d; ++k) {
        cr_expect(golden_is_close(d[k].got, golden_number(t, row, d[k].name), 1e-7),
                  "row %zu: %s is %.9g, expected %.9g", row, d[k].name, d[k].got,
                  golden_number(t, row, d[k].name));
    }
    cr_assert_eq(golden_list(golden_text(t, row, "hypo"), hypo, 3), 3);
    for (int k = 0; k < 3; ++k) {
        cr_expect(golden_is_close(f.middle[k], hypo[k], 1e-7),
                  "row %zu: hypocentre %d is %.9g, expected %.9g", row, k, f.middle[k],
                  hypo[k]);
    }
}

static void check_distances(const oql_csv *t, size_t row, const surfaces *s)
{
    static const char *const name[] = {"rrup", "rjb", "rx", "ry0"};
    double site[2 * MAX_SITE], want[4][MAX_SITE];
    const size_t n = golden_list(golden_text(t, row, "sites"), site, 2 * MAX_SITE) / 2;

    for (int d = 0; d < 4; ++d) {
        cr_assert_eq(golden_list(golden_text(t, row, name[d]), want[d], MAX_SITE), n);
    }
    for (size_t k = 0; k < n; ++k) {
        const double lon = site[2 * k], lat = site[2 * k + 1];
        double got[4] = {HUGE_VAL, HUGE_VAL, 0.0, 0.0};

        for (size_t i = 0; i < s->n; ++i) {
            got[0] = fmin(got[0], oql_kite_rrup_km(s->kite[i], lon, lat, 0.0, NULL));
            got[1] = fmin(got[1], oql_kite_rjb_km(s->kite[i], lon, lat, 0.0));
            cr_expect_leq(oql_kite_bound_km(s->kite[i], lon, lat, 0.0),
                          oql_kite_rrup_km(s->kite[i], lon, lat, 0.0, NULL));
        }
        if (s->n == 1) {
            oql_kite_rx_ry0_km(s->kite[0], lon, lat, &got[2], &got[3]);
        } else {
            joined_rx_ry0(s, lon, lat, &got[2], &got[3]);
        }
        for (int d = 0; d < 4; ++d) { /* those of several are in single precision */
            cr_expect(golden_is_close(got[d], want[d][k], s->n > 1 && d > 1 ? 2e-5 : 1e-6),
                      "row %zu, site %zu: %s is %.9g, expected %.9g", row, k, name[d], got[d],
                      want[d][k]);
        }
    }
}

Test(kite, agrees_with_the_golden_table)
{
    oql_csv *const t = golden_open("kite");

    for (size_t i = 0; i < oql_csv_rows(t); ++i) {
        surfaces s = {.n = 0};

        build_row(t, i, &s);
        if (s.n == 1) {
            cr_expect_eq((double)s.n_row, golden_number(t, i, "n_row"), "row %zu", i);
            cr_expect_eq((double)s.n_col, golden_number(t, i, "n_col"), "row %zu", i);
            check_info(t, i, &s);
        }
        check_distances(t, i, &s);
        drop(&s);
    }
    oql_csv_destroy(t);
}
