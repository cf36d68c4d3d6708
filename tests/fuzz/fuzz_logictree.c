/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "logictree/realizations.h"
#include "nrml/logictree_xml.h"
#include "nrml/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Realizations of whatever was read, bounded; every text of the first few. */
static void walk(const oql_smlt *smlt, const oql_gslt *gslt, size_t n_samples,
                 oql_problems *problems)
{
    static const char *const TRT[] = {"Active Shallow Crust"};
    const oql_lt_options options = {.n_samples = n_samples,
                                    .seed = 7,
                                    .sampling = (oql_lt_sampling)(n_samples % 4),
                                    .max_paths = 2000};
    oql_lt *lt = NULL;
    oql_err err = {.code = OQL_OK};
    char text[300];
    int32_t branch[8];
    const char *file[4];
    if (oql_lt_create(smlt, gslt, gslt->n_sets == 1, TRT, &options, problems, &lt, &err) !=
        OQL_OK) {
        return;
    }
    for (size_t r = 0; r < oql_lt_n_rlz(lt) && r < 50; ++r) {
        const size_t s = oql_lt_rlz_smr(lt, r);
        (void)oql_lt_rlz_path(lt, r, text, sizeof text);
        (void)oql_lt_rlz_models_path(lt, r, text, sizeof text);
        (void)oql_lt_smr_path_text(lt, s, text, 10);
        (void)oql_lt_rlz_weight(lt, r, "PGA");
        (void)oql_lt_smr_uncertainties(lt, s, 8, branch);
        (void)oql_lt_smr_files(lt, s, 4, file);
    }
    oql_lt_destroy(lt);
}

/* The first byte says which reader gets the rest: '0' source-model tree, '1' ground-motion
 * tree, '2' any XML, '3' the arguments of a model. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oql_problems *problems = NULL;
    oql_arena *arena = NULL;
    oql_smlt *smlt = NULL;
    oql_gslt *gslt = NULL;
    const oql_gmm_spec *spec = NULL;
    const oql_xml_node *root = NULL;
    static const char *const FILES[] = {"a.xml"};
    char text[4096];
    oql_err err = {.code = OQL_OK};

    if (size == 0 || oql_problems_create(&problems, &err) != OQL_OK ||
        oql_arena_create(&arena, &err) != OQL_OK) {
        goto done;
    }
    const char kind = (char)data[0];
    const void *rest = data + 1;
    --size;
    if (kind == '0') {
        if (oql_smlt_read_memory("d/s.xml", rest, size, problems, &smlt, &err) == OQL_OK &&
            oql_gslt_trivial("j", "BooreAtkinson2008", &gslt, &err) == OQL_OK) {
            walk(smlt, gslt, size % 3 == 0 ? 20 + size % 4 : 0, problems);
        }
    } else if (kind == '1') {
        if (oql_gslt_read_memory("d/g.xml", rest, size, NULL, problems, &gslt, &err) ==
                OQL_OK &&
            oql_smlt_trivial("j", 1, FILES, &smlt, &err) == OQL_OK) {
            walk(smlt, gslt, size % 3 == 0 ? 20 + size % 4 : 0, problems);
        }
    } else if (kind == '2') {
        if (oql_xml_load_memory("d/x.xml", rest, size, arena, &root, &err) == OQL_OK) {
            (void)oql_nrml_version(root);
        }
    } else if (size < sizeof text) {
        memcpy(text, rest, size);
        text[size] = '\0';
        const oql_status st =
            oql_gmm_spec_parse(arena, text, 0, NULL, NULL, "d/g.xml", 1, &spec, &err);
        if (st == OQL_OK && !oql_gmm_spec_equal(spec, spec)) {
            abort(); /* every model equals itself */
        }
    }
done:
    oql_smlt_destroy(smlt);
    oql_gslt_destroy(gslt);
    oql_arena_destroy(arena);
    oql_problems_destroy(problems);
    return 0;
}
