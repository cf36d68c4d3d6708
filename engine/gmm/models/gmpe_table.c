/* SPDX-License-Identifier: BSD-3-Clause */
/* Models that are tables of motion by magnitude and distance: any such table, those of the 2015 maps
 * of Canada, and those of the 2020 model for the stable crust. The Canadian tables hold for 450 m/s;
 * their site term is that of Boore & Atkinson (2008) below 760 m/s and of hard rock above.
 */
#include <stdio.h>

#include "boore_atkinson_2008.h"
#include "canada_2020.h"
#include "coeffs/aa13_hard_rock.h"
#include "table_terms.h"

typedef enum { PLAIN, NBCC, SHM6, AUS23 } kind;

typedef struct {
    oql_gmm_table *table;
    oql_ctx_param metric;
    const double *pga, *sa02; /* log10 values, for the site term */
} state;

typedef struct {
    const double *motion, *total; /* log10 values, (n_dist, n_mag) */
    oql_coef_boore_atkinson_2008_site site;
    double ln_hard; /* ln of 2000 to 760 m/s */
    double unit;    /* ln, added */
} row;

static bool has_site_term(kind k)
{
    return k == NBCC || k == SHM6;
}

/* PGA on B/C rock from that of the table, g, and the ratio of SA(0.2) to it. */
static double pga_760(double ln_pga, double ln_sa02)
{
    static const double from[5] = {0.1, 0.2, 0.3, 0.4, 0.5};
    static const double to[5] = {0.083, 0.165, 0.248, 0.331, 0.414};
    const double pga = oql_exp(ln_pga) * (ln_sa02 - ln_pga < 0.6931471805599453 ? 0.8 : 1.0);
    double y = to[0];
    for (size_t k = 0; k + 1 < 5; ++k) {
        y += (to[k + 1] - to[k]) * oql_clip01((pga - from[k]) / (from[k + 1] - from[k]));
    }
    return y;
}

/* ln amplification against 760 m/s. */
static double amplification(const row *r, double vs30, double ln_pga)
{
    const double to_2000 = 0.967584026261706; /* ln(2000 / 760) */
    const double ln_v = oql_log(vs30 / 760.0);
    const oql_ba08_site s = oql_ba08_site_of(vs30, ln_pga);
    const double soft = r->site.blin * s.ln_v + r->site.b1 * s.w1 + r->site.b2 * s.w2;
    return vs30 >= 760.0 ? -r->ln_hard * oql_clip01(ln_v / to_2000) : soft;
}

static void add_site(const oql_ctx *ctx, const row *r, const double *ln_pga760, double *mean)
{
    const double *vs30 = ctx->col[OQL_VS30];
    for (size_t i = 0; i < ctx->n; ++i) {
        const double ln_pga = vs30[i] > 450.0 ? -2.302585092994046 : ln_pga760[i];
        mean[i] +=
            amplification(r, vs30[i], ln_pga) - amplification(r, 450.0, ln_pga) + r->unit;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const kind k = *(const kind *)oql_gmm_variant(g);
    const size_t mark = oql_work_mark(ctx->work);
    const oql_table_place place = oql_table_locate(st->table, ctx, ctx->col[st->metric], false);
    double *pga = oql_work_rows(ctx->work, 1, ctx->stride);
    double *sa02 = oql_work_rows(ctx->work, 1, ctx->stride);
    if (has_site_term(k)) {
        oql_table_motion(st->table, ctx, &place, st->pga, false, pga);
        oql_table_motion(st->table, ctx, &place, st->sa02, false, sa02);
        for (size_t i = 0; i < ctx->n; ++i) {
            pga[i] = oql_log(pga_760(pga[i], sa02[i]));
        }
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        oql_table_motion(st->table, ctx, &place, r->motion, false, l.mean);
        oql_table_sigma(st->table, ctx, &place, r->total, l.sigma);
        oql_fill(ctx->n, 0.0, l.tau);
        oql_fill(ctx->n, 0.0, l.phi);
        if (has_site_term(k)) {
            add_site(ctx, r, pga, l.mean);
        }
    }
    oql_work_release(ctx->work, mark);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const state *s = oql_gmm_state_c(g);
    const kind k = *(const kind *)oql_gmm_variant(g);
    row *r = to;
    OQL_TRY(oql_gmm_table_measure(s->table, &s->table->motion, imt, &r->motion, err));
    OQL_TRY(oql_gmm_table_measure(s->table, &s->table->total, imt, &r->total, err));
    if (has_site_term(k)) {
        oql_coef_aa13_hard_rock hard;
        OQL_TRY(oql_coeff_row(&oql_table_aa13_hard_rock, imt, (double *)&hard, err));
        OQL_TRY(
            oql_coeff_row(&oql_table_boore_atkinson_2008_site, imt, (double *)&r->site, err));
        r->ln_hard = oql_log(hard.c);
    }
    if (k == SHM6) {
        OQL_TRY(oql_shm6_check(imt, err));
        r->unit = imt->kind == OQL_IMT_PGV ? -oql_log(9.81) : 0.0;
    }
done:
    return st;
}

/* The name of the table's file from the arguments; text has room for size bytes. */
static oql_status file_of(kind k, const oql_gmm_spec *spec, size_t size, char *text,
                          oql_err *err)
{
    static const char *const key[] = {"gmpe_table", "gmpe_table", "submodel", "table_relpath"};
    static const char *const known_nbcc[] = {"gmpe_table", "REQUIRES_DISTANCES",
                                             "DEFINED_FOR_TECTONIC_REGION_TYPE"};
    oql_status st = OQL_OK;
    const char *value = NULL;
    OQL_TRY(oql_gmm_args_check(spec, k == NBCC ? OQL_COUNT(known_nbcc) : 1,
                               k == NBCC ? known_nbcc : &key[k], err));
    OQL_TRY(oql_gmm_arg_text(spec, key[k], &value, err));
    if (value == NULL) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: argument %s expected", spec->name, key[k]);
    }
    (void)snprintf(text, size, k == SHM6 ? "ENA_%s_cl450.hdf5" : "%s", value);
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const folder[] = {"", "can15/nbcc2015_tables", "can20/AA13", "aus23"};
    oql_status st = OQL_OK;
    state *s = oql_gmm_state(g);
    const kind k = *(const kind *)oql_gmm_variant(g);
    const oql_imt pga = {.kind = OQL_IMT_PGA, .text = "PGA"};
    const oql_imt sa02 = oql_imt_sa(0.2);
    char file[512];
    OQL_TRY(file_of(k, spec, sizeof file, file, err));
    OQL_TRY(oql_gmm_table_open(spec, folder[k], file, &s->table, err));
    OQL_TRY(oql_table_metric(s->table, &s->metric, err));
    oql_gmm_add_needs(g, OQL_BIT(s->metric));
    if (has_site_term(k)) {
        OQL_TRY(oql_gmm_table_measure(s->table, &s->table->motion, &pga, &s->pga, err));
        OQL_TRY(oql_gmm_table_measure(s->table, &s->table->motion, &sa02, &s->sa02, err));
    }
done:
    return st;
}

static void clear(oql_gmm *g)
{
    oql_gmm_table_destroy(((state *)oql_gmm_state(g))->table);
}

#define CLASS(class_name, cited, id, where, what, how, asks, k)                                \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = cited,                                                           \
                 .doi = id,                                                                    \
                 .trt = where,                                                                 \
                 .measures = what,                                                             \
                 .component = how,                                                             \
                 .needs = asks},                                                               \
        .variant = &(k), .state_size = sizeof(state), .row_size = sizeof(row), .init = init,   \
        .prepare = prepare, .eval = eval, .clear = clear                                       \
    }

static const kind plain = PLAIN, nbcc = NBCC, shm6 = SHM6, aus23 = AUS23;

static const oql_gmm_class classes[] = {
    CLASS("GMPETable", "Motion from a table of the user, in the HDF5 form of OpenQuake", "", "",
          "", "Average Horizontal (RotD50)", OQL_BIT(OQL_MAG), plain),
    CLASS("NBCC2015_AA13",
          "Atkinson & Adams (2013), Ground motion equations for application to the 2015 "
          "Canadian national seismic hazard maps, Canadian Journal of Civil Engineering "
          "40(10), 988-998",
          "10.1139/cjce-2012-0544", "", "PGA PGV SA", "Average Horizontal (RotD50)",
          OQL_BIT(OQL_MAG) | OQL_BIT(OQL_VS30), nbcc),
    CLASS("CanadaSHM6_StableCrust_AA13",
          "Kolaj, Halchuk & Adams (2023), Sixth-generation seismic hazard model of Canada, "
          "Geological Survey of Canada Open File 8924",
          "", "Stable Shallow Crust", "PGA PGV SA", "Average Horizontal",
          OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RHYPO) | OQL_BIT(OQL_VS30), shm6),
    CLASS(
        "NGAEastAUS2023GMPE",
        "Allen, Griffin, Clark, Cummins, Ghasemi & Ebrahimi (2023), The 2023 National Seismic "
        "Hazard Assessment for Australia: model overview, Geoscience Australia Record 2023/53; "
        "the backbone of NGA-East (Goulet et al. 2018, PEER Report 2018/08) at 3000 m/s",
        "", "Active Shallow Crust", "", "Average Horizontal (RotD50)", OQL_BIT(OQL_MAG), aus23),
};

#define BRANCHES(key, file)                                                                    \
    {"NBCC2015_AA13_" key "_low", "NBCC2015_AA13", "gmpe_table = \"" file "low_clC.hdf5\""},   \
        {"NBCC2015_AA13_" key "_central", "NBCC2015_AA13",                                     \
         "gmpe_table = \"" file "med_clC.hdf5\""},                                             \
    {                                                                                          \
        "NBCC2015_AA13_" key "_high", "NBCC2015_AA13",                                         \
            "gmpe_table = \"" file "high_clC.hdf5\""                                           \
    }

static const oql_gmm_alias aliases[] = {
    BRANCHES("stablecrust", "ENA_"),
    BRANCHES("activecrust", "Wcrust_"),
    BRANCHES("activecrustFRjb", "WcrustFRjb_"),
    BRANCHES("inslab30", "WinslabD30_"),
    BRANCHES("inslab50", "WinslabD50_"),
    BRANCHES("offshore", "Woffshore_"),
    {"NBCC2015_AA13_interface_low", "NBCC2015_AA13",
     "gmpe_table = \"WinterfaceCombo_lowclC.hdf5\""},
    {"NBCC2015_AA13_interface_central", "NBCC2015_AA13",
     "gmpe_table = \"WinterfaceCombo_medclC.hdf5\""},
    {"NBCC2015_AA13_interface_high", "NBCC2015_AA13",
     "gmpe_table = \"WinterfaceCombo_highclC.hdf5\""},
};

OQL_GMM_FAMILY(gmpe_table) = {.n_class = OQL_COUNT(classes),
                              .classes = classes,
                              .n_alias = OQL_COUNT(aliases),
                              .aliases = aliases};
