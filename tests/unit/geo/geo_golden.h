/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef GEO_GOLDEN_H
#define GEO_GOLDEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "geo/mesh.h"

/** Golden tables of this folder, and random cases for laws. Failures end the test. */

/** Table data/<name>.csv; release with oql_csv_destroy. */
oql_csv *golden_open(const char *name);

/** Number and text of the row's column. */
double golden_number(const oql_csv *csv, size_t row, const char *column);
const char *golden_text(const oql_csv *csv, size_t row, const char *column);

/** Numbers of a text separated by blanks or by ';', up to cap; returns how many. */
size_t golden_list(const char *text, double *out, size_t cap);

/** |a - b| <= rtol * max(|b|, 1). */
bool golden_is_close(double a, double b, double rtol);
/** The same for angles in degrees, modulo 360. */
bool golden_is_same_angle(double a, double b, double tol_deg);

/** Uniform random number; the state is any number, advanced. */
double random_in(uint64_t *state, double low, double high);
int32_t random_int(uint64_t *state, int32_t low, int32_t high); /**< both ends included */

/** A bent simple fault with its first point at lon; release with oql_mesh_destroy. */
oql_mesh *some_fault(double lon_deg, double dip_deg);

#endif
