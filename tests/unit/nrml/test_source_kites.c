/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "nrml/source_model.h"

/** Kite faults, kites that a rupture lists, and multi-fault sources, from NRML to distances. */
#define DATA "tests/unit/nrml/data/"
/** Where the golden table looks from. */
#define SITE_LON 10.35
#define SITE_LAT 45.28

static oql_source_model *read_model(const char *path)
{
    const oql_source_settings set = {.rupture_mesh_spacing_km = 3.0,
                                     .complex_fault_mesh_spacing_km = 3.0,
                                     .width_of_mfd_bin = 0.2,
                                     .investigation_time_yr = 50.0,
                                     .floating_x_step = 0.4,
                                     .floating_y_step = 0.4};
    oql_source_model *model = NULL;
    oql_problems *problems = NULL;
    oql_err err = {0};
    bool is_error = false;

    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
    cr_assert_eq(oql_nrml_read_sources(path, &set, problems, &model, &err), OQL_OK, "%s",
                 err.text);
    cr_assert_eq(oql_problems_errors(problems), 0, "%s",
                 oql_problems_text(problems, 0, &is_error));
    oql_problems_destroy(problems);
    return model;
}

static double number(const oql_csv *csv, size_t row, const char *column)
{
    size_t col = 0;
    oql_err err = {0};
    double x = 0.0;

    cr_assert(oql_csv_find(csv, column, &col), "no column %s", column);
    cr_assert_eq(oql_csv_number(csv, row, col, false, &x, &err), OQL_OK, "%s", err.text);
    return x;
}

static oql_fault *ruptures_of(const oql_source *src, const oql_source_model *geometry)
{
    oql_fault *f = NULL;
    oql_err err = {0};
    oql_status st = OQL_OK;

    if (src->type == OQL_SOURCE_NON_PARAMETRIC) {
        st = oql_source_given(src, 0, 0, &f, &err);
    } else if (src->type == OQL_SOURCE_MULTI_FAULT) {
        st = oql_source_multi_fault(src, 0, geometry->n_section, geometry->sections, 3.0, 50.0,
                                    &f, &err);
    } else {
        st = oql_source_fault(src, 0, &f, &err);
    }
    cr_assert_eq(st, OQL_OK, "source %s: %s", src->id, err.text);
    if (f->is_joined) {
        oql_fault_tops *tops = NULL;

        cr_assert_eq(oql_fault_tops_create(f, NULL, &tops, &err), OQL_OK, "%s", err.text);
        for (size_t i = 0; i < f->n; ++i) {
            cr_assert_eq(oql_fault_join_tops(f, tops, i, true, &err), OQL_OK, "%s", err.text);
        }
        oql_fault_tops_destroy(tops);
    }
    return f;
}

static void rx_ry0_of(const oql_fault *f, size_t i, double *rx, double *ry0)
{
    oql_trace_sum sum = {0.0F, 0.0F, 0.0F};

    if (!f->is_joined) {
        oql_kite_rx_ry0_km(f->section[f->member[f->first[i]]], SITE_LON, SITE_LAT, rx, ry0);
        return;
    }
    for (size_t m = f->first[i]; m < f->first[i + 1]; ++m) {
        const oql_trace *t = oql_kite_get_top(f->section[f->link[m].which]);
        oql_trace_add(&sum,
                      f->link[m].back ? oql_trace_back(t, f->reverse, SITE_LON, SITE_LAT)
                                      : oql_trace_ahead(t, SITE_LON, SITE_LAT),
                      f->link[m].shift_km);
    }
    oql_trace_rx_ry0_km(&sum, f->u_max_km[i], rx, ry0);
}

static bool is_close(double got, double want, double rtol)
{
    return fabs(got - want) <= rtol * fmax(fabs(want), 1.0);
}

static void check_rupture(const oql_csv *csv, size_t row, const oql_fault *f, size_t i)
{
    double rrup = HUGE_VAL, rjb = HUGE_VAL, rx = 0.0, ry0 = 0.0;
    size_t id = 0;
    const double rtol = f->is_joined ? 2e-5 : 1e-6;

    cr_assert(oql_csv_find(csv, "source", &id));
    for (size_t m = f->first[i]; m < f->first[i + 1]; ++m) {
        const oql_kite *k = f->section[f->member[m]];
        rrup = fmin(rrup, oql_kite_rrup_km(k, SITE_LON, SITE_LAT, 0.0, NULL));
        rjb = fmin(rjb, oql_kite_rjb_km(k, SITE_LON, SITE_LAT, 0.0));
    }
    rx_ry0_of(f, i, &rx, &ry0);
    const struct {
        const char *name;
        double got;
    } d[] = {{"mag", f->mag[i]},
             {"rake", f->rake_deg[i]},
             {"rate", f->rate_per_yr[i]},
             {"strike", f->strike_deg[i]},
             {"dip", f->dip_deg[i]},
             {"width", f->width_km[i]},
             {"ztor", f->ztor_km[i]},
             {"hypo_lon", f->hypo_lon_deg[i]},
             {"hypo_lat", f->hypo_lat_deg[i]},
             {"hypo_depth", f->hypo_depth_km[i]},
             {"rrup", rrup},
             {"rjb", rjb},
             {"rx", rx},
             {"ry0", ry0}};
    for (size_t k = 0; k < OQL_COUNT(d); ++k) {
        cr_expect(is_close(d[k].got, number(csv, row, d[k].name), rtol),
                  "%s, rupture %zu: %s is %.9g, expected %.9g", oql_csv_cell(csv, row, id), i,
                  d[k].name, d[k].got, number(csv, row, d[k].name));
    }
}

Test(source_kites, ruptures_agree_with_the_golden_table)
{
    oql_source_model *model = read_model(DATA "kites.xml");
    oql_source_model *geometry = read_model(DATA "kite_sections.xml");
    oql_csv *csv = NULL;
    oql_err err = {0};
    size_t checked = 0, id = 0;

    cr_assert_eq(oql_csv_read(DATA "kites.csv", OQL_CSV_HEADER, &csv, &err), OQL_OK, "%s",
                 err.text);
    cr_assert(oql_csv_find(csv, "source", &id));
    for (size_t s = 0; s < model->n_source; ++s) {
        const oql_source *src = &model->sources[s];
        oql_fault *f = ruptures_of(src, geometry);

        for (size_t row = 0; row < oql_csv_rows(csv); ++row) {
            if (strcmp(oql_csv_cell(csv, row, id), src->id) == 0) {
                cr_assert_eq((double)f->n, number(csv, row, "n"), "source %s has %zu ruptures",
                             src->id, f->n);
                check_rupture(csv, row, f, (size_t)number(csv, row, "i"));
                ++checked;
            }
        }
        oql_fault_destroy(f);
    }
    cr_expect_eq(checked, oql_csv_rows(csv));
    oql_csv_destroy(csv);
    oql_source_model_destroy(geometry);
    oql_source_model_destroy(model);
}

static const oql_source *find(const oql_source_model *model, const char *id)
{
    for (size_t i = 0; i < model->n_source; ++i) {
        if (strcmp(model->sources[i].id, id) == 0) {
            return &model->sources[i];
        }
    }
    cr_assert_fail("no source %s", id);
    return NULL;
}

Test(source_kites, sections_out_of_reach_do_not_count)
{
    oql_source_model *model = read_model(DATA "kites.xml");
    oql_source_model *geometry = read_model(DATA "kite_sections.xml");
    oql_fault *f = ruptures_of(find(model, "multi"), geometry);
    bool keep[3] = {false, true, false};
    oql_err err = {0};

    cr_assert_eq(f->n_section, 3);
    cr_assert_eq(oql_fault_keep_close(f, keep, &err), OQL_OK, "%s", err.text);
    const oql_kite_info only = oql_kite_get_info(f->section[1]);
    cr_expect_float_eq(f->rate_per_yr[0], 0.0, 0.0, "a rupture of the first section only");
    cr_expect_float_eq(f->rate_per_yr[1], 2.0, 0.0);
    cr_expect_float_eq(f->dip_deg[1], only.dip_deg, 1e-12);
    cr_expect_float_eq(f->ztor_km[2], only.ztor_km, 1e-12);
    oql_fault_destroy(f);
    oql_source_model_destroy(geometry);
    oql_source_model_destroy(model);
}

Test(source_kites, sections_that_are_not_there_are_named)
{
    oql_source_model *model = read_model(DATA "kites.xml");
    oql_source_model *geometry = read_model(DATA "kite_sections.xml");
    oql_fault *f = NULL;
    oql_err err = {0};

    cr_expect_eq(oql_source_multi_fault(find(model, "multi"), 0, 2, geometry->sections, 3.0,
                                        50.0, &f, &err),
                 OQL_EMODEL);
    cr_expect(strstr(err.text, "\"s3\"") != NULL, "%s", err.text);
    cr_expect_null(f);
    oql_source_model_destroy(geometry);
    oql_source_model_destroy(model);
}

/* ---- sections that are planes: 0 first, 1 second, 2 turn, 3 whole = first and second ---- */

static const oql_kite *section(const oql_fault *f, size_t rupture, size_t k)
{
    return f->section[f->member[f->first[rupture] + k]];
}

static double rrup_of(const oql_fault *f, size_t i, double lon, double lat)
{
    double least = HUGE_VAL;
    for (size_t k = 0; k < f->first[i + 1] - f->first[i]; ++k) {
        least = fmin(least, oql_kite_rrup_km(section(f, i, k), lon, lat, 0.0, NULL));
    }
    return least;
}

/* The multi-fault source over sections that are planes. */
typedef struct {
    oql_source_model *model, *geometry;
    oql_fault *fault;
} planes;

static planes open_planes(void)
{
    planes p = {read_model(DATA "planes.xml"), read_model(DATA "plane_sections.xml"), NULL};
    p.fault = ruptures_of(find(p.model, "multi"), p.geometry);
    return p;
}

static void close_planes(planes *p)
{
    oql_fault_destroy(p->fault);
    oql_source_model_destroy(p->geometry);
    oql_source_model_destroy(p->model);
}

Test(source_kites, a_section_that_is_a_plane_has_the_distances_of_the_plane)
{
    planes p = open_planes();
    const oql_fault *f = p.fault;
    static const double site[][3] = {
        {10.35, 45.28, 0.0}, {10.1, 45.0, 0.0}, {9.8, 45.3, -1.5}, {10.1, 45.05, 3.0}};
    const oql_kite *k = section(f, 0, 0);
    const oql_kite_info info = oql_kite_get_info(k);
    const oql_mesh *m = oql_kite_get_mesh(k);
    oql_planar plane;
    oql_err err = {0};

    cr_assert_eq(oql_planar_from_corners(m->lon_deg, m->lat_deg, m->depth_km, &plane, &err),
                 OQL_OK, "%s", err.text);
    /* 20 km x 12 km, strike 30, dip 60, from 2 km down; at depth degrees are shorter */
    cr_expect(is_close(info.area_km2, 240.0, 2e-3) && is_close(info.dip_deg, 60.0, 1e-4) &&
                  is_close(info.strike_deg, 30.0, 1e-4) && is_close(info.width_km, 12.0, 5e-4),
              "%g %g %g %g", info.area_km2, info.dip_deg, info.strike_deg, info.width_km);
    cr_expect(is_close(info.ztor_km, 2.0, 1e-9) &&
              is_close(info.zbot_km, 2.0 + 12.0 * sqrt(0.75), 1e-6));
    for (size_t i = 0; i < OQL_COUNT(site); ++i) {
        const double *s = site[i];
        double rx = 0.0, ry0 = 0.0;
        cr_expect_eq(oql_kite_rrup_km(k, s[0], s[1], s[2], NULL),
                     oql_planar_rrup_km(&plane, s[0], s[1], s[2]));
        cr_expect_eq(oql_kite_rjb_km(k, s[0], s[1], s[2]),
                     oql_planar_rjb_km(&plane, s[0], s[1], s[2]));
        oql_kite_rx_ry0_km(k, s[0], s[1], &rx, &ry0);
        cr_expect_eq(rx, oql_planar_rx_km(&plane, s[0], s[1]));
        cr_expect_eq(ry0, oql_planar_ry0_km(&plane, s[0], s[1]));
        cr_expect_leq(oql_kite_bound_km(k, s[0], s[1], s[2]),
                      oql_kite_rrup_km(k, s[0], s[1], s[2], NULL));
    }
    close_planes(&p);
}

Test(source_kites, planes_in_a_row_are_one_plane)
{
    planes p = open_planes();
    const oql_fault *f = p.fault;
    double rx[2] = {0.0, 0.0}, ry0[2] = {0.0, 0.0};

    cr_assert_eq(f->n, 4);
    for (size_t i = 0; i < 2; ++i) { /* rupture 1: whole; 2: first and second */
        rx_ry0_of(f, 1 + i, &rx[i], &ry0[i]);
    }
    cr_expect(fabs(rrup_of(f, 1, SITE_LON, SITE_LAT) - rrup_of(f, 2, SITE_LON, SITE_LAT)) <
              0.05);
    cr_expect(fabs(rx[0] - rx[1]) < 0.03 && fabs(ry0[0] - ry0[1]) < 0.03, "%g %g, %g %g", rx[0],
              rx[1], ry0[0], ry0[1]);
    cr_expect(rx[0] > 5.0);
    cr_expect(is_close(f->dip_deg[2], f->dip_deg[1], 1e-4) &&
              is_close(f->width_km[2], f->width_km[1], 1e-4) &&
              is_close(f->ztor_km[2], 2.0, 1e-9));
    close_planes(&p);
}

Test(source_kites, planes_weigh_by_their_areas)
{
    planes p = open_planes();
    const oql_fault *f = p.fault;
    const double a = 240.0, b = 150.0; /* km2 of second and turn */

    cr_expect(is_close(f->dip_deg[3], (a * 60.0 + b * 40.0) / (a + b), 1e-3), "%g",
              f->dip_deg[3]);
    cr_expect(is_close(f->width_km[3], (a * 12.0 + b * 10.0) / (a + b), 1e-3));
    cr_expect(is_close(f->ztor_km[3], (a * 2.0 + b * 4.0) / (a + b), 1e-3));
    close_planes(&p);
}
