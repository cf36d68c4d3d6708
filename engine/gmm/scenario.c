/* SPDX-License-Identifier: BSD-3-Clause */
#include "gmm/scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "gmm/work.h"

enum { STRIDE = 8 };

/* Style and depths (km) of the usual earthquake of a region. */
static const struct {
    const char *trt;
    double rake, dip, ztor, zbot, hypo_depth;
} regions[] = {
    {"Subduction Interface", 90.0, 20.0, 15.0, 40.0, 25.0},
    {"Subduction IntraSlab", 90.0, 60.0, 50.0, 70.0, 60.0},
    {"Volcanic", 0.0, 90.0, 0.0, 10.0, 5.0},
    {"", 0.0, 90.0, 2.0, 15.0, 9.0},
};

static void give(oql_gmm_scenario *s, oql_ctx_param p, double x)
{
    s->value[p] = x;
}

void oql_gmm_scenario_init(oql_gmm_scenario *s, const char *trt)
{
    size_t r = 0;
    while (r + 1 < OQL_COUNT(regions) && strcmp(regions[r].trt, trt) != 0) {
        ++r;
    }
    memset(s, 0, sizeof *s);
    s->mag = 6.5;
    s->dist_km = 30.0;
    give(s, OQL_RAKE, regions[r].rake);
    give(s, OQL_DIP, regions[r].dip);
    give(s, OQL_ZTOR, regions[r].ztor);
    give(s, OQL_ZBOT, regions[r].zbot);
    give(s, OQL_HYPO_DEPTH, regions[r].hypo_depth);
    give(s, OQL_VS30, 760.0);
    give(s, OQL_VS30MEASURED, 1.0);
    give(s, OQL_AZIMUTH, 90.0);
    give(s, OQL_AZIMUTHCP, 90.0);
    give(s, OQL_XVF, 50.0);
    give(s, OQL_Z1PT4, 300.0);
    give(s, OQL_SLOPE, 0.1);
    give(s, OQL_SOILTYPE, 1.0);
    give(s, OQL_H800, 10.0);
    give(s, OQL_F0, 4.0);
    give(s, OQL_FPEAK, 4.0);
    give(s, OQL_KAPPA0, 0.03);
    give(s, OQL_THV, 0.25);
    give(s, OQL_PHV, 3.0);
    give(s, OQL_SITECLASS, oql_gmm_text_code("B"));
    give(s, OQL_GEOLOGY, oql_gmm_text_code("HOLOCENE"));
    give(s, OQL_EC8, oql_gmm_text_code("A"));
    give(s, OQL_EC8_P18, oql_gmm_text_code("A"));
}

oql_status oql_gmm_scenario_set(oql_gmm_scenario *s, const char *assignment, oql_err *err)
{
    const char *equal = strchr(assignment, '=');
    char key[32] = "";
    double x = 0.0;
    if (equal == NULL || equal == assignment || (size_t)(equal - assignment) >= sizeof key) {
        return OQL_FAIL(err, OQL_ECONFIG, "'%.60s' found, expected PARAMETER=VALUE, as in %s",
                        assignment, "vs30=400");
    }
    memcpy(key, assignment, (size_t)(equal - assignment));
    const bool is_dist = strcmp(key, "dist") == 0;
    const oql_ctx_param p = oql_ctx_param_by_name(key);
    if (!is_dist && p == OQL_CTX_N) {
        return OQL_FAIL(err, OQL_ECONFIG,
                        "unknown parameter \"%s\", expected dist, mag, vs30, rake ... as "
                        "oqlite gmm info names them",
                        key);
    }
    const bool is_text =
        p == OQL_SITECLASS || p == OQL_GEOLOGY || p == OQL_EC8 || p == OQL_EC8_P18;
    if (is_text) {
        x = oql_gmm_text_code(equal + 1);
    } else if (!oql_parse_double(equal + 1, &x) || !isfinite(x)) {
        return OQL_FAIL(err, OQL_ECONFIG, "%s: '%.60s' found, expected a number", key,
                        equal + 1);
    }
    if ((is_dist || p == OQL_MAG) && !(x > 0.0)) {
        return OQL_FAIL(err, OQL_ECONFIG, "%s: %g found, expected a positive number", key, x);
    }
    if (is_dist) {
        s->dist_km = x;
    } else if (p == OQL_MAG) {
        s->mag = x;
    } else {
        s->value[p] = x;
        s->given |= OQL_BIT(p);
    }
    return OQL_OK;
}

/* What follows from other values where the user does not give it. */
static void follow(const oql_gmm_scenario *s, oql_ctx_param p, double x, double *value)
{
    if ((s->given & OQL_BIT(p)) == 0) {
        value[p] = x;
    }
}

void oql_gmm_scenario_values(const oql_gmm_scenario *s, double value[OQL_CTX_N])
{
    const double r = s->dist_km, rad = 3.14159265358979323846 / 180.0;
    memcpy(value, s->value, OQL_CTX_N * sizeof *value);
    value[OQL_MAG] = s->mag;
    const double high = fmax(value[OQL_ZBOT] - value[OQL_ZTOR], 0.0);
    const double sine = fmax(sin(value[OQL_DIP] * rad), 0.1);
    follow(s, OQL_WIDTH, high / sine, value);
    follow(s, OQL_RJB, r, value);
    follow(s, OQL_RRUP, sqrt(r * r + value[OQL_ZTOR] * value[OQL_ZTOR]), value);
    follow(s, OQL_RX, -r, value); /* the foot wall */
    follow(s, OQL_REPI, r, value);
    follow(s, OQL_RHYPO, sqrt(r * r + value[OQL_HYPO_DEPTH] * value[OQL_HYPO_DEPTH]), value);
    follow(s, OQL_LON, r / 111.2, value); /* from an epicentre at 0, 0 */
    const double v4 = pow(value[OQL_VS30], 4.0), a4 = pow(571.0, 4.0);
    const double ln_ratio = log((v4 + a4) / (pow(1360.0, 4.0) + a4));
    follow(s, OQL_Z1PT0, exp(-7.15 / 4.0 * ln_ratio), value);
    follow(s, OQL_Z2PT5, exp(7.089 - 1.144 * log(value[OQL_VS30])), value);
}

/* ---- curves ---- */

static void evaluate(const oql_gmm *g, const double value[OQL_CTX_N], oql_work *work,
                     double *mean, double *sigma)
{
    double column[OQL_CTX_N][STRIDE], answer[4][STRIDE];
    oql_ctx ctx = {.n = 1, .stride = STRIDE, .mag = value[OQL_MAG], .work = work};
    for (int p = 0; p < OQL_CTX_N; ++p) {
        for (size_t i = 0; i < STRIDE; ++i) {
            column[p][i] = value[p];
        }
        ctx.col[p] = column[p];
        ctx.constant |= OQL_BIT(p);
    }
    const oql_gmm_out out = {answer[0], answer[1], answer[2], answer[3]};
    oql_gmm_eval(g, &ctx, &out);
    *mean = answer[0][0];
    *sigma = answer[1][0];
}

static void add_point(oql_gmm_curve *c, const oql_imt *imt, double x, double mean, double sigma)
{
    const bool plain = imt->kind == OQL_IMT_MMI;
    const size_t i = c->n++;
    c->x[i] = x;
    c->mean[i] = mean;
    c->sigma[i] = sigma;
    c->median[i] = plain ? mean : exp(mean);
    c->lower[i] = plain ? mean - sigma : exp(mean - sigma);
    c->upper[i] = plain ? mean + sigma : exp(mean + sigma);
}

static oql_status alloc_curve(size_t n, oql_gmm_curve *c, oql_err *err)
{
    double **const array[] = {&c->x, &c->median, &c->lower, &c->upper, &c->mean, &c->sigma};
    memset(c, 0, sizeof *c);
    for (size_t k = 0; k < OQL_COUNT(array); ++k) {
        *array[k] = oql_calloc(n, sizeof(double));
        if (*array[k] == NULL) {
            return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a curve of %zu points", n);
        }
    }
    return OQL_OK;
}

void oql_gmm_curve_clear(oql_gmm_curve *c)
{
    free(c->x);
    free(c->median);
    free(c->lower);
    free(c->upper);
    free(c->mean);
    free(c->sigma);
    memset(c, 0, sizeof *c);
}

/* One model for one measure with the scratch it needs. */
static oql_status ready(const oql_gmm_spec *spec, const oql_imt *imt, oql_gmm **g,
                        oql_work **work, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(oql_gmm_create(spec, 1, imt, g, err));
    OQL_TRY(oql_work_create(oql_gmm_work_bytes(*g, STRIDE), work, err));
done:
    return st;
}

static oql_status add_period(const oql_gmm_spec *spec, double period,
                             const double value[OQL_CTX_N], oql_gmm_curve *c, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_gmm *g = NULL;
    oql_work *work = NULL;
    oql_err why = {0};
    double mean, sigma;
    const oql_imt sa = oql_imt_sa(period);
    st = oql_gmm_create(spec, 1, &sa, &g, &why);
    if (st == OQL_EMODEL) { /* a period that it does not define */
        st = OQL_OK;
        goto done;
    }
    if (st != OQL_OK) {
        *err = why;
        goto done;
    }
    OQL_TRY(oql_work_create(oql_gmm_work_bytes(g, STRIDE), &work, err));
    evaluate(g, value, work, &mean, &sigma);
    add_point(c, &sa, period, mean, sigma);
done:
    oql_work_destroy(work);
    oql_gmm_destroy(g);
    return st;
}

oql_status oql_gmm_curve_make(const oql_gmm_spec *spec, const oql_imt *imt,
                              const oql_gmm_scenario *s, oql_gmm_axis axis, double lo,
                              double hi, size_t n, oql_gmm_curve *out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_gmm *g = NULL;
    oql_work *work = NULL;
    oql_gmm_scenario at = *s;
    double value[OQL_CTX_N], mean, sigma;

    OQL_TRY(alloc_curve(n, out, err));
    if (axis != OQL_GMM_OVER_PERIOD) {
        OQL_TRY(ready(spec, imt, &g, &work, err));
    }
    for (size_t i = 0; i < n; ++i) {
        const double t = n < 2 ? 0.0 : (double)i / (double)(n - 1);
        const double x =
            axis == OQL_GMM_OVER_MAGNITUDE ? lo + (hi - lo) * t : lo * pow(hi / lo, t);
        at.dist_km = axis == OQL_GMM_OVER_DISTANCE ? x : s->dist_km;
        at.mag = axis == OQL_GMM_OVER_MAGNITUDE ? x : s->mag;
        oql_gmm_scenario_values(&at, value);
        if (axis == OQL_GMM_OVER_PERIOD) {
            OQL_TRY(add_period(spec, x, value, out, err));
        } else {
            evaluate(g, value, work, &mean, &sigma);
            add_point(out, imt, x, mean, sigma);
        }
    }
done:
    if (st != OQL_OK) {
        oql_gmm_curve_clear(out);
    }
    oql_work_destroy(work);
    oql_gmm_destroy(g);
    return st;
}
