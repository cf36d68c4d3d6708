/* SPDX-License-Identifier: BSD-3-Clause */
/** Sgobba, Lanzano & Pacor (2021), central Italy, not ergodic: terms of the event, of the cluster of
 *  sources and of the site. Terms of places are tabulated at the points of a grid for five periods;
 *  their files are those of the user's model folder, read when the arguments ask for them:
 *
 *      grid.csv                     latitude;longitude of each point
 *      S_model.csv, beta_dS2S.csv   site = true: correction, and variance
 *      P_model_clusterN.csv, beta_dP2P_clusterN.csv   the path from cluster 1, 4 or 5
 *      event.csv                    event_id: id, dBe_PGA, dBe_SA(0.2) ...
 *
 *  A site has the terms of the point that is nearest in degrees. */
#include <stdio.h>
#include <stdlib.h>

#include "base/csv.h"
#include "base/memory.h"
#include "base/number.h"
#include "coeffs/sgobba_2020.h"
#include "gmm/models/children.h"
#include "gmm/models/terms.h"
#include "gmm/table.h"

enum { N_PERIOD = 5, N_CLUSTER = 3, BY_PLACE = -1 };

static const double periods[N_PERIOD] = {0.0, 0.2, 0.50251256281407, 1.0, 2.0};
static const int cluster_number[N_CLUSTER] = {1, 4, 5};

/* Outlines of the clusters, longitude and latitude. */
static const double outline[N_CLUSTER][4][2] = {
    {{13.37, 42.13}, {13.60, 42.24}, {13.48, 42.51}, {13.19, 42.36}},
    {{13.26, 42.41}, {13.43, 42.49}, {13.27, 43.02}, {12.96, 42.86}},
    {{13.03, 42.90}, {13.21, 42.99}, {13.10, 43.13}, {12.90, 43.06}}};

/** A correction of the median, log10, and its variance, at the points of the grid. */
typedef struct {
    const double *correction, *variance; /**< (n_point, N_PERIOD); NULL: not asked for */
} places;

typedef struct {
    double lon, lat;
    size_t row; /**< of the tables */
} point;

typedef struct {
    oql_arena *arena;
    int cluster;            /**< BY_PLACE; 0: no correction; or one of cluster_number */
    double event[N_PERIOD]; /**< log10; of the argument event_id */
    bool known_event;
    size_t n_point;
    point *grid; /**< (n_point) in order of latitude; NULL: not asked for */
    places site, path[N_CLUSTER];
} state;

typedef struct {
    oql_coef_sgobba_2020 c;
    double event;  /**< log10 term of a known event, which has no deviation */
    size_t period; /**< the one before this one among the five */
    double share;  /**< of the next */
} row;

/* ---- files ---- */

static oql_status find(const oql_gmm_spec *spec, state *s, const char *file, const char **path,
                       oql_err *err)
{
    return oql_gmm_find_file(spec, "sgobba_2020", file, s->arena, path, err);
}

static int by_latitude(const void *a, const void *b)
{
    const point *p = a, *q = b;

    if (p->lat != q->lat) {
        return p->lat < q->lat ? -1 : 1;
    }
    return p->row < q->row ? -1 : p->row > q->row;
}

static oql_status read_grid(const oql_gmm_spec *spec, state *s, oql_err *err)
{
    const char *path = NULL;
    oql_csv *csv = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(find(spec, s, "grid.csv", &path, err));
    OQL_TRY(oql_csv_read(path, OQL_CSV_NO_HEADER, &csv, err));
    s->n_point = oql_csv_rows(csv);
    s->grid = oql_arena_alloc(s->arena, s->n_point, sizeof *s->grid);
    if (s->grid == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %s", path);
        goto done;
    }
    for (size_t i = 0; i < s->n_point; ++i) {
        const char *cell = oql_csv_cell(csv, i, 0);
        const size_t n = strcspn(cell, ";");
        point *p = &s->grid[i];
        p->row = i;
        if (!oql_parse_double_n(cell, n, &p->lat) || cell[n] != ';' ||
            !oql_parse_double(cell + n + 1, &p->lon)) {
            st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: found \"%s\", expected latitude;longitude",
                          path, oql_csv_line(csv, i), cell);
            goto done;
        }
    }
    qsort(s->grid, s->n_point, sizeof *s->grid, by_latitude);
done:
    oql_csv_destroy(csv);
    return st;
}

static oql_status read_values(const oql_gmm_spec *spec, state *s, const char *file,
                              const double **out, oql_err *err)
{
    const char *path = NULL;
    oql_csv *csv = NULL;
    double *x = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(find(spec, s, file, &path, err));
    OQL_TRY(oql_csv_read(path, OQL_CSV_HEADER, &csv, err));
    if (oql_csv_rows(csv) < s->n_point || oql_csv_cols(csv) < N_PERIOD) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s: found %zu rows of %zu, expected %zu of %d", path,
                      oql_csv_rows(csv), oql_csv_cols(csv), s->n_point, (int)N_PERIOD);
        goto done;
    }
    x = oql_arena_alloc(s->arena, s->n_point * N_PERIOD, sizeof *x);
    if (x == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %s", path);
        goto done;
    }
    for (size_t i = 0; i < s->n_point * N_PERIOD; ++i) {
        OQL_TRY(oql_csv_number(csv, i / N_PERIOD, i % N_PERIOD, false, &x[i], err));
    }
    *out = x;
done:
    oql_csv_destroy(csv);
    return st;
}

/** The terms of the event; between the five periods there are none. */
static oql_status read_event(const oql_gmm_spec *spec, state *s, const char *id, oql_err *err)
{
    static const char *const column[N_PERIOD] = {
        "dBe_PGA", "dBe_SA(0.2)", "dBe_SA(0.50251256281407)", "dBe_SA(1.0)", "dBe_SA(2.0)"};
    const char *path = NULL;
    oql_csv *csv = NULL;
    size_t at_id = 0, r = 0;
    oql_status st = OQL_OK;

    OQL_TRY(find(spec, s, "event.csv", &path, err));
    OQL_TRY(oql_csv_read(path, OQL_CSV_HEADER, &csv, err));
    OQL_TRY(oql_csv_need(csv, "id", &at_id, err));
    while (r < oql_csv_rows(csv) && strcmp(oql_csv_cell(csv, r, at_id), id) != 0) {
        ++r;
    }
    if (r == oql_csv_rows(csv)) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: event_id: %s has no event \"%s\"",
                      OQL_AT(spec), spec->name, path, id);
        goto done;
    }
    for (size_t k = 0; k < N_PERIOD; ++k) {
        size_t col = 0;
        OQL_TRY(oql_csv_need(csv, column[k], &col, err));
        OQL_TRY(oql_csv_number(csv, r, col, false, &s->event[k], err));
    }
    s->known_event = true;
done:
    oql_csv_destroy(csv);
    return st;
}

static oql_status read_places(const oql_gmm_spec *spec, state *s, const char *correction,
                              const char *variance, places *out, oql_err *err)
{
    oql_status st = OQL_OK;

    if (s->grid == NULL) {
        OQL_TRY(read_grid(spec, s, err));
    }
    OQL_TRY(read_values(spec, s, correction, &out->correction, err));
    OQL_TRY(read_values(spec, s, variance, &out->variance, err));
done:
    return st;
}

static oql_status read_clusters(const oql_gmm_spec *spec, state *s, oql_err *err)
{
    oql_status st = OQL_OK;

    for (size_t k = 0; k < N_CLUSTER; ++k) {
        char correction[32], variance[32];
        if (s->cluster != BY_PLACE && s->cluster != cluster_number[k]) {
            continue;
        }
        (void)snprintf(correction, sizeof correction, "P_model_cluster%d.csv",
                       cluster_number[k]);
        (void)snprintf(variance, sizeof variance, "beta_dP2P_cluster%d.csv", cluster_number[k]);
        OQL_TRY(read_places(spec, s, correction, variance, &s->path[k], err));
    }
done:
    return st;
}

/* ---- arguments ---- */

static oql_status read_cluster(const oql_gmm_spec *spec, state *s, oql_err *err)
{
    const oql_gmm_value *v = oql_gmm_spec_get(spec, "cluster");
    double x = 0.0;

    s->cluster = BY_PLACE;
    if (v == NULL || (v->type == OQL_ARG_STRING && strcmp(v->as.string, "None") == 0)) {
        return OQL_OK;
    }
    if (!oql_gmm_value_number(v, &x) || !(x == 0.0 || x == 1.0 || x == 4.0 || x == 5.0)) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: cluster: expected 0, 1, 4 or 5",
                        OQL_AT(spec), spec->name);
    }
    s->cluster = (int)x;
    return OQL_OK;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    /* the directionality has no effect in the published form */
    static const char *const known[] = {"event_id", "cluster", "site", "bedrock",
                                        "directionality"};
    state *s = oql_gmm_state(g);
    const char *event = NULL;
    bool site = false, bedrock = false;
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_text(spec, known[0], &event, err));
    OQL_TRY(read_cluster(spec, s, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[2], &site, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[3], &bedrock, err));
    OQL_TRY(oql_arena_create(&s->arena, err));
    if (event != NULL) {
        OQL_TRY(read_event(spec, s, event, err));
    }
    if (site && !bedrock) {
        OQL_TRY(read_places(spec, s, "S_model.csv", "beta_dS2S.csv", &s->site, err));
    }
    OQL_TRY(read_clusters(spec, s, err));
    if (s->grid != NULL) {
        oql_gmm_add_needs(g, OQL_BIT(OQL_LON) | OQL_BIT(OQL_LAT));
    }
    if (s->cluster == BY_PLACE) {
        oql_gmm_add_needs(g, OQL_BIT(OQL_HYPO_LON) | OQL_BIT(OQL_HYPO_LAT));
    }
done:
    return st;
}

static void clear(oql_gmm *g)
{
    oql_arena_destroy(((state *)oql_gmm_state(g))->arena);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const state *s = oql_gmm_state_c(g);
    const double t = imt->period_s;
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_sgobba_2020, imt, &r->c.a, err));
    while (r->period + 2 < N_PERIOD && t >= periods[r->period + 1]) {
        ++r->period;
    }
    r->share = (t - periods[r->period]) / (periods[r->period + 1] - periods[r->period]);
    if (s->known_event) {
        if (r->share != 0.0 && r->share != 1.0) {
            return OQL_FAIL(err, OQL_EMODEL, "%s: events have no term at that period",
                            imt->text);
        }
        r->event = s->event[r->period + (r->share == 1.0 ? 1 : 0)];
    }
done:
    return st;
}

/* ---- evaluation ---- */

/** The row of the tables whose point is nearest. */
static size_t nearest(const state *s, double lon, double lat)
{
    size_t lo = 0, hi = s->n_point, found = 0;
    double best = HUGE_VAL;

    while (lo < hi) {
        const size_t mid = (lo + hi) / 2;
        lo = s->grid[mid].lat < lat ? mid + 1 : lo;
        hi = s->grid[mid].lat < lat ? hi : mid;
    }
    for (int way = -1; way <= 1; way += 2) {
        for (size_t i = way < 0 ? lo - 1 : lo; i < s->n_point; i += (size_t)way) {
            const point *p = &s->grid[i];
            const double dy = p->lat - lat, dx = p->lon - lon, d = dx * dx + dy * dy;
            if (dy * dy > best) {
                break;
            }
            found = d < best ? p->row : found;
            best = d < best ? d : best;
        }
    }
    return found;
}

static bool in_outline(const double corner[4][2], double lon, double lat)
{
    bool inside = false;

    for (size_t i = 0, j = 3; i < 4; j = i++) {
        const double x = corner[i][0], y = corner[i][1];
        const double dx = corner[j][0] - x, dy = corner[j][1] - y;
        if ((y > lat) != (corner[j][1] > lat) && lon < x + (lat - y) / dy * dx) {
            inside = !inside;
        }
    }
    return inside;
}

/** Index of the lane's cluster, N_CLUSTER when there is none. */
static size_t cluster_of(const state *s, const oql_ctx *x, size_t i)
{
    size_t k = 0;

    while (k < N_CLUSTER) {
        const bool here =
            s->cluster == BY_PLACE
                ? in_outline(outline[k], x->col[OQL_HYPO_LON][i], x->col[OQL_HYPO_LAT][i])
                : s->cluster == cluster_number[k];
        if (here) {
            return k;
        }
        ++k;
    }
    return k;
}

/** A tabulated value of the measure at a point. */
static double at_place(const double *table, size_t point_row, const row *r)
{
    const double *v = table + point_row * N_PERIOD + r->period;
    return v[0] + r->share * (v[1] - v[0]);
}

static void eval_measure(const state *s, const oql_ctx *x, const row *r, const double *place,
                         const double *cluster, const oql_lanes *l)
{
    const oql_coef_sgobba_2020 *C = &r->c;
    const double *rjb = x->col[OQL_RJB], dm = x->mag - 5.0;
    const double base = C->a + (dm <= 0.0 ? C->b1 : C->b2) * dm + r->event;
    const double slope = C->c1 * (x->mag - C->mref) + C->c2;
    const double l2l[N_CLUSTER] = {C->dL2L_cluster1, C->dL2L_cluster4, C->dL2L_cluster5};
    const double tau = s->known_event ? 0.0 : C->tau_ev;
    const double outside = C->tau_L2L * C->tau_L2L + C->phi_P2P * C->phi_P2P;

    for (size_t i = 0; i < x->n; ++i) {
        const size_t at = (size_t)place[i], k = (size_t)cluster[i];
        const double dist = sqrt(rjb[i] * rjb[i] + 36.0);
        double log_y = base + slope * oql_log10(dist) + C->c3 * (dist - 1.0);
        double within = C->sigma_0 * C->sigma_0;
        if (k < N_CLUSTER) {
            log_y += at_place(s->path[k].correction, at, r) + l2l[k];
            within += at_place(s->path[k].variance, at, r);
        } else {
            within += outside;
        }
        if (s->site.correction != NULL) {
            log_y += at_place(s->site.correction, at, r);
            within += at_place(s->site.variance, at, r);
        } else {
            within += C->phi_S2S_ref * C->phi_S2S_ref;
        }
        l->mean[i] = OQL_LN10 * log_y + OQL_LN_GAL_TO_G;
        l->phi[i] = OQL_LN10 * sqrt(within);
        l->tau[i] = OQL_LN10 * tau;
        l->sigma[i] = OQL_LN10 * sqrt(within + tau * tau);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    double *place = oql_work_rows(x->work, 2, x->stride), *cluster = place + x->stride;
    const bool one_site = oql_is_constant(x, OQL_LON) && oql_is_constant(x, OQL_LAT);

    for (size_t i = 0; i < x->n; ++i) {
        place[i] = s->grid == NULL ? 0.0
                   : i > 0 && one_site
                       ? place[0]
                       : (double)nearest(s, x->col[OQL_LON][i], x->col[OQL_LAT][i]);
        cluster[i] = (double)cluster_of(s, x, i);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_measure(s, x, oql_gmm_row(g, m), place, cluster, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "SgobbaEtAl2020",
              .reference = "Sgobba, Lanzano & Pacor (2021). Empirical nonergodic shaking "
                           "scenarios based on spatial correlation models: an application to "
                           "central Italy. Earthquake Engineering and Structural Dynamics "
                           "50(1), 60-80",
              .doi = "",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_RJB,
              .period_s = OQL_RANGE(0.2, 2.0)},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval,
     .clear = clear},
};

OQL_GMM_FAMILY(sgobba_2020) = {OQL_COUNT(classes), classes, 0, NULL};
