/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BASE_IMT_H
#define OQL_BASE_IMT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/** Intensity measures, such as PGA or SA(0.3), with the names and the order of OpenQuake. */
#define OQL_IMT_LIST(X)                                                                          \
    /* kind, name, unit, argument: 0 none, 1 period s, 2 frequency Hz, 3 period s or none,     \
       4 period and strength ratio, 5 frequency Hz or none */ \
    X(PGA, "PGA", "g", 0)                                                                        \
    X(PGV, "PGV", "cm/s", 0)                                                                     \
    X(PGD, "PGD", "cm", 0)                                                                       \
    X(SA, "SA", "g", 1)                                                                          \
    X(EAS, "EAS", "g*s", 2)                                                                      \
    X(FAS, "FAS", "g*s", 2)                                                                      \
    X(DRVT, "DRVT", "s", 5)                                                                      \
    X(AVGSA, "AvgSA", "g", 3)                                                                    \
    X(SA_AVG2, "Sa_avg2", "g", 1)                                                                \
    X(SA_AVG3, "Sa_avg3", "g", 1)                                                                \
    X(FIV3, "FIV3", "cm/s", 1)                                                                   \
    X(SDI, "SDi", "cm", 4)                                                                       \
    X(IA, "IA", "m/s", 0)                                                                        \
    X(CAV, "CAV", "g*s", 0)                                                                      \
    X(RSD, "RSD", "s", 0)                                                                        \
    X(RSD595, "RSD595", "s", 0)                                                                  \
    X(RSD575, "RSD575", "s", 0)                                                                  \
    X(RSD2080, "RSD2080", "s", 0)                                                                \
    X(MMI, "MMI", "1", 0)                                                                        \
    X(JMA, "JMA", "1", 0)                                                                        \
    X(LSD, "LSD", "m", 0)

typedef enum {
#define OQL_IMT_ENUM(kind, name, unit, arg) OQL_IMT_##kind,
    OQL_IMT_LIST(OQL_IMT_ENUM)
#undef OQL_IMT_ENUM
        OQL_IMT_KINDS /**< how many there are */
} oql_imt_kind;

/** Bytes of the canonical text with its terminator. */
#define OQL_IMT_TEXT 48

/** One measure. Plain data, copied freely. */
typedef struct {
    oql_imt_kind kind;
    double period_s; /**< 0 for measures without one (PGA, …); 1/frequency for EAS, FAS, DRVT */
    double damping_pct;      /**< 5 always: texts name no damping */
    double strength_ratio;   /**< SDi only, else 0 */
    char text[OQL_IMT_TEXT]; /**< canonical: "PGA", "SA(0.3)", "EAS(1.000000)" */
} oql_imt;

/** Parse a text such as "PGA", "SA(0.3)", "SA(1)", "EAS(1.0)", "AvgSA", or a bare period "0.3"
 *  (means SA). Blanks around are ignored. A missing closing parenthesis is tolerated where
 *  OpenQuake reads the same period in spite of it ("SA(1.0", which it cuts to "SA(1.").
 *
 *  Errors    OQL_ECONFIG with what was found and expected, without file and line (the caller
 *            adds them); *out unchanged
 */
oql_status oql_imt_parse(const char *text, oql_imt *out, oql_err *err) OQL_MUST_CHECK;

/** The measure SA(period_s), 5 % damping; period_s > 0. */
oql_imt oql_imt_sa(double period_s);

/** OpenQuake's order: by period alone, so that PGA, PGV (0) come first. < 0, 0, > 0. A sort
 *  must be stable: measures of equal period keep the order of the job. */
int oql_imt_order(const oql_imt *a, const oql_imt *b);

/** Same kind, same period, same strength ratio. */
bool oql_imt_is_equal(const oql_imt *a, const oql_imt *b);

/** True for PGA and SA, the measures of a response spectrum (uniform hazard spectra use these).
 */
bool oql_imt_is_spectral(const oql_imt *imt);

/** "g", "cm/s", …; static storage. */
const char *oql_imt_unit(oql_imt_kind kind);

/** "SA", "PGA", …; static storage. */
const char *oql_imt_name(oql_imt_kind kind);

#endif
