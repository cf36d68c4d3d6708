/* SPDX-License-Identifier: BSD-3-Clause */
/* Bradley (2013): Chiou & Youngs (2008) revised for New Zealand, in crustal and volcanic regions;
 * for the larger horizontal component; and with the adjustments of Bradley (2013b) for four parts of
 * Christchurch, whose sites have vs30 250 m/s and z1.0 330 m.
 */
#include "coeffs/bradley_2013.h"
#include "nga_west2_terms.h"

#define DEG 0.017453292519943295

typedef enum { ANYWHERE, CBD, WEST, EAST, NORTH, MAPS } place;

typedef struct {
    place place;
    bool is_volcanic, is_larger;
    double additional_sigma;
} variant;

typedef struct {
    oql_coef_bradley_2013 c;
    double ln_v1;      /* ln of the velocity where amplification ends, over 1130 */
    double larger;     /* ln of the ratio of the larger component to the geometric mean */
    double local;      /* dL2L + dS2S of the part of Christchurch, see local_term() */
    double srf, srf_t; /* reduction of the deviations there: total and within, between */
} row;

typedef struct {
    double epsilon;
} state;

/* Rows that no measure enters, and those of the measure at hand. */
typedef struct {
    double *ln_far, *hw, *x_hw, *inside; /* inside: 1 in the centre of Christchurch */
    double *vs30, *ln_v, *z, *thin;
    double *nl, *site;
    bool one_site;
} shared;

enum { N_SHARED = 10 };

/* Linear interpolation through n points; constant outside. */
static double interp(size_t n, const double x[], const double y[], double at)
{
    if (at <= x[0]) {
        return y[0];
    }
    for (size_t i = 1; i < n; ++i) {
        if (at <= x[i]) {
            return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
        }
    }
    return y[n - 1];
}

/* Location term of the Canterbury region and site term of a part of Christchurch, by period. */
static double local_term(place where, double t)
{
    static const double t_l[] = {0.18, 0.35, 10.0}, l[] = {-0.06, 0.12, 0.65};
    static const double t_c[] = {0.0, 0.15, 0.45, 3.2, 5.0},
                        c[] = {0.05, -0.15, 0.4, 0.4, 0.08};
    static const double t_w[] = {0.0, 0.85, 1.4, 3.2, 5.0};
    static const double w[] = {-0.2, -0.55, -0.18, -0.18, 0.22};
    static const double t_e[] = {0.25, 1.5, 10.0}, e[] = {0.05, 0.15, 0.1};
    static const double t_n[] = {0.0, 0.2, 0.6}, n[] = {-0.31, -0.4, 0.2};
    const double region = interp(3, t_l, l, t);
    if (where == MAPS) {
        /* DEVIATION: OpenQuake 3.25 adds the site term of the centre twice and no location term,
         * which makes +0.10 of the -0.01 that PGA has in the report; its numbers count. */
        return 2.0 * interp(5, t_c, c, t);
    }
    return where == WEST    ? region + interp(5, t_w, w, t)
           : where == EAST  ? region + interp(3, t_e, e, t)
           : where == NORTH ? region + interp(3, t_n, n, t)
                            : region + interp(5, t_c, c, t);
}

/* ln of the larger component over the geometric mean, Boore & Kishida (2017) form. */
static double larger_term(double period_s)
{
    const double t = period_s > 0.0 ? period_s : 0.01;
    const double a = 1.106 + (1.158 - 1.106) / oql_log(0.56 / 0.08) * oql_log(t / 0.08);
    const double b = 1.158 + (1.178 - 1.158) / oql_log(4.4 / 0.56) * oql_log(t / 0.56);
    const double c = 1.178 + (1.241 - 1.178) / oql_log(8.7 / 4.4) * oql_log(t / 4.4);
    const double ratio = oql_fmax(oql_fmin(a, b), oql_fmin(c, 1.241));
    return oql_log(oql_fmax(1.106, ratio));
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    static const double t_s[] = {0.6, 1.0, 10.0}, s[] = {0.8, 0.7, 0.6};
    static const double t_t[] = {1.0, 5.0}, tau[] = {0.87, 0.58};
    const variant *v = oql_gmm_variant(g);
    const double t = imt->period_s;
    row *r = to;
    const double v1 = t == 0.0 ? 1800.0 : 1130.0 * oql_pow(t / 0.75, -0.11);
    r->ln_v1 = oql_log(oql_fmin(oql_fmax(v1, 1130.0), 1800.0) / 1130.0);
    r->larger = v->is_larger ? larger_term(t) : 0.0;
    r->local = v->place == ANYWHERE ? 0.0 : local_term(v->place, t);
    r->srf = v->place == ANYWHERE ? 1.0 : interp(3, t_s, s, t);
    r->srf_t = v->place == ANYWHERE || v->place == MAPS ? 1.0 : interp(2, t_t, tau, t);
    return oql_coeff_row(&oql_table_bradley_2013, imt, (double *)&r->c, err);
}

/* Whether a point is in the polygon of the centre, by the parity of edges to its east. */
static double is_in_centre(double lon, double lat)
{
    static const double x[] = {172.6259, 172.6505, 172.6505, 172.6124,
                               172.6123, 172.6124, 172.6220};
    static const double y[] = {-43.5209, -43.5209, -43.5399, -43.5400,
                               -43.5289, -43.5245, -43.5233};
    unsigned crossings = 0;
    for (size_t i = 0, j = OQL_COUNT(x) - 1; i < OQL_COUNT(x); j = i++) {
        const bool straddles = (y[i] > lat) != (y[j] > lat);
        if (straddles && lon < (x[j] - x[i]) * (lat - y[i]) / (y[j] - y[i]) + x[i]) {
            ++crossings;
        }
    }
    return crossings % 2 == 1 ? 1.0 : 0.0;
}

static void share_distances(const oql_ctx *ctx, double crb, const shared *s)
{
    const double *rrup = ctx->col[OQL_RRUP], *rjb = ctx->col[OQL_RJB], *rx = ctx->col[OQL_RX];
    const double *ztor = ctx->col[OQL_ZTOR], *dip = ctx->col[OQL_DIP];
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double cosine = oql_cos(DEG * dip[i]);
        const double near = sqrt(rjb[i] * rjb[i] + ztor[i] * ztor[i]) / (rrup[i] + 0.001);
        s->ln_far[i] = 0.5 * oql_log(rrup[i] * rrup[i] + crb * crb);
        s->hw[i] = rx[i] >= 0.0 ? 1.0 - near : 0.0;
        s->x_hw[i] = rx[i] * cosine * cosine;
    }
}

/* Velocity and depth of each site: its own, or those of Christchurch. */
static void place_sites(const oql_ctx *ctx, place where, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30], *z1pt0 = ctx->col[OQL_Z1PT0];
    const double *lon = ctx->col[OQL_LON], *lat = ctx->col[OQL_LAT];
    const double *in_cshm = ctx->col[OQL_IN_CSHM];
    for (size_t i = 0; i < ctx->n; ++i) {
        const double centre =
            where == MAPS ? is_in_centre(lon[i], lat[i]) : (where == ANYWHERE ? 0.0 : 1.0);
        s->vs30[i] = centre > 0.0 ? 250.0 : vs30[i];
        s->z[i] = centre > 0.0 ? 330.0 : z1pt0[i];
        s->inside[i] = where == MAPS && in_cshm[i] == 0.0 ? 0.0 : centre;
    }
}

static void share_site(const oql_ctx *ctx, const shared *s)
{
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double z = s->z[i] == -999.0 ? oql_cy08_z1_ref(s->vs30[i]) : s->z[i];
        s->z[i] = z;
        s->ln_v[i] = oql_log(s->vs30[i] / 1130.0);
        s->thin[i] = 1.0 / oql_cosh(0.15 * oql_fmax(z - 15.0, 0.0));
    }
}

static shared make_shared(const oql_gmm *g, const oql_ctx *ctx)
{
    shared s;
    const row *r = oql_gmm_row(g, 0);
    const variant *v = oql_gmm_variant(g);
    double *rows = oql_work_rows(ctx->work, N_SHARED, ctx->stride);
    double **const row_of[N_SHARED] = {&s.ln_far, &s.hw, &s.x_hw, &s.inside, &s.vs30,
                                       &s.ln_v,   &s.z,  &s.thin, &s.nl,     &s.site};
    for (size_t i = 0; i < N_SHARED; ++i) {
        *row_of[i] = rows + i * ctx->stride;
    }
    s.one_site =
        v->place != MAPS && oql_is_constant(ctx, OQL_VS30) && oql_is_constant(ctx, OQL_Z1PT0);
    share_distances(ctx, r->c.crb, &s);
    place_sites(ctx, v->place, &s);
    share_site(ctx, &s);
    return s;
}

static void site_terms(const oql_ctx *ctx, const row *r, const shared *s)
{
    const oql_coef_bradley_2013 *C = &r->c;
    const double at_ref = oql_exp(C->phi3 * (1130.0 - 360.0)), ln_v1 = r->ln_v1;
    const double phi1 = C->phi1, phi2 = C->phi2, phi3 = C->phi3, phi5 = C->phi5;
    const double phi6 = C->phi6, phi7 = C->phi7, phi8 = C->phi8;
    const size_t n = s->one_site ? 1 : ctx->n;
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double v = oql_fmin(s->vs30[i], 1130.0);
        const double deep = 1.0 / oql_cosh(phi6 * oql_fmax(s->z[i] - phi7, 0.0));
        s->nl[i] = phi2 * (oql_exp(phi3 * (v - 360.0)) - at_ref);
        s->site[i] =
            phi1 * oql_fmin(s->ln_v[i], ln_v1) + phi5 * (1.0 - deep) + phi8 * s->thin[i];
    }
    if (n == 1) {
        oql_fill(ctx->n, s->nl[0], s->nl);
        oql_fill(ctx->n, s->site[0], s->site);
    }
}

/* Motion on rock. In volcanic regions all of the path attenuates as the Taupo zone. */
static void rock_motion(const oql_ctx *ctx, const oql_coef_bradley_2013 *C, bool is_volcanic,
                        const shared *s, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP], *rake = ctx->col[OQL_RAKE];
    const double *ztor = ctx->col[OQL_ZTOR];
    const double mag = ctx->mag, c4 = C->c4, c7 = C->c7, c8 = C->c8, c1a = C->c1a, c1b = C->c1b;
    const double base = C->c1 + C->c2 * (mag - 6.0) +
                        (C->c2 - C->c3) / C->cn * oql_log(1.0 + oql_exp(C->cn * (C->cm - mag)));
    const double size = C->c5 * oql_cosh(C->c6 * oql_fmax(mag - C->chm, 0.0));
    const double far = C->c4a - C->c4, c9 = C->c9, per_c9a = 1.0 / C->c9a;
    const double gamma = (C->cg1 + C->cg2 / oql_cosh(oql_fmax(mag - C->cg3, 0.0))) *
                         (is_volcanic ? 1.0 + C->ctvz : 1.0);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double style = ((rake[i] >= 30.0) & (rake[i] <= 150.0) ? c1a : 0.0) +
                             ((rake[i] >= -120.0) & (rake[i] <= -60.0) ? c1b : 0.0);
        mean[i] = base + style + c7 * (oql_fmin(ztor[i], c8) - 4.0) +
                  c4 * oql_log(rrup[i] + size) + far * s->ln_far[i] + gamma * rrup[i] +
                  c9 * s->hw[i] * oql_tanh(s->x_hw[i] * per_c9a);
    }
}

static void eval_measure(const oql_ctx *ctx, const variant *v, const row *r, const shared *s,
                         const oql_lanes *l)
{
    const oql_coef_bradley_2013 *C = &r->c;
    const double *measured = ctx->col[OQL_VS30MEASURED];
    const double above_5 = oql_fmin(oql_fmax(ctx->mag - 5.0, 0.0), 2.0);
    const double tau = C->tau1 + (C->tau2 - C->tau1) / 2.0 * above_5;
    const double phi = C->sig1 + 0.5 * (C->sig2 - C->sig1) * above_5;
    const double sig3 = C->sig3, phi4 = C->phi4, per_phi4 = 1.0 / C->phi4;
    const double add2 = v->additional_sigma * v->additional_sigma;
    site_terms(ctx, r, s);
    rock_motion(ctx, C, v->is_volcanic, s, l->mean);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double in = s->inside[i], srf = 1.0 + in * (r->srf - 1.0);
        const double srf_t = 1.0 + in * (r->srf_t - 1.0);
        const double y = oql_exp(l->mean[i]), nl = 1.0 + s->nl[i] * y / (y + phi4);
        const double t2 = nl * nl * tau * tau;
        const double p2 = phi * phi * ((measured[i] != 0.0 ? 0.7 : sig3) + nl * nl);
        l->mean[i] +=
            s->site[i] + s->nl[i] * oql_log((y + phi4) * per_phi4) + r->larger + in * r->local;
        l->sigma[i] = sqrt((t2 + p2) * srf * srf + add2);
        l->tau[i] = sqrt(t2 * srf_t * srf_t + 0.5 * add2);
        l->phi[i] = sqrt(p2 * srf * srf + 0.5 * add2);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const state *st = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(ctx->work), n_imt = oql_gmm_n_imt(g);
    if (n_imt == 0) {
        return;
    }
    const shared s = make_shared(g, ctx);
    for (size_t m = 0; m < n_imt; ++m) {
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        eval_measure(ctx, v, oql_gmm_row(g, m), &s, &l);
        oql_add_epistemic(ctx, v->place == ANYWHERE ? st->epsilon : 0.0, l.mean);
    }
    oql_work_release(ctx->work, mark);
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"sigma_mu_epsilon"};
    oql_status st = OQL_OK;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sigma_mu_epsilon", &((state *)oql_gmm_state(g))->epsilon,
                               err));
done:
    return st;
}

#define NEEDS                                                                                  \
    (OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_DIP) | OQL_BIT(OQL_ZTOR) |             \
     OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_RJB) | OQL_BIT(OQL_RX) | OQL_BIT(OQL_VS30) |              \
     OQL_BIT(OQL_VS30MEASURED) | OQL_BIT(OQL_Z1PT0))
#define NEEDS_MAPS (NEEDS | OQL_BIT(OQL_LON) | OQL_BIT(OQL_LAT) | OQL_BIT(OQL_IN_CSHM))
#define CRUST      "Active Shallow Crust"
#define GEOMETRIC  "Average Horizontal"
#define LARGER     "Greater of two horizontal"

#define CLASS(class_name, region, how, what, asks)                                             \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Bradley (2013), A New Zealand-specific pseudospectral "         \
                              "acceleration ground-motion prediction equation for active "     \
                              "shallow crustal earthquakes based on foreign models, Bulletin " \
                              "of the Seismological Society of America 103(3), 1801-1822",     \
                 .doi = "",                                                                    \
                 .trt = region,                                                                \
                 .measures = "PGA SA",                                                         \
                 .component = how,                                                             \
                 .needs = asks,                                                                \
                 .mag = {4.0, 8.5},                                                            \
                 .dist_km = {0.0, 200.0},                                                      \
                 .period_s = {0.01, 10.0}},                                                    \
        .variant = &(what), .state_size = sizeof(state), .row_size = sizeof(row),              \
        .init = init, .prepare = prepare, .eval = eval                                         \
    }

static const variant crust = {ANYWHERE, false, false, 0.0};
static const variant volcanic = {ANYWHERE, true, false, 0.0};
static const variant crust_larger = {ANYWHERE, false, true, 0.0};
static const variant volcanic_larger = {ANYWHERE, true, true, 0.0};
static const variant crust_added = {ANYWHERE, false, true, 0.35};
static const variant cbd = {CBD, false, true, 0.0}, cbd_added = {CBD, false, true, 0.35};
static const variant west = {WEST, false, true, 0.0}, west_added = {WEST, false, true, 0.35};
static const variant east = {EAST, false, true, 0.0}, east_added = {EAST, false, true, 0.35};
static const variant north = {NORTH, false, true, 0.0},
                     north_added = {NORTH, false, true, 0.35};
static const variant maps = {MAPS, false, true, 0.0}, maps_added = {MAPS, false, true, 0.35};

static const oql_gmm_class classes[] = {
    CLASS("Bradley2013", CRUST, GEOMETRIC, crust, NEEDS),
    CLASS("Bradley2013Volc", "Volcanic", GEOMETRIC, volcanic, NEEDS),
    CLASS("Bradley2013LHC", CRUST, LARGER, crust_larger, NEEDS),
    CLASS("Bradley2013VolcLHC", "Volcanic", LARGER, volcanic_larger, NEEDS),
    CLASS("Bradley2013AdditionalSigma", CRUST, LARGER, crust_added, NEEDS),
    CLASS("Bradley2013bChchCBD", CRUST, LARGER, cbd, NEEDS),
    CLASS("Bradley2013bChchCBDAdditionalSigma", CRUST, LARGER, cbd_added, NEEDS),
    CLASS("Bradley2013bChchWest", CRUST, LARGER, west, NEEDS),
    CLASS("Bradley2013bChchWestAdditionalSigma", CRUST, LARGER, west_added, NEEDS),
    CLASS("Bradley2013bChchEast", CRUST, LARGER, east, NEEDS),
    CLASS("Bradley2013bChchEastAdditionalSigma", CRUST, LARGER, east_added, NEEDS),
    CLASS("Bradley2013bChchNorth", CRUST, LARGER, north, NEEDS),
    CLASS("Bradley2013bChchNorthAdditionalSigma", CRUST, LARGER, north_added, NEEDS),
    CLASS("Bradley2013bChchMaps", CRUST, LARGER, maps, NEEDS_MAPS),
    CLASS("Bradley2013bChchMapsAdditionalSigma", CRUST, LARGER, maps_added, NEEDS_MAPS),
};

OQL_GMM_FAMILY(bradley_2013) = {.n_class = OQL_COUNT(classes), .classes = classes};
