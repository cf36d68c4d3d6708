/* SPDX-License-Identifier: BSD-3-Clause */
#include "job/ini.h"

#include <ini.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
/* The packaged inih cuts lines at 200 bytes and names at 49, takes " ; …" for a comment, and
 * tells a duplicate key from a continuation line by nothing. So it never sees a value: our line
 * reader keeps the text of each entry aside and hands inih a short line "name = 17" in its
 * place, 17 being the number of the entry. The handler gets section, name and number back.
 *
 *      file                                inih reads          entry 17
 *      maximum_distance = {'default': 2,   maximum_distance=17 line 9, text of both lines
 *        'Volcanic': 3}                    (blank line)
 */
#define MAX_NAME  49
#define MAX_BYTES ((size_t)64 * 1024 * 1024)
#define MAX_KEYS  4096 /* keys or sections; duplicates are looked for one by one */

typedef struct {
    const char *path;
    const char *at, *end; /* what is left of the file */
    int line;             /* of the line last read */
    oql_arena *arena;
    oql_problems *problems;
    oql_job_param *list;
    size_t n, cap;
    char *text; /* value of the entry being read */
    size_t n_text, cap_text;
    bool open;     /* that entry may go on */
    size_t indent; /* of its key */
    bool has_section;
    size_t n_sections;
    const char **sections; /* names, to find duplicates */
    size_t cap_sections;
    oql_status st;
    oql_err *err;
} reader;

typedef struct {
    const char *s;
    size_t n;
} span;

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static span trim(const char *s, size_t n)
{
    while (n > 0 && is_blank(s[0])) {
        ++s;
        --n;
    }
    while (n > 0 && is_blank(s[n - 1])) {
        --n;
    }
    return (span){s, n};
}

/* Well-formed UTF-8 without zero bytes (Unicode 15, table 3-7). */
static bool is_text(const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s, *end = p + n;

    while (p < end) {
        const unsigned char c = *p++;
        if (c != 0 && c < 0x80) {
            continue;
        }
        const int more = c >= 0xC2 && c < 0xE0   ? 1
                         : (c & 0xF0) == 0xE0    ? 2
                         : c >= 0xF0 && c < 0xF5 ? 3
                                                 : 0;
        if (more == 0 || end - p < more || (c == 0xE0 && p[0] < 0xA0) ||
            (c == 0xED && p[0] > 0x9F) || (c == 0xF0 && p[0] < 0x90) ||
            (c == 0xF4 && p[0] > 0x8F)) {
            return false;
        }
        for (int i = 0; i < more; ++i, ++p) {
            if ((*p & 0xC0) != 0x80) {
                return false;
            }
        }
    }
    return true;
}

/* Add a line to the value that is being read. */
static bool append(reader *r, bool first, span s)
{
    if ((r->st = oql_reserve(&r->text, &r->cap_text, r->n_text + s.n + 2, 1, r->err)) !=
        OQL_OK) {
        return false;
    }
    if (!first) {
        r->text[r->n_text++] = '\n';
    }
    if (s.n > 0) {
        memcpy(r->text + r->n_text, s.s, s.n);
        r->n_text += s.n;
    }
    return true;
}

/* The value is complete: store it. */
static bool close_entry(reader *r)
{
    if (!r->open) {
        return true;
    }
    r->open = false;
    const span s = trim(r->text, r->n_text);
    char *value = oql_arena_strndup(r->arena, s.s, s.n);
    if (value == NULL) {
        r->st = OQL_FAIL(r->err, OQL_ENOMEM, "%s: out of memory", r->path);
        return false;
    }
    r->list[r->n - 1].value = value;
    return true;
}

/* "[name]", to be passed on as "[section]": only that it is there matters. */
static const char *section_line(reader *r, span s, char *out, int size)
{
    const char *close = NULL;
    for (size_t i = s.n; i > 0 && close == NULL; --i) {
        close = s.s[i - 1] == ']' ? s.s + i - 1 : NULL;
    }
    if (close == NULL || close == s.s + 1) {
        oql_problem_error(r->problems, r->path, r->line, "found '%.*s', expected [section]",
                          (int)(s.n < 60 ? s.n : 60), s.s);
        (void)snprintf(out, (size_t)size, "\n");
        return out;
    }
    char *name = oql_arena_strndup(r->arena, s.s + 1, (size_t)(close - s.s - 1));
    if (name == NULL || (r->st = oql_reserve(&r->sections, &r->cap_sections, r->n_sections + 1,
                                             sizeof *r->sections, r->err)) != OQL_OK) {
        r->st = OQL_ENOMEM;
        return NULL;
    }
    for (size_t i = 0; i < r->n_sections; ++i) {
        if (strcmp(r->sections[i], name) == 0) {
            oql_problem_error(r->problems, r->path, r->line,
                              "section [%.60s] again, expected each section once", name);
            break;
        }
    }
    r->sections[r->n_sections++] = name;
    r->has_section = true;
    (void)snprintf(out, (size_t)size, "[section]\n");
    return out;
}

/* "key = value" or "key: value"; the value is kept aside. */
static const char *option_line(reader *r, span s, size_t indent, char *out, int size)
{
    size_t split = 0;

    (void)snprintf(out, (size_t)size, "\n");
    while (split < s.n && s.s[split] != '=' && s.s[split] != ':') {
        ++split;
    }
    const span name = trim(s.s, split);
    const int shown = (int)(s.n < 60 ? s.n : 60);
    if (split == s.n || name.n == 0) {
        oql_problem_error(r->problems, r->path, r->line, "found '%.*s', expected key = value",
                          shown, s.s);
        return out;
    }
    if (name.n > MAX_NAME || memchr(name.s, ';', name.n) != NULL) {
        oql_problem_error(r->problems, r->path, r->line,
                          "'%.*s' is no key: expected at most %d bytes and no semicolon", shown,
                          s.s, MAX_NAME);
        return out;
    }
    if (!r->has_section) {
        oql_problem_error(r->problems, r->path, r->line,
                          "found '%.*s' before any [section], expected [general] first", shown,
                          s.s);
        r->has_section = true; /* said once */
    }
    if ((r->st = oql_reserve(&r->list, &r->cap, r->n + 1, sizeof *r->list, r->err)) != OQL_OK) {
        return NULL;
    }
    r->list[r->n++] = (oql_job_param){.file = r->path, .line = r->line, .value = ""};
    r->open = true;
    r->indent = indent;
    r->n_text = 0;
    if (!append(r, true, trim(s.s + split + 1, s.n - split - 1))) {
        return NULL;
    }
    (void)snprintf(out, (size_t)size, "%.*s=%zu\n", (int)name.n, name.s, r->n - 1);
    return out;
}

/* One physical line, as configparser would take it. */
static const char *next_line(reader *r, char *out, int size)
{
    if (r->at == r->end || r->st != OQL_OK) {
        return NULL;
    }
    if (r->n == MAX_KEYS || r->n_sections == MAX_KEYS) {
        oql_problem_error(r->problems, r->path, r->line,
                          "more keys or sections than expected, %d", MAX_KEYS);
        r->at = r->end;
        return NULL;
    }
    const char *eol = memchr(r->at, '\n', (size_t)(r->end - r->at));
    const char *start = r->at;
    const size_t n = (size_t)((eol == NULL ? r->end : eol) - start);
    r->at = eol == NULL ? r->end : eol + 1;
    ++r->line;
    const span s = trim(start, n);
    const size_t indent = (size_t)(s.s - start);

    (void)snprintf(out, (size_t)size, "\n");
    if (s.n == 0) { /* a blank line belongs to the value, but does not end it */
        return r->open && !append(r, false, s) ? NULL : out;
    }
    if (s.s[0] == '#' || s.s[0] == ';') {
        return out;
    }
    if (!is_text(s.s, s.n)) {
        oql_problem_error(r->problems, r->path, r->line, "not UTF-8, expected text in UTF-8");
        return out;
    }
    if (r->open && indent > r->indent) {
        return append(r, false, s) ? out : NULL;
    }
    if (!close_entry(r)) {
        return NULL;
    }
    return s.s[0] == '[' ? section_line(r, s, out, size) : option_line(r, s, indent, out, size);
}

/* ini_reader: like fgets() */
static char *read_line(char *str, int num, void *stream)
{
    return next_line(stream, str, num) == NULL ? NULL : str;
}

/* ini_handler: nonzero is success */
static int take_entry(void *user, const char *section, const char *name, const char *value)
{
    reader *r = user;
    const size_t i = (size_t)strtoul(value, NULL, 10);
    (void)section;

    if (i >= r->n) {
        return 0;
    }
    char *key = oql_arena_strdup(r->arena, name);
    if (key == NULL) {
        r->st = OQL_FAIL(r->err, OQL_ENOMEM, "%s: out of memory", r->path);
        return 0;
    }
    for (char *c = key; *c != '\0'; ++c) {
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    }
    r->list[i].key = key;
    for (size_t k = 0; k < i; ++k) {
        if (r->list[k].key != NULL && strcmp(r->list[k].key, key) == 0) {
            oql_problem_error(r->problems, r->path, r->list[i].line,
                              "%s again, expected once: it is set in line %d", key,
                              r->list[k].line);
            r->list[i].key = NULL; /* the first one counts */
            break;
        }
    }
    return 1;
}

/* Copy the entries that have a key into the arena. */
static oql_status finish(reader *r, oql_job_param **out, size_t *n)
{
    oql_job_param *list = oql_arena_alloc(r->arena, r->n + 1, sizeof *list);
    size_t k = 0;

    if (list == NULL) {
        return OQL_FAIL(r->err, OQL_ENOMEM, "%s: out of memory", r->path);
    }
    for (size_t i = 0; i < r->n; ++i) {
        if (r->list[i].key != NULL) {
            list[k++] = r->list[i];
        }
    }
    *out = list;
    *n = k;
    return OQL_OK;
}

oql_status oql_ini_parse(const char *path, size_t n_bytes, const char *bytes, oql_arena *arena,
                         oql_problems *problems, oql_job_param **out, size_t *n, oql_err *err)
{
    oql_status st = OQL_OK;
    reader r = {.path = path,
                .at = bytes,
                .end = bytes + n_bytes,
                .arena = arena,
                .problems = problems,
                .err = err};

    if (n_bytes > MAX_BYTES) {
        return OQL_FAIL(err, OQL_ECONFIG, "%s: %zu bytes, expected a job file", path, n_bytes);
    }
    if (n_bytes >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        r.at += 3;
    }
    const int line = ini_parse_stream(read_line, &r, take_entry, &r);
    OQL_TRY(r.st);
    if (line != 0) { /* our lines are well formed, so this is not the user's fault */
        st = OQL_FAIL(err, line == -2 ? OQL_ENOMEM : OQL_EARG, "%s:%d: inih refused the line",
                      path, line);
        goto done;
    }
    (void)close_entry(&r);
    OQL_TRY(r.st);
    OQL_TRY(finish(&r, out, n));
done:
    free(r.list);
    free(r.text);
    free(r.sections);
    return st;
}

oql_status oql_ini_read(const char *path, oql_arena *arena, oql_problems *problems,
                        oql_job_param **out, size_t *n, oql_err *err)
{
    oql_status st = OQL_OK;
    char *bytes = NULL;
    size_t n_bytes = 0;

    OQL_TRY(oql_file_read(path, &bytes, &n_bytes, err));
    OQL_TRY(oql_ini_parse(path, n_bytes, bytes, arena, problems, out, n, err));
done:
    free(bytes);
    return st;
}
