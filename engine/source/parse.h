/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SOURCE_PARSE_H
#define OQL_SOURCE_PARSE_H

#include <stddef.h>

#include "base/memory.h"
#include "base/status.h"
#include "base/xmlnode.h"
#include "source/source.h"

/** Pieces of NRML that source models and logic trees share, from XML subtrees.
 *
 *  Longitudes and latitudes are rounded to 5 decimals (correctly, from the decimal value of the
 *  double), as OpenQuake does on reading; depths are not. Results live in the arena.
 *  Errors   OQL_EMODEL "path:line: what was found, what was expected"; OQL_ENOMEM
 *  Threads  reentrant
 */

/** x rounded to 5 decimals. */
double oql_round_lonlat(double x);

/** Attribute or text of a child as a finite number. */
oql_status oql_parse_attr(const char *path, const oql_xml_node *node, const char *name,
                          double *out, oql_err *err) OQL_MUST_CHECK;
oql_status oql_parse_child(const char *path, const oql_xml_node *node, const char *name,
                           double *out, oql_err *err) OQL_MUST_CHECK;

/** A child (path of names) that must be there. */
oql_status oql_parse_need(const char *path, const oql_xml_node *node, const char *names,
                          const oql_xml_node **out, oql_err *err) OQL_MUST_CHECK;

/** Numbers of an element's text (white space or commas between); at least one. */
oql_status oql_parse_numbers(const char *path, const oql_xml_node *node, oql_arena *arena,
                             const double **out, size_t *n, oql_err *err) OQL_MUST_CHECK;

/** "lon lat lon lat …" (dims 2) or "lon lat depth …" (dims 3) within [-180, 180], [-90, 90]
 *  and depths between the highest summit and the centre of the Earth. */
oql_status oql_parse_line(const char *path, const oql_xml_node *node, int dims,
                          oql_arena *arena, oql_polyline *out, oql_err *err) OQL_MUST_CHECK;

/** One place "lon lat" or "lon,lat". */
oql_status oql_parse_lonlat(const char *path, const oql_xml_node *node, double *lon_deg,
                            double *lat_deg, oql_err *err) OQL_MUST_CHECK;

/** Area polygon from <areaGeometry>: an open ring that does not cross itself. */
oql_status oql_parse_polygon(const char *path, const oql_xml_node *area, oql_arena *arena,
                             oql_polyline *out, oql_err *err) OQL_MUST_CHECK;

/** Can the polygon be cut into places of that spacing: at least one, at most ten million?
 *  Text without file and line. */
oql_status oql_area_check(const oql_polyline *ring, double spacing_km,
                          oql_err *err) OQL_MUST_CHECK;

#endif
