/* SPDX-License-Identifier: BSD-3-Clause */
#include "nrml/xml.h"

#include <errno.h>
#include <expat.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#define READ_BYTES       ((size_t)64 * 1024)
#define POOL_BLOCK_BYTES ((size_t)128 * 1024)
#define DEFAULT_DEPTH    64
#define MAX_DEPTH        1024
#define NAME_SLOTS       512 /* power of two; at most half is used */
#define NS_SEPARATOR     ' ' /* cannot occur in a namespace URI or in a name */

/* The pool is a stack of blocks, because elements end in the reverse order of their start: an
 * element's memory is released down to the mark taken at its start tag. */
typedef struct pool_block {
    struct pool_block *below;
    size_t size, used;
} pool_block;

typedef struct {
    pool_block *top, *spare;
    size_t bytes;
} pool;

typedef struct {
    const pool_block *block;
    size_t used, bytes;
} pool_mark;

typedef struct {
    oql_xml_node *node; /* NULL below a skipped element */
    oql_xml_action action;
    oql_xml_node *last_kid; /* of a collected element, to append the next one */
    size_t text_start;      /* where this element's own characters begin in reader.text */
    pool_mark mark;
} frame;

typedef struct {
    const char *path;
    const oql_xml_handler *handler;
    void *user;
    oql_err *err;
    oql_status st;
    XML_Parser parser;
    pool nodes;
    frame *frames; /* open elements, outermost first */
    size_t depth, frames_cap, max_depth, max_node_bytes;
    size_t collect_bytes; /* pool size when the collected subtree began */
    char *text;           /* characters of all open elements, a stack like frames */
    size_t text_len, text_cap;
    char *names[NAME_SLOTS]; /* element and attribute names and namespaces, once each */
    size_t n_names;
} reader;

#define POOL_HEADER ((sizeof(pool_block) + 15) / 16 * 16)

static void *pool_alloc(pool *p, size_t n, size_t size)
{
    if (n > (SIZE_MAX / 4) / size) {
        return NULL;
    }
    const size_t bytes = (n * size + 15) / 16 * 16;
    if (p->top == NULL || bytes > p->top->size - p->top->used) {
        pool_block *b = NULL;
        if (p->spare != NULL && p->spare->size >= bytes) {
            b = p->spare;
            p->spare = NULL;
        } else {
            const size_t payload = bytes > POOL_BLOCK_BYTES ? bytes : POOL_BLOCK_BYTES;
            b = malloc(POOL_HEADER + payload);
            if (b == NULL) {
                return NULL;
            }
            b->size = payload;
        }
        b->used = 0;
        b->below = p->top;
        p->top = b;
    }
    void *out = (char *)p->top + POOL_HEADER + p->top->used;
    p->top->used += bytes;
    p->bytes += bytes;
    memset(out, 0, bytes);
    return out;
}

static pool_mark pool_get_mark(const pool *p)
{
    return (pool_mark){p->top, p->top == NULL ? 0 : p->top->used, p->bytes};
}

static void pool_release(pool *p, pool_mark mark)
{
    while (p->top != mark.block) {
        pool_block *b = p->top;
        p->top = b->below;
        /* one block is kept, so that elements at a block's edge do not allocate each time */
        if (p->spare == NULL && b->size == POOL_BLOCK_BYTES) {
            p->spare = b;
        } else {
            free(b);
        }
    }
    if (p->top != NULL) {
        p->top->used = mark.used;
    }
    p->bytes = mark.bytes;
}

static void pool_clear(pool *p)
{
    pool_release(p, (pool_mark){NULL, 0, 0});
    free(p->spare);
    p->spare = NULL;
}

static int line_of(const reader *r)
{
    const XML_Size line = XML_GetCurrentLineNumber(r->parser);
    return line > INT_MAX ? INT_MAX : (int)line;
}

static void stop(reader *r, oql_status st)
{
    if (r->st == OQL_OK) {
        r->st = st;
    }
    (void)XML_StopParser(r->parser, XML_FALSE);
}

static void stop_nomem(reader *r)
{
    stop(r, OQL_FAIL(r->err, OQL_ENOMEM, "%s:%d: out of memory", r->path, line_of(r)));
}

/* The one copy of a name; names beyond the table's capacity (a hostile file) go to the pool. */
static const char *intern(reader *r, const char *s, size_t n)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < n; ++i) {
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    }
    size_t slot = h & (NAME_SLOTS - 1);
    for (; r->names[slot] != NULL; slot = (slot + 1) & (NAME_SLOTS - 1)) {
        if (strncmp(r->names[slot], s, n) == 0 && r->names[slot][n] == '\0') {
            return r->names[slot];
        }
    }
    char *copy = r->n_names < NAME_SLOTS / 2 ? malloc(n + 1) : pool_alloc(&r->nodes, n + 1, 1);
    if (copy == NULL) {
        return NULL;
    }
    memcpy(copy, s, n);
    copy[n] = '\0';
    if (r->n_names < NAME_SLOTS / 2) {
        r->names[slot] = copy;
        ++r->n_names;
    }
    return copy;
}

/* expat gives "uri name" for a qualified name and "name" for another one */
static const char *local_name(const char *qualified)
{
    const char *sep = strrchr(qualified, NS_SEPARATOR);
    return sep == NULL ? qualified : sep + 1;
}

static oql_xml_node *make_node(reader *r, const char *name, const char **atts)
{
    oql_xml_node *node = pool_alloc(&r->nodes, 1, sizeof *node);
    size_t n = 0;
    while (atts[2 * n] != NULL) {
        ++n;
    }
    oql_xml_attr *attrs = n == 0 ? NULL : pool_alloc(&r->nodes, n, sizeof *attrs);
    if (node == NULL || (n > 0 && attrs == NULL)) {
        return NULL;
    }
    const char *local = local_name(name);
    node->name = intern(r, local, strlen(local));
    node->ns = local == name ? "" : intern(r, name, (size_t)(local - name) - 1);
    node->text = "";
    node->line = line_of(r);
    node->n_attrs = n;
    node->attrs = attrs;
    for (size_t i = 0; i < n; ++i) {
        const char *key = local_name(atts[2 * i]), *value = atts[2 * i + 1];
        const size_t len = strlen(value);
        char *copy = pool_alloc(&r->nodes, len + 1, 1);
        if (copy == NULL) {
            return NULL;
        }
        memcpy(copy, value, len + 1);
        attrs[i].name = intern(r, key, strlen(key));
        attrs[i].value = copy;
        if (attrs[i].name == NULL) {
            return NULL;
        }
    }
    return node->name == NULL || node->ns == NULL ? NULL : node;
}

static oql_status open_node(reader *r, frame *f, const frame *up, const char *name,
                            const char **atts)
{
    f->node = make_node(r, name, atts);
    if (f->node == NULL) {
        return OQL_FAIL(r->err, OQL_ENOMEM, "%s:%d: out of memory", r->path, line_of(r));
    }
    f->node->parent = up == NULL ? NULL : up->node;
    if (up != NULL && up->action == OQL_XML_COLLECT) {
        f->action = OQL_XML_COLLECT;
        return OQL_OK;
    }
    f->action = OQL_XML_SKIP;
    const oql_status st = r->handler->start(r->user, f->node, &f->action, r->err);
    r->collect_bytes = f->mark.bytes;
    return st;
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **atts)
{
    reader *r = user;
    if (r->st != OQL_OK) {
        return;
    }
    if (r->depth >= r->max_depth) {
        stop(r, OQL_FAIL(r->err, OQL_EMODEL,
                         "%s:%d: <%.60s> is nested %zu deep, expected at most %zu", r->path,
                         line_of(r), local_name(name), r->depth + 1, r->max_depth));
        return;
    }
    const oql_status got =
        oql_reserve(&r->frames, &r->frames_cap, r->depth + 1, sizeof *r->frames, r->err);
    if (got != OQL_OK) {
        stop(r, got);
        return;
    }
    const frame *up = r->depth == 0 ? NULL : &r->frames[r->depth - 1];
    frame *f = &r->frames[r->depth];
    *f = (frame){.node = NULL,
                 .action = OQL_XML_SKIP,
                 .text_start = r->text_len,
                 .mark = pool_get_mark(&r->nodes)};
    ++r->depth;
    if (up == NULL || up->action != OQL_XML_SKIP) {
        const oql_status st = open_node(r, f, up, name, atts);
        if (st != OQL_OK) {
            stop(r, st);
        } else if (f->action == OQL_XML_COLLECT &&
                   r->nodes.bytes - r->collect_bytes > r->max_node_bytes) {
            stop(r, OQL_FAIL(r->err, OQL_EMODEL,
                             "%s:%d: one element takes more bytes than expected, %zu", r->path,
                             line_of(r), r->max_node_bytes));
        }
    }
}

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void XMLCALL on_text(void *user, const XML_Char *s, int len)
{
    reader *r = user;
    if (r->st != OQL_OK || r->depth == 0) {
        return;
    }
    const frame *f = &r->frames[r->depth - 1];
    if (f->action != OQL_XML_COLLECT) {
        return;
    }
    size_t n = (size_t)len;
    while (r->text_len == f->text_start && n > 0 && is_space(*s)) {
        ++s; /* the white space between children would otherwise pile up */
        --n;
    }
    if (n == 0) {
        return;
    }
    if (r->text_len + n > r->max_node_bytes) {
        stop(r, OQL_FAIL(r->err, OQL_EMODEL,
                         "%s:%d: text of <%s> takes more bytes than expected, %zu", r->path,
                         line_of(r), f->node->name, r->max_node_bytes));
        return;
    }
    const oql_status st = oql_reserve(&r->text, &r->text_cap, r->text_len + n, 1, r->err);
    if (st != OQL_OK) {
        stop(r, st);
        return;
    }
    memcpy(r->text + r->text_len, s, n);
    r->text_len += n;
}

/* Move the characters of the element that ends from the text stack to its node. */
static int keep_text(reader *r, frame *f)
{
    size_t end = r->text_len;
    while (end > f->text_start && is_space(r->text[end - 1])) {
        --end;
    }
    const size_t n = end - f->text_start;
    if (n > 0) {
        char *copy = pool_alloc(&r->nodes, n + 1, 1);
        if (copy == NULL) {
            return 0;
        }
        memcpy(copy, r->text + f->text_start, n);
        f->node->text = copy;
    }
    r->text_len = f->text_start;
    return 1;
}

static void append_child(oql_xml_node *parent, oql_xml_node *last, oql_xml_node *kid)
{
    if (last == NULL) {
        parent->first_child = kid;
    } else {
        last->next = kid;
    }
    parent->last_child = kid;
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    reader *r = user;
    (void)name; /* expat has checked that it matches */
    if (r->st != OQL_OK || r->depth == 0) {
        return;
    }
    frame *f = &r->frames[--r->depth];
    frame *up = r->depth == 0 ? NULL : &r->frames[r->depth - 1];
    oql_status st = OQL_OK;
    if (f->node == NULL) {
        return;
    }
    if (f->action == OQL_XML_COLLECT) {
        if (!keep_text(r, f)) {
            stop_nomem(r);
            return;
        }
        if (up != NULL && up->action == OQL_XML_COLLECT) {
            append_child(up->node, up->last_kid, f->node);
            up->last_kid = f->node;
            return; /* its memory is the subtree's */
        }
        st = r->handler->node == NULL ? OQL_OK : r->handler->node(r->user, f->node, r->err);
    } else if (f->action == OQL_XML_DESCEND && r->handler->end != NULL) {
        st = r->handler->end(r->user, f->node, r->err);
    }
    pool_release(&r->nodes, f->mark);
    if (st != OQL_OK) {
        stop(r, st);
    }
}

static void XMLCALL on_entity(void *user, const XML_Char *name, int is_parameter,
                              const XML_Char *value, int value_length, const XML_Char *base,
                              const XML_Char *system_id, const XML_Char *public_id,
                              const XML_Char *notation)
{
    reader *r = user;
    (void)is_parameter, (void)value, (void)value_length, (void)base;
    (void)system_id, (void)public_id, (void)notation;
    if (r->st == OQL_OK) {
        stop(r,
             OQL_FAIL(r->err, OQL_EMODEL,
                      "%s:%d: declares the entity \"%.60s\", expected no entities in a model",
                      r->path, line_of(r), name));
    }
}

/* Encodings that expat does not know but that files declare: "utf8" without its hyphen (as
 * Python writes it), other spellings of Latin-1, and windows-1252. */
static int XMLCALL utf8_code_point(void *unused, const char *s)
{
    const unsigned char *b = (const unsigned char *)s;
    (void)unused;
    int c = b[0] < 0xE0 ? b[0] & 0x1F : b[0] < 0xF0 ? b[0] & 0x0F : b[0] & 0x07;
    const int more = b[0] < 0xE0 ? 1 : b[0] < 0xF0 ? 2 : 3;
    for (int i = 1; i <= more; ++i) {
        if ((b[i] & 0xC0) != 0x80) {
            return -1;
        }
        c = (c << 6) | (b[i] & 0x3F);
    }
    return c;
}

static int XMLCALL on_encoding(void *unused, const XML_Char *name, XML_Encoding *info)
{
    static const char *const LATIN[] = {"latin-1", "latin1", "iso8859-1", "windows-1252",
                                        "cp1252"};
    static const int HIGH[32] = {
        /* windows-1252, 0x80 to 0x9f */
        0x20AC, -1,     0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, -1,     0x017D, -1,     -1,     0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, -1,     0x017E, 0x0178};
    (void)unused;
    info->data = NULL;
    info->convert = NULL;
    info->release = NULL;
    if (strcasecmp(name, "utf8") == 0 || strcasecmp(name, "utf_8") == 0) {
        for (int i = 0; i < 256; ++i) { /* a negative entry is the length of a sequence */
            info->map[i] = i < 0x80 ? i : i < 0xC2 ? -1 : i < 0xE0 ? -2 : i < 0xF0 ? -3 : -4;
            info->map[i] = i > 0xF4 ? -1 : info->map[i];
        }
        info->convert = utf8_code_point;
        return XML_STATUS_OK;
    }
    for (size_t k = 0; k < OQL_COUNT(LATIN); ++k) {
        if (strcasecmp(name, LATIN[k]) == 0) {
            for (int i = 0; i < 256; ++i) {
                info->map[i] = k >= 3 && i >= 0x80 && i < 0xA0 ? HIGH[i - 0x80] : i;
            }
            return XML_STATUS_OK;
        }
    }
    return XML_STATUS_ERROR;
}

static oql_status parse_failure(reader *r)
{
    const enum XML_Error code = XML_GetErrorCode(r->parser);
    if (r->st != OQL_OK) {
        return r->st;
    }
    if (code == XML_ERROR_NO_MEMORY) {
        return OQL_FAIL(r->err, OQL_ENOMEM, "%s:%d: out of memory", r->path, line_of(r));
    }
    if (r->depth > 0 && (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN)) {
        const frame *f = &r->frames[r->depth - 1];
        return OQL_FAIL(r->err, OQL_EMODEL,
                        "%s:%d: the file ends inside <%s>, expected its end tag", r->path,
                        line_of(r), f->node == NULL ? "…" : f->node->name);
    }
    if (code == XML_ERROR_NO_ELEMENTS) {
        return OQL_FAIL(r->err, OQL_EMODEL,
                        "%s:%d: the file is empty, expected an XML document", r->path,
                        line_of(r));
    }
    return OQL_FAIL(r->err, OQL_EMODEL, "%s:%d: expected well-formed XML, found: %s", r->path,
                    line_of(r), XML_ErrorString(code));
}

static oql_status reader_open(reader *r, const oql_xml_limits *limits)
{
    r->max_depth = limits == NULL || limits->max_depth == 0 ? DEFAULT_DEPTH : limits->max_depth;
    r->max_depth = r->max_depth > MAX_DEPTH ? MAX_DEPTH : r->max_depth;
    r->max_node_bytes = limits == NULL || limits->max_node_bytes == 0
                            ? (size_t)4 * 1024 * 1024 * 1024
                            : limits->max_node_bytes;
    r->parser = XML_ParserCreateNS(NULL, NS_SEPARATOR);
    if (r->parser == NULL) {
        return OQL_FAIL(r->err, OQL_ENOMEM, "%s: out of memory for an XML parser", r->path);
    }
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetEntityDeclHandler(r->parser, on_entity);
    XML_SetUnknownEncodingHandler(r->parser, on_encoding, NULL);
    return OQL_OK;
}

static void reader_close(reader *r)
{
    if (r->parser != NULL) {
        XML_ParserFree(r->parser);
    }
    pool_clear(&r->nodes);
    free(r->frames);
    free(r->text);
    for (size_t i = 0; i < NAME_SLOTS; ++i) {
        free(r->names[i]);
    }
}

oql_status oql_xml_read_file(const char *path, const oql_xml_handler *handler, void *user,
                             const oql_xml_limits *limits, oql_err *err)
{
    oql_status st = OQL_OK;
    reader r = {.path = path, .handler = handler, .user = user, .err = err};
    FILE *f = NULL;
    OQL_TRY(oql_file_open(path, &f, err));
    OQL_TRY(reader_open(&r, limits));
    for (int last = 0; !last;) {
        void *buffer = XML_GetBuffer(r.parser, (int)READ_BYTES);
        if (buffer == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", path);
            goto done;
        }
        const size_t n = fread(buffer, 1, READ_BYTES, f);
        if (ferror(f)) {
            st = OQL_FAIL(err, OQL_EIO, "%s: cannot read: %s", path, oql_errno_text(errno));
            goto done;
        }
        last = n < READ_BYTES;
        if (XML_ParseBuffer(r.parser, (int)n, last) != XML_STATUS_OK) {
            st = parse_failure(&r);
            goto done;
        }
    }
done:
    if (f != NULL) {
        (void)fclose(f); /* only read from */
    }
    reader_close(&r);
    return st;
}

oql_status oql_xml_read_memory(const char *label, const void *data, size_t n_bytes,
                               const oql_xml_handler *handler, void *user,
                               const oql_xml_limits *limits, oql_err *err)
{
    oql_status st = OQL_OK;
    reader r = {.path = label, .handler = handler, .user = user, .err = err};
    const char *s = data;
    OQL_TRY(reader_open(&r, limits));
    for (int last = 0; !last;) {
        const size_t n = n_bytes < READ_BYTES ? n_bytes : READ_BYTES;
        n_bytes -= n;
        last = n_bytes == 0;
        if (XML_Parse(r.parser, s, (int)n, last) != XML_STATUS_OK) {
            st = parse_failure(&r);
            goto done;
        }
        s += n;
    }
done:
    reader_close(&r);
    return st;
}

/* ---- whole documents ---- */
typedef struct {
    oql_arena *arena;
    const oql_xml_node *root;
} loader;

static oql_status load_start(void *user, const oql_xml_node *elem, oql_xml_action *action,
                             oql_err *err)
{
    (void)user, (void)elem, (void)err;
    *action = OQL_XML_COLLECT;
    return OQL_OK;
}

static oql_status load_node(void *user, const oql_xml_node *node, oql_err *err)
{
    loader *l = user;
    return oql_xml_clone(l->arena, node, &l->root, err);
}

static const oql_xml_handler LOADER = {load_start, load_node, NULL};

oql_status oql_xml_load_file(const char *path, oql_arena *arena, const oql_xml_node **root,
                             oql_err *err)
{
    loader l = {arena, NULL};
    const oql_status st = oql_xml_read_file(path, &LOADER, &l, NULL, err);
    if (st == OQL_OK) {
        *root = l.root;
    }
    return st;
}

oql_status oql_xml_load_memory(const char *label, const void *data, size_t n_bytes,
                               oql_arena *arena, const oql_xml_node **root, oql_err *err)
{
    loader l = {arena, NULL};
    const oql_status st = oql_xml_read_memory(label, data, n_bytes, &LOADER, &l, NULL, err);
    if (st == OQL_OK) {
        *root = l.root;
    }
    return st;
}

int oql_nrml_version(const oql_xml_node *root)
{
    const char *tail = strstr(root->ns, "/nrml/0.");
    if (tail == NULL || strlen(tail) != sizeof "/nrml/0.4" - 1) {
        return 0;
    }
    const char digit = tail[sizeof "/nrml/0.4" - 2];
    return digit == '4' ? 4 : digit == '5' ? 5 : 0;
}
