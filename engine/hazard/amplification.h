/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_AMPLIFICATION_H
#define OQL_HAZARD_AMPLIFICATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/imt.h"
#include "base/problems.h"
#include "base/status.h"
#include "job/job.h"
#include "job/sites.h"

/** Hazard on soil from hazard on rock, by the amplification functions of a table (job key
 *  amplification_csv). A function gives, by level of shaking on rock, the median factor and the
 *  standard deviation of its logarithm.
 *
 *      P(soil > a) = sum over intervals k of rock  P(rock in k)  P(factor > a / middle of k)
 *
 *  The second probability depends neither on the rupture nor on the curve: it is tabulated here,
 *      exceed   (C, M, A, K)   C codes, M measures, A levels on soil, K = n_grid - 1 intervals
 *
 *  convolution   rock is a finished curve, interpolated at the grid in log-log; A are the job's
 *                soil_intensities
 *  kernel        rock is one rupture at one site; A are the levels of the job
 *
 *  As in OpenQuake 3.25 the kernel takes the rows of the least magnitude of the table and of the
 *  least distance of the code, whatever the rupture's are.
 *  Sources   Bazzurro & Cornell (2004), doi:10.1785/0120030215, equation 4
 *  Threads   read-only once made
 */
typedef struct {
    oql_job_amplify method;
    size_t n_imt, n_soil, n_grid;
    const double *soil;   /**< (A) */
    const double *grid;   /**< (n_grid) levels on rock, ascending */
    const double *exceed; /**< (C, M, A, n_grid - 1) */
    const int32_t *code;  /**< (N) code of each site */
    oql_arena *arena;     /**< owner of all this */
} oql_amplification;

/** What of a job matters here. */
typedef struct {
    oql_job_amplify method;
    size_t n_imt;
    const oql_job_measure *measures; /**< (M), all with the same levels */
    size_t n_soil;
    const double *soil; /**< convolution: soil_intensities, ascending */
    size_t n_site;
    const char *const *ampcode; /**< (N) codes of the sites, or NULL: none has one */
    const double *vs30_mps;     /**< (N) compared with the table's vs30_ref in a convolution */
    double vs30_tolerance_mps;  /**< < 0: not compared */
} oql_amplification_spec;

/** Make it from a table with the columns ampcode, level, one for each measure and sigma_ of it, and
 *  for the kernel from_mag and from_rrup. All that is wrong goes to `problems` with file and line;
 *  OQL_ECONFIG then, *out NULL. */
oql_status oql_amplification_make(const oql_csv *csv, const oql_amplification_spec *spec,
                                  oql_problems *problems, oql_amplification **out,
                                  oql_err *err) OQL_MUST_CHECK;

/** The same for a job; *out stays NULL when it has no amplification_csv. */
oql_status oql_amplification_load(const oql_job *job, const oql_sites *sites,
                                  oql_problems *problems, oql_amplification **out,
                                  oql_err *err) OQL_MUST_CHECK;
void oql_amplification_destroy(oql_amplification *a); /**< NULL is fine */

/** Probabilities to be in each interval of the grid, from a curve on rock.
 *
 *  @param[in]  n, level, poe  (n) curve, levels ascending
 *  @param[out] in             (n_grid - 1)
 */
void oql_amplification_intervals(const oql_amplification *a, size_t n, const double *level,
                                 const double *poe, double *in);

/** Probabilities of exceedance on soil.
 *  @param[in]  in   (n_grid - 1)
 *  @param[out] poe  (n_soil)
 */
void oql_amplification_apply(const oql_amplification *a, size_t site, size_t measure,
                             const double *in, double *poe);

/** Row of the table `exceed` (A, n_grid - 1) of a site. */
static inline const double *oql_amplification_row(const oql_amplification *a, size_t site,
                                                  size_t measure)
{
    return a->exceed +
           ((size_t)a->code[site] * a->n_imt + measure) * a->n_soil * (a->n_grid - 1);
}

#endif
