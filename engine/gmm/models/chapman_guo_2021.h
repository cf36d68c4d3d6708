/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_CHAPMAN_GUO_2021_H
#define OQL_GMM_MODELS_CHAPMAN_GUO_2021_H

#include <stdbool.h>
#include <stdio.h>

#include "base/csv.h"
#include "base/number.h"
#include "gmm/models/terms.h"
#include "gmm/table.h"

/** Response-spectral ratios of the Atlantic and Gulf coastal plain to sites outside it, by thickness
 *  of the sediments, magnitude and distance, as the US hazard maps of 2023 use them. The ratios come
 *  from a CSV file with the columns zsed, magnitude, distance and psa_ratio_<measure>.
 *
 *  Source   Chapman & Guo (2021), BSSA 111(4), 1849-1867, doi:10.1785/0120200322
 */
enum { OQL_CG21_Z = 20, OQL_CG21_M = 10, OQL_CG21_R = 19 };

static const double oql_cg21_z[OQL_CG21_Z] = {0.0, 0.1, 0.2, 0.3,  0.4,  0.6, 0.8,
                                              1.0, 1.5, 2.5, 3.5,  4.5,  5.5, 6.5,
                                              7.5, 8.5, 9.5, 10.5, 11.5, 12.5};
static const double oql_cg21_m[OQL_CG21_M] = {4.0, 4.5, 5.0, 5.5, 6.0, 6.5, 7.0, 7.5, 8.0, 8.2};
static const double oql_cg21_r[OQL_CG21_R] = {
    0.0,   25.0,  50.0,  75.0,  100.0,  150.0,  200.0,  300.0,  400.0, 500.0,
    600.0, 700.0, 800.0, 900.0, 1000.0, 1100.0, 1200.0, 1350.0, 1500.0};

/** Share of the effect that a thickness of sediments (km) has. */
static inline double oql_cg21_scale(double z_km)
{
    const double s = 1.0 - oql_exp(-z_km / 2.0);
    return s * s * s * s;
}

/* Number of the node with that value, n when there is none. */
static size_t oql_cg21_node(const double *node, size_t n, double x)
{
    size_t i = 0;
    while (i < n && node[i] != x) {
        ++i;
    }
    return i;
}

/** Ratios of one measure from the file.
 *  @param[out] ratio  (OQL_CG21_Z, OQL_CG21_M, OQL_CG21_R)
 *  Errors  OQL_EMODEL: no such column, or the rows are not the grid; names the file */
static oql_status oql_cg21_read(const oql_csv *csv, const oql_imt *imt, double *ratio,
                                oql_err *err)
{
    static const char *const axis[3] = {"zsed", "magnitude", "distance"};
    const size_t n = oql_csv_rows(csv), n_node = OQL_CG21_Z * OQL_CG21_M * OQL_CG21_R;
    char name[OQL_IMT_TEXT + 16];
    size_t col[4];
    double x[4];

    (void)snprintf(name, sizeof name, "psa_ratio_%s", imt->text);
    for (size_t k = 0; k < 4; ++k) {
        col[k] = 0;
        while (col[k] < oql_csv_cols(csv) &&
               strcmp(oql_csv_name(csv, col[k]), k < 3 ? axis[k] : name) != 0) {
            ++col[k];
        }
        if (col[k] == oql_csv_cols(csv)) {
            return OQL_FAIL(err, OQL_EMODEL, "%s: no column %s", oql_csv_path(csv),
                            k < 3 ? axis[k] : name);
        }
    }
    for (size_t i = 0; i < n_node; ++i) {
        ratio[i] = -1.0;
    }
    for (size_t i = 0; i < n; ++i) {
        bool good = true;
        for (size_t k = 0; k < 4; ++k) {
            good = good && oql_parse_double(oql_csv_cell(csv, i, col[k]), &x[k]);
        }
        const size_t z = good ? oql_cg21_node(oql_cg21_z, OQL_CG21_Z, x[0]) : OQL_CG21_Z;
        const size_t m = good ? oql_cg21_node(oql_cg21_m, OQL_CG21_M, x[1]) : OQL_CG21_M;
        const size_t r = good ? oql_cg21_node(oql_cg21_r, OQL_CG21_R, x[2]) : OQL_CG21_R;
        if (z == OQL_CG21_Z || m == OQL_CG21_M || r == OQL_CG21_R || !(x[3] > 0.0)) {
            return OQL_FAIL(err, OQL_EMODEL, "%s:%zu: not a node of the grid with a ratio",
                            oql_csv_path(csv), i + 2);
        }
        ratio[(z * OQL_CG21_M + m) * OQL_CG21_R + r] = x[3];
    }
    for (size_t i = 0; i < n_node; ++i) {
        if (ratio[i] < 0.0) {
            return OQL_FAIL(err, OQL_EMODEL, "%s: nodes of the grid are missing",
                            oql_csv_path(csv));
        }
    }
    return OQL_OK;
}

/* Node below x and the share of the next one; beyond the ends the end counts. */
static inline size_t oql_cg21_locate(const double *node, size_t n, double x, double *share)
{
    size_t i = 0;
    while (i + 2 < n && x > node[i + 1]) {
        ++i;
    }
    *share = oql_clip01((x - node[i]) / (node[i + 1] - node[i]));
    return i;
}

/** ln of the ratio at each lane.
 *  @param[in]  ratio  as oql_cg21_read
 *  @param[out] ln_y   (n) */
static void oql_cg21_motion(const oql_ctx *x, const double *ratio, double *ln_y)
{
    const double *z = x->col[OQL_Z_SED], *rrup = x->col[OQL_RRUP];
    double fm, fz, fr;
    const size_t m = oql_cg21_locate(oql_cg21_m, OQL_CG21_M, x->mag, &fm);

    for (size_t i = 0; i < x->n; ++i) {
        const size_t j = oql_cg21_locate(oql_cg21_z, OQL_CG21_Z, z[i], &fz);
        const size_t k = oql_cg21_locate(oql_cg21_r, OQL_CG21_R, rrup[i], &fr);
        double y[2];
        for (size_t a = 0; a < 2; ++a) {
            const double *lo = ratio + ((j + a) * OQL_CG21_M + m) * OQL_CG21_R + k;
            const double *hi = lo + OQL_CG21_R;
            const double at_lo = lo[0] + fr * (lo[1] - lo[0]);
            const double at_hi = hi[0] + fr * (hi[1] - hi[0]);
            y[a] = at_lo + fm * (at_hi - at_lo);
        }
        ln_y[i] = oql_log(y[0] + fz * (y[1] - y[0]));
    }
}

#endif
