/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/toml.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"

/* While parsing, tables and arrays are linked lists, because dotted keys may add to a table
 * that was begun much earlier; they are frozen into arrays at the end. No C library for TOML is
 * packaged in Debian 12, and the subset that models use is small. */
typedef struct item item;
typedef struct entry {
    struct entry *next;
    const char *key; /* NULL in arrays */
    item *value;
} entry;

struct item {
    oql_gmm_arg_type type;
    const char *string;
    double real;
    int64_t integer;
    bool boolean;
    bool header; /* a table opened by a [header]: a second one is a mistake */
    size_t n;
    entry *first, *last;
};

#define MAX_NESTING 32

typedef struct {
    oql_arena *arena;
    const char *s; /* next character */
    const char *path;
    int line;
    int depth;
    oql_err *err;
} parser;

static oql_status nomem(parser *p)
{
    return OQL_FAIL(p->err, OQL_ENOMEM, "%s:%d: out of memory", p->path, p->line);
}

/* What stands at the cursor, for messages: up to the end of the line, at most 40 bytes. */
static int here_len(const parser *p)
{
    const size_t n = strcspn(p->s, "\r\n");
    return n > 40 ? 40 : (int)n;
}

static oql_status unexpected(parser *p, const char *expected)
{
    if (*p->s == '\0') {
        return OQL_FAIL(p->err, OQL_EMODEL,
                        "%s:%d: the model's arguments end early, expected %s", p->path, p->line,
                        expected);
    }
    return OQL_FAIL(p->err, OQL_EMODEL, "%s:%d: found \"%.*s\", expected %s", p->path, p->line,
                    here_len(p), p->s, expected);
}

static void skip_blanks(parser *p)
{
    while (*p->s == ' ' || *p->s == '\t' || *p->s == '\r') {
        ++p->s;
    }
}

/* Blanks, comments and ends of lines. */
static void skip_lines(parser *p)
{
    for (;;) {
        skip_blanks(p);
        if (*p->s == '#') {
            p->s += strcspn(p->s, "\n");
        }
        if (*p->s != '\n') {
            return;
        }
        ++p->line;
        ++p->s;
    }
}

static item *new_item(parser *p, oql_gmm_arg_type type)
{
    item *it = oql_arena_alloc(p->arena, 1, sizeof *it);
    if (it != NULL) {
        it->type = type;
    }
    return it;
}

static item *find(const item *table, const char *key)
{
    for (const entry *e = table->first; e != NULL; e = e->next) {
        if (strcmp(e->key, key) == 0) {
            return e->value;
        }
    }
    return NULL;
}

static oql_status append(parser *p, item *to, const char *key, item *value)
{
    entry *e = oql_arena_alloc(p->arena, 1, sizeof *e);
    if (e == NULL) {
        return nomem(p);
    }
    e->key = key;
    e->value = value;
    if (to->last == NULL) {
        to->first = e;
    } else {
        to->last->next = e;
    }
    to->last = e;
    ++to->n;
    return OQL_OK;
}

static size_t put_utf8(char *out, unsigned long c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | (c >> 6));
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | (c >> 12));
        out[1] = (char)(0x80 | ((c >> 6) & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (c >> 18));
    out[1] = (char)(0x80 | ((c >> 12) & 0x3F));
    out[2] = (char)(0x80 | ((c >> 6) & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* One escape sequence after its backslash; *n bytes written to out. */
static oql_status parse_escape(parser *p, char *out, size_t *n)
{
    static const char from[] = "btnfr\"\\/", to[] = "\b\t\n\f\r\"\\/";
    const char c = *p->s;
    const char *at = c == '\0' ? NULL : strchr(from, c);
    if (at != NULL) {
        *out = to[at - from];
        *n = 1;
        ++p->s;
        return OQL_OK;
    }
    if (c == 'u' || c == 'U') {
        const size_t digits = c == 'u' ? 4 : 8;
        if (strspn(p->s + 1, "0123456789abcdefABCDEF") >= digits) {
            char hex[9] = {0};
            memcpy(hex, p->s + 1, digits);
            const unsigned long code = strtoul(hex, NULL, 16);
            if (code != 0 && code < 0x110000 && (code < 0xD800 || code > 0xDFFF)) {
                *n = put_utf8(out, code);
                p->s += digits + 1;
                return OQL_OK;
            }
        }
    }
    return unexpected(p, "an escape such as \\n or \\u00e9");
}

/* "basic" or 'literal' string on one line. */
static oql_status parse_string(parser *p, const char **out)
{
    const char quote = *p->s++;
    const size_t most = strcspn(p->s, "\n");
    char *text = oql_arena_alloc(p->arena, most + 1, 1);
    size_t n = 0;
    if (text == NULL) {
        return nomem(p);
    }
    while (*p->s != quote) {
        if (*p->s == '\0' || *p->s == '\n') {
            return unexpected(p, quote == '"' ? "a closing \"" : "a closing '");
        }
        if (*p->s == '\\' && quote == '"') {
            size_t m = 0;
            ++p->s;
            const oql_status st = parse_escape(p, text + n, &m);
            if (st != OQL_OK) {
                return st;
            }
            n += m; /* an escape is never shorter than what it stands for */
        } else {
            text[n++] = *p->s++;
        }
    }
    ++p->s;
    *out = text;
    return OQL_OK;
}

static oql_status parse_value(parser *p, item **out);
static oql_status parse_pair(parser *p, item *table);

static oql_status parse_array(parser *p, item **out)
{
    oql_status st = OQL_OK;
    item *array = new_item(p, OQL_ARG_ARRAY);
    if (array == NULL) {
        return nomem(p);
    }
    ++p->s;
    for (;;) {
        item *value = NULL;
        skip_lines(p);
        if (*p->s == ']') {
            break;
        }
        OQL_TRY(parse_value(p, &value));
        OQL_TRY(append(p, array, NULL, value));
        skip_lines(p);
        if (*p->s == ',') {
            ++p->s;
        } else if (*p->s != ']') {
            st = unexpected(p, "\",\" or \"]\" in an array");
            goto done;
        }
    }
    ++p->s;
    *out = array;
done:
    return st;
}

static oql_status parse_inline_table(parser *p, item **out)
{
    oql_status st = OQL_OK;
    item *table = new_item(p, OQL_ARG_TABLE);
    if (table == NULL) {
        return nomem(p);
    }
    ++p->s;
    for (;;) {
        skip_lines(p);
        if (*p->s == '}') {
            break;
        }
        OQL_TRY(parse_pair(p, table));
        skip_lines(p);
        if (*p->s == ',') {
            ++p->s;
        } else if (*p->s != '}') {
            st = unexpected(p, "\",\" or \"}\" in an inline table");
            goto done;
        }
    }
    ++p->s;
    *out = table;
done:
    return st;
}

/* A word that is a number or a boolean: text without underscores (TOML's digit groups). */
static oql_status parse_word(parser *p, item **out)
{
    char word[64];
    size_t n = 0;
    const size_t len = strcspn(p->s, " \t\r\n,]}#");
    for (size_t i = 0; i < len && n < sizeof word - 1; ++i) {
        if (p->s[i] != '_') {
            word[n++] = p->s[i];
        }
    }
    word[n] = '\0';
    item it = {0};
    if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0) {
        it.type = OQL_ARG_BOOL;
        it.boolean = word[0] == 't';
    } else if (strpbrk(word, ".eEnN") == NULL && oql_parse_int(word, &it.integer)) {
        it.type = OQL_ARG_INT;
    } else if (n > 0 && n < sizeof word - 1 && oql_parse_double(word, &it.real)) {
        it.type = OQL_ARG_FLOAT;
    } else {
        return unexpected(p, "a value: number, true, false, \"text\", [array] or {table}");
    }
    *out = oql_arena_alloc(p->arena, 1, sizeof it);
    if (*out == NULL) {
        return nomem(p);
    }
    **out = it;
    p->s += len;
    return OQL_OK;
}

static oql_status parse_value(parser *p, item **out)
{
    oql_status st = OQL_OK;
    if (++p->depth > MAX_NESTING) {
        return OQL_FAIL(p->err, OQL_EMODEL, "%s:%d: values are nested more than %d deep",
                        p->path, p->line, MAX_NESTING);
    }
    if (*p->s == '[') {
        OQL_TRY(parse_array(p, out));
    } else if (*p->s == '{') {
        OQL_TRY(parse_inline_table(p, out));
    } else if (*p->s == '"' || *p->s == '\'') {
        item *it = new_item(p, OQL_ARG_STRING);
        if (it == NULL) {
            return nomem(p);
        }
        OQL_TRY(parse_string(p, &it->string));
        *out = it;
    } else {
        OQL_TRY(parse_word(p, out));
    }
    --p->depth;
done:
    return st;
}

/* One part of a dotted key. Parentheses may stand in a bare key: names such as SA(0.1) are
 * quoted, since they contain a dot. */
static oql_status parse_key_part(parser *p, const char **out)
{
    skip_blanks(p);
    if (*p->s == '"' || *p->s == '\'') {
        return parse_string(p, out);
    }
    const size_t n = strcspn(p->s, " \t\r\n.=]#\"'{}[,");
    if (n == 0) {
        return unexpected(p, "a key");
    }
    *out = oql_arena_strndup(p->arena, p->s, n);
    if (*out == NULL) {
        return nomem(p);
    }
    p->s += n;
    return OQL_OK;
}

/* Table that stands in `table` under that key, made when it is missing. */
static oql_status descend(parser *p, item **table, const char *key)
{
    item *below = find(*table, key);
    if (below == NULL) {
        below = new_item(p, OQL_ARG_TABLE);
        if (below == NULL) {
            return nomem(p);
        }
        const oql_status st = append(p, *table, key, below);
        if (st != OQL_OK) {
            return st;
        }
    }
    if (below->type != OQL_ARG_TABLE) {
        return OQL_FAIL(p->err, OQL_EMODEL, "%s:%d: \"%s\" is a value already, not a table",
                        p->path, p->line, key);
    }
    *table = below;
    return OQL_OK;
}

/* key.key = value */
static oql_status parse_pair(parser *p, item *table)
{
    oql_status st = OQL_OK;
    const char *key = NULL;
    item *value = NULL;
    int parts = 0;
    for (;;) {
        OQL_TRY(parse_key_part(p, &key));
        skip_blanks(p);
        if (*p->s != '.') {
            break;
        }
        ++p->s;
        if (++parts > MAX_NESTING) {
            st = unexpected(p, "a shorter key");
            goto done;
        }
        OQL_TRY(descend(p, &table, key));
    }
    if (*p->s != '=') {
        st = unexpected(p, "\"=\" after a key");
        goto done;
    }
    ++p->s;
    skip_blanks(p);
    OQL_TRY(parse_value(p, &value));
    if (find(table, key) != NULL) {
        st = OQL_FAIL(p->err, OQL_EMODEL, "%s:%d: the argument \"%s\" is given twice", p->path,
                      p->line, key);
        goto done;
    }
    OQL_TRY(append(p, table, key, value));
done:
    return st;
}

/* [name] or [name.sub]: *table becomes the table it opens. */
static oql_status parse_header(parser *p, item *root, item **table)
{
    oql_status st = OQL_OK;
    const char *key = NULL;
    item *t = root;
    int parts = 0;
    ++p->s;
    for (;;) {
        OQL_TRY(parse_key_part(p, &key));
        OQL_TRY(descend(p, &t, key));
        skip_blanks(p);
        if (*p->s == ']') {
            break;
        }
        if (*p->s != '.' || ++parts > MAX_NESTING) {
            st = unexpected(p, "\"]\" after a model's name");
            goto done;
        }
        ++p->s;
    }
    ++p->s;
    if (t->header) {
        st = OQL_FAIL(p->err, OQL_EMODEL, "%s:%d: the table [%s] is opened twice", p->path,
                      p->line, key);
        goto done;
    }
    t->header = true;
    *table = t;
done:
    return st;
}

static oql_status parse_document(parser *p, item *root)
{
    oql_status st = OQL_OK;
    item *table = root;
    for (skip_lines(p); *p->s != '\0'; skip_lines(p)) {
        if (*p->s == '[') {
            OQL_TRY(parse_header(p, root, &table));
        } else {
            OQL_TRY(parse_pair(p, table));
        }
        skip_blanks(p);
        if (*p->s != '\0' && *p->s != '\n' && *p->s != '#') {
            st = unexpected(p, "the end of the line");
            goto done;
        }
    }
done:
    return st;
}

/* ---- from the lists to the public arrays ---- */
static bool freeze(oql_arena *arena, const item *it, oql_gmm_value *out);

static bool freeze_table(oql_arena *arena, const item *table, const oql_gmm_arg **out)
{
    oql_gmm_arg *args = oql_arena_alloc(arena, table->n, sizeof *args);
    if (args == NULL) {
        return false;
    }
    size_t i = 0;
    for (const entry *e = table->first; e != NULL; e = e->next, ++i) {
        args[i].key = e->key;
        if (!freeze(arena, e->value, &args[i].value)) {
            return false;
        }
    }
    *out = args;
    return true;
}

static bool freeze_array(oql_arena *arena, const item *array, const oql_gmm_value **out)
{
    oql_gmm_value *values = oql_arena_alloc(arena, array->n, sizeof *values);
    if (values == NULL) {
        return false;
    }
    size_t i = 0;
    for (const entry *e = array->first; e != NULL; e = e->next, ++i) {
        if (!freeze(arena, e->value, &values[i])) {
            return false;
        }
    }
    *out = values;
    return true;
}

static bool freeze(oql_arena *arena, const item *it, oql_gmm_value *out)
{
    out->type = it->type;
    switch (it->type) {
    case OQL_ARG_STRING:
        out->as.string = it->string;
        return true;
    case OQL_ARG_FLOAT:
        out->as.real = it->real;
        return true;
    case OQL_ARG_INT:
        out->as.integer = it->integer;
        return true;
    case OQL_ARG_BOOL:
        out->as.boolean = it->boolean;
        return true;
    case OQL_ARG_ARRAY:
        out->as.array.n = it->n;
        return freeze_array(arena, it, &out->as.array.item);
    case OQL_ARG_TABLE:
        out->as.table.n = it->n;
        return freeze_table(arena, it, &out->as.table.arg);
    }
    return false;
}

oql_status oql_toml_parse(oql_arena *arena, const char *text, const char *path, int line,
                          size_t *n, const oql_gmm_arg **out, oql_err *err)
{
    oql_status st = OQL_OK;
    item root = {.type = OQL_ARG_TABLE};
    parser p = {.arena = arena, .s = text, .path = path, .line = line, .err = err};
    OQL_TRY(parse_document(&p, &root));
    if (!freeze_table(arena, &root, out)) {
        st = nomem(&p);
        goto done;
    }
    *n = root.n;
done:
    return st;
}
