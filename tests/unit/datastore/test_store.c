/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datastore/store.h"
#include "scratch.h"

static oql_err err;

static void done(void)
{
    cr_expect_eq(oql_store_open_handles(), 0, "%ld HDF5 handles leaked",
                 oql_store_open_handles());
    scratch_remove();
}

TestSuite(store, .fini = done);

#define OK(call) cr_assert_eq((call), OQL_OK, "%s", err.text)

static oql_store *create(const char *name)
{
    oql_store *s = NULL;
    OK(oql_store_create(scratch_path(name), &s, &err));
    return s;
}

static oql_store *reopen(oql_store *s, const char *name)
{
    OK(oql_store_publish(s, &err));
    OK(oql_store_open(scratch_path(name), &s, &err));
    return s;
}

Test(store, keeps_numbers_of_every_type_and_rank)
{
    const double f[24] = {0.1, -2.5e300, 3};
    const int64_t i[3] = {INT64_MIN, -1, INT64_MAX};
    const int32_t j[2] = {INT32_MIN, 7};
    const uint8_t u[5] = {0, 255, 3, 4, 5};
    const float g = 0.25F;
    oql_store *s = create("a.hdf5");
    const size_t dims[3] = {2, 3, 4};
    OK(oql_store_set_f64(s, "/a/b/c", 3, dims, f, &err));
    OK(oql_store_set_i64(s, "i", 1, (const size_t[]){3}, i, &err));
    OK(oql_store_set(s, "j", &(oql_array){.type = OQL_I32, .rank = 2, .dims = {2, 1}}, j,
                     &err));
    OK(oql_store_set(s, "u", &(oql_array){.type = OQL_U8, .rank = 1, .dims = {5}}, u, &err));
    OK(oql_store_set(s, "g", &(oql_array){.type = OQL_F32}, &g, &err));
    OK(oql_store_set_f64(s, "pi", 0, NULL, &(double){3.141592653589793}, &err));
    s = reopen(s, "a.hdf5");

    oql_array a;
    void *data = NULL;
    OK(oql_store_get(s, "a/b/c", OQL_F64, &a, &data, &err));
    cr_expect_eq(a.rank, 3);
    cr_expect_arr_eq(a.dims, dims, sizeof dims);
    cr_expect_arr_eq(data, f, sizeof f);
    free(data);
    OK(oql_store_get(s, "i", OQL_I64, &a, &data, &err));
    cr_expect_arr_eq(data, i, sizeof i);
    free(data);
    OK(oql_store_get(s, "j", OQL_I32, &a, &data, &err));
    cr_expect_arr_eq(data, j, sizeof j);
    free(data);
    OK(oql_store_get(s, "u", OQL_U8, &a, &data, &err));
    cr_expect_arr_eq(data, u, sizeof u);
    free(data);
    double *x = NULL;
    size_t n = 0;
    OK(oql_store_get_f64(s, "g", &x, &n, &err));
    cr_expect(n == 1 && x[0] == 0.25);
    free(x);
    OK(oql_store_get_f64(s, "pi", &x, &n, &err));
    cr_expect(n == 1 && x[0] == 3.141592653589793);
    free(x);
    OK(oql_store_shape(s, "u", &a, &err));
    cr_expect_eq(a.type, OQL_U8);
    oql_store_close(s);
}

Test(store, keeps_texts_of_any_length)
{
    oql_store *s = create("a.hdf5");
    char *big = malloc(200001);
    cr_assert_not_null(big);
    memset(big, 'x', 200000);
    big[200000] = '\0';
    const char *const three[] = {"PGA", "", "SA(0.2) é"};
    OK(oql_store_set_text(s, "short", "héllo\n", &err));
    OK(oql_store_set_text(s, "empty", "", &err));
    OK(oql_store_set_text(s, "big", big, &err));
    OK(oql_store_set_texts(s, "three", 3, three, NULL, &err));
    s = reopen(s, "a.hdf5");
    static const char *const key[] = {"short", "empty", "big"};
    const char *const want[] = {"héllo\n", "", big};
    for (size_t k = 0; k < 3; ++k) {
        char *t = NULL;
        OK(oql_store_get_text(s, key[k], &t, &err));
        cr_expect_str_eq(t, want[k]);
        free(t);
    }
    oql_names names;
    OK(oql_store_get_texts(s, "three", &names, &err));
    cr_expect_eq(names.n, 3);
    for (size_t k = 0; k < 3; ++k) {
        cr_expect_str_eq(names.name[k], three[k]);
    }
    oql_names_clear(&names);
    free(big);
    oql_store_close(s);
}

Test(store, an_array_without_data_is_nan_and_takes_blocks)
{
    oql_store *s = create("a.hdf5");
    const oql_array a = {.type = OQL_F64, .rank = 3, .dims = {5, 2, 3}};
    const double block[] = {1, 2, 3, 4};
    const size_t start[] = {3, 0, 1}, count[] = {2, 1, 2};
    OK(oql_store_set(s, "x", &a, NULL, &err));
    OK(oql_store_write(s, "x", OQL_F64, 0, start, count, block, &err));
    s = reopen(s, "a.hdf5");
    double *x = NULL, got[4];
    size_t n = 0, nans = 0;
    OK(oql_store_get_f64(s, "x", &x, &n, &err));
    for (size_t i = 0; i < n; ++i) {
        nans += isnan(x[i]) ? 1 : 0;
    }
    cr_expect_eq(n, 30);
    cr_expect_eq(nans, 26);
    cr_expect_eq(x[(3 * 2 + 0) * 3 + 1], 1);
    cr_expect_eq(x[(4 * 2 + 0) * 3 + 2], 4);
    free(x);
    OK(oql_store_read(s, "x", OQL_F64, 0, start, count, got, &err));
    cr_expect_arr_eq(got, block, sizeof block);
    const size_t beyond[] = {4, 0, 0};
    cr_expect_eq(oql_store_read(s, "x", OQL_F64, 0, beyond, count, got, &err), OQL_EARG);
    oql_store_close(s);
}

Test(store, iterates_keys_in_natural_order)
{
    oql_store *s = create("a.hdf5");
    static const char *const key[] = {"10", "9", "b/x", "a", "2/[Model]", "02"};
    static const char *const want[] = {"02", "2", "9", "10", "a", "b"};
    for (size_t k = 0; k < OQL_COUNT(key); ++k) {
        OK(oql_store_set_f64(s, key[k], 0, NULL, &(double){1}, &err));
    }
    s = reopen(s, "a.hdf5");
    oql_names names;
    OK(oql_store_keys(s, "/", &names, &err));
    cr_assert_eq(names.n, OQL_COUNT(want));
    for (size_t k = 0; k < names.n; ++k) {
        cr_expect_str_eq(names.name[k], want[k]);
    }
    oql_names_clear(&names);
    cr_expect(oql_store_has(s, "/2/Model"));
    cr_expect(oql_store_has(s, "2/[Model]/"));
    cr_expect(oql_store_is_group(s, "2"));
    cr_expect_not(oql_store_is_group(s, "a"));
    cr_expect_not(oql_store_has(s, "2/Other"));
    cr_expect_not(oql_store_has(s, "a/below/an/array"));
    cr_expect_eq(oql_store_keys(s, "a", &names, &err), OQL_EARG);
    oql_store_close(s);
}

Test(store, sets_again_and_deletes)
{
    oql_store *s = create("a.hdf5");
    OK(oql_store_set_f64(s, "g/x", 1, (const size_t[]){2}, (const double[]){1, 2}, &err));
    OK(oql_store_set_text(s, "g/x", "now a text", &err));
    OK(oql_store_set_f64(s, "g/y", 0, NULL, &(double){1}, &err));
    OK(oql_store_delete(s, "g/y", &err));
    cr_expect_not(oql_store_has(s, "g/y"));
    oql_err e = {0};
    cr_expect_eq(oql_store_delete(s, "g/y", &e), OQL_ENOTFOUND);
    cr_expect_neq(strstr(e.text, "/g/y"), NULL);
    e = (oql_err){0};
    cr_expect_eq(oql_store_set_text(s, "g", "a group is in the way", &e), OQL_EARG);
    char *t = NULL;
    OK(oql_store_get_text(s, "g/x", &t, &err));
    cr_expect_str_eq(t, "now a text");
    free(t);
    oql_store_close(s);
}

Test(store, keeps_attributes_of_every_kind)
{
    oql_store *s = create("a.hdf5");
    const double f[] = {0.1, 1e-300};
    const int64_t i[] = {1, -2, INT64_MAX};
    const char *const t[] = {"uno", "dós"};
    OK(oql_store_group(s, "g", &err));
    OK(oql_store_set_attr_text(s, "/", "title", "old", &err));
    OK(oql_store_set_attr_text(s, "/", "title", "Calabria, 10 % in 50 años", &err));
    OK(oql_store_set_attr_f64(s, "g", "f", 2, f, &err));
    OK(oql_store_set_attr_i64(s, "g", "i", 3, i, &err));
    OK(oql_store_set_attr_i64(s, "g", "one", 1, i, &err));
    OK(oql_store_set_attr_texts(s, "g", "t", 2, t, &err));
    s = reopen(s, "a.hdf5");
    char *text = NULL;
    OK(oql_store_attr_text(s, "/", "title", &text, &err));
    cr_expect_str_eq(text, "Calabria, 10 % in 50 años");
    free(text);
    OK(oql_store_attr_text(s, "g", "t", &text, &err));
    cr_expect_str_eq(text, "uno, dós");
    free(text);
    OK(oql_store_attr_text(s, "g", "i", &text, &err));
    cr_expect_str_eq(text, "1, -2, 9223372036854775807");
    free(text);
    double *x = NULL;
    size_t n = 0;
    OK(oql_store_attr_f64(s, "g", "f", &x, &n, &err));
    cr_expect_eq(n, 2);
    cr_expect_arr_eq(x, f, sizeof f);
    free(x);
    int64_t *k = NULL;
    OK(oql_store_attr_i64(s, "g", "i", &k, &n, &err));
    cr_expect_eq(n, 3);
    cr_expect_arr_eq(k, i, sizeof i);
    free(k);
    oql_names names;
    OK(oql_store_attrs(s, "g", &names, &err));
    cr_expect_eq(names.n, 4);
    oql_names_clear(&names);
    oql_err e = {0};
    cr_expect_eq(oql_store_attr_text(s, "g", "absent", &text, &e), OQL_ENOTFOUND);
    oql_store_close(s);
}

Test(store, keeps_tables_with_scalar_columns)
{
    oql_store *s = create("a.hdf5");
    const int32_t id[] = {3, 1, 2};
    const double w[] = {0.5, 0.25, 0.25};
    const char name[] = "b1\0\0\0b2~b3b3\0\0";
    const oql_column cols[] = {{"rlz", OQL_I32, 0, NULL, id},
                               {"weight", OQL_F64, 0, "1", w},
                               {"path", OQL_TEXT, 5, NULL, name}};
    OK(oql_store_set_table(s, "t", "realizations", 3, 3, cols, &err));
    OK(oql_store_set_table(s, "none", NULL, 0, 3, cols, &err));
    s = reopen(s, "a.hdf5");
    size_t rows = 0, n = 0;
    oql_column *got = NULL;
    oql_names names;
    OK(oql_store_table(s, "t", &rows, &n, &got, &names, &err));
    cr_assert(rows == 3 && n == 3);
    cr_expect_str_eq(got[1].name, "weight");
    cr_expect_eq(got[2].width, 5);
    oql_names_clear(&names);
    free(got);
    double w2[3];
    char name2[15];
    OK(oql_store_read_column(s, "t", "weight", OQL_F64, 0, w2, &err));
    OK(oql_store_read_column(s, "t", "path", OQL_TEXT, 5, name2, &err));
    cr_expect_arr_eq(w2, w, sizeof w);
    cr_expect_arr_eq(name2, name, sizeof name2);
    OK(oql_store_read_column(s, "t", "rlz", OQL_F64, 0, w2, &err));
    cr_expect(w2[0] == 3 && w2[1] == 1 && w2[2] == 2);
    oql_err e = {0};
    cr_expect_eq(oql_store_read_column(s, "t", "absent", OQL_F64, 0, w2, &e), OQL_ENOTFOUND);
    cr_expect_eq(oql_store_read_column(s, "t", "path", OQL_F64, 0, w2, &e), OQL_EARG);
    oql_array a;
    cr_expect_eq(oql_store_shape(s, "t", &a, &e), OQL_EARG);
    OK(oql_store_table(s, "none", &rows, &n, &got, &names, &err));
    cr_expect(rows == 0 && n == 3);
    oql_names_clear(&names);
    free(got);
    oql_store_close(s);
}

Test(store, names_its_dimensions)
{
    oql_store *s = create("a.hdf5");
    const char *const imt[] = {"PGA", "SA(1.0)"};
    const int64_t site[] = {0, 1, 2};
    oql_array a = {.type = OQL_F64,
                   .rank = 2,
                   .dims = {3, 2},
                   .scales = {"sites", "imts"},
                   .unit = "g",
                   .text = "a map"};
    OK(oql_store_set_i64(s, "sites", 1, (const size_t[]){3}, site, &err));
    OK(oql_store_make_scale(s, "sites", "sites", &err));
    OK(oql_store_set_texts(s, "imts", 2, imt, NULL, &err));
    OK(oql_store_make_scale(s, "imts", "imts", &err));
    OK(oql_store_set(s, "maps", &a, NULL, &err));
    a.dims[1] = 3;
    oql_err e = {0};
    cr_expect_eq(oql_store_set(s, "bad", &a, NULL, &e), OQL_EARG);
    cr_expect_neq(strstr(e.text, "imts"), NULL, "%s", e.text);
    s = reopen(s, "a.hdf5");
    char name[16];
    OK(oql_store_dim_name(s, "maps", 1, name, sizeof name, &err));
    cr_expect_str_eq(name, "imts");
    OK(oql_store_dim_name(s, "sites", 0, name, sizeof name, &err));
    cr_expect_str_eq(name, "sites");
    char *unit = NULL;
    OK(oql_store_attr_text(s, "maps", "units", &unit, &err));
    cr_expect_str_eq(unit, "g");
    free(unit);
    oql_store_close(s);
}

Test(store, an_escaped_name_is_one_component_and_comes_back)
{
    static const char *const raw[] = {"BooreAtkinson2008",
                                      "[GMPETable]\ngmpe_table = \"a/b.hdf5\"",
                                      ".",
                                      "..",
                                      "...",
                                      " x ",
                                      "50%",
                                      "%2F",
                                      "[a][b]",
                                      "\x7f",
                                      "é"};
    oql_store *s = create("a.hdf5");
    for (size_t k = 0; k < OQL_COUNT(raw); ++k) {
        char key[200], path[220], back[200];
        cr_assert_lt(oql_key_escape(raw[k], key, sizeof key), sizeof key);
        cr_expect_null(strchr(key, '/'), "%s", key);
        (void)oql_key_unescape(key, back, sizeof back);
        cr_expect_str_eq(back, raw[k]);
        (void)snprintf(path, sizeof path, "/0/%s", key);
        cr_expect_not(oql_store_has(s, path), "%s meets another name", key);
        OK(oql_store_set_f64(s, path, 0, NULL, &(double){1}, &err));
    }
    char key[64];
    (void)oql_key_escape("[BooreAtkinson2008]", key, sizeof key);
    cr_expect_str_eq(key, "BooreAtkinson2008",
                     "brackets around a bare model name carry nothing");
    cr_expect_eq(oql_key_escape("a/b", key, 3), 5, "the length wanted is told");
    cr_expect_str_eq(key, "a%");
    oql_store_close(s);
}

static void write_everything(const char *name)
{
    oql_store *s = create(name);
    double *x = malloc(100000 * sizeof *x);
    cr_assert_not_null(x);
    for (size_t i = 0; i < 100000; ++i) {
        x[i] = i % 7 == 0 ? 0 : (double)i;
    }
    OK(oql_store_set_f64(s, "g/x", 2, (const size_t[]){1000, 100}, x, &err));
    OK(oql_store_set_attr_text(s, "g/x", "units", "1", &err));
    OK(oql_store_set_attr_text(s, "/", "title", "same", &err));
    OK(oql_store_set_texts(s, "t", 2, (const char *const[]){"a", "bcd"}, NULL, &err));
    OK(oql_store_make_scale(s, "t", "t", &err));
    const oql_column c = {"x", OQL_F64, 0, NULL, x};
    OK(oql_store_set_table(s, "table", "t", 50, 1, &c, &err));
    OK(oql_store_publish(s, &err));
    free(x);
}

Test(store, equal_contents_are_equal_bytes_at_any_time)
{
    write_everything("a.hdf5");
    sleep(1); /* times in the file would differ now */
    write_everything("b.hdf5");
    size_t na = 0, nb = 0;
    char *a = scratch_read(scratch_path("a.hdf5"), &na);
    char *b = scratch_read(scratch_path("b.hdf5"), &nb);
    cr_expect_eq(na, nb);
    cr_expect_eq(memcmp(a, b, na), 0);
    free(a);
    free(b);
}

static void write_in_blocks(const char *name, size_t block)
{
    enum { N = 3000, L = 20 };
    static const char *const key[] = {"a", "b"};
    static double x[N * L];
    const oql_array a = {.type = OQL_F64, .rank = 2, .dims = {N, L}};
    oql_store *s = create(name);
    for (size_t i = 0; i < (size_t)N * L; ++i) {
        x[i] = (double)i;
    }
    for (size_t k = 0; k < 2; ++k) {
        OK(oql_store_set(s, key[k], &a, NULL, &err));
    }
    for (size_t at = 0; at < N; at += block) {
        for (size_t k = 0; k < 2; ++k) {
            const size_t start[] = {at, 0}, count[] = {at + block > N ? N - at : block, L};
            OK(oql_store_write(s, key[k], OQL_F64, 0, start, count, x + at * L, &err));
        }
    }
    OK(oql_store_publish(s, &err));
}

Test(store, the_size_of_written_blocks_does_not_show_in_the_bytes)
{
    write_in_blocks("a.hdf5", 3000);
    write_in_blocks("b.hdf5", 77);
    size_t na = 0, nb = 0;
    char *a = scratch_read(scratch_path("a.hdf5"), &na);
    char *b = scratch_read(scratch_path("b.hdf5"), &nb);
    cr_expect_eq(na, nb);
    cr_expect_eq(memcmp(a, b, na), 0);
    free(a);
    free(b);
}

Test(store, what_is_not_published_leaves_nothing)
{
    oql_store *s = create("a.hdf5");
    OK(oql_store_set_text(s, "x", "gone", &err));
    oql_store_close(s);
    cr_expect_neq(access(scratch_path("a.hdf5"), F_OK), 0);
    cr_expect_neq(access(scratch_path("a.hdf5.tmp"), F_OK), 0);
}

Test(store, a_revision_replaces_the_file_at_once_and_readers_keep_theirs)
{
    oql_store *s = create("a.hdf5");
    OK(oql_store_set_text(s, "x", "one", &err));
    oql_store *reader = reopen(s, "a.hdf5");
    oql_store *w = NULL;
    OK(oql_store_revise(scratch_path("a.hdf5"), &w, &err));
    OK(oql_store_set_text(w, "x", "two", &err));
    char *t = NULL;
    OK(oql_store_get_text(reader, "x", &t, &err));
    cr_expect_str_eq(t, "one");
    free(t);
    OK(oql_store_publish(w, &err));
    OK(oql_store_get_text(reader, "x", &t, &err));
    cr_expect_str_eq(t, "one", "an open reader keeps the version it opened");
    free(t);
    oql_store_close(reader);
    OK(oql_store_open(scratch_path("a.hdf5"), &s, &err));
    OK(oql_store_get_text(s, "x", &t, &err));
    cr_expect_str_eq(t, "two");
    free(t);
    oql_store_close(s);
}

Test(store, refuses_to_write_what_was_opened_for_reading)
{
    oql_store *s = create("a.hdf5");
    OK(oql_store_set_text(s, "x", "one", &err));
    s = reopen(s, "a.hdf5");
    cr_expect_not(oql_store_is_live(s));
    oql_err e = {0};
    cr_expect_eq(oql_store_set_text(s, "y", "no", &e), OQL_EARG);
    cr_expect_eq(oql_store_delete(s, "x", &e), OQL_EARG);
    cr_expect_eq(oql_store_set_attr_text(s, "x", "a", "no", &e), OQL_EARG);
    cr_expect_eq(oql_store_group(s, "g", &e), OQL_EARG);
    oql_store_close(s);
}

Test(store, says_what_is_wrong_with_a_file)
{
    oql_store *s = NULL;
    oql_err e = {0};
    cr_expect_eq(oql_store_open(scratch_path("absent.hdf5"), &s, &e), OQL_ENOTFOUND);
    cr_expect_null(s);
    scratch_write(scratch_path("bad.hdf5"), "not HDF5 at all", 15);
    e = (oql_err){0};
    cr_expect_eq(oql_store_open(scratch_path("bad.hdf5"), &s, &e), OQL_EIO);
    cr_expect_neq(strstr(e.text, "bad.hdf5"), NULL, "%s", e.text);
    e = (oql_err){0};
    cr_expect_eq(oql_store_create(scratch_path("no/such/folder.hdf5"), &s, &e), OQL_EIO);
    cr_expect_neq(strstr(e.text, "No such file"), NULL, "%s", e.text);
    scratch_write(scratch_path("empty.hdf5"), "", 0);
    e = (oql_err){0};
    cr_expect_eq(oql_store_open(scratch_path("empty.hdf5"), &s, &e), OQL_EIO);
}

Test(store, asks_for_the_right_kind)
{
    oql_store *s = create("a.hdf5");
    oql_err e = {0};
    double *x = NULL;
    char *t = NULL;
    size_t n;
    OK(oql_store_set_text(s, "t", "text", &err));
    OK(oql_store_set_f64(s, "x", 1, (const size_t[]){2}, (const double[]){1, 2}, &err));
    cr_expect_eq(oql_store_get_f64(s, "t", &x, &n, &e), OQL_EARG);
    cr_expect_eq(oql_store_get_text(s, "x", &t, &e), OQL_EARG);
    cr_expect_eq(oql_store_get_f64(s, "y", &x, &n, &e), OQL_ENOTFOUND);
    cr_expect_eq(oql_store_set_f64(s, "z", 9, (const size_t[]){1}, NULL, &e), OQL_EARG);
    cr_expect_eq(oql_store_set_f64(s, "/", 0, NULL, &(double){1}, &e), OQL_EARG);
    cr_expect_eq(oql_store_set_f64(s, "a/./b", 0, NULL, &(double){1}, &e), OQL_EARG);
    oql_store_close(s);
}

Test(store, compresses_only_when_it_pays)
{
    enum { N = 100000 };
    oql_store *s = create("a.hdf5");
    double *x = calloc(N, sizeof *x);
    cr_assert_not_null(x);
    uint64_t bytes = 0, stored = 0;
    OK(oql_store_set_f64(s, "zeros", 1, (const size_t[]){N}, x, &err));
    OK(oql_store_size(s, "zeros", &bytes, &stored, &err));
    cr_expect_eq(bytes, N * sizeof *x);
    cr_expect_lt(stored, bytes / 20);
    uint64_t state = 1;
    for (size_t i = 0; i < N; ++i) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        memcpy(&x[i], &state, sizeof state);
    }
    OK(oql_store_set(s, "noise", &(oql_array){.type = OQL_F64, .rank = 1, .dims = {N}}, x,
                     &err));
    OK(oql_store_size(s, "noise", &bytes, &stored, &err));
    cr_expect_geq(stored, bytes);
    OK(oql_store_set_f64(s, "none", 2, (const size_t[]){0, 3}, NULL, &err));
    OK(oql_store_size(s, "none", &bytes, &stored, &err));
    cr_expect_eq(bytes, 0);
    free(x);
    oql_store_close(s);
}

Test(store, hashes_as_fips_180_4_says)
{
    char hex[65];
    oql_sha256("abc", 3, hex);
    cr_expect_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    oql_sha256(NULL, 0, hex);
    cr_expect_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* Blocks of whole chunks are packed by us, others by HDF5, which checks every sum when it reads. */
Test(store, blocks_read_as_written_whole_chunks_or_not)
{
    enum { N = 37, M = 5, L = 21, CELL = M * L };
    static const size_t steps[] = {8, 16, 3, 37}; /* the third cuts chunks */
    double *x = malloc(N * CELL * sizeof *x), *y = malloc(N * CELL * sizeof *y);
    cr_assert(x != NULL && y != NULL);
    for (size_t i = 0; i < N * CELL; ++i) {
        x[i] = 1.0 / (1.0 + (double)((i * 7919) % 104729));
    }
    for (size_t k = 0; k < sizeof steps / sizeof *steps; ++k) {
        oql_store *s = create("blocks.hdf5");
        const oql_array a = {.type = OQL_F64,
                             .rank = 3,
                             .dims = {N, M, L},
                             .chunk = {8, 2, 16},
                             .in_order = true};
        OK(oql_store_set(s, "x", &a, NULL, &err));
        for (size_t at = 0; at < N; at += steps[k]) {
            const size_t start[] = {at, 0, 0};
            const size_t count[] = {N - at < steps[k] ? N - at : steps[k], M, L};
            OK(oql_store_write(s, "x", OQL_F64, 0, start, count, x + at * CELL, &err));
        }
        s = reopen(s, "blocks.hdf5");
        const size_t all[] = {0, 0, 0}, count[] = {N, M, L};
        OK(oql_store_read(s, "x", OQL_F64, 0, all, count, y, &err));
        cr_expect_arr_eq(x, y, N * CELL * sizeof *x, "blocks of %zu", steps[k]);
        oql_store_close(s);
    }
    free(x);
    free(y);
}
