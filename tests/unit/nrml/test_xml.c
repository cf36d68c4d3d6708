/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nrml/xml.h"

/* What the reader calls, written down: "<name" "[name:text" ">name". */
typedef struct {
    char log[512];
    const char *collect, *descend; /* names of elements; others are skipped */
    oql_status fail;
} recorder;

static void note(recorder *r, const char *mark, const char *name, const char *text)
{
    const size_t n = strlen(r->log);
    (void)snprintf(r->log + n, sizeof r->log - n, "%s%s%s%s ", mark, name,
                   text == NULL ? "" : ":", text == NULL ? "" : text);
}

static oql_status on_start(void *user, const oql_xml_node *e, oql_xml_action *action,
                           oql_err *err)
{
    recorder *r = user;
    (void)err;
    note(r, "<", e->name, oql_xml_attr_value(e, "id"));
    if (strstr(r->collect, e->name) != NULL) {
        *action = OQL_XML_COLLECT;
    } else if (strstr(r->descend, e->name) != NULL) {
        *action = OQL_XML_DESCEND;
    }
    return OQL_OK;
}

static oql_status on_node(void *user, const oql_xml_node *n, oql_err *err)
{
    recorder *r = user;
    const oql_xml_node *c = oql_xml_child(n, "c");
    note(r, "[", n->name, c == NULL ? n->text : c->text);
    return r->fail == OQL_OK ? OQL_OK : OQL_FAIL(err, r->fail, "x:%d: stop", n->line);
}

static oql_status on_end(void *user, const oql_xml_node *e, oql_err *err)
{
    (void)err;
    note(user, ">", e->name, NULL);
    return OQL_OK;
}

static const oql_xml_handler HANDLER = {on_start, on_node, on_end};

static oql_status read_text(recorder *r, const char *text, const oql_xml_limits *limits,
                            oql_err *err)
{
    return oql_xml_read_memory("f.xml", text, strlen(text), &HANDLER, r, limits, err);
}

Test(xml, descends_collects_and_skips)
{
    recorder r = {.collect = "n", .descend = "root group"};
    oql_err err = {0};
    cr_expect_eq(read_text(&r,
                           "<root xmlns:g='urn:g'>\n <group>\n  <n id='1'><g:c> a &lt; b\n"
                           "</g:c><d/></n> text <other><n id='x'/></other>\n"
                           "  <n id='2'>one<d/>two </n></group></root>",
                           NULL, &err),
                 OQL_OK, "%s", err.text);
    cr_expect_str_eq(r.log, "<root <group <n:1 [n:a < b <other <n:2 [n:onetwo >group >root ");
}

Test(xml, status_of_a_callback_stops_the_reading)
{
    recorder r = {.collect = "n", .descend = "root", .fail = OQL_ENUMERIC};
    oql_err err = {0};
    cr_expect_eq(read_text(&r, "<root>\n<n/><n/></root>", NULL, &err), OQL_ENUMERIC);
    cr_expect_str_eq(err.text, "x:2: stop");
    cr_expect_str_eq(r.log, "<root <n [n: ");
}

Test(xml, refuses_what_is_not_acceptable_with_path_and_line)
{
    static const struct {
        const char *text, *what;
    } rows[] = {
        {"", "f.xml:1: the file is empty"},
        {"<root>\n<n>\n", "f.xml:3: the file ends inside <n>, expected its end tag"},
        {"<root>\n<n><m a=", "f.xml:2: the file ends inside <n>"},
        {"<root>\n</m>", "f.xml:2: expected well-formed XML, found: mismatched tag"},
        {"<root a='1' a='2'/>",
         "f.xml:1: expected well-formed XML, found: duplicate attribute"},
        {"<root/>\n<root/>",
         "f.xml:2: expected well-formed XML, found: junk after document element"},
        {"<root>\n<x:n/></root>", "f.xml:2: expected well-formed XML, found: unbound prefix"},
        {"<?xml version='1.0'?>\n<!DOCTYPE r [\n<!ENTITY a 'aaaa'>]><root>&a;</root>",
         "f.xml:3: declares the entity \"a\""},
        {"<!DOCTYPE r [<!ENTITY a SYSTEM '/etc/passwd'>]><root>&a;</root>",
         "f.xml:1: declares the entity \"a\""},
        {"<!DOCTYPE r [<!ENTITY % a 'b'>%a;]><root/>", "f.xml:1: declares the entity \"a\""},
        {"<?xml version='1.0' encoding='klingon'?><root/>",
         "f.xml:1: expected well-formed XML, found: unknown encoding"},
        {"<root>\xff</root>",
         "f.xml:1: expected well-formed XML, found: not well-formed (invalid token)"},
    };
    for (size_t i = 0; i < OQL_COUNT(rows); ++i) {
        recorder r = {.collect = "n", .descend = "root"};
        oql_err err = {0};
        cr_expect_eq(read_text(&r, rows[i].text, NULL, &err), OQL_EMODEL, "%s", rows[i].text);
        cr_expect(strncmp(err.text, rows[i].what, strlen(rows[i].what)) == 0, "%s", err.text);
    }
}

Test(xml, limits_depth_and_memory_of_a_subtree)
{
    recorder r = {.collect = "n", .descend = "root"};
    oql_err err = {0};
    const oql_xml_limits depth = {.max_depth = 3}, bytes = {.max_node_bytes = 4096};
    cr_expect_eq(read_text(&r, "<root><n><m/></n></root>", &depth, &err), OQL_OK, "%s",
                 err.text);
    cr_expect_eq(read_text(&r, "<root><n><m>\n<o/></m></n></root>", &depth, &err), OQL_EMODEL);
    cr_expect_str_eq(err.text, "f.xml:2: <o> is nested 4 deep, expected at most 3");

    char *text = malloc(40000);
    cr_assert_not_null(text);
    size_t n = (size_t)sprintf(text, "<root><n>");
    for (int i = 0; i < 2000; ++i) {
        n += (size_t)sprintf(text + n, "<m a='1'/>");
    }
    (void)sprintf(text + n, "</n></root>");
    err = (oql_err){0};
    cr_expect_eq(read_text(&r, text, &bytes, &err), OQL_EMODEL);
    cr_expect_not_null(strstr(err.text, "more bytes than expected, 4096"), "%s", err.text);
    n = (size_t)sprintf(text, "<root><n>");
    memset(text + n, 'x', 8000);
    (void)sprintf(text + n + 8000, "</n></root>");
    err = (oql_err){0};
    cr_expect_eq(read_text(&r, text, &bytes, &err), OQL_EMODEL);
    cr_expect_not_null(strstr(err.text, "text of <n>"), "%s", err.text);
    /* siblings do not add up: each is released before the next */
    n = (size_t)sprintf(text, "<root>");
    for (int i = 0; i < 2000; ++i) {
        n += (size_t)sprintf(text + n, "<n a='1'/>");
    }
    (void)sprintf(text + n, "</root>");
    recorder quiet = {.collect = "n", .descend = "root"};
    err = (oql_err){0};
    cr_expect_eq(read_text(&quiet, text, &bytes, &err), OQL_OK, "%s", err.text);
    free(text);
}

Test(xml, reads_the_encodings_that_files_declare)
{
    static const char *const rows[] = {
        "<?xml version='1.0' encoding='utf-8'?><n>\xc3\xa9\xe2\x82\xac</n>",
        "<?xml version='1.0' encoding='utf8'?><n>\xc3\xa9\xe2\x82\xac</n>",
        "<?xml version='1.0' encoding='windows-1252'?><n>\xe9\x80</n>"};
    for (size_t i = 0; i < OQL_COUNT(rows); ++i) {
        recorder r = {.collect = "n", .descend = ""};
        oql_err err = {0};
        cr_expect_eq(read_text(&r, rows[i], NULL, &err), OQL_OK, "%s", err.text);
        cr_expect_str_eq(r.log, "<n [n:é€ ");
    }
    recorder r = {.collect = "n", .descend = ""};
    oql_err err = {0};
    cr_expect_eq(
        read_text(&r, "<?xml version='1.0' encoding='utf8'?><n>\xc3\x28</n>", NULL, &err),
        OQL_EMODEL, "a broken sequence");
}

Test(xml, missing_files_and_folders_are_io_errors)
{
    recorder r = {.collect = "", .descend = ""};
    oql_err err = {0};
    cr_expect_eq(oql_xml_read_file("/nonexistent/a.xml", &HANDLER, &r, NULL, &err), OQL_EIO);
    cr_expect_not_null(strstr(err.text, "/nonexistent/a.xml: cannot be read"), "%s", err.text);
    err = (oql_err){0};
    cr_expect_eq(oql_xml_read_file("/", &HANDLER, &r, NULL, &err), OQL_EIO);
}

Test(xml, loads_a_file_into_a_tree)
{
    char path[] = "/tmp/oql_test_xml_XXXXXX";
    const int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    FILE *f = fdopen(fd, "w");
    cr_assert_not_null(f);
    (void)fputs("<nrml xmlns='http://openquake.org/xmlns/nrml/0.5'>\n<a x='1.5'>\n", f);
    for (int i = 0; i < 30000; ++i) { /* longer than one block of the reader */
        (void)fprintf(f, " %d.25\n", i);
    }
    (void)fputs("<b><c/><c k='2'/></b></a></nrml>", f);
    (void)fclose(f);
    oql_arena *arena = NULL;
    const oql_xml_node *root = NULL;
    oql_err err = {0};
    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
    cr_assert_eq(oql_xml_load_file(path, arena, &root, &err), OQL_OK, "%s", err.text);
    (void)unlink(path);
    cr_expect_eq(oql_nrml_version(root), 5);
    double x = 0.0, *list = NULL;
    size_t n = 0;
    const oql_xml_node *a = oql_xml_child(root, "a");
    cr_expect_eq(oql_xml_attr_double(path, a, "x", &x, &err), OQL_OK);
    cr_expect_eq(x, 1.5);
    cr_expect_eq(oql_xml_text_doubles(path, a, &list, &n, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(n, 30000);
    cr_expect_eq(list[29999], 29999.25);
    free(list);
    const oql_xml_node *c = oql_xml_find(root, "a/b/c");
    cr_assert_not_null(c);
    cr_expect_null(oql_xml_attr_value(c, "k"));
    cr_expect_str_eq(oql_xml_attr_value(oql_xml_next(c, "c"), "k"), "2");
    cr_expect_eq(oql_xml_count(oql_xml_find(root, "a/b"), "c"), 2);
    cr_expect_null(oql_xml_find(root, "a/z/c"));
    cr_expect_eq(c->line, 30003);
    oql_arena_destroy(arena);
}

Test(xml, numbers_are_decimal_and_finite)
{
    static const char *const bad[] = {"",    "x",     "1x",  "0x1p3", "inf",
                                      "nan", "1e999", "1,5", "1 2"};
    oql_err err = {0};
    double x = 0.0, *list = NULL;
    size_t n = 0;
    for (size_t k = 0; k < OQL_COUNT(bad); ++k) {
        err = (oql_err){0};
        cr_expect_eq(oql_xml_to_double("p", 4, "mag", bad[k], &x, &err), OQL_EMODEL, "%s",
                     bad[k]);
        cr_expect(strncmp(err.text, "p:4: mag is \"", 13) == 0, "%s", err.text);
    }
    cr_expect_eq(oql_xml_to_double("p", 4, "mag", " -.5E+1\n", &x, &err), OQL_OK);
    cr_expect_eq(x, -5.0);
    err = (oql_err){0};
    cr_expect_eq(oql_xml_to_doubles("p", 4, "posList", "1 2 z3", &list, &n, &err), OQL_EMODEL);
    cr_expect_not_null(strstr(err.text, "value 3 of posList is \"z3\""), "%s", err.text);
    cr_expect_eq(oql_xml_to_doubles("p", 4, "posList", " \n ", &list, &n, &err), OQL_EMODEL);
    cr_expect_null(list);
}
