/* SPDX-License-Identifier: BSD-3-Clause */
/** Kotha et al. (2020) with its regional terms: the attenuation of the region where the site lies and
 *  the offset of the tectonic region of the hypocentre, with their standard errors. The regions are
 *  files of the user's model folder, as the authors publish them. */
#include <stdlib.h>
#include <string.h>

#include "gmm/geojson.h"
#include "gmm/models/children.h"
#include "gmm/models/kotha_2020.h"
#include "gmm/models/terms.h"
#include "gmm/table.h"

enum { MAX_REGION = 255, MAX_KEY = 128 };

typedef struct {
    oql_arena *arena;
    oql_regions path, source;
    double path_epsilon, source_epsilon;
    const oql_gmm *base; /**< without regional terms */
} state;

/** One measure; the last of each is for points outside of all regions. */
typedef struct {
    double delta_c3[MAX_REGION + 1], dl2l[MAX_REGION + 1];
} row;

static oql_status read_regions(const oql_gmm_spec *spec, const char *file, state *s,
                               oql_regions *out, oql_err *err)
{
    const char *path = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_find_file(spec, "Kotha_2020", file, s->arena, &path, err));
    OQL_TRY(oql_regions_read(path, s->arena, out, err));
    for (size_t i = 0; i < out->n; ++i) {
        if (out->n > MAX_REGION || out->region[i].n_key > MAX_KEY) {
            return OQL_FAIL(err, OQL_EMODEL, "%s: expected at most %d regions of %d numbers",
                            path, (int)MAX_REGION, (int)MAX_KEY);
        }
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"delta_c3_epsilon", "delta_l2l_epsilon", "ergodic"};
    const oql_gmm_value *ergodic = oql_gmm_spec_get(spec, known[2]);
    const size_t n = oql_gmm_n_imt(g);
    state *s = oql_gmm_state(g);
    oql_gmm_spec base = *spec;
    oql_gmm_arg arg;
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[0], &s->path_epsilon, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[1], &s->source_epsilon, err));
    base.name = "KothaEtAl2020Site";
    base.n_args = 0;
    if (ergodic != NULL) {
        arg = (oql_gmm_arg){known[2], *ergodic};
        base.n_args = 1;
        base.args = &arg;
    }
    OQL_TRY(oql_gmm_add_child(g, &base, n, n == 0 ? NULL : oql_gmm_imt(g, 0), &s->base, err));
    OQL_TRY(oql_arena_create(&s->arena, err));
    OQL_TRY(read_regions(spec, "kotha_attenuation_regions.geojson", s, &s->path, err));
    OQL_TRY(read_regions(spec, "kotha_tectonic_regions.geojson", s, &s->source, err));
done:
    return st;
}

static void clear(oql_gmm *g)
{
    oql_arena_destroy(((state *)oql_gmm_state(g))->arena);
}

/** The number of a region for a measure, its properties "PGA", "SA(0.1)" or, with the suffix, the
 *  standard error; between periods as coefficients are. */
static oql_status of_measure(const oql_region *region, const char *suffix, const oql_imt *imt,
                             double *value, oql_err *err)
{
    static const char *const column[] = {"value"};
    const char *name[MAX_KEY];
    double period[MAX_KEY], x[MAX_KEY];
    oql_coeff_table t = {"of a region", 0, 1, name, period, column, x};

    for (size_t k = 0; k < region->n_key; ++k) {
        const size_t n = strlen(region->key[k]), end = strlen(suffix);
        char text[OQL_IMT_TEXT];
        oql_imt at;
        oql_err unused = {0};
        if (n < end || n - end >= sizeof text ||
            strcmp(region->key[k] + n - end, suffix) != 0) {
            continue;
        }
        memcpy(text, region->key[k], n - end);
        text[n - end] = '\0';
        if (oql_imt_parse(text, &at, &unused) == OQL_OK) {
            name[t.n_row] = oql_imt_name(at.kind);
            period[t.n_row] = at.period_s;
            x[t.n_row++] = region->value[k];
        }
    }
    return oql_coeff_row(&t, imt, value, err);
}

static oql_status prepare_terms(const oql_regions *regions, double epsilon, const oql_imt *imt,
                                double *term, oql_err *err)
{
    oql_status st = OQL_OK;

    for (size_t i = 0; i < regions->n; ++i) {
        double centre = 0.0, error = 0.0;
        OQL_TRY(of_measure(&regions->region[i], "", imt, &centre, err));
        OQL_TRY(of_measure(&regions->region[i], "_se", imt, &error, err));
        term[i] = centre + epsilon * error;
    }
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const state *s = oql_gmm_state_c(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(prepare_terms(&s->path, s->path_epsilon, imt, r->delta_c3, err));
    OQL_TRY(prepare_terms(&s->source, s->source_epsilon, imt, r->dl2l, err));
done:
    return st;
}

/** Region of each lane; sites or hypocentres that all lanes share are looked up once. */
static void region_row(const oql_ctx *x, const oql_regions *regions, oql_ctx_param lon,
                       oql_ctx_param lat, double *region)
{
    const size_t n = oql_is_constant(x, lon) && oql_is_constant(x, lat) ? 1 : x->n;

    for (size_t i = 0; i < n; ++i) {
        region[i] = (double)oql_regions_at(regions, x->col[lon][i], x->col[lat][i]);
    }
    if (n == 1) {
        oql_fill(x->n, region[0], region);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const double *rjb = x->col[OQL_RJB], *depth = x->col[OQL_HYPO_DEPTH];
    const size_t mark = oql_work_mark(x->work);
    double *path = oql_work_rows(x->work, 3, x->stride);
    double *source = path + x->stride, *dr = path + 2 * x->stride;

    oql_gmm_eval(s->base, x, out);
    region_row(x, &s->path, OQL_LON, OQL_LAT, path);
    region_row(x, &s->source, OQL_HYPO_LON, OQL_HYPO_LAT, source);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double h = oql_kotha_depth(depth[i]);
        dr[i] = oql_kotha_beyond_30_km(rjb[i], h);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        double *mean = oql_lanes_of(x, out, m).mean;
        for (size_t i = 0; i < x->n; ++i) {
            mean[i] += r->delta_c3[(size_t)path[i]] * dr[i] + r->dl2l[(size_t)source[i]];
        }
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "KothaEtAl2020regional",
              .reference = "Kotha, Weatherill, Bindi & Cotton (2020). A regionally-adaptable "
                           "ground-motion model for shallow crustal earthquakes in Europe. "
                           "Bulletin of Earthquake Engineering 18, 4091-4125; regional terms",
              .doi = "10.1007/s10518-020-00869-1",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_ROTD50,
              .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RJB | OQL_NEED_VS30 |
                       OQL_BIT(OQL_LON) | OQL_BIT(OQL_LAT) | OQL_BIT(OQL_HYPO_LON) |
                       OQL_BIT(OQL_HYPO_LAT),
              .mag = OQL_RANGE(3.0, 7.4),
              .dist_km = OQL_RANGE(0.0, 545.0),
              .period_s = OQL_RANGE(0.01, 8.0)},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval,
     .clear = clear},
};

OQL_GMM_FAMILY(kotha_2020_regional) = {OQL_COUNT(classes), classes, 0, NULL};
