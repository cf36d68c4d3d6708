/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_FUZZ_FOLDER_H
#define OQL_FUZZ_FOLDER_H

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** A folder of files for a fuzz target, made at the first call and removed at exit; in memory where
 *  the system has such a place, for a disk is slow. What cannot be written ends the program. */

static char oql_folder[64];

static void oql_folder_empty(const char *folder)
{
    char path[512];
    DIR *dir = opendir(folder);
    for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
            if (unlink(path) != 0) {
                oql_folder_empty(path);
                (void)rmdir(path);
            }
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
}

static void oql_folder_remove(void)
{
    oql_folder_empty(oql_folder);
    (void)rmdir(oql_folder);
}

static const char *oql_folder_path(void)
{
    if (oql_folder[0] == '\0') {
        (void)snprintf(oql_folder, sizeof oql_folder, "%s/oqlite-fuzz-XXXXXX",
                       access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        if (mkdtemp(oql_folder) == NULL || atexit(oql_folder_remove) != 0) {
            perror(oql_folder);
            abort();
        }
    }
    return oql_folder;
}

/** Write a file of the folder; its path, valid until the next call. */
static const char *oql_folder_put(const char *name, const void *x, size_t n)
{
    static char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", oql_folder_path(), name);
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(x, 1, n, f) != n || fclose(f) != 0) {
        perror(path);
        abort();
    }
    return path;
}

/** What is in a file of the tree; the caller frees it. */
static inline uint8_t *oql_folder_seed(const char *path, size_t *n)
{
    struct stat info;
    FILE *f = fopen(path, "rb");
    if (f == NULL || fstat(fileno(f), &info) != 0) {
        perror(path);
        abort();
    }
    *n = (size_t)info.st_size;
    uint8_t *x = malloc(*n + 1);
    if (x == NULL || fread(x, 1, *n, f) != *n) {
        abort();
    }
    (void)fclose(f);
    return x;
}

/** Write a sound file with changes: two bytes of data cut it at that many 65536ths (0 = whole); then,
 *  again and again, two bytes of offset and one of value. A few bytes reach any place of it. */
static inline void oql_folder_damage(const char *name, const uint8_t *sound, size_t n_sound,
                                     const uint8_t *data, size_t size)
{
    uint8_t *x = malloc(n_sound + 1);
    size_t n = n_sound;
    if (x == NULL) {
        abort();
    }
    memcpy(x, sound, n);
    if (size >= 2 && (data[0] | data[1]) != 0) {
        n = n * (data[0] | (size_t)data[1] << 8) / 65536;
    }
    for (size_t i = 2; i + 2 < size; i += 3) {
        x[(data[i] | (size_t)data[i + 1] << 8) % n_sound] = data[i + 2];
    }
    (void)oql_folder_put(name, x, n);
    free(x);
}

#endif
