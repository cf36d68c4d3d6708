/* SPDX-License-Identifier: BSD-3-Clause */
#include "job/literal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

#define MAX_DEPTH  32
#define MAX_LEVELS 10000

typedef struct {
    const char *start, *at;
    int depth;
    oql_arena *arena;
    oql_err *err;
} parser;

static oql_status parse_value(parser *p, oql_literal *out);

static OQL_PRINTF(2, 3) oql_status fail(const parser *p, const char *fmt, ...)
{
    char text[200];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return OQL_FAIL(p->err, OQL_ECONFIG, "%s at '%.30s' (character %zu)", text,
                    *p->at == '\0' ? "the end" : p->at, (size_t)(p->at - p->start) + 1);
}

static oql_status no_memory(const parser *p)
{
    return OQL_FAIL(p->err, OQL_ENOMEM, "out of memory for a value");
}

/* Blanks, line breaks and # comments. */
static void skip(parser *p)
{
    for (;;) {
        p->at += strspn(p->at, " \t\r\n\f\v");
        if (*p->at != '#') {
            return;
        }
        p->at += strcspn(p->at, "\n");
    }
}

static bool take(parser *p, char c)
{
    skip(p);
    if (*p->at != c) {
        return false;
    }
    ++p->at;
    return true;
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

static oql_status parse_text(parser *p, oql_literal *out)
{
    const char quote = *p->at++;
    const char *end = p->at;

    while (*end != '\0' && *end != quote && *end != '\n') {
        end += 1 + (*end == '\\' && end[1] != '\0');
    }
    if (*end != quote) {
        return fail(p, "expected a closing %c", quote);
    }
    char *text = oql_arena_alloc(p->arena, (size_t)(end - p->at) + 1, 1);
    if (text == NULL) {
        return no_memory(p);
    }
    char *to = text;
    for (; p->at < end; ++p->at) {
        if (*p->at == '\\') {
            ++p->at;
            if (strchr("\\'\"", *p->at) == NULL) {
                return fail(p, "expected \\\\, \\' or \\\" as the only escapes");
            }
        }
        *to++ = *p->at;
    }
    ++p->at;
    out->kind = OQL_LIT_TEXT;
    out->text = text;
    return OQL_OK;
}

static oql_status parse_number(parser *p, oql_literal *out)
{
    const char *s = p->at;
    size_t n = strspn(s, "+-");

    /* the bytes of a number; a sign belongs to it at the start and after an e */
    while (is_word_char(s[n]) || s[n] == '.' ||
           ((s[n] == '+' || s[n] == '-') && n > 0 && (s[n - 1] == 'e' || s[n - 1] == 'E'))) {
        ++n;
    }
    double x;
    if (n == 0 || !oql_parse_double_n(s, n, &x) || !isfinite(x)) {
        return fail(p, "expected a number, a quoted text, a list or a dictionary");
    }
    out->kind = OQL_LIT_NUMBER;
    out->number = x;
    out->is_integer = true;
    for (size_t i = 0; i < n; ++i) {
        out->is_integer = out->is_integer && strchr("+-0123456789", s[i]) != NULL;
    }
    p->at += n;
    return OQL_OK;
}

void oql_logscale(double a, double b, size_t n, double *out)
{
    const double delta = log(b / a);
    for (size_t i = 0; i < n; ++i) {
        out[i] = exp(delta * (double)i / (double)(n - 1)) * a;
    }
}

static oql_status make_scale(parser *p, bool log_scale, const double arg[3], oql_literal *out)
{
    const double a = arg[0], b = arg[1], count = arg[2];
    const char *name = log_scale ? "logscale" : "linscale";

    if (!(a > 0.0 && b > a)) {
        return fail(p, "%s(%g, %g, …) needs 0 < first < last", name, a, b);
    }
    if (!(count >= 2.0 && count <= MAX_LEVELS && count == floor(count))) {
        return fail(p, "%s(…): expected 2 to %d levels, found %g", name, MAX_LEVELS, count);
    }
    const size_t n = (size_t)count;
    double *x = oql_arena_alloc(p->arena, n, sizeof *x);
    oql_literal *items = oql_arena_alloc(p->arena, n, sizeof *items);
    if (x == NULL || items == NULL) {
        return no_memory(p);
    }
    if (log_scale) {
        oql_logscale(a, b, n, x);
    } else {
        for (size_t i = 0; i < n; ++i) {
            x[i] = i + 1 == n ? b : a + (double)i * ((b - a) / (double)(n - 1));
        }
    }
    for (size_t i = 0; i < n; ++i) {
        items[i] = (oql_literal){.kind = OQL_LIT_NUMBER, .number = x[i]};
    }
    out->kind = OQL_LIT_LIST;
    out->n = n;
    out->items = items;
    return OQL_OK;
}

/* True, False, None, and the two functions. */
static oql_status parse_word(parser *p, oql_literal *out)
{
    static const struct {
        const char *word;
        oql_literal value;
    } words[] = {
        {"True", {.kind = OQL_LIT_BOOL, .number = 1.0}},
        {"true", {.kind = OQL_LIT_BOOL, .number = 1.0}},
        {"False", {.kind = OQL_LIT_BOOL}},
        {"false", {.kind = OQL_LIT_BOOL}},
        {"None", {.kind = OQL_LIT_NONE}},
        {"null", {.kind = OQL_LIT_NONE}},
    };
    size_t n = 0;

    while (is_word_char(p->at[n])) {
        ++n;
    }
    for (size_t i = 0; i < OQL_COUNT(words); ++i) {
        if (strlen(words[i].word) == n && strncmp(p->at, words[i].word, n) == 0) {
            *out = words[i].value;
            p->at += n;
            return OQL_OK;
        }
    }
    const bool log_scale = n == 8 && strncmp(p->at, "logscale", 8) == 0;
    if (!log_scale && !(n == 8 && strncmp(p->at, "linscale", 8) == 0)) {
        return fail(p, "expected a number, a text in quotes, logscale(…) or a dictionary");
    }
    p->at += n;
    if (!take(p, '(')) {
        return fail(p, "expected ( after the name of a scale");
    }
    double arg[3];
    for (int i = 0; i < 3; ++i) {
        oql_literal x = {.kind = OQL_LIT_NONE};
        skip(p);
        const oql_status st = parse_number(p, &x);
        if (st != OQL_OK) {
            return st;
        }
        arg[i] = x.number;
        if (i < 2 && !take(p, ',')) {
            return fail(p, "expected a comma: a scale has first, last and number of levels");
        }
    }
    (void)take(p, ',');
    if (!take(p, ')')) {
        return fail(p, "expected ): a scale has first, last and number of levels");
    }
    return make_scale(p, log_scale, arg, out);
}

/* The items of a list or dictionary up to its closing bracket. */
static oql_status parse_items(parser *p, char close, oql_literal *out)
{
    oql_status st = OQL_OK;
    oql_literal *items = NULL, *keys = NULL;
    size_t n = 0, cap = 0, cap_keys = 0;
    const bool dict = close == '}';

    while (!take(p, close)) {
        OQL_TRY(oql_reserve(&items, &cap, n + 1, sizeof *items, p->err));
        items[n] = (oql_literal){.kind = OQL_LIT_NONE};
        if (dict) {
            OQL_TRY(oql_reserve(&keys, &cap_keys, n + 1, sizeof *keys, p->err));
            keys[n] = (oql_literal){.kind = OQL_LIT_NONE};
            OQL_TRY(parse_value(p, &keys[n]));
            if (keys[n].kind != OQL_LIT_TEXT && keys[n].kind != OQL_LIT_NUMBER) {
                st = fail(p, "expected a text or a number as key");
                goto done;
            }
            if (!take(p, ':')) {
                st = fail(p, "expected : after a key");
                goto done;
            }
        }
        OQL_TRY(parse_value(p, &items[n]));
        ++n;
        if (!take(p, ',')) {
            if (!take(p, close)) {
                st = fail(p, "expected a comma or %c", close);
                goto done;
            }
            break;
        }
    }
    oql_literal *kept = oql_arena_alloc(p->arena, 2 * n, sizeof *kept);
    if (kept == NULL) {
        st = no_memory(p);
        goto done;
    }
    if (n > 0) {
        memcpy(kept, items, n * sizeof *kept);
        if (dict) {
            memcpy(kept + n, keys, n * sizeof *kept);
        }
    }
    out->kind = dict ? OQL_LIT_DICT : OQL_LIT_LIST;
    out->n = n;
    out->items = kept;
    out->keys = dict ? kept + n : NULL;
done:
    free(items);
    free(keys);
    return st;
}

static oql_status parse_value(parser *p, oql_literal *out)
{
    oql_status st;

    skip(p);
    const char c = *p->at;
    if (c == '\'' || c == '"') {
        return parse_text(p, out);
    }
    if (c == '{' || c == '[' || c == '(') {
        if (p->depth == MAX_DEPTH) {
            return fail(p, "nested deeper than %d", MAX_DEPTH);
        }
        ++p->at;
        ++p->depth;
        st = parse_items(p, c == '{' ? '}' : c == '[' ? ']' : ')', out);
        --p->depth;
        return st;
    }
    if ((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+') {
        return parse_number(p, out);
    }
    return parse_word(p, out);
}

oql_status oql_literal_parse(const char *text, oql_arena *arena, const oql_literal **out,
                             oql_err *err)
{
    parser p = {text, text, 0, arena, err};
    oql_literal *value = oql_arena_alloc(arena, 1, sizeof *value);

    if (value == NULL) {
        return no_memory(&p);
    }
    const oql_status st = parse_value(&p, value);
    if (st != OQL_OK) {
        return st;
    }
    skip(&p);
    if (*p.at != '\0') {
        return fail(&p, "expected the end of the value");
    }
    *out = value;
    return OQL_OK;
}

const oql_literal *oql_literal_get(const oql_literal *dict, const char *key)
{
    if (dict == NULL || dict->kind != OQL_LIT_DICT) {
        return NULL;
    }
    for (size_t i = 0; i < dict->n; ++i) {
        if (dict->keys[i].kind == OQL_LIT_TEXT && strcmp(dict->keys[i].text, key) == 0) {
            return &dict->items[i];
        }
    }
    return NULL;
}
