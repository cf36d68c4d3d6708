/* SPDX-License-Identifier: BSD-3-Clause */
/** Gulerce & Abrahamson (2011): ratio of vertical to horizontal motion, whose nonlinear site
 *  term is driven by the rock motion of a model that the argument gmpe_name names. */
#include "gmm/family.h"

#include "coeffs/gulerce_abrahamson_2011.h"
#include "gmm/models/children.h"
#include "gmm/models/terms.h"

typedef oql_coef_gulerce_abrahamson_2011 coef;

typedef struct {
    coef c;
    double v1; /* vs30 counts up to here */
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"gmpe_name"};
    const oql_imt pga = oql_imt_pga();
    const oql_gmm **child = oql_gmm_state(g);
    const char *name = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 1, known, err));
    OQL_TRY(oql_gmm_arg_text(spec, known[0], &name, err));
    if (name == NULL) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: the argument gmpe_name is missing",
                      spec->path, spec->line, spec->name);
        goto done;
    }
    OQL_TRY(oql_gmm_add_child_named(g, name, 1, &pga, child, err));
done:
    return st;
}

/* Saturation velocity, equation 4. */
static double saturation_vs30(const oql_imt *imt)
{
    const double t = imt->period_s;

    if (imt->kind == OQL_IMT_PGV) {
        return 862.0;
    }
    if (t <= 0.5) {
        return 1500.0;
    }
    return t <= 1.0  ? exp(8.0 - 0.795 * log(t / 0.21))
           : t < 2.0 ? exp(6.76 - 0.297 * log(t))
                     : 700.0;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    r->v1 = saturation_vs30(imt);
    return oql_coeff_row(&oql_table_gulerce_abrahamson_2011, imt, &r->c.VLIN, err);
}

static void eval_mean(const row *r, const oql_ctx *x, const double *pga, double *mean)
{
    const coef *C = &r->c;
    const double dm = x->mag - 6.75, to_max = 8.5 - x->mag, soft = 1.88, power = 1.18;
    const double base =
        C->a1 + C->a8 * to_max * to_max + (x->mag <= 6.75 ? 0.0334 : -0.034) * dm;
    const double slope = 0.5 * (C->a2 + 0.0147 * dm), reverse = C->a6, normal = C->a7;
    const double vlin = C->VLIN, v1 = r->v1, a10 = C->a10, b = C->b;
    const double *rrup = x->col[OQL_RRUP], *rake = x->col[OQL_RAKE], *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double ln_v = oql_log(oql_fmin(vs30[i], v1) / vlin);
        const double bend = oql_log((pga[i] + soft) / (pga[i] + soft * oql_exp(power * ln_v)));
        const double thrust = ((rake[i] > 30.0) & (rake[i] < 150.0)) ? reverse : 0.0;
        mean[i] = base + slope * oql_log(rrup[i] * rrup[i] + 100.0) + a10 * ln_v +
                  (ln_v < 0.0 ? b * bend : -b * power * ln_v) +
                  (((rake[i] > -120.0) & (rake[i] < -60.0)) ? normal : thrust);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const oql_gmm *const *child = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    const oql_ctx on_rock = oql_ctx_with(x, OQL_VS30, 1100.0);
    const oql_gmm_out rock = oql_child_rows(x, 1);

    oql_gmm_eval(*child, &on_rock, &rock);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        rock.mean[i] = oql_exp(rock.mean[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, x, rock.mean, l.mean);
        oql_fill_parts(x->n, oql_ramp(x->mag, 5.0, r->c.s3, 7.0, r->c.s4),
                       oql_ramp(x->mag, 5.0, r->c.s1, 7.0, r->c.s2), &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "GulerceAbrahamson2011",
              .reference = "Gulerce & Abrahamson (2011). Site-specific design spectra for "
                           "vertical ground motion. Earthquake Spectra 27(4), 1023-1047",
              .doi = "10.1193/1.3651317",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA PGV SA",
              .component = "Vertical-to-Horizontal Ratio",
              .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RRUP | OQL_NEED_VS30,
              .mag = {5.0, 8.5},
              .dist_km = {0.0, 200.0},
              .period_s = {0.01, 10.0}},
     .state_size = sizeof(const oql_gmm *),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(gulerce_abrahamson_2011) = {OQL_COUNT(classes), classes, 0, NULL};
