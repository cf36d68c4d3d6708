/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_GMM_H
#define OQL_GMM_GMM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/gmmspec.h"
#include "base/imt.h"
#include "base/status.h"

/** Ground-motion models: the interface between the hazard calculators and several hundred
 *  published equations.
 *
 *  A model turns contexts - (rupture, site) pairs - into the mean and the standard deviations of
 *  the natural logarithm of each intensity measure. Contexts come in blocks of structure-of-arrays
 *  columns; every column has one double for each lane, 64-byte aligned. A block shares one
 *  magnitude. Lanes are either many ruptures at one site or many sites of one rupture; a model is
 *  written once and does not care.
 *
 *  An oql_gmm is a class of model bound to its arguments and to the measures of a job. It is
 *  immutable after oql_gmm_create, so that all threads share it.
 */

/** Parameters of a context: X(identifier, column name in CSV files and OpenQuake, unit). Text
 *  parameters (siteclass, geology, ...) are coded by oql_gmm_text_code. */
#define OQL_CTX_LIST(X)                                                                        \
    X(MAG, "mag", "Mw")                                                                        \
    X(RAKE, "rake", "deg")                                                                     \
    X(DIP, "dip", "deg")                                                                       \
    X(STRIKE, "strike", "deg")                                                                 \
    X(ZTOR, "ztor", "km")                                                                      \
    X(ZBOT, "zbot", "km")                                                                      \
    X(WIDTH, "width", "km")                                                                    \
    X(HYPO_LON, "hypo_lon", "deg")                                                             \
    X(HYPO_LAT, "hypo_lat", "deg")                                                             \
    X(HYPO_DEPTH, "hypo_depth", "km")                                                          \
    X(IN_CSHM, "in_cshm", "1")                                                                 \
    X(RRUP, "rrup", "km")                                                                      \
    X(RJB, "rjb", "km")                                                                        \
    X(RX, "rx", "km")                                                                          \
    X(RY0, "ry0", "km")                                                                        \
    X(RHYPO, "rhypo", "km")                                                                    \
    X(REPI, "repi", "km")                                                                      \
    X(RVOLC, "rvolc", "km")                                                                    \
    X(RCDPP, "rcdpp", "1")                                                                     \
    X(AZIMUTH, "azimuth", "deg")                                                               \
    X(AZIMUTHCP, "azimuthcp", "deg")                                                           \
    X(CLON, "clon", "deg")                                                                     \
    X(CLAT, "clat", "deg")                                                                     \
    X(LON, "lon", "deg")                                                                       \
    X(LAT, "lat", "deg")                                                                       \
    X(VS30, "vs30", "m/s")                                                                     \
    X(VS30MEASURED, "vs30measured", "1")                                                       \
    X(Z1PT0, "z1pt0", "m")                                                                     \
    X(Z2PT5, "z2pt5", "km")                                                                    \
    X(Z1PT4, "z1pt4", "km")                                                                    \
    X(BACKARC, "backarc", "1")                                                                 \
    X(XVF, "xvf", "km")                                                                        \
    X(REGION, "region", "1")                                                                   \
    X(SITECLASS, "siteclass", "code")                                                          \
    X(SLOPE, "slope", "m/m")                                                                   \
    X(GEOLOGY, "geology", "code")                                                              \
    X(SOILTYPE, "soiltype", "1")                                                               \
    X(EC8, "ec8", "code")                                                                      \
    X(EC8_P18, "ec8_p18", "code")                                                              \
    X(H800, "h800", "m")                                                                       \
    X(F0, "f0", "Hz")                                                                          \
    X(FPEAK, "fpeak", "Hz")                                                                    \
    X(KAPPA0, "kappa0", "s")                                                                   \
    X(BAS, "bas", "1")                                                                         \
    X(THV, "THV", "s")                                                                         \
    X(PHV, "PHV", "1")                                                                         \
    X(D50_15, "D50_15", "mm")                                                                  \
    X(F_15, "F_15", "%")                                                                       \
    X(T_15, "T_15", "m")                                                                       \
    X(FREEFACE_RATIO, "freeface_ratio", "1")                                                   \
    X(Z_SED, "z_sed", "km")

typedef enum {
#define OQL_CTX_ENUM(id, name, unit) OQL_##id,
    OQL_CTX_LIST(OQL_CTX_ENUM)
#undef OQL_CTX_ENUM
        OQL_CTX_N
} oql_ctx_param;

/** Bit of a parameter in the masks below. */
#define OQL_BIT(param) ((uint64_t)1 << (unsigned)(param))

/** Scratch memory of one thread, taken in stack order; defined in gmm/work.h. */
typedef struct oql_work oql_work;

/** A block of contexts. All arrays are borrowed for the duration of a call. */
typedef struct {
    size_t n;                     /**< lanes, > 0 */
    size_t stride;                /**< length of a row of the outputs, >= n, a multiple of 8 */
    double mag;                   /**< magnitude of every lane (also in col[OQL_MAG]) */
    uint64_t constant;            /**< bit p set: col[p] holds one value in every lane */
    const double *col[OQL_CTX_N]; /**< (stride), NULL where no model asked for the parameter */
    oql_work *work;               /**< scratch for the model */
} oql_ctx;

/** What a model answers: rows of length ctx->stride, one for each measure, caller's storage.
 *  Every lane < n of every row is written; tau and phi are 0 where the model defines none. */
typedef struct {
    double *mean;  /**< (M, stride) ln of g, cm/s, cm ...; the plain value for MMI */
    double *sigma; /**< (M, stride) total standard deviation, ln units */
    double *tau;   /**< (M, stride) between events */
    double *phi;   /**< (M, stride) within event */
} oql_gmm_out;

typedef struct oql_gmm oql_gmm;

/** Interval of validity that a source states (docs/ground-motion-models.md names it for every
 *  publication); lo == hi == 0: none stated, hi == HUGE_VAL: no upper end. */
typedef struct {
    double lo, hi;
} oql_range;

/** What a class of models declares about itself, as data. All text is static. */
typedef struct {
    const char *name;      /**< OpenQuake's class name */
    const char *reference; /**< authors, year, title, journal */
    const char *doi;       /**< "" when the publication has none */
    const char *trt;       /**< tectonic region, OpenQuake's spelling; "" = any */
    const char *measures;  /**< "PGA PGV SA", space separated */
    const char *component; /**< horizontal component, OpenQuake's wording */
    bool sided;            /**< vertical ruptures have sides for it: rx, ry0 matter at dip 90 */
    uint64_t needs;     /**< OQL_BIT of every rupture, distance and site parameter required */
    oql_range mag;      /**< magnitude */
    oql_range dist_km;  /**< distance, in the model's own metric */
    oql_range depth_km; /**< hypocentral depth */
    oql_range period_s; /**< of SA */
} oql_gmm_info;

/** Create a model for a specification (class or alias name with arguments) and M measures.
 *
 *  @param[in]  spec   name and arguments, as logic trees write them; borrowed during the call
 *  @param[in]  n_imt  M
 *  @param[in]  imt    (M) measures; refused (OQL_EMODEL) when the model does not define one
 *  @param[out] out    owned by the caller, oql_gmm_destroy; NULL on failure
 *  Errors   OQL_EMODEL unknown model (names the nearest), unknown or invalid argument, measure not
 *           defined; OQL_EIO unreadable table file; OQL_ENOMEM
 */
oql_status oql_gmm_create(const oql_gmm_spec *spec, size_t n_imt, const oql_imt *imt,
                          oql_gmm **out, oql_err *err) OQL_MUST_CHECK;
void oql_gmm_destroy(oql_gmm *g); /**< NULL is fine */

/** Mean and standard deviations of all measures for a block.  Threads: reentrant for different
 *  ctx->work; g is read only. */
void oql_gmm_eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out);

/** Parameters that this instance needs (its class's, its arguments' and its children's). */
uint64_t oql_gmm_needs(const oql_gmm *g);

/** Whether the side of a vertical rupture that a site is on (rx, ry0) matters to g or one of its
 *  children. Hanging-wall terms vanish at a dip of 90 degrees, so it seldom does. */
bool oql_gmm_is_sided(const oql_gmm *g);

/** Bytes of scratch (oql_work_create) that evaluating g on blocks of this stride may take. */
size_t oql_gmm_work_bytes(const oql_gmm *g, size_t stride);

/** Declared facts of the instance's class; static. */
const oql_gmm_info *oql_gmm_get_info(const oql_gmm *g);

/** Horizontal component of the instance's motion: its class's, or that of the model it wraps, where
 *  the wrapper only changes numbers. Static. */
const char *oql_gmm_component(const oql_gmm *g);

/** The models that this one was built from (wrappers, averages, some publications); borrowed. */
size_t oql_gmm_n_children(const oql_gmm *g);
const oql_gmm *oql_gmm_child(const oql_gmm *g, size_t i);

/** Models whose exceedance probability is an average over parts (AvgPoeGMPE, mixtures): the number
 *  of parts, 1 for an ordinary model; part i is evaluated as a model of its own, and
 *  poe = sum of weight_i * poe_i for measure m. Borrowed. */
size_t oql_gmm_parts(const oql_gmm *g);
const oql_gmm *oql_gmm_part(const oql_gmm *g, size_t i, double *weight);

/** Registry: facts of every class and alias, sorted by name; index < oql_gmm_count(). For an alias
 *  *alias_of is set to the class name and *alias_args to the text of its arguments, else NULL. */
size_t oql_gmm_count(void);
const oql_gmm_info *oql_gmm_at(size_t index, const char **name, const char **alias_of,
                               const char **alias_args);
/** Facts by name of a class or alias, or NULL. */
const oql_gmm_info *oql_gmm_find(const char *name);

/** Parameter by column name, or OQL_CTX_N when there is no such parameter. */
oql_ctx_param oql_ctx_param_by_name(const char *name);
const char *oql_ctx_param_name(oql_ctx_param p);
const char *oql_ctx_param_unit(oql_ctx_param p);

/** Code of a text-valued site parameter ("A" of siteclass, "HOLOCENE" of geology): the characters
 *  packed base 256, the first lowest, at most 6, so that the code is an exact double. */
double oql_gmm_text_code(const char *text);

#endif
