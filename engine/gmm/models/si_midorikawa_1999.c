/* SPDX-License-Identifier: BSD-3-Clause */
/** Si & Midorikawa (1999), Japan, with the corrections of the national seismic hazard maps for
 * the
 *  subduction trench (north-east) and the volcanic front (south-west). */
#include <math.h>
#include <string.h>

#include "gmm/models/terms.h"

typedef enum { NONE, TRENCH, FRONT } correction;

/** How a class differs. */
typedef struct {
    bool crust;
    double d_pga, d_pgv; /**< event type term, log10 */
    correction along;
} variant;

/** Published numbers of one measure; log10 of gal or cm/s. */
typedef struct {
    double mag, depth, constant, near_km, slope; /**< base model, equation 3.5.1-1 */
    double far, far_power, trench_x, trench;     /**< trench correction, equation 3.5.1-2 */
    double front_x, front;                       /**< volcanic front correction */
    double ln_unit, d;
    bool is_pgv;
} row;

static const row pga_row = {0.5,     0.0043, 0.61,    0.0055, 0.003, 0.13, 3.2,
                            -8.1e-5, 0.02,   7.06e-5, 0.0053, 0.0,   0.0,  false};
static const row pgv_row = {0.58,      0.0038,   -1.29,   0.0028,  0.002, -0.012, 2.064,
                            -4.021e-5, 0.009905, 4.28e-5, 0.00321, 0.0,   0.0,    true};

/* Traces of the reference lines, degrees. */
#define N_TRENCH 11
#define N_FRONT  10
static const double trench[N_TRENCH][2] = {
    {143.5, 24.0}, {143.0, 29.0}, {141.9, 33.8},  {142.4, 35.8}, {143.25, 36.55}, {143.8, 37.7},
    {144.2, 39.2}, {144.3, 40.1}, {144.65, 41.0}, {146.8, 42.0}, {153.0, 45.5}};
static const double front[N_FRONT][2] = {
    {122.0, 24.5}, {124.0, 24.5}, {128.3, 27.9}, {129.7, 29.5}, {130.8, 31.5},
    {131.6, 33.4}, {132.0, 34.9}, {133.7, 35.3}, {134.9, 35.3}, {136.9, 36.2}};

#define EARTH_RADIUS_KM 6371.0
#define DEG             (OQL_TWO_PI / 360.0)

/** A piece of a line on the unit sphere, extended to infinity beyond an end of the line. */
typedef struct {
    double a[3], b[3];         /**< its ends */
    double along[3], right[3]; /**< directions at a */
    double along_b[3];         /**< the same azimuth at b */
    double sign;               /**< -1: looked at from its end (the first piece) */
    bool open;                 /**< without end at b */
} segment;

typedef struct {
    size_t n;
    segment seg[N_TRENCH - 1];
} state;

static double dot(const double u[3], const double v[3])
{
    return u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
}

/** Unit vectors to a point, to its east and to its north. */
static void local_frame(const double lon_lat[2], double up[3], double east[3], double north[3])
{
    const double cx = cos(lon_lat[0] * DEG), sx = sin(lon_lat[0] * DEG);
    const double cy = cos(lon_lat[1] * DEG), sy = sin(lon_lat[1] * DEG);
    const double u[3] = {cy * cx, cy * sx, sy}, e[3] = {-sx, cx, 0.0};
    const double n[3] = {-sy * cx, -sy * sx, cy};

    memcpy(up, u, sizeof u);
    memcpy(east, e, sizeof e);
    memcpy(north, n, sizeof n);
}

static void make_segment(const double from[2], const double to[2], segment *s)
{
    double east[3], north[3], east_b[3], north_b[3];

    local_frame(from, s->a, east, north);
    local_frame(to, s->b, east_b, north_b);
    const double e = dot(s->b, east), n = dot(s->b, north), h = hypot(e, n);
    for (int k = 0; k < 3; ++k) {
        s->along[k] = (n * north[k] + e * east[k]) / h;
        s->right[k] = (n * east[k] - e * north[k]) / h;
        s->along_b[k] = (n * north_b[k] + e * east_b[k]) / h;
    }
    s->sign = 1.0;
    s->open = false;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    const double(*line)[2] = v->along == TRENCH ? trench : front;
    const size_t n = v->along == TRENCH ? N_TRENCH : N_FRONT;
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    if (v->along != NONE) {
        s->n = n - 1;
        make_segment(line[1], line[0], &s->seg[0]);
        s->seg[0].sign = -1.0;
        for (size_t i = 1; i < s->n; ++i) {
            make_segment(line[i], line[i + 1], &s->seg[i]);
        }
        s->seg[0].open = true;
        s->seg[s->n - 1].open = true;
    }
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;

    if (imt->kind != OQL_IMT_PGA && imt->kind != OQL_IMT_PGV) {
        return OQL_FAIL(err, OQL_EMODEL, "%s is not defined by this model", imt->text);
    }
    *r = imt->kind == OQL_IMT_PGV ? pgv_row : pga_row;
    r->ln_unit = oql_ln_unit(imt);
    r->d = imt->kind == OQL_IMT_PGV ? v->d_pgv : v->d_pga;
    return OQL_OK;
}

static inline double arc_sine(double x)
{
    return oql_atan(x / sqrt(oql_fmax(1.0 - x * x, 1e-30)));
}

/** Length of the chord between two points of the unit sphere. */
static inline double chord(const double *a, double px, double py, double pz)
{
    const double x = px - a[0], y = py - a[1], z = pz - a[2];
    return sqrt(x * x + y * y + z * z);
}

/** Signed distance from the line, km, positive to its right. */
static void line_distance(const state *s, const oql_ctx *x, double *dist)
{
    const double *lon = x->col[OQL_LON], *lat = x->col[OQL_LAT];
    const size_t mark = oql_work_mark(x->work);
    const bool one_site = oql_is_constant(x, OQL_LON) && oql_is_constant(x, OQL_LAT);
    const size_t n = one_site ? 1 : x->n;
    double *px = oql_work_rows(x->work, 3, x->stride);
    double *py = px + x->stride, *pz = py + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double cy = oql_cos(lat[i] * DEG);
        px[i] = cy * oql_cos(lon[i] * DEG);
        py[i] = cy * oql_sin(lon[i] * DEG);
        pz[i] = oql_sin(lat[i] * DEG);
        dist[i] = 1e9;
    }
    for (size_t k = 0; k < s->n; ++k) {
        const segment *g = &s->seg[k];
        const double open = g->open ? 1.0 : 0.0;
        OQL_SIMD
        for (size_t i = 0; i < n; ++i) {
            const double ahead =
                g->along[0] * px[i] + g->along[1] * py[i] + g->along[2] * pz[i];
            const double beyond =
                g->along_b[0] * px[i] + g->along_b[1] * py[i] + g->along_b[2] * pz[i];
            const double right =
                g->right[0] * px[i] + g->right[1] * py[i] + g->right[2] * pz[i];
            /* as in OpenQuake, chords to inner corners and arcs to the ends of the line */
            const double from_a = chord(g->a, px[i], py[i], pz[i]),
                         from_b = chord(g->b, px[i], py[i], pz[i]);
            const double corner = oql_fmin(from_a, from_b);
            const double end =
                EARTH_RADIUS_KM * (open > 0.0 ? 2.0 * arc_sine(0.5 * from_a) : corner);
            const double past = open > 0.0 ? -1.0 : beyond;
            const double to_line = EARTH_RADIUS_KM * arc_sine(right);
            const double to_end = right < 0.0 ? -end : end;
            const double inside = past <= 0.0 ? to_line : to_end;
            const double d = g->sign * (ahead >= 0.0 ? inside : to_end);
            dist[i] = oql_fabs(d) < oql_fabs(dist[i]) ? d : dist[i];
        }
    }
    if (one_site) {
        oql_fill(x->n, dist[0], dist);
    }
    oql_work_release(x->work, mark);
}

/** log10 on the reference ground of 600 m/s, and the deviations. */
static void eval_base(const row *r, const variant *v, const oql_ctx *x, const oql_lanes *l)
{
    const double mag = oql_fmin(x->mag, 8.3);
    const double base = r->mag * mag + r->constant + r->d;
    const double near_km = r->near_km * oql_exp10(0.5 * mag);
    const double crust_slope = 0.03 / oql_log10(1.5);
    const double *rrup = x->col[OQL_RRUP], *depth = x->col[OQL_HYPO_DEPTH];
    const bool crust = v->crust, by_level = !v->crust && r->is_pgv;

    const double by_depth = r->depth, slope = r->slope;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double y =
            base + by_depth * depth[i] - oql_log10(rrup[i] + near_km) - slope * rrup[i];
        /* by distance for crustal earthquakes, by the level of PGV for the others */
        const double far = oql_clamp(rrup[i], 20.0, 30.0);
        const double by_r = 0.23 - crust_slope * oql_log10(far / 20.0);
        const double level = oql_clamp(oql_exp10(y), 25.0, 50.0);
        const double by_y = by_level ? 0.2 - 0.05 * (level - 25.0) / 25.0 : 0.2;
        l->mean[i] = y;
        l->sigma[i] = OQL_LN10 * (crust ? by_r : by_y);
        l->tau[i] = 0.0;
        l->phi[i] = 0.0;
    }
}

/** Corrections by position, log10. */
static void add_correction(const row *r, correction along, const oql_ctx *x, const double *dist,
                           double *mean)
{
    const double *rrup = x->col[OQL_RRUP], *depth = x->col[OQL_HYPO_DEPTH];

    if (along == TRENCH) {
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double far = r->far + r->far_power * oql_log10(rrup[i] / 300.0);
            const double deep = oql_fmax(depth[i] - 30.0, 0.0);
            mean[i] +=
                oql_fmax(far, 0.0) + (r->trench_x * oql_fabs(dist[i]) + r->trench) * deep;
        }
    } else if (along == FRONT) {
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double slope = dist[i] <= 75.0 ? r->front_x * dist[i] : r->front;
            mean[i] += slope * (depth[i] - 30.0);
        }
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *vs30 = x->col[OQL_VS30];
    const size_t mark = oql_work_mark(x->work);
    double *dist = oql_work_rows(x->work, 1, x->stride);
    const double soil = oql_log(1.41), rock = -oql_log(1.25), undefined = (double)NAN;

    if (v->along != NONE) {
        line_distance(oql_gmm_state_c(g), x, dist);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_base(r, v, x, &l);
        add_correction(r, v->along, x, dist, l.mean);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            /* Amplification is published for 400, 600 and 800 m/s only. */
            const double other = vs30[i] == 800.0 ? rock : undefined;
            const double site = vs30[i] == 400.0 ? soil : other;
            l.mean[i] = OQL_LN10 * l.mean[i] + r->ln_unit + (vs30[i] == 600.0 ? 0.0 : site);
        }
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, region, more_needs, ...)                                             \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Si & Midorikawa (1999). New attenuation relationships for peak "         \
                     "ground acceleration and velocity considering effects of fault "          \
                     "type and site condition. Journal of Structural and "                     \
                     "Construction Engineering (AIJ) 523, 63-70; corrections of the "          \
                     "National Seismic Hazard Maps for Japan (NIED 2009, 148-151)",            \
                 .doi = "10.3130/aijs.64.63_2",                                                \
                 .trt = region,                                                                \
                 .measures = "PGA PGV",                                                        \
                 .component = OQL_IMC_LARGER,                                                  \
                 .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RRUP | OQL_NEED_VS30 |      \
                          (more_needs)},                                                       \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(state),                 \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

#define POSITION (OQL_BIT(OQL_LON) | OQL_BIT(OQL_LAT))
#define INTER    false, 0.01, -0.02
#define SLAB     false, 0.22, 0.12

static const oql_gmm_class classes[] = {
    CLASS("SiMidorikawa1999Asc", OQL_TRT_ACTIVE, 0, true, 0.0, 0.0, NONE),
    CLASS("SiMidorikawa1999SInter", OQL_TRT_INTERFACE, 0, INTER, NONE),
    CLASS("SiMidorikawa1999SInterNorthEastCorrection", OQL_TRT_INTERFACE, POSITION, INTER,
          TRENCH),
    CLASS("SiMidorikawa1999SInterSouthWestCorrection", OQL_TRT_INTERFACE, POSITION, INTER,
          FRONT),
    CLASS("SiMidorikawa1999SSlab", OQL_TRT_INSLAB, 0, SLAB, NONE),
    CLASS("SiMidorikawa1999SSlabNorthEastCorrection", OQL_TRT_INSLAB, POSITION, SLAB, TRENCH),
    CLASS("SiMidorikawa1999SSlabSouthWestCorrection", OQL_TRT_INSLAB, POSITION, SLAB, FRONT),
};

OQL_GMM_FAMILY(si_midorikawa_1999) = {OQL_COUNT(classes), classes, 0, NULL};
