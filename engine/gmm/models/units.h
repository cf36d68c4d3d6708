/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_UNITS_H
#define OQL_GMM_MODELS_UNITS_H

/** Constants for models that publish other units than ln of g. */

/** ln(0.01 / 9.80665): from ln of cm/s^2 to ln of g. */
#define OQL_LN_GAL_TO_G (-6.888230912967695)
/** ln 10: from log10 to ln. */
#define OQL_LN10 2.302585092994046

#endif
