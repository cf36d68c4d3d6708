/* SPDX-License-Identifier: BSD-3-Clause */
#include "nrml/source_model.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "nrml/source_reader.h"
#include "nrml/xml.h"

/* One pass over the file. Sources are kept in reading order with the index of their group, and
 * put together by group at the end (NRML 0.4 mixes the regions). */
typedef struct {
    oql_source_reader r;
    int version;
    bool in_model, saw_model, is_geometry;
    oql_section *sections;
    size_t n_section, section_cap;
    const char *name;
    double investigation_time_yr;
    oql_source_group *groups;
    size_t n_group, group_cap;
    oql_source *sources;
    size_t n_source, source_cap;
    int32_t group; /* current one, -1 outside */
    size_t child;  /* sources seen in the current group */
    double *mutex; /* srcs_weights of the current group */
    size_t n_mutex;
} model_reader;

/* --- problems --- */

bool oql_source_reader_good(oql_source_reader *r, oql_status st, oql_err *why)
{
    if (st == OQL_OK) {
        return true;
    }
    if (st == OQL_ENOMEM) {
        r->fatal = st;
    } else {
        oql_problem_error(r->problems, NULL, 0, "%s", why->text);
    }
    *why = (oql_err){0};
    r->bad = true;
    return false;
}

bool oql_source_reader_good_at(oql_source_reader *r, const oql_xml_node *node, oql_status st,
                               oql_err *why)
{
    if (st != OQL_OK && st != OQL_ENOMEM) {
        oql_problem_error(r->problems, r->path, node->line, "%s", why->text);
        *why = (oql_err){0};
        r->bad = true;
        return false;
    }
    return oql_source_reader_good(r, st, why);
}

void oql_source_reader_mistake(oql_source_reader *r, const oql_xml_node *node, const char *fmt,
                               ...)
{
    char text[400];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    oql_problem_error(r->problems, r->path, node->line, "%s", text);
    r->bad = true;
}

static oql_status stop_if_fatal(const model_reader *m, oql_err *err)
{
    return m->r.fatal == OQL_OK
               ? OQL_OK
               : OQL_FAIL(err, m->r.fatal, "%s: out of memory for the sources", m->r.path);
}

/* --- groups --- */

static const char *attr_or(const oql_xml_node *node, const char *name, const char *fallback)
{
    const char *v = oql_xml_attr_value(node, name);

    return v != NULL ? v : fallback;
}

static oql_status add_group(model_reader *m, const oql_xml_node *node, const char *trt,
                            oql_err *err)
{
    oql_source_group *g = NULL;
    oql_status st =
        oql_reserve(&m->groups, &m->group_cap, m->n_group + 1, sizeof *m->groups, err);

    if (st != OQL_OK) {
        return st;
    }
    g = &m->groups[m->n_group];
    *g = (oql_source_group){.line = node->line, .probability = 1.0};
    g->trt = oql_pool_string(&m->r.pool, m->r.arena, trt);
    g->name = oql_pool_string(&m->r.pool, m->r.arena, attr_or(node, "name", ""));
    if (g->trt == NULL || g->name == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: group of sources", m->r.path);
    }
    m->group = (int32_t)m->n_group++;
    return OQL_OK;
}

static bool is_mutex(model_reader *m, const oql_xml_node *node, const char *attr)
{
    const char *v = attr_or(node, attr, "indep");

    if (strcmp(v, "indep") != 0 && strcmp(v, "mutex") != 0) {
        oql_source_reader_mistake(&m->r, node, "%s is \"%s\", expected indep or mutex", attr,
                                  v);
    }
    return strcmp(v, "mutex") == 0;
}

static void read_mutex_weights(model_reader *m, const oql_xml_node *node)
{
    const char *text = oql_xml_attr_value(node, "srcs_weights");
    oql_err why = {0};
    double sum = 0.0;

    if (text == NULL) {
        oql_source_reader_mistake(&m->r, node,
                                  "mutually exclusive sources, expected srcs_weights");
        return;
    }
    if (!oql_source_reader_good(&m->r,
                                oql_xml_to_doubles(m->r.path, node->line, "srcs_weights", text,
                                                   &m->mutex, &m->n_mutex, &why),
                                &why)) {
        return;
    }
    for (size_t i = 0; i < m->n_mutex; ++i) {
        sum += m->mutex[i];
        if (!(m->mutex[i] >= 0.0)) {
            oql_source_reader_mistake(&m->r, node, "source weight %g, expected >= 0",
                                      m->mutex[i]);
        }
    }
    if (!(fabs(sum - 1.0) <= 5e-6)) {
        oql_source_reader_mistake(&m->r, node, "srcs_weights sum to %.9g, expected 1", sum);
    }
}

/* <sourceGroup> of NRML 0.5. */
static oql_status begin_group(model_reader *m, const oql_xml_node *node, oql_err *err)
{
    const char *trt = oql_xml_attr_value(node, "tectonicRegion");
    oql_source_group *g = NULL;
    oql_err why = {0};
    oql_status st = OQL_OK;

    m->child = 0;
    if (trt == NULL) {
        oql_source_reader_mistake(&m->r, node,
                                  "<sourceGroup> without tectonicRegion, expected its name");
        trt = "";
    }
    st = add_group(m, node, trt, err);
    if (st != OQL_OK) {
        return st;
    }
    g = &m->groups[m->group];
    g->mutex_sources = is_mutex(m, node, "src_interdep");
    g->mutex_ruptures = is_mutex(m, node, "rup_interdep");
    g->cluster = strcmp(attr_or(node, "cluster", "false"), "true") == 0;
    oql_source_read_tom(&m->r, node, &g->tom);
    if (oql_xml_attr_value(node, "grp_probability") != NULL &&
        oql_source_reader_good(
            &m->r,
            oql_xml_attr_double(m->r.path, node, "grp_probability", &g->probability, &why),
            &why) &&
        !(g->probability >= 0.0 && g->probability <= 1.0)) {
        oql_source_reader_mistake(&m->r, node, "grp_probability is %g, expected within [0, 1]",
                                  g->probability);
    }
    if (g->cluster && oql_xml_attr_value(node, "tom") == NULL) {
        oql_source_reader_mistake(
            &m->r, node, "a cluster without tom, expected its temporal occurrence model");
    }
    if (g->mutex_sources) {
        read_mutex_weights(m, node);
    }
    return stop_if_fatal(m, err);
}

static void end_group(model_reader *m, const oql_xml_node *node)
{
    const oql_source_group *g = &m->groups[m->group];

    if (m->child == 0) {
        oql_problem_warning(m->r.problems, m->r.path, node->line, "empty <sourceGroup>");
    }
    if (g->mutex_sources && m->n_mutex > 0 && m->n_mutex != m->child) {
        oql_source_reader_mistake(&m->r, node, "%zu srcs_weights, expected %zu, one a source",
                                  m->n_mutex, m->child);
    }
    free(m->mutex);
    m->mutex = NULL;
    m->n_mutex = 0;
    m->group = -1;
}

/* Group of a source of NRML 0.4: one for each tectonic region, in order of appearance. */
static oql_status group_of_region(model_reader *m, const oql_xml_node *node, const char *trt,
                                  oql_err *err)
{
    for (size_t i = 0; i < m->n_group; ++i) {
        if (strcmp(m->groups[i].trt, trt) == 0) {
            m->group = (int32_t)i;
            return OQL_OK;
        }
    }
    return add_group(m, node, trt, err);
}

/* --- sources --- */

static bool is_listed(const char *word, size_t n, const char *const *list)
{
    for (size_t i = 0; i < n; ++i) {
        if (strcmp(word, list[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Does the job keep sources of that id (source_id) and region (discard_trts)? */
static bool is_wanted(const oql_source_settings *set, const oql_xml_node *node)
{
    const char *id = attr_or(node, "id", ""), *trt = attr_or(node, "tectonicRegion", "");

    if (is_listed(trt, set->n_discard_trt, set->discard_trt)) {
        return false;
    }
    for (size_t i = 0; i < set->n_source_id; ++i) {
        if (strncmp(id, set->source_id[i], strlen(set->source_id[i])) == 0) {
            return true;
        }
    }
    return set->n_source_id == 0;
}

static bool type_of(const char *name, oql_source_type *type)
{
    for (int i = 0; i < (int)OQL_SOURCE_TYPES; ++i) {
        if (strcmp(name, oql_source_type_name((oql_source_type)i)) == 0) {
            *type = (oql_source_type)i;
            return true;
        }
    }
    return false;
}

static void check_id(model_reader *m, const oql_xml_node *node, oql_source *s)
{
    const char *id = attr_or(node, "id", "");
    const size_t n = strlen(id);
    bool is_new = false;

    for (size_t i = 0; i < n; ++i) {
        const char c = id[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_' || c == '-' || c == ':')) {
            oql_source_reader_mistake(
                &m->r, node, "id \"%s\", expected letters, digits, _, - and : only", id);
            break;
        }
    }
    if (n == 0 || n > 75) {
        oql_source_reader_mistake(&m->r, node,
                                  "id of %zu characters, expected between 1 and 75", n);
    }
    s->id = oql_pool_add(&m->r.ids, m->r.arena, 'i', id, n + 1, &is_new);
    s->name = oql_pool_string(&m->r.pool, m->r.arena, attr_or(node, "name", ""));
    if (s->id == NULL || s->name == NULL) {
        m->r.fatal = OQL_ENOMEM;
    } else if (!is_new) {
        oql_source_reader_mistake(&m->r, node, "duplicate source id \"%s\", expected each once",
                                  id);
    }
}

static void check_region(model_reader *m, const oql_xml_node *node, oql_source *s)
{
    const oql_source_group *g = &m->groups[m->group];
    const char *trt = oql_xml_attr_value(node, "tectonicRegion");

    s->trt = g->trt;
    s->group = m->group;
    if (trt != NULL && trt[0] != '\0' && strcmp(trt, g->trt) != 0) {
        oql_source_reader_mistake(&m->r, node,
                                  "tectonicRegion \"%s\", expected that of the group, \"%s\"",
                                  trt, g->trt);
    }
}

static void check_mutex(model_reader *m, const oql_xml_node *node, oql_source *s)
{
    s->mutex_weight = 1.0;
    if (!m->groups[m->group].mutex_sources) {
        return;
    }
    if (m->child - 1 < m->n_mutex) {
        s->mutex_weight = m->mutex[m->child - 1];
    }
    if (strchr(s->id, ':') == NULL) {
        oql_source_reader_mistake(
            &m->r, node,
            "mutually exclusive source \"%s\", expected an id of the form "
            "NAME:PART",
            s->id);
    }
}

static oql_status on_node(void *user, const oql_xml_node *node, oql_err *err)
{
    model_reader *m = user;
    oql_source s = {.line = node->line, .aspect_ratio = (double)NAN};
    oql_status st = OQL_OK;

    m->r.bad = false;
    if (m->is_geometry) {
        oql_section section = {0};
        if (oql_source_read_section(&m->r, node, &section)) {
            OQL_TRY(oql_reserve(&m->sections, &m->section_cap, m->n_section + 1, sizeof section,
                                err));
            m->sections[m->n_section++] = section;
        }
        st = stop_if_fatal(m, err);
        goto done;
    }
    m->child += 1;
    if (!type_of(node->name, &s.type)) {
        oql_source_reader_mistake(&m->r, node, "<%s>, expected a source such as <areaSource>",
                                  node->name);
        return OQL_OK;
    }
    if (!is_wanted(m->r.settings, node)) {
        return OQL_OK;
    }
    if (m->version == 4) {
        const char *trt = oql_xml_attr_value(node, "tectonicRegion");

        if (trt == NULL) {
            oql_source_reader_mistake(
                &m->r, node, "<%s> without tectonicRegion, expected its name", node->name);
        }
        OQL_TRY(group_of_region(m, node, trt != NULL ? trt : "", err));
    }
    check_id(m, node, &s);
    OQL_TRY(stop_if_fatal(m, err));
    check_region(m, node, &s);
    check_mutex(m, node, &s);
    if (oql_source_read_element(&m->r, node, &s)) {
        OQL_TRY(oql_reserve(&m->sources, &m->source_cap, m->n_source + 1, sizeof s, err));
        m->sources[m->n_source++] = s;
    }
    st = stop_if_fatal(m, err);
done:
    return st;
}

/* --- the document --- */

static oql_status begin_document(model_reader *m, const oql_xml_node *elem, oql_err *err)
{
    if (strcmp(elem->name, "nrml") != 0) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: root <%s>, expected <nrml>", m->r.path,
                        elem->line, elem->name);
    }
    m->version = oql_nrml_version(elem);
    return m->version == 4 || m->version == 5
               ? OQL_OK
               : OQL_FAIL(err, OQL_EMODEL,
                          "%s:%d: namespace \"%s\", expected "
                          "\"http://openquake.org/xmlns/nrml/0.4\" or \"…/0.5\"",
                          m->r.path, elem->line, elem->ns);
}

static oql_status begin_model(model_reader *m, const oql_xml_node *elem, oql_err *err)
{
    oql_err why = {0};

    m->is_geometry = strcmp(elem->name, "geometryModel") == 0;
    if (!m->is_geometry && strcmp(elem->name, "sourceModel") != 0) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: <%s>, expected <sourceModel> or <geometryModel>", m->r.path,
                        elem->line, elem->name);
    }
    m->saw_model = true;
    m->name = oql_arena_strdup(m->r.arena, attr_or(elem, "name", ""));
    if (oql_xml_attr_value(elem, "investigation_time") != NULL) {
        (void)oql_source_reader_good(&m->r,
                                     oql_xml_attr_double(m->r.path, elem, "investigation_time",
                                                         &m->investigation_time_yr, &why),
                                     &why);
    }
    return m->name != NULL ? OQL_OK : OQL_FAIL(err, OQL_ENOMEM, "%s: model", m->r.path);
}

/* Level 0 is <nrml>, 1 <sourceModel>, 2 a group (or in 0.4 a source), 3 a source. */
static oql_status on_start(void *user, const oql_xml_node *elem, oql_xml_action *action,
                           oql_err *err)
{
    model_reader *m = user;
    const bool is_group = strcmp(elem->name, "sourceGroup") == 0;

    *action = OQL_XML_DESCEND;
    if (elem->parent == NULL) {
        return begin_document(m, elem, err);
    }
    if (elem->parent->parent == NULL) {
        return begin_model(m, elem, err);
    }
    if (!m->is_geometry && elem->parent->parent->parent == NULL &&
        (m->version == 5 || is_group)) {
        if (!is_group) {
            oql_source_reader_mistake(&m->r, elem,
                                      "<%s> directly in <sourceModel>, expected <sourceGroup> "
                                      "(or the namespace of NRML 0.4)",
                                      elem->name);
            *action = OQL_XML_SKIP;
        } else if (m->version == 4) {
            oql_source_reader_mistake(
                &m->r, elem, "<sourceGroup> in NRML 0.4, expected the namespace of NRML 0.5");
            *action = OQL_XML_SKIP;
        } else if (!is_wanted(
                       &(oql_source_settings){.n_discard_trt = m->r.settings->n_discard_trt,
                                              .discard_trt = m->r.settings->discard_trt},
                       elem)) {
            *action = OQL_XML_SKIP;
        } else {
            return begin_group(m, elem, err);
        }
        return OQL_OK;
    }
    *action = OQL_XML_COLLECT;
    return OQL_OK;
}

static oql_status on_end(void *user, const oql_xml_node *elem, oql_err *err)
{
    model_reader *m = user;

    (void)err;
    if (strcmp(elem->name, "sourceGroup") == 0 && m->group >= 0) {
        end_group(m, elem);
    }
    return OQL_OK;
}

static int by_region(const void *a, const void *b)
{
    const oql_source_group *const *x = a, *const *y = b;

    return strcmp((*x)->trt, (*y)->trt);
}

/* Groups and sources into the arena, sources contiguous by group; groups of NRML 0.4 by name.
 * Groups left without a source (all filtered or bad) are dropped. */
static oql_status assemble(model_reader *m, oql_source_model *out, oql_err *err)
{
    oql_source_group *groups = oql_arena_alloc(m->r.arena, m->n_group + 1, sizeof *groups);
    oql_source *sources = oql_arena_alloc(m->r.arena, m->n_source + 1, sizeof *sources);
    const oql_source_group **order = oql_calloc(m->n_group + 1, sizeof *order);
    size_t *place = oql_calloc(m->n_group + 1, sizeof *place);
    int32_t *rank = oql_calloc(m->n_group + 1, sizeof *rank);
    size_t n_group = 0, at = 0;
    oql_status st = OQL_OK;

    if (groups == NULL || sources == NULL || order == NULL || place == NULL || rank == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "%s: %zu sources", m->r.path, m->n_source);
        goto done;
    }
    for (size_t i = 0; i < m->n_group; ++i) {
        m->groups[i].n = 0;
        order[i] = &m->groups[i];
    }
    for (size_t i = 0; i < m->n_source; ++i) {
        m->groups[m->sources[i].group].n += 1;
    }
    if (m->version == 4) {
        qsort(order, m->n_group, sizeof *order, by_region);
    }
    for (size_t i = 0; i < m->n_group; ++i) {
        const size_t old = (size_t)(order[i] - m->groups);

        if (order[i]->n > 0) {
            groups[n_group] = *order[i];
            groups[n_group].first = at;
            place[old] = at;
            rank[old] = (int32_t)n_group++;
            at += order[i]->n;
        }
    }
    for (size_t i = 0; i < m->n_source; ++i) {
        const size_t old = (size_t)m->sources[i].group;
        oql_source *s = &sources[place[old]++];

        *s = m->sources[i];
        s->group = rank[old];
        s->path = out->path;
        const oql_source_group *g = &groups[s->group];
        s->atomic = g->mutex_sources || g->mutex_ruptures || g->cluster ? g : NULL;
    }
    if (m->n_section > 0) {
        oql_section *list = oql_arena_alloc(m->r.arena, m->n_section, sizeof *list);
        if (list == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "%s: %zu sections", m->r.path, m->n_section);
            goto done;
        }
        for (size_t i = 0; i < m->n_section; ++i) {
            list[i] = m->sections[i];
            list[i].path = out->path;
        }
        out->n_section = m->n_section;
        out->sections = list;
    }
    out->n_group = n_group;
    out->groups = groups;
    out->n_source = m->n_source;
    out->sources = sources;
done:
    free(order);
    free(place);
    free(rank);
    return st;
}

static oql_status finish(model_reader *m, oql_source_model **out, oql_err *err)
{
    oql_source_model *model = NULL;
    oql_status st = OQL_OK;

    if (!m->saw_model) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: no <sourceModel>, expected one", m->r.path);
    }
    model = calloc(1, sizeof *model);
    if (model == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: model", m->r.path);
    }
    model->name = m->name;
    model->path = oql_arena_strdup(m->r.arena, m->r.path);
    model->investigation_time_yr = m->investigation_time_yr;
    st = model->path == NULL ? OQL_FAIL(err, OQL_ENOMEM, "%s: model", m->r.path)
                             : assemble(m, model, err);
    if (st != OQL_OK) {
        free(model);
        return st;
    }
    model->arena = m->r.arena;
    m->r.arena = NULL;
    *out = model;
    return OQL_OK;
}

static oql_status read_model(const char *path, const void *data, size_t n_bytes,
                             const oql_source_settings *settings, oql_problems *problems,
                             oql_source_model **out, oql_err *err)
{
    const oql_xml_handler handler = {on_start, on_node, on_end};
    model_reader m = {.group = -1, .investigation_time_yr = (double)NAN};
    oql_status st = OQL_OK;

    *out = NULL;
    m.r.path = path;
    m.r.settings = settings;
    m.r.problems = problems;
    OQL_TRY(oql_arena_create(&m.r.arena, err));
    st = data == NULL ? oql_xml_read_file(path, &handler, &m, NULL, err)
                      : oql_xml_read_memory(path, data, n_bytes, &handler, &m, NULL, err);
    if (st == OQL_OK) {
        st = finish(&m, out, err);
    }
done:
    oql_arena_destroy(m.r.arena);
    oql_pool_clear(&m.r.pool);
    oql_pool_clear(&m.r.ids);
    free(m.groups);
    free(m.sources);
    free(m.sections);
    free(m.mutex);
    return st;
}

oql_status oql_nrml_read_sources(const char *path, const oql_source_settings *settings,
                                 oql_problems *problems, oql_source_model **out, oql_err *err)
{
    return read_model(path, NULL, 0, settings, problems, out, err);
}

oql_status oql_nrml_read_sources_memory(const char *label, const void *data, size_t n_bytes,
                                        const oql_source_settings *settings,
                                        oql_problems *problems, oql_source_model **out,
                                        oql_err *err)
{
    return read_model(label, data != NULL ? data : "", n_bytes, settings, problems, out, err);
}
