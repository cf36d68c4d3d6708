/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_KOTHA_2020_H
#define OQL_GMM_MODELS_KOTHA_2020_H

#include "gmm/models/imt_table.h"
#include "gmm/models/terms.h"

/** Body of Kotha et al. (2020, doi:10.1007/s10518-020-00869-1) and of its forms in the 2020
 *  European hazard model; a class brings its own coefficients to this form of row and evaluates
 *  with oql_kotha_eval. */

typedef enum {
    OQL_KOTHA_NO_SITE,
    OQL_KOTHA_VS30,     /**< quadratic in ln(vs30 / 800) */
    OQL_KOTHA_SLOPE,    /**< quadratic in ln(slope / 0.1) */
    OQL_KOTHA_MEASURED, /**< linear in ln vs30, other for measured and inferred vs30 */
    OQL_KOTHA_GEOLOGY   /**< linear in ln slope, other for each geological unit */
} oql_kotha_site;

enum { OQL_KOTHA_REGIONS = 6, OQL_KOTHA_UNITS = 9 };

typedef struct {
    double sigma_mu_epsilon, c3_epsilon;
    bool ergodic;
    oql_imt_table dl2l, c3;
} oql_kotha_state;

/** One measure. Index 0 of c3 is for sites outside of all regions, of v1 and v2 for other
 *  units. */
typedef struct {
    double e1, b1, b2, b3, c1, c2;
    double c3[OQL_KOTHA_REGIONS];
    double tau[4], phi0[2]; /**< at M 4.5, 5, 5.5, 6.5; at M 5 and 6.5 */
    double phi_s2s[2];      /**< inferred, measured; both the same where that does not matter */
    double g0, g1, g2;      /**< quadratic site terms */
    double d0[2], d1[2];    /**< inferred, measured */
    double v1[OQL_KOTHA_UNITS], v2[OQL_KOTHA_UNITS];
    double tau_l2l, mu_m74[3], mu_m8[3]; /**< shallow, intermediate, deep */
    double shift;                        /**< unit and source region, ln */
} oql_kotha_row;

static inline oql_status oql_kotha_init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"sigma_mu_epsilon", "c3_epsilon", "ergodic", "dl2l",
                                        "c3"};
    oql_kotha_state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    s->ergodic = true;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[0], &s->sigma_mu_epsilon, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[1], &s->c3_epsilon, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[2], &s->ergodic, err));
    OQL_TRY(oql_imt_table_read(spec, known[3], &s->dl2l, err));
    OQL_TRY(oql_imt_table_read(spec, known[4], &s->c3, err));
done:
    return st;
}

/** What the arguments dl2l and c3 and the unit change in a row; to be called last in
 *  prepare. */
static inline oql_status oql_kotha_finish(const oql_kotha_state *s, const oql_imt *imt,
                                          oql_kotha_row *r, oql_err *err)
{
    oql_status st = OQL_OK;

    r->shift = imt->kind == OQL_IMT_AVGSA ? OQL_LN_GAL_TO_G : oql_ln_unit(imt);
    if (s->dl2l.n > 0) {
        double shift = 0.0;
        OQL_TRY(oql_imt_table_at(&s->dl2l, "dl2l", imt, &shift, err));
        r->shift += shift;
    }
    if (s->c3.n > 0) {
        OQL_TRY(oql_imt_table_at(&s->c3, "c3", imt, &r->c3[0], err));
        for (size_t i = 1; i < OQL_KOTHA_REGIONS; ++i) {
            r->c3[i] = r->c3[0];
        }
    }
done:
    return st;
}

/** Deviation of the median among source regions for one depth class, growing above M 7.4. */
static inline double oql_kotha_sigma_mu(const oql_kotha_row *r, double mag, size_t depth_class)
{
    const double at = oql_ramp(mag, 7.4, r->mu_m74[depth_class], 8.0, r->mu_m8[depth_class]);
    return mag < 7.4 ? r->tau_l2l : oql_fmax(r->tau_l2l, at);
}

/** Between-event deviation: straight lines between the four magnitudes. */
static inline double oql_kotha_tau(const double tau[4], double mag)
{
    const double low = oql_ramp(mag, 4.5, tau[0], 5.0, tau[1]);
    const double mid = oql_ramp(mag, 5.0, tau[1], 5.5, tau[2]);
    const double high = oql_ramp(mag, 5.5, tau[2], 6.5, tau[3]);
    return mag <= 5.0 ? low : (mag <= 5.5 ? mid : high);
}

/** Index of the geological unit from the code of its first six letters. */
static inline double oql_kotha_unit(double code, const double known[OQL_KOTHA_UNITS])
{
    double unit = 0.0;

    for (size_t k = 1; k < OQL_KOTHA_UNITS; ++k) {
        unit = code == known[k] ? (double)k : unit;
    }
    return unit;
}

/** Terms that all measures share. */
typedef struct {
    double *ln_r, *dr;            /**< ln(R / Rref), (R - Rref) / 100 */
    double *ln_site, *class_site; /**< ln of vs30 or slope; measured, or geological unit */
    double *region;
} oql_kotha_rows;

static inline void oql_kotha_site_rows(const oql_ctx *x, oql_kotha_site site,
                                       const oql_kotha_rows *w)
{
    static const char *const name[OQL_KOTHA_UNITS] = {
        "", "PRECAM", "PALEOZ", "JURASS", "CRETAC", "CENOZO", "PLEIST", "HOLOCE", "UNKNOW"};
    const double *vs30 = x->col[OQL_VS30], *slope = x->col[OQL_SLOPE];
    const double *measured = x->col[OQL_VS30MEASURED], *geology = x->col[OQL_GEOLOGY];
    double code[OQL_KOTHA_UNITS];

    for (size_t k = 0; k < OQL_KOTHA_UNITS; ++k) {
        code[k] = oql_gmm_text_code(name[k]);
    }
    for (size_t i = 0; i < x->n; ++i) {
        switch (site) {
        case OQL_KOTHA_NO_SITE:
            w->ln_site[i] = 0.0;
            w->class_site[i] = 0.0;
            break;
        case OQL_KOTHA_VS30:
            w->ln_site[i] = oql_log(vs30[i] / 800.0);
            w->class_site[i] = 0.0;
            break;
        case OQL_KOTHA_SLOPE:
            w->ln_site[i] = oql_log(slope[i] / 0.1);
            w->class_site[i] = 0.0;
            break;
        case OQL_KOTHA_MEASURED:
            w->ln_site[i] = oql_log(oql_fmin(vs30[i], 1100.0));
            w->class_site[i] = measured[i] != 0.0 ? 1.0 : 0.0;
            break;
        case OQL_KOTHA_GEOLOGY:
            w->ln_site[i] = oql_log(oql_clamp(slope[i], 0.0005, 0.3));
            w->class_site[i] = oql_kotha_unit(geology[i], code);
            break;
        }
    }
}

/** Distances saturate with a depth that grows in three steps with that of the hypocentre. */
static inline double oql_kotha_depth(double hypo_depth)
{
    return hypo_depth <= 10.0 ? 4.0 : (hypo_depth > 20.0 ? 12.0 : 8.0);
}

/** Hundreds of km beyond the reference distance of 30 km. */
static inline double oql_kotha_beyond_30_km(double rjb, double h)
{
    return (sqrt(rjb * rjb + h * h) - sqrt(900.0 + h * h)) / 100.0;
}

static inline void oql_kotha_source_rows(const oql_ctx *x, bool regions,
                                         const oql_kotha_rows *w)
{
    const double *rjb = x->col[OQL_RJB], *depth = x->col[OQL_HYPO_DEPTH];
    const double *region = regions ? x->col[OQL_REGION] : rjb;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double h = oql_kotha_depth(depth[i]);
        const double r2 = rjb[i] * rjb[i] + h * h, ref2 = 900.0 + h * h;
        const double known = ((region[i] >= 1.0) & (region[i] <= 5.0)) ? region[i] : 0.0;
        w->ln_r[i] = 0.5 * oql_log(r2 / ref2);
        w->dr[i] = oql_kotha_beyond_30_km(rjb[i], h);
        w->region[i] = regions ? known : 0.0;
    }
}

static inline double oql_kotha_magnitude(const oql_kotha_row *r, double mag)
{
    const double dm = mag - 5.7;
    return r->e1 + (mag <= 5.7 ? r->b1 * dm + r->b2 * dm * dm : r->b3 * dm);
}

static inline void oql_kotha_mean(const oql_kotha_row *r, const oql_ctx *x, oql_kotha_site site,
                                  double sigma_mu_epsilon, const oql_kotha_rows *w,
                                  double *mean)
{
    const double base = oql_kotha_magnitude(r, x->mag) + r->shift;
    const double slope = r->c1 + r->c2 * (x->mag - 4.5);
    const double shallow = sigma_mu_epsilon * oql_kotha_sigma_mu(r, x->mag, 0);
    const double middle = sigma_mu_epsilon * oql_kotha_sigma_mu(r, x->mag, 1);
    const double deep = sigma_mu_epsilon * oql_kotha_sigma_mu(r, x->mag, 2);
    const double *depth = x->col[OQL_HYPO_DEPTH];
    const double g0 = r->g0, g1 = r->g1, g2 = r->g2;
    /* the two tables of classes have the same use: a constant and a slope for each class */
    const double *k0 = site == OQL_KOTHA_GEOLOGY ? r->v1 : r->d0;
    const double *k1 = site == OQL_KOTHA_GEOLOGY ? r->v2 : r->d1;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double c3 = r->c3[(int)w->region[i]], s = w->ln_site[i];
        const int class_site = (int)w->class_site[i];
        const double f_site = g0 + (g1 + g2 * s) * s + k0[class_site] + k1[class_site] * s;
        const double f_mu = depth[i] < 10.0 ? shallow : (depth[i] >= 20.0 ? deep : middle);
        mean[i] = base + slope * w->ln_r[i] + c3 * w->dr[i] + f_site + f_mu;
    }
}

static inline void oql_kotha_sigmas(const oql_kotha_row *r, const oql_ctx *x,
                                    oql_kotha_site site, bool ergodic, const oql_kotha_rows *w,
                                    const oql_lanes *l)
{
    const double tau = oql_kotha_tau(r->tau, x->mag);
    const double phi0 = oql_ramp(x->mag, 5.0, r->phi0[0], 6.5, r->phi0[1]);
    const double s0 = ergodic ? r->phi_s2s[0] : 0.0, s1 = ergodic ? r->phi_s2s[1] : 0.0;
    const double phi_inferred = sqrt(phi0 * phi0 + s0 * s0);
    const double phi_measured = sqrt(phi0 * phi0 + s1 * s1);
    const bool split = site == OQL_KOTHA_MEASURED;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double phi =
            split ? (w->class_site[i] == 1.0 ? phi_measured : phi_inferred) : phi_inferred;
        l->tau[i] = tau;
        l->phi[i] = phi;
        l->sigma[i] = sqrt(tau * tau + phi * phi);
    }
}

/** All measures. regions: attenuation differs between regions. */
static inline void oql_kotha_eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out,
                                  oql_kotha_site site, bool regions)
{
    const oql_kotha_state *s = oql_gmm_state_c(g);
    const double epsilon = s->dl2l.n > 0 ? 0.0 : s->sigma_mu_epsilon;
    const size_t mark = oql_work_mark(x->work);
    double *first = oql_work_rows(x->work, 5, x->stride);
    const oql_kotha_rows w = {first, first + x->stride, first + 2 * x->stride,
                              first + 3 * x->stride, first + 4 * x->stride};

    oql_kotha_source_rows(x, regions, &w);
    oql_kotha_site_rows(x, site, &w);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_kotha_row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        oql_kotha_mean(r, x, site, epsilon, &w, l.mean);
        oql_kotha_sigmas(r, x, site, s->ergodic, &w, &l);
    }
    oql_work_release(x->work, mark);
}

#endif
