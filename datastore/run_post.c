/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/run_file.h"
#include "datastore/store_h5.h"

oql_status oql_run_post(oql_run *r, oql_store **out, oql_err *err)
{
    static const char *const without[] = {"status"};
    const double begin = oql_h5_now();
    oql_status st = OQL_OK;
    oql_store *s = NULL;
    for (size_t c = 0; c < r->n_curves; ++c) {
        for (size_t b = 0; b < r->n_blocks; ++b) {
            if (!oql_run_is_done(r, c, b)) {
                return OQL_FAIL(err, OQL_EARG, "block %zu of \"%s\" is not computed yet", b,
                                r->keys.name[c]);
            }
        }
    }
    OQL_TRY(oql_h5_create(oql_claim_file(r->claim), false, oql_run_root_room(r->n_groups), &s,
                          err));
    OQL_TRY(oql_store_copy(r->live, "/", s, "/", 1, without, err));
    OQL_TRY(oql_store_set_attr_text(s, "/", "state", "complete", err));
    s->seconds = oql_h5_now() - begin;
    r->post = s;
    *out = s;
    s = NULL;
done:
    oql_store_close(s);
    return st;
}

oql_status oql_run_publish(oql_run *r, double seconds, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *s = NULL;
    if (r->post == NULL) {
        OQL_TRY(oql_run_post(r, &s, err));
    }
    s = r->post;
    if (getenv("SOURCE_DATE_EPOCH") == NULL) { /* set: whole files are to be compared */
        OQL_TRY(oql_store_set_attr_f64(s, "run", "seconds", 1, &seconds, err));
    }
    r->post = NULL; /* publish takes it */
    OQL_TRY(oql_store_publish(s, err));
done:
    if (st != OQL_OK) {
        oql_run_abort(r, err == NULL ? "cannot be published" : err->text);
    } else {
        oql_run_end(r);
    }
    return st;
}
