/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/site_model.h"

#include <string.h>

#include "base/number.h"
#include "nrml/sitemodel_xml.h"

/* Whether every cell of a column is a number; codes such as siteclass "1" stay texts. */
static bool is_numeric(const char *name, size_t n, const char *const *cell)
{
    static const char *const texts[] = {"siteclass", "ec8",     "ec8_p18",
                                        "geology",   "ampcode", "custom_site_id"};
    double x;
    for (size_t i = 0; i < OQL_COUNT(texts); ++i) {
        if (strcmp(name, texts[i]) == 0) {
            return false;
        }
    }
    for (size_t i = 0; i < n; ++i) {
        if (!oql_parse_double(cell[i], &x)) {
            return false;
        }
    }
    return true;
}

/* vs30Type="measured" is the flag vs30measured. */
static oql_status fill_column(const oql_nrml_site_model *m, size_t c, oql_arena *arena,
                              oql_site_column *out, oql_err *err)
{
    const bool type = strcmp(m->name[c], "vs30Type") == 0;
    out->name = type ? "vs30measured" : m->name[c];
    if (!type && !is_numeric(m->name[c], m->n_rows, m->cell[c])) {
        out->text = m->cell[c];
        return OQL_OK;
    }
    double *x = oql_arena_alloc(arena, m->n_rows, sizeof *x);
    if (x == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sites", m->n_rows);
    }
    for (size_t i = 0; i < m->n_rows; ++i) {
        if (type) {
            x[i] = strcmp(m->cell[c][i], "measured") == 0 ? 1.0 : 0.0;
        } else {
            (void)oql_parse_double(m->cell[c][i], &x[i]);
        }
    }
    out->x = x;
    return OQL_OK;
}

oql_status oql_site_model_from_xml(void *user, const char *path, oql_site_table *out,
                                   oql_err *err)
{
    oql_arena *arena = user;
    oql_nrml_site_model m;
    oql_status st = OQL_OK;

    OQL_TRY(oql_nrml_read_site_model(path, arena, &m, err));
    oql_site_column *columns = oql_arena_alloc(arena, m.n_columns, sizeof *columns);
    if (columns == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the columns of %s", path);
    }
    for (size_t c = 0; c < m.n_columns; ++c) {
        OQL_TRY(fill_column(&m, c, arena, &columns[c], err));
    }
    *out = (oql_site_table){.path = path,
                            .n_rows = m.n_rows,
                            .n_columns = m.n_columns,
                            .columns = columns,
                            .lines = m.line};
done:
    return st;
}
