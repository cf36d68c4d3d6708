/* SPDX-License-Identifier: BSD-3-Clause */
/* A calculation of one's own beside those of oqlite: an array stored, and read back. */
#include <stdio.h>
#include <stdlib.h>

#include <datastore/calc.h>
#include <datastore/store.h>

int main(void)
{
    const size_t shape[2] = {2, 3}; /* sites, levels */
    const double poes[2][3] = {{0.3, 0.2, 0.1}, {0.6, 0.5, 0.4}};
    char *folder = NULL;
    oql_claim *mine = NULL;
    oql_store *s = NULL;
    double *x = NULL;
    size_t n = 0;
    oql_err err = {0};

    if (oql_datadir(&folder, &err) || oql_calc_claim(folder, &mine, &err) ||
        oql_store_create(oql_claim_file(mine), &s, &err) ||
        oql_store_set_f64(s, "0/MyModel", 2, shape, &poes[0][0], &err) ||
        oql_store_set_attr_text(s, "/", "state", "complete", &err) ||
        oql_store_publish(s, &err) || oql_store_open(oql_claim_file(mine), &s, &err) ||
        oql_store_get_f64(s, "0/MyModel", &x, &n, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    printf("calculation %lld: %zu values, %g ... %g\n", (long long)oql_claim_id(mine), n, x[0],
           x[n - 1]);
    oql_store_close(s);
    oql_claim_release(mine);
    free(x);
    free(folder);
    return 0;
}
