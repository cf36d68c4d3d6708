/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_JOB_GEOHASH_H
#define OQL_JOB_GEOHASH_H

#include <stddef.h>

/** Geohash of a position: n letters and digits, each 5 bits of longitude and latitude halved in turn,
 *  beginning with longitude (Niemeyer 2008, geohash.org). A position on a border belongs to the
 *  western or southern half, as OpenQuake has it.
 *
 *  @param[out] out  n + 1 bytes
 *  Threads   pure
 */
void oql_geohash(double lon_deg, double lat_deg, size_t n, char *out);

#endif
