/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SOURCE_SOURCE_H
#define OQL_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/status.h"
#include "base/xmlnode.h"
#include "source/mfd.h"
#include "source/msr.h"
#include "source/ruptures.h"

/** Sources in memory, as read from a source model: compact, immutable, shareable between
 *  threads.
 *
 *      model ── groups (one tectonic region each) ── sources (contiguous in model->sources)
 *                                                      └─ mfd, msr, planes, depths, geometry:
 *                                                         shared when equal
 *
 *  Everything lives in the model's arena and is freed with it. A source changed by a logic tree
 *  (oql_source_apply) lives in the arena given and borrows what it did not change, so the model
 *  must outlive it.
 */
#define OQL_SOURCE_TYPE_LIST(X)                                                                \
    X(POINT, "pointSource")                                                                    \
    X(MULTI_POINT, "multiPointSource")                                                         \
    X(AREA, "areaSource")                                                                      \
    X(SIMPLE_FAULT, "simpleFaultSource")                                                       \
    X(COMPLEX_FAULT, "complexFaultSource")                                                     \
    X(CHARACTERISTIC, "characteristicFaultSource")                                             \
    X(KITE_FAULT, "kiteFaultSource")                                                           \
    X(MULTI_FAULT, "multiFaultSource")                                                         \
    X(NON_PARAMETRIC, "nonParametricSeismicSource")

typedef enum {
#define OQL_SOURCE_ENUM(kind, name) OQL_SOURCE_##kind,
    OQL_SOURCE_TYPE_LIST(OQL_SOURCE_ENUM)
#undef OQL_SOURCE_ENUM
        OQL_SOURCE_TYPES /**< how many there are */
} oql_source_type;

/** Reads arrays of the HDF5 file beside a source model, for sources that keep their ruptures
 *  there. The numbers come as doubles, the memory is the caller's: free(). */
typedef struct {
    void *user;
    /** dims[1] = 1 for a vector. Errors: OQL_EIO, OQL_ENOTFOUND, OQL_EMODEL (rank above 2) */
    oql_status (*numbers)(void *user, const char *file, const char *key, size_t dims[2],
                          double **x, oql_err *err);
    /** n texts, each of them and the list to be freed. */
    oql_status (*texts)(void *user, const char *file, const char *key, size_t *n, char ***text,
                        oql_err *err);
} oql_array_reader;

/** What the job says about sources. Lengths > 0; NaN = the job does not say. */
typedef struct {
    double rupture_mesh_spacing_km;          /**< OpenQuake's default: 5 */
    double complex_fault_mesh_spacing_km;    /**< NaN: rupture_mesh_spacing_km */
    double width_of_mfd_bin;                 /**< needed by Gutenberg-Richter distributions */
    double floating_x_step, floating_y_step; /**< of ruptures of kite faults; 0: one node */
    double area_source_discretization_km;    /**< needed by areas without their own */
    double investigation_time_yr;
    size_t n_discard_trt; /**< sources of these tectonic regions are skipped */
    const char *const *discard_trt;
    size_t n_source_id; /**< > 0: only sources whose id starts with one of these */
    const char *const *source_id;
    bool infer_occur_rates;
    const oql_array_reader *arrays; /**< NULL: sources with ruptures in HDF5 are refused */
} oql_source_settings;

typedef enum { OQL_TOM_POISSON, OQL_TOM_NEGATIVE_BINOMIAL, OQL_TOM_CLUSTER } oql_tom_kind;

/** Temporal occurrence model. */
typedef struct {
    oql_tom_kind kind;
    double mu, alpha;              /**< negative binomial */
    double occurrence_rate_per_yr; /**< cluster */
} oql_tom;

typedef struct {
    size_t n;
    const oql_nodal_plane *plane;
} oql_nodal_planes;

typedef struct {
    size_t n;
    const oql_hypo_depth *depth;
} oql_hypo_depths;

/** A line of n points; depth is NULL when the line has none. */
typedef struct {
    size_t n;
    const double *lon_deg, *lat_deg, *depth_km;
} oql_polyline;

/** Position of the hypocentre on a rupture (fractions along strike and down dip). */
typedef struct {
    double along_strike, down_dip, weight;
} oql_hypo_position;

typedef struct {
    double slip_deg, weight;
} oql_slip_direction;

typedef enum {
    OQL_GEOM_SIMPLE,
    OQL_GEOM_COMPLEX,
    OQL_GEOM_PLANES,
    OQL_GEOM_CLOUD,
    OQL_GEOM_KITES
} oql_geom_kind;

/** A kite surface: profiles down dip, in the order along strike or against it. A section may be a
 *  plane instead. */
typedef struct {
    size_t n_line;
    const oql_polyline *lines;
    const oql_plane *plane; /**< NULL for kites */
} oql_profiles;

/** A fault's surface: simple = lines[0] is the trace, with upper/lower depth and dip; complex =
 *  lines are the edges from top to bottom, with depths; planes = corners; cloud = lines[0] are
 *  points of a surface in no order. */
typedef struct {
    oql_geom_kind kind;
    double upper_depth_km, lower_depth_km, dip_deg; /**< simple */
    double spacing_km;                              /**< mesh spacing */
    size_t n_line;
    const oql_polyline *lines;
    size_t n_plane;
    const oql_plane *planes; /**< corners as given; derived fields filled */
    size_t n_kite;
    const oql_profiles *kites; /**< kites */
} oql_fault_geometry;

/** A rupture that a model lists one by one, with the probabilities that it occurs 0, 1, 2, …
 *  times in the investigation time. */
typedef struct {
    double mag, rake_deg;
    double hypo[3]; /**< lon, lat, depth */
    size_t n_prob;
    const double *prob; /**< (n_prob) sum 1 */
    double weight;      /**< among mutually exclusive ruptures */
    const oql_fault_geometry *geometry;
} oql_given_rupture;

/** A section of multi-fault sources, from a <geometryModel>. */
typedef struct {
    const char *id;
    const char *path; /**< of the file that holds it, for messages */
    int line;
    oql_profiles kite;
} oql_section;

/** Ruptures of a multi-fault source: rupture i breaks the sections with the ids
 *  member[first[i] … first[i + 1]). */
typedef struct {
    size_t n, n_prob;
    const double *mag, *rake_deg; /**< (n) */
    const double *prob;           /**< (n, n_prob) of 0, 1, … occurrences */
    const size_t *first;          /**< (n + 1) */
    const char *const *member;
    bool infer_rates; /**< Poissonian, with the rate that follows from the chance of none */
} oql_section_ruptures;

typedef struct oql_source_group oql_source_group;

typedef struct {
    oql_source_type type;
    int32_t line;  /**< of the file */
    int32_t group; /**< index in the model */
    const char *id, *name, *trt;
    const char *path; /**< of its file, for messages */
    const oql_mfd *mfd;
    const oql_msr *msr;  /**< NULL for characteristic faults */
    double aspect_ratio; /**< length / width; NaN for characteristic faults */
    oql_tom tom;
    double mutex_weight; /**< 1 in a group of independent sources */
    /** The source's group when it cannot be taken apart (mutually exclusive sources or ruptures,
     *  cluster), else NULL. */
    const oql_source_group *atomic;

    /* point, multi-point, area */
    double upper_depth_km, lower_depth_km;
    const oql_nodal_planes *planes;
    const oql_hypo_depths *depths;
    double lon_deg, lat_deg;    /**< point */
    const oql_polyline *places; /**< multi-point: places; area: polygon, not closed */
    double discretization_km;   /**< area */

    /* faults */
    const oql_fault_geometry *geometry;
    double rake_deg;         /**< NaN = undefined */
    double float_x, float_y; /**< kite faults: step between ruptures, as part of their nodes */
    size_t n_hypo, n_slip;
    const oql_hypo_position *hypos;
    const oql_slip_direction *slips;

    /* non-parametric; mfd is NULL */
    size_t n_rupture;
    const oql_given_rupture *ruptures;

    const oql_section_ruptures *multi; /**< multi-fault; mfd is NULL */
} oql_source;

struct oql_source_group {
    const char *name, *trt;
    int line;
    bool mutex_sources;  /**< src_interdep="mutex": probabilities of the sources' union */
    bool mutex_ruptures; /**< rup_interdep="mutex" */
    bool cluster;
    double probability; /**< grp_probability */
    oql_tom tom;
    size_t first, n; /**< its sources: model->sources[first … first + n) */
};

typedef struct {
    oql_arena *arena; /**< owns everything below */
    const char *path, *name;
    double investigation_time_yr; /**< NaN when the file does not say */
    size_t n_group;
    const oql_source_group *groups; /**< NRML 0.5: as in the file; 0.4: one a region, by name */
    size_t n_source;
    const oql_source *sources;
    size_t n_section;
    const oql_section *sections; /**< of a <geometryModel>, which has no sources */
} oql_source_model;

void oql_source_model_destroy(oql_source_model *model); /**< NULL is fine */

const char *oql_source_type_name(oql_source_type type); /**< as in NRML; static storage */

/** True for point, multi-point and area: oql_source_points serves them. */
bool oql_source_is_pointlike(const oql_source *src);

/** Whether two sources, of different files perhaps, have the same id and everything that decides
 *  their ruptures; name and line may differ. False for sources that list their ruptures and for
 *  members of atomic groups: those are not looked into. */
bool oql_source_is_same(const oql_source *a, const oql_source *b);

/** Half the diagonal of the surface projection of the rupture of a magnitude [km], for the
 *  last nodal plane of the shape: the radius that OpenQuake adds to pointsource_distance. 0
 *  for PointMSR. */
double oql_point_shape_radius_km(const oql_point_shape *shape, double mag);

/** A bag that pools point-like sources: equal shapes and distributions are stored once. */
typedef struct oql_points_builder oql_points_builder;

oql_status oql_points_builder_create(oql_points_builder **out, oql_err *err) OQL_MUST_CHECK;
void oql_points_builder_destroy(oql_points_builder *b); /**< NULL is fine */

/** Append the places of one point, multi-point or area source; `source` is the caller's index
 *  of it. Shapes borrow src->msr. On failure the builder may hold part of the source. */
oql_status oql_source_points(const oql_source *src, int32_t source, oql_points_builder *b,
                             oql_err *err) OQL_MUST_CHECK;

/** Move the result out; the builder is empty afterwards. oql_points_clear releases it. */
oql_status oql_points_builder_finish(oql_points_builder *b, oql_points *out,
                                     oql_err *err) OQL_MUST_CHECK;

/** Ruptures of a simple, complex, kite or characteristic fault source, as floating over the mesh by
 *  magnitude. Owned by the caller: oql_fault_destroy. Magnitudes are raw, not rounded.
 *  Errors: OQL_EMODEL (geometry, "mesh spacing too large …"), OQL_EARG for other types. */
oql_status oql_source_fault(const oql_source *src, int32_t source, oql_fault **out,
                            oql_err *err) OQL_MUST_CHECK;

/** Rupture k of a non-parametric source, as a fault of that one rupture that breaks all of its
 *  surface, with rate 1. Owned by the caller: oql_fault_destroy. */
oql_status oql_source_given(const oql_source *src, size_t k, int32_t source, oql_fault **out,
                            oql_err *err) OQL_MUST_CHECK;

/** Ruptures of a multi-fault source. `sections` are all there are, sorted by id with strcmp. The
 *  rate of a rupture is per year when the source infers rates; else it is 1 + its number in the
 *  source, for ruptures are sorted by magnitude.
 *  Errors: OQL_EMODEL unknown section, geometry. */
oql_status oql_source_multi_fault(const oql_source *src, int32_t source, size_t n_section,
                                  const oql_section *sections, double spacing_km,
                                  double time_yr, oql_fault **out, oql_err *err) OQL_MUST_CHECK;

/** Say that only some sections of a multi-fault source count for what is averaged over the
 *  sections of a rupture, and for the greatest U; a rupture with none of them has rate 0.
 *  is_close (fault->n_section). OpenQuake does so when a job has few sites. */
oql_status oql_fault_keep_close(oql_fault *fault, const bool *is_close,
                                oql_err *err) OQL_MUST_CHECK;

/** Make room for links and u_max_km of a fault of joined sections, and what all ruptures share. */
typedef struct oql_fault_tops oql_fault_tops;
oql_status oql_fault_tops_create(oql_fault *fault, const bool *is_close, oql_fault_tops **out,
                                 oql_err *err) OQL_MUST_CHECK;
/** Fill those of rupture i; ry0 = with u_max_km, which takes time quadratic in the number of
 *  sections. Threads: different i at once. */
oql_status oql_fault_join_tops(oql_fault *fault, const oql_fault_tops *tops, size_t i, bool ry0,
                               oql_err *err) OQL_MUST_CHECK;
void oql_fault_tops_destroy(oql_fault_tops *tops); /**< NULL is fine; the links stay */

/** Find the ruptures that have a node (planes: a corner) inside the region of the Canterbury seismic
 *  hazard model, the parameter in_cshm of models of New Zealand; as in OpenQuake, those of
 *  point-like sources never count as inside. */
oql_status oql_fault_find_canterbury(oql_fault *fault, oql_err *err) OQL_MUST_CHECK;

/** Area of a fault source's surface [km2] as slip-rate and maximum-magnitude uncertainties
 *  need it: simple faults on a 1 km mesh, complex on 2 km, characteristic on their own
 *  surface. */
oql_status oql_source_fault_area(const oql_source *src, double *area_km2,
                                 oql_err *err) OQL_MUST_CHECK;

/** Apply one branch of a source-model logic tree to a source.
 *
 *  @param[in]  src    a source of the model or the result of an earlier apply
 *  @param[in]  type   "maxMagGRAbsolute", "simpleFaultDipRelative", … (hazardlib/lt.py's list)
 *  @param[in]  path   of the logic-tree file, for messages
 *  @param[in]  value  the <uncertaintyModel> element: its text (numbers) or its children
 *  @param[in]  arena  owns what is new; *out borrows the rest from src
 *  @param[out] out    the new source, owned by the arena
 *
 *  Errors  OQL_EMODEL "path:line: …": value malformed, the source's type or distribution does
 *          not support the change, or the changed source is invalid; OQL_EUNSUPPORTED unknown
 *          type
 */
oql_status oql_source_apply(const oql_source *src, const char *type, const char *path,
                            const oql_xml_node *value, oql_arena *arena, const oql_source **out,
                            oql_err *err) OQL_MUST_CHECK;

/** Parse the geometry elements that sources and uncertainties share: simpleFaultGeometry,
 *  complexFaultGeometry, or the children of <surface>. spacing_km is used when the element has
 *  no spacing attribute. */
oql_status oql_geometry_parse(const char *path, const oql_xml_node *node, double spacing_km,
                              oql_arena *arena, oql_fault_geometry *out,
                              oql_err *err) OQL_MUST_CHECK;

/** Check a fault surface: depths, dip within (0, 90], Aki-Richards order of the edges, planes
 *  that are rectangles; text without file and line. */
oql_status oql_geometry_check(const oql_fault_geometry *geom, oql_err *err) OQL_MUST_CHECK;

#endif
