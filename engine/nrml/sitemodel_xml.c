/* SPDX-License-Identifier: BSD-3-Clause */
#include "nrml/sitemodel_xml.h"

#include <string.h>

#include "nrml/xml.h"

static size_t find_column(const oql_nrml_site_model *m, const char *name)
{
    size_t c = 0;
    while (c < m->n_columns && strcmp(m->name[c], name) != 0) {
        ++c;
    }
    return c;
}

static oql_status make_table(const oql_xml_node *model, oql_arena *arena,
                             oql_nrml_site_model *out, oql_err *err)
{
    const oql_xml_node *first = oql_xml_child(model, "site");
    out->n_rows = oql_xml_count(model, "site");
    out->n_columns = first->n_attrs;
    out->name = oql_arena_alloc(arena, out->n_columns, sizeof *out->name);
    out->cell = oql_arena_alloc(arena, out->n_columns, sizeof *out->cell);
    out->line = oql_arena_alloc(arena, out->n_rows, sizeof *out->line);
    if (out->name == NULL || out->cell == NULL || out->line == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sites", out->n_rows);
    }
    for (size_t c = 0; c < out->n_columns; ++c) {
        out->name[c] = first->attrs[c].name;
        out->cell[c] = oql_arena_alloc(arena, out->n_rows, sizeof **out->cell);
        if (out->cell[c] == NULL) {
            return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sites", out->n_rows);
        }
    }
    return OQL_OK;
}

static oql_status fill_row(const char *path, const oql_xml_node *site, size_t row,
                           oql_nrml_site_model *out, oql_err *err)
{
    out->line[row] = site->line;
    if (site->n_attrs != out->n_columns) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: a site with %zu attributes, expected %zu as above", path,
                        site->line, site->n_attrs, out->n_columns);
    }
    for (size_t a = 0; a < site->n_attrs; ++a) {
        const size_t c = find_column(out, site->attrs[a].name);
        if (c == out->n_columns) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "%s:%d: attribute \"%s\" found, which the first site lacks", path,
                            site->line, site->attrs[a].name);
        }
        out->cell[c][row] = site->attrs[a].value;
    }
    return OQL_OK;
}

oql_status oql_nrml_read_site_model(const char *path, oql_arena *arena,
                                    oql_nrml_site_model *out, oql_err *err)
{
    const oql_xml_node *root = NULL;
    oql_status st = OQL_OK;
    oql_nrml_site_model m = {0};
    size_t row = 0;

    OQL_TRY(oql_xml_load_file(path, arena, &root, err));
    const oql_xml_node *model = oql_xml_child(root, "siteModel");
    if (oql_nrml_version(root) == 0 || model == NULL || oql_xml_child(model, "site") == NULL) {
        st =
            OQL_FAIL(err, OQL_EMODEL,
                     "%s:%d: <%s> found, expected <nrml> with a <siteModel> of <site> elements",
                     path, root->line, root->name);
        goto done;
    }
    OQL_TRY(make_table(model, arena, &m, err));
    for (const oql_xml_node *s = oql_xml_child(model, "site"); s != NULL;
         s = oql_xml_next(s, "site")) {
        OQL_TRY(fill_row(path, s, row++, &m, err));
    }
    *out = m;
done:
    return st;
}
