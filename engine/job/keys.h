/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_JOB_KEYS_H
#define OQL_JOB_KEYS_H

#include "base/memory.h"
#include "base/problems.h"
#include "base/status.h"
#include "job/job.h"

/** The steps of oql_job_read, private to this room.
 *
 *      ini.c → keys.c (names, types) → input_files.c (files) → check.c (what must fit together)
 */
typedef struct {
    oql_job *job; /**< being filled; job->arena owns all strings */
    oql_problems *problems;
    oql_err *err;
    bool is_other_mode; /**< calculation_mode of OpenQuake that is not computed here */
} oql_job_build;

/** Add an error about a key: "file:line: key = value: text". */
void oql_job_bad(const oql_job_build *b, const oql_job_param *p, const char *fmt, ...)
    OQL_PRINTF(3, 4);

/** Give every field its default. */
void oql_job_set_defaults(oql_job *job);

/** Replace an alias by its canonical name, else return the name itself. */
const char *oql_job_canonical(const char *key);

/** True for keys that name files: …_file, …_csv, …_hdf5, or any whose value ends in .hdf5. */
bool oql_job_names_file(const oql_job_param *p);

/** dir/name without "./" and "x/..", absolute when dir is; an absolute name stands alone. Lives
 *  in the arena; NULL when memory is out. */
const char *oql_job_join_path(oql_arena *arena, const char *dir, const char *name);

/** Convert the value of one key into its field; an unknown key is a warning. Mistakes become
 *  problems. Only OQL_ENOMEM fails. */
oql_status oql_job_convert(oql_job_build *b, const oql_job_param *p) OQL_MUST_CHECK;

/** Resolve all keys that name files into job->inputs and the path fields. */
oql_status oql_job_resolve_inputs(oql_job_build *b) OQL_MUST_CHECK;

/** Nearest known key to an unknown one, or NULL. */
const char *oql_job_nearest_key(const char *key);

/** The converters that need more than a line (convert.c); field is the address within the job.
 *  Mistakes become problems, and the field keeps its default. */
typedef oql_status oql_job_converter(oql_job_build *b, const oql_job_param *p, void *field);

oql_job_converter oql_convert_numbers; /**< blank- or comma-separated, brackets ignored, >= 0 */
oql_job_converter oql_convert_probabilities;  /**< the same, within [0, 1] */
oql_job_converter oql_convert_integers;       /**< the same, whole numbers >= 0 */
oql_job_converter oql_convert_words;          /**< blank- or comma-separated */
oql_job_converter oql_convert_trts;           /**< comma-separated, may contain blanks */
oql_job_converter oql_convert_dict;           /**< number or {name: number} -> oql_job_dict */
oql_job_converter oql_convert_point_distance; /**< the same, or lists of (magnitude, km) */
oql_job_converter oql_convert_labels;         /**< {name: 1..255} -> oql_job_dict */
oql_job_converter oql_convert_literal;        /**< any dictionary -> const oql_literal * */
oql_job_converter oql_convert_points;         /**< "lon lat [depth], …" -> sites */
oql_job_converter oql_convert_region;         /**< the same -> region */
oql_job_converter oql_convert_tile;           /**< [no, n] */
oql_job_converter oql_convert_measures;       /**< {measure: levels} */
oql_job_converter oql_convert_measure_names;  /**< "PGA, SA(0.1)" without levels */
oql_job_converter oql_convert_measure_dict;   /**< {measure: number}, canonical names */
oql_job_converter oql_convert_bin_edges;
oql_job_converter oql_convert_max_distance;

/** Sort measures as OpenQuake does and check that all have as many levels. */
void oql_job_order_measures(oql_job_build *b, const oql_job_param *p, oql_job_measure *m);

/** Cut maximum_distance below minimum_magnitude. */
oql_status oql_job_cut_reaches(oql_job_build *b) OQL_MUST_CHECK;

/** What must fit together, and what follows from other keys. */
oql_status oql_job_check(oql_job_build *b) OQL_MUST_CHECK;

#endif
