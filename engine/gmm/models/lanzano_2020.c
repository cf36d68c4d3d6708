/* SPDX-License-Identifier: BSD-3-Clause */
/** Lanzano et al. (2020): reference rock in central Italy, with other sites as one class, as
 *  Eurocode 8 classes or as clusters. */
#include "gmm/family.h"

#include "coeffs/lanzano_2020_cluster.h"
#include "coeffs/lanzano_2020_ec8.h"
#include "coeffs/lanzano_2020_ref.h"
#include "gmm/models/terms.h"

typedef enum { REFERENCE, EC8, CLUSTER } variant;

enum { N_CLASS = 8 };

/* Coefficients by meaning; the columns of the tables differ by their sites. Other site classes
 * than the named ones have site[N_CLASS]. */
typedef struct {
    double a, b1, b2, c1, c2, c3, mref, tau, phi_s2s, phi_0;
    double code[N_CLASS], site[N_CLASS + 1];
} row;

#define COMMON(c)                                                                              \
    .a = (c).a, .b1 = (c).b1, .b2 = (c).b2, .c1 = (c).c1, .c2 = (c).c2, .c3 = (c).c3,          \
    .mref = (c).Mref, .tau = (c).tau, .phi_s2s = (c).phi_S2S, .phi_0 = (c).phi_0

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    static const char *const letters[] = {"A", "B", "C", "D", "E"};
    static const char *const numbers[] = {"2", "3", "4", "5", "6", "7", "8", "9"};
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_coef_lanzano_2020_ref a;
    oql_coef_lanzano_2020_ec8 e;
    oql_coef_lanzano_2020_cluster c;
    oql_status st = OQL_OK;

    switch (*v) {
    case REFERENCE:
        OQL_TRY(oql_coeff_row(&oql_table_lanzano_2020_ref, imt, &a.a, err));
        *r = (row){COMMON(a)};
        r->site[N_CLASS] = a.s_other;
        break;
    case EC8:
        OQL_TRY(oql_coeff_row(&oql_table_lanzano_2020_ec8, imt, &e.a, err));
        *r = (row){COMMON(e)};
        memcpy(r->site + 1, (const double[]){e.sB, e.sC, e.sD, e.sE}, 4 * sizeof(double));
        break;
    case CLUSTER:
        OQL_TRY(oql_coeff_row(&oql_table_lanzano_2020_cluster, imt, &c.a, err));
        *r = (row){COMMON(c)};
        memcpy(r->site, (const double[]){c.s2, c.s3, c.s4, c.s5, c.s6, c.s7, c.s8, c.s9},
               N_CLASS * sizeof(double));
        break;
    }
    for (size_t k = 0; k < N_CLASS; ++k) {
        const char *text = *v == CLUSTER ? numbers[k] : letters[k < OQL_COUNT(letters) ? k : 0];
        r->code[k] = *v == REFERENCE && k > 0 ? r->code[0] : oql_gmm_text_code(text);
    }
done:
    return st;
}

/* Index of the class of a site. */
static inline double class_of(const double code[N_CLASS], double site)
{
    double index = N_CLASS;

    for (size_t k = N_CLASS; k-- > 0;) {
        index = site == code[k] ? (double)k : index;
    }
    return index;
}

static void eval_mean(const row *r, const oql_ctx *x, const double *index, double *mean)
{
    const double dm = x->mag - 5.0;
    const double base =
        OQL_LN10 * (r->a + (x->mag <= 5.0 ? r->b1 : r->b2) * dm - r->c3) + OQL_LN_GAL_TO_G;
    const double slope = 0.5 * (r->c1 * (x->mag - r->mref) + r->c2);
    const double linear = OQL_LN10 * r->c3;
    const double *rjb = x->col[OQL_RJB];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r2 = rjb[i] * rjb[i] + 36.0;
        mean[i] =
            base + slope * oql_log(r2) + linear * sqrt(r2) + OQL_LN10 * r->site[(int)index[i]];
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const row *first = oql_gmm_row(g, 0);
    const size_t mark = oql_work_mark(x->work);
    double *index = oql_work_rows(x->work, 1, x->stride);

    for (size_t i = 0; i < x->n; ++i) {
        index[i] = class_of(first->code, x->col[OQL_SITECLASS][i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, x, index, l.mean);
        oql_fill_parts(x->n, OQL_LN10 * r->tau,
                       OQL_LN10 * sqrt(r->phi_s2s * r->phi_s2s + r->phi_0 * r->phi_0), &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Lanzano, Felicetta, Pacor, Spallarossa & Traversa (2020). Methodology to "   \
                 "identify the reference rock sites in regions of medium-to-high seismicity: " \
                 "an application in central Italy. Geophysical Journal International 222(3), " \
                 "2053-2067",                                                                  \
    .doi = "", .trt = OQL_TRT_ACTIVE, .measures = "PGA SA", .component = OQL_IMC_GEOMEAN,      \
    .needs = OQL_NEED_MAG | OQL_NEED_RJB | OQL_BIT(OQL_SITECLASS),                             \
    .period_s = OQL_RANGE(0.04, 2.0)

#define CLASS(class_name, kind)                                                                \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){kind},                \
        .row_size = sizeof(row), .prepare = prepare, .eval = eval                              \
    }

static const oql_gmm_class classes[] = {
    CLASS("LanzanoEtAl2020_Cluster", CLUSTER),
    CLASS("LanzanoEtAl2020_EC8", EC8),
    CLASS("LanzanoEtAl2020_ref", REFERENCE),
};

OQL_GMM_FAMILY(lanzano_2020) = {OQL_COUNT(classes), classes, 0, NULL};
