/* SPDX-License-Identifier: BSD-3-Clause */
/* Build-time tool: coeffs2c TABLE.csv NAME OUT.h OUT.c turns a table of coefficients into C, see
 * engine/gmm/coeffs.h. Numbers are checked and copied as they are written, so that no digit of the
 * publication is lost on the way. It uses nothing of the project: it runs on the building machine.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LINE = 1 << 16, MAX_COL = 512, MAX_ROW = 4096, MAX_TEXT = 48 };

typedef struct {
    const char *path, *name;
    int line;
    size_t n_col, n_row;
    char column[MAX_COL][MAX_TEXT];     /* as written */
    char identifier[MAX_COL][MAX_TEXT]; /* as a C name */
    char imt[MAX_ROW][MAX_TEXT];
    double period_s[MAX_ROW];
    char **row; /* (n_row) the numbers of a row, joined by ", " */
} table;

static void fail(const table *t, const char *what, const char *found)
{
    (void)fprintf(stderr, "%s:%d: %s: found \"%s\"\n", t->path, t->line, what, found);
    exit(EXIT_FAILURE);
}

static void copy_text(const table *t, char *to, const char *from)
{
    if (strlen(from) >= MAX_TEXT) {
        fail(t, "a cell of at most 47 characters is expected", from);
    }
    memcpy(to, from, strlen(from) + 1);
}

/* Cut the next cell off a line; quotes keep commas together. NULL at the end. */
static char *next_cell(char **rest)
{
    char *s = *rest;
    if (s == NULL) {
        return NULL;
    }
    while (*s == ' ') {
        ++s;
    }
    char *end;
    if (*s == '"') {
        ++s;
        end = strchr(s, '"');
        end = end == NULL ? s + strlen(s) : end;
        if (*end != '\0') {
            *end++ = '\0';
        }
        end = strchr(end, ',');
    } else {
        end = strchr(s, ',');
    }
    *rest = end == NULL ? NULL : end + 1;
    if (end != NULL) {
        *end = '\0';
    }
    for (size_t n = strlen(s); n > 0 && isspace((unsigned char)s[n - 1]); --n) {
        s[n - 1] = '\0';
    }
    return s;
}

static void make_identifier(table *t, size_t col)
{
    static const char *const keyword[] = {
        "auto",  "break",    "case",   "char",     "const",  "continue", "default",
        "do",    "double",   "else",   "enum",     "extern", "float",    "for",
        "goto",  "if",       "inline", "int",      "long",   "register", "return",
        "short", "signed",   "sizeof", "static",   "struct", "switch",   "typedef",
        "union", "unsigned", "void",   "volatile", "while",  "I"};
    const char *s = t->column[col];
    bool prefix = !isalpha((unsigned char)s[0]) && s[0] != '_';
    for (size_t k = 0; k < sizeof keyword / sizeof keyword[0]; ++k) {
        prefix = prefix || strcmp(s, keyword[k]) == 0;
    }
    char text[2 * MAX_TEXT];
    (void)snprintf(text, sizeof text, "%s%s", prefix ? "c_" : "", s);
    for (char *p = text; *p != '\0'; ++p) {
        *p = isalnum((unsigned char)*p) ? *p : '_';
    }
    copy_text(t, t->identifier[col], text);
}

static void read_header(table *t, char *line)
{
    char *rest = line;
    char *cell = next_cell(&rest);
    if (cell == NULL) {
        fail(t, "a header is expected", line);
    }
    while ((cell = next_cell(&rest)) != NULL) {
        if (t->n_col == MAX_COL) {
            fail(t, "at most 512 columns are expected", cell);
        }
        copy_text(t, t->column[t->n_col], cell);
        make_identifier(t, t->n_col++);
    }
}

/* "SA(0.1)" has period 0.1; a bare number means SA of that period. */
static void read_imt(table *t, const char *cell)
{
    char *end;
    const double bare = strtod(cell, &end);
    if (cell[0] != '\0' && *end == '\0') {
        char text[2 * MAX_TEXT];
        (void)snprintf(text, sizeof text, "SA(%s)", cell);
        copy_text(t, t->imt[t->n_row], text);
        t->period_s[t->n_row] = bare;
        return;
    }
    copy_text(t, t->imt[t->n_row], cell);
    const char *open = strchr(cell, '(');
    double period = open == NULL ? 0.0 : strtod(open + 1, NULL);
    if (period > 0.0 && (strncmp(cell, "EAS", 3) == 0 || strncmp(cell, "FAS", 3) == 0 ||
                         strncmp(cell, "DRVT", 4) == 0)) {
        period = 1.0 / period;
    }
    t->period_s[t->n_row] = period;
}

static void read_row(table *t, char *line)
{
    if (t->n_row == MAX_ROW) {
        fail(t, "at most 4096 rows are expected", line);
    }
    char *numbers = calloc(1, strlen(line) + 8 * MAX_COL);
    if (numbers == NULL) {
        fail(t, "out of memory", "");
    }
    char *rest = line, *cell = next_cell(&rest);
    size_t n = 0;
    read_imt(t, cell);
    for (; (cell = next_cell(&rest)) != NULL; ++n) {
        char *end;
        (void)strtod(cell, &end);
        if (cell[0] == '\0' || *end != '\0') {
            fail(t, "a number is expected", cell);
        }
        const bool is_nan = tolower((unsigned char)cell[0]) == 'n';
        const bool is_integer = !is_nan && strpbrk(cell, ".eE") == NULL;
        (void)strcat(numbers, n == 0 ? "" : ", ");
        (void)strcat(numbers, is_nan ? "NAN" : cell[0] == '+' ? cell + 1 : cell);
        (void)strcat(numbers, is_integer ? ".0" : "");
    }
    if (n != t->n_col) {
        fail(t, "as many cells as in the header are expected", t->imt[t->n_row]);
    }
    t->row[t->n_row++] = numbers;
}

static void read_table(table *t)
{
    static char line[MAX_LINE];
    FILE *f = fopen(t->path, "r");
    bool has_header = false;
    if (f == NULL) {
        fail(t, "cannot open", t->path);
    }
    while (fgets(line, MAX_LINE, f) != NULL) {
        ++t->line;
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] == '#' || line[strspn(line, " \t")] == '\0') {
            continue;
        }
        if (has_header) {
            read_row(t, line);
        } else {
            read_header(t, line);
        }
        has_header = true;
    }
    (void)fclose(f);
    if (t->n_row == 0 || t->n_col == 0) {
        fail(t, "a header and rows are expected", "none");
    }
}

static FILE *create(const char *path)
{
    FILE *f = fopen(path, "w");
    if (f == NULL) {
        (void)fprintf(stderr, "%s: cannot create\n", path);
        exit(EXIT_FAILURE);
    }
    return f;
}

static void write_header(const table *t, const char *path)
{
    FILE *f = create(path);
    (void)fprintf(f, "/* made from coeffs/%s.csv */\n#ifndef OQL_COEFFS_%s_H\n", t->name,
                  t->name);
    (void)fprintf(f,
                  "#define OQL_COEFFS_%s_H\n\n#include \"gmm/coeffs.h\"\n\ntypedef struct {\n",
                  t->name);
    for (size_t i = 0; i < t->n_col; ++i) {
        (void)fprintf(f, "    double %s;\n", t->identifier[i]);
    }
    (void)fprintf(f, "} oql_coef_%s;\n\nextern const oql_coeff_table oql_table_%s;\n\n#endif\n",
                  t->name, t->name);
    if (fclose(f) != 0) {
        fail(t, "cannot write", path);
    }
}

static void write_source(const table *t, const char *path)
{
    FILE *f = create(path);
    (void)fprintf(
        f, "/* made from coeffs/%s.csv */\n#include \"coeffs/%s.h\"\n\n#include <math.h>\n\n",
        t->name, t->name);
    (void)fprintf(f, "static const char *const imt_%s[] = {\n", t->name);
    for (size_t i = 0; i < t->n_row; ++i) {
        (void)fprintf(f, "    \"%s\",\n", t->imt[i]);
    }
    (void)fprintf(f, "};\nstatic const double period_%s[] = {\n", t->name);
    for (size_t i = 0; i < t->n_row; ++i) {
        (void)fprintf(f, "    %.17g,\n", t->period_s[i]);
    }
    (void)fprintf(f, "};\nstatic const char *const column_%s[] = {\n", t->name);
    for (size_t i = 0; i < t->n_col; ++i) {
        (void)fprintf(f, "    \"%s\",\n", t->column[i]);
    }
    (void)fprintf(f, "};\nstatic const double data_%s[] = {\n", t->name);
    for (size_t i = 0; i < t->n_row; ++i) {
        (void)fprintf(f, "    %s,\n", t->row[i]);
    }
    (void)fprintf(
        f,
        "};\nconst oql_coeff_table oql_table_%s = {\"%s\", %zu, %zu, imt_%s, period_%s, "
        "column_%s, data_%s};\n",
        t->name, t->name, t->n_row, t->n_col, t->name, t->name, t->name, t->name);
    if (fclose(f) != 0) {
        fail(t, "cannot write", path);
    }
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        (void)fprintf(stderr, "usage: coeffs2c TABLE.csv NAME OUT.h OUT.c\n");
        return EXIT_FAILURE;
    }
    static table t;
    t.path = argv[1];
    t.name = argv[2];
    t.row = calloc(MAX_ROW, sizeof *t.row);
    if (t.row == NULL) {
        fail(&t, "out of memory", "");
    }
    read_table(&t);
    write_header(&t, argv[3]);
    write_source(&t, argv[4]);
    for (size_t i = 0; i < t.n_row; ++i) {
        free(t.row[i]);
    }
    free(t.row);
    return EXIT_SUCCESS;
}
