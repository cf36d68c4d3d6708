/* SPDX-License-Identifier: BSD-3-Clause */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Replays inputs through a fuzz target without libFuzzer: each argument is a file or a folder
 * of files, options (-…) are skipped. The exit status is 1 when nothing was replayed. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *data = NULL;
    size_t n = 0, cap = 0, got = 0;

    if (f == NULL) {
        (void)fprintf(stderr, "%s: cannot open\n", path);
        return 0;
    }
    do {
        if (cap - n < 4096) {
            cap = cap * 2 + 8192;
            uint8_t *grown = realloc(data, cap);
            if (grown == NULL) {
                break;
            }
            data = grown;
        }
        got = fread(data + n, 1, cap - n, f);
        n += got;
    } while (got > 0);
    (void)fclose(f);
    /* exactly n bytes, so that a sanitizer sees a read past the end */
    uint8_t *exact = malloc(n > 0 ? n : 1);
    if (exact != NULL) {
        if (n > 0) {
            memcpy(exact, data, n);
        }
        (void)LLVMFuzzerTestOneInput(exact, n);
    }
    free(exact);
    free(data);
    return 1;
}

static int replay(const char *path)
{
    struct dirent **names;
    int done = 0;

    const int n = scandir(path, &names, NULL, alphasort);
    if (n < 0) {
        return replay_file(path);
    }
    for (int i = 0; i < n; ++i) {
        char file[4096];
        struct stat info;
        (void)snprintf(file, sizeof file, "%s/%s", path, names[i]->d_name);
        if (stat(file, &info) == 0 && S_ISREG(info.st_mode)) {
            done += replay_file(file);
        }
        free(names[i]);
    }
    free(names);
    return done;
}

int main(int argc, char **argv)
{
    int done = 0;
    for (int i = 1; i < argc; ++i) {
        done += argv[i][0] == '-' ? 0 : replay(argv[i]);
    }
    (void)printf("%d inputs replayed\n", done);
    return done > 0 ? 0 : 1;
}
