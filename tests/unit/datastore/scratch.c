/* SPDX-License-Identifier: BSD-3-Clause */
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[256];

const char *scratch_folder(void)
{
    if (folder[0] == '\0') {
        const char *tmp = getenv("TMPDIR");
        (void)snprintf(folder, sizeof folder, "%s/oqlite-test-XXXXXX",
                       tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp");
        cr_assert_not_null(mkdtemp(folder));
    }
    return folder;
}

void scratch_remove(void)
{
    if (folder[0] != '\0') {
        char command[300];
        (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
        cr_assert_eq(scratch_run(command, NULL), 0);
        folder[0] = '\0';
    }
}

const char *scratch_path(const char *name)
{
    static char ring[8][512];
    static size_t at;
    char *p = ring[at++ % 8];
    (void)snprintf(p, sizeof ring[0], "%s/%s", scratch_folder(), name);
    return p;
}

char *scratch_read(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    cr_assert_not_null(f, "%s", path);
    cr_assert_eq(fseek(f, 0, SEEK_END), 0);
    const long size = ftell(f);
    cr_assert_geq(size, 0);
    rewind(f);
    char *p = malloc((size_t)size + 1);
    cr_assert_not_null(p);
    *n = fread(p, 1, (size_t)size, f);
    cr_assert_eq(*n, (size_t)size);
    p[*n] = '\0';
    cr_assert_eq(fclose(f), 0);
    return p;
}

void scratch_write(const char *path, const void *data, size_t n)
{
    FILE *f = fopen(path, "wb");
    cr_assert_not_null(f, "%s", path);
    cr_assert_eq(fwrite(data, 1, n, f), n);
    cr_assert_eq(fclose(f), 0);
}

int scratch_run(const char *command, char **out)
{
    FILE *p = popen(command, "r");
    cr_assert_not_null(p);
    size_t n = 0, cap = 65536;
    char *text = malloc(cap);
    cr_assert_not_null(text);
    for (size_t got; (got = fread(text + n, 1, cap - n - 1, p)) > 0;) {
        n += got;
        if (cap - n < 2) {
            cap *= 2;
            text = realloc(text, cap);
            cr_assert_not_null(text);
        }
    }
    text[n] = '\0';
    const int status = pclose(p);
    if (out != NULL) {
        *out = text;
    } else {
        free(text);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int scratch_has_tool(const char *name)
{
    char command[128];
    (void)snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", name);
    return scratch_run(command, NULL) == 0;
}
