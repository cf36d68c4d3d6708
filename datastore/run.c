/* SPDX-License-Identifier: BSD-3-Clause */
#include "datastore/run.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/memory.h"
#include "datastore/run_file.h"
#include "datastore/store_h5.h"

/* The live file. All metadata are written before H5Fstart_swmr_write and never again, every
 * curve has its place, filled with NaN:
 *
 *   | superblock, groups, attributes, scales, inputs | curve 0 | curve 1 | … | markers, state |
 *                                                      ^ block b of a curve, written in place
 *
 *  1. the values of a block, in place;  2. its marker, 8 bytes, in place.
 *
 * A kill (or a crash of the machine, which may keep 2 and lose 1) leaves a block whose values
 * do not hash to its marker; it counts as not finished. Elements are 8 bytes at addresses that
 * 8 divides, so that the kernel, which stops a killed write only between pages, never leaves
 * half a number. */

uint64_t oql_run_marker(size_t curve, size_t block, const double *x, size_t n)
{
    /* word-wise multiply and fold, finished like splitmix64 (Steele et al., 2014,
       doi:10.1145/2714064.2660195); it guards against lost writes, not against people */
    uint64_t h = 0x9e3779b97f4a7c15U ^ ((uint64_t)curve << 32) ^ (uint64_t)block;
    for (size_t i = 0; i < n; ++i) {
        uint64_t w;
        memcpy(&w, &x[i], sizeof w);
        h = (h ^ w) * 0xbf58476d1ce4e5b9U;
        h ^= h >> 29;
    }
    h = (h ^ (h >> 30)) * 0x94d049bb133111ebU;
    h ^= h >> 31;
    return h == 0 ? 1 : h;
}

size_t oql_run_block_sites(const oql_run *r, size_t b)
{
    const size_t from = b * r->site_block;
    return r->n_sites - from < r->site_block ? r->n_sites - from : r->site_block;
}

void oql_run_end(oql_run *r)
{
    if (r == NULL) {
        return;
    }
    oql_store_close(r->post);
    oql_store_close(r->live);
    oql_claim_release(r->claim);
    oql_names_clear(&r->keys);
    free(r->markers);
    free(r->slab);
    free(r);
}

static size_t count_groups(const oql_run_spec *spec)
{
    size_t n = 0;
    for (size_t c = 0; c < spec->n_curves; ++c) {
        n += c == 0 || spec->curves[c].trt_id != spec->curves[c - 1].trt_id;
    }
    return n;
}

oql_h5_room oql_run_root_room(size_t n_groups)
{
    /* at most 25 arrays and groups beside those of curves; attributes as 60 names */
    return (oql_h5_room){n_groups + 25 + 60, sizeof "hcurves_stats"};
}

static oql_status make_run(oql_claim *claim, const oql_run_spec *spec, oql_run **out,
                           oql_err *err)
{
    oql_status st = OQL_OK;
    oql_run *r = calloc(1, sizeof *r);
    if (r == NULL) {
        oql_claim_release(claim);
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a run");
    }
    r->claim = claim;
    OQL_TRY(oql_run_spec_check(spec, err));
    r->n_sites = spec->n_sites;
    r->n_imts = spec->n_imts;
    r->n_levels = spec->n_levels;
    r->site_block = spec->site_block < spec->n_sites ? spec->site_block : spec->n_sites;
    r->n_curves = spec->n_curves;
    r->n_groups = count_groups(spec);
    r->n_blocks = (r->n_sites - 1) / r->site_block + 1;
    r->markers = oql_calloc(r->n_curves * r->n_blocks, sizeof *r->markers);
    r->keys.name = calloc(r->n_curves, sizeof *r->keys.name);
    if (r->markers == NULL || r->keys.name == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu curves", r->n_curves);
        goto done;
    }
    for (; r->keys.n < r->n_curves; ++r->keys.n) {
        OQL_TRY(oql_run_key(&spec->curves[r->keys.n], &r->keys.name[r->keys.n], err));
    }
    *out = r;
    r = NULL;
done:
    oql_run_end(r);
    return st;
}

static oql_status write_status(oql_run *r, oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t one = 1, shape[] = {r->n_curves, r->n_blocks};
    const oql_layout_row *row = oql_layout_find("status/message");
    const oql_array message = {
        .type = OQL_TEXT, .width = OQL_RUN_MESSAGE, .rank = 1, .dims = {1}, .text = row->text};
    const char *const *keys = (const char *const *)(void *)r->keys.name;
    OQL_TRY(oql_layout_set(r->live, "status/curves", &r->n_curves, keys, err));
    OQL_TRY(oql_layout_set(r->live, "status/markers", shape, NULL, err));
    OQL_TRY(oql_layout_set(r->live, "status/state", &one, NULL, err));
    OQL_TRY(oql_store_set(r->live, "status/message", &message, NULL, err));
done:
    return st;
}

/* The promise of the picture above; were it broken, a killed run could leave half a number. */
static oql_status check_places(oql_run *r, oql_err *err)
{
    oql_status st = OQL_OK;
    for (size_t c = 0; c <= r->n_curves && st == OQL_OK; ++c) {
        const char *key = c == r->n_curves ? "status/markers" : r->keys.name[c];
        hid_t dset = H5I_INVALID_HID;
        st = oql_h5_dataset(r->live, key, &dset, err);
        if (st == OQL_OK) {
            const haddr_t at = H5Dget_offset(dset);
            if (at == HADDR_UNDEF || at % 8 != 0) {
                st = OQL_FAIL(err, OQL_EIO,
                              "%s: HDF5 placed \"%s\" at %llu, not at a multiple of 8",
                              r->live->path, key, (unsigned long long)at);
            }
            oql_h5_close(&dset);
        }
    }
    return st;
}

/* Show the live file: only from here on can a reader find it, and find it whole. */
static oql_status go_live(oql_run *r, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *s = r->live;
    OQL_TRY(oql_h5_finish_scales(s, err));
    OQL_TRY(check_places(r, err));
    if (H5Fflush(s->file, H5F_SCOPE_LOCAL) < 0 || H5Fstart_swmr_write(s->file) < 0) {
        st = oql_h5_fail(s, err, "cannot start writing beside readers (SWMR)");
        goto done;
    }
    OQL_TRY(oql_h5_sync(s->work, false, err)); /* a full disk may show only now */
    if (rename(s->work, s->path) != 0) {
        st =
            OQL_FAIL(err, OQL_EIO, "%s: cannot be renamed: %s", s->work, oql_errno_text(errno));
        goto done;
    }
    free(s->work);
    s->work = NULL;
    OQL_TRY(oql_h5_sync(s->path, true, err));
done:
    return st;
}

/* ---- resuming ---------------------------------------------------------------------------- */

static oql_status same_job(oql_store *old, const oql_run_spec *spec, oql_err *err)
{
    char want[65];
    char *have = NULL;
    oql_status st = OQL_OK;
    oql_run_spec_hash(spec, want);
    OQL_TRY(oql_store_attr_text(old, "/", "job_hash", &have, err));
    if (strcmp(have, want) != 0) {
        st = OQL_FAIL(err, OQL_EARG,
                      "%s: another job, or another version of its inputs or of the program "
                      "(hash %.12s, this one has %.12s)",
                      oql_store_path(old), have, want);
    }
done:
    free(have);
    return st;
}

/* Blocks whose values hash to their marker; the others are left to be computed. */
static oql_status adopt_curve(oql_run *r, oql_store *old, size_t c, const uint64_t *markers,
                              double *x, oql_err *err)
{
    oql_status st = OQL_OK;
    for (size_t b = 0; b < r->n_blocks; ++b) {
        const size_t start[] = {b * r->site_block, 0, 0};
        const size_t count[] = {oql_run_block_sites(r, b), r->n_imts, r->n_levels};
        const size_t n = count[0] * count[1] * count[2];
        const uint64_t m = markers[c * r->n_blocks + b];
        if (m == 0) {
            continue;
        }
        OQL_TRY(oql_store_read(old, r->keys.name[c], OQL_F64, 0, start, count, x, err));
        if (oql_run_marker(c, b, x, n) == m) {
            OQL_TRY(
                oql_store_write(r->live, r->keys.name[c], OQL_F64, 0, start, count, x, err));
            r->markers[c * r->n_blocks + b] = m;
        }
    }
done:
    return st;
}

static oql_status adopt(oql_run *r, oql_store *old, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_array shape;
    void *markers = NULL;
    const size_t all[] = {0, 0}, count[] = {r->n_curves, r->n_blocks};
    double *x = oql_calloc(r->site_block * r->n_imts * r->n_levels, sizeof *x);
    if (x == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a block of curves");
        goto done;
    }
    OQL_TRY(oql_store_get(old, "status/markers", OQL_U64, &shape, &markers, err));
    if (shape.rank != 2 || shape.dims[0] != r->n_curves || shape.dims[1] != r->n_blocks) {
        st = OQL_FAIL(err, OQL_EIO, "%s: /status/markers has another shape than the job",
                      oql_store_path(old));
        goto done;
    }
    for (size_t c = 0; c < r->n_curves; ++c) {
        OQL_TRY(adopt_curve(r, old, c, markers, x, err));
    }
    OQL_TRY(
        oql_store_write(r->live, "status/markers", OQL_U64, 0, all, count, r->markers, err));
done:
    free(x);
    free(markers);
    return st;
}

/* ---- the run ----------------------------------------------------------------------------- */

/* Filling a disk to its end to find that a job does not fit takes long, and others write there. */
static oql_status check_room(const oql_claim *claim, const oql_run_spec *spec, oql_err *err)
{
    struct statvfs disk;
    uint64_t live = 0, published = 0;

    oql_run_disk_bytes(spec, &live, &published);
    if (statvfs(oql_claim_dir(claim), &disk) != 0) {
        return OQL_OK; /* writing will tell */
    }
    const double room = (double)disk.f_bavail * (double)disk.f_frsize;
    return 0.9 * (double)live <= room /* a tenth: it is an estimate */
               ? OQL_OK
               : OQL_FAIL(err, OQL_EIO,
                          "%s: %s: about %.3g GB needed, %.3g GB found, expected a larger disk "
                          "(OQ_DATADIR) or fewer sites, measures, levels or models",
                          oql_claim_file(claim), oql_errno_text(ENOSPC), (double)live / 1e9,
                          room / 1e9);
}

static oql_status start(oql_claim *claim, const oql_run_spec *spec, oql_store *old,
                        oql_run **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_run *r = NULL;
    const double begin = oql_h5_now();
    OQL_TRY(make_run(claim, spec, &r, err));
    OQL_TRY(check_room(claim, spec, err));
    OQL_TRY(oql_h5_create(oql_claim_file(claim), true, oql_run_root_room(r->n_groups), &r->live,
                          err));
    OQL_TRY(oql_run_spec_write(r->live, spec, err));
    OQL_TRY(write_status(r, err));
    if (old != NULL) {
        OQL_TRY(adopt(r, old, err));
    }
    OQL_TRY(go_live(r, err));
    r->live->seconds = oql_h5_now() - begin;
    *out = r;
    r = NULL;
done:
    oql_run_end(r);
    return st;
}

oql_status oql_run_start(oql_claim *claim, const oql_run_spec *spec, oql_run **out,
                         oql_err *err)
{
    *out = NULL;
    if (access(oql_claim_file(claim), F_OK) == 0) {
        const oql_status st = OQL_FAIL(
            err, OQL_EARG, "%s: exists; resume it, or claim a new id", oql_claim_file(claim));
        oql_claim_release(claim);
        return st;
    }
    return start(claim, spec, NULL, out, err);
}

oql_status oql_run_resume(oql_claim *claim, const oql_run_spec *spec, oql_run **out,
                          oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *old = NULL;

    *out = NULL;
    if (access(oql_claim_file(claim), F_OK) != 0) {
        return start(claim, spec, NULL, out, err); /* killed before the layout was complete */
    }
    OQL_TRY(oql_store_open(oql_claim_file(claim), &old, err));
    if (!oql_store_has(old, "status/markers")) {
        st = OQL_FAIL(err, OQL_EARG, "%s: complete already, nothing to resume",
                      oql_claim_file(claim));
        goto done;
    }
    OQL_TRY(same_job(old, spec, err));
    oql_claim *mine = claim;
    claim = NULL; /* start takes it */
    OQL_TRY(start(mine, spec, old, out, err));
done:
    oql_store_close(old);
    oql_claim_release(claim);
    return st;
}

size_t oql_run_n_blocks(const oql_run *r)
{
    return r->n_blocks;
}

bool oql_run_is_done(const oql_run *r, size_t c, size_t b)
{
    return c < r->n_curves && b < r->n_blocks && r->markers[c * r->n_blocks + b] != 0;
}

double oql_run_write_seconds(const oql_run *r)
{
    return r->live->seconds + (r->post == NULL ? 0 : r->post->seconds);
}

int64_t oql_run_id(const oql_run *r)
{
    return oql_claim_id(r->claim);
}

static oql_status check_values(const oql_run *r, size_t c, size_t b, const double *x, size_t n,
                               oql_err *err)
{
    for (size_t i = 0; i < n; ++i) {
        if (!(x[i] >= 0 && x[i] <= 1)) {
            return OQL_FAIL(err, OQL_ENUMERIC,
                            "\"%s\": site %zu, measure %zu, level %zu: %g is not a probability",
                            r->keys.name[c], b * r->site_block + i / (r->n_imts * r->n_levels),
                            i / r->n_levels % r->n_imts, i % r->n_levels, x[i]);
        }
    }
    return OQL_OK;
}

oql_status oql_run_write(oql_run *r, size_t c, size_t b, const double *poes, oql_err *err)
{
    oql_status st = OQL_OK;
    if (c >= r->n_curves || b >= r->n_blocks) {
        return OQL_FAIL(err, OQL_EARG, "block %zu of curve %zu: there are %zu of %zu", b, c,
                        r->n_blocks, r->n_curves);
    }
    if (oql_run_is_done(r, c, b)) {
        return OQL_FAIL(err, OQL_EARG, "block %zu of \"%s\" is written already", b,
                        r->keys.name[c]);
    }
    const size_t start[] = {b * r->site_block, 0, 0};
    const size_t count[] = {oql_run_block_sites(r, b), r->n_imts, r->n_levels};
    const size_t n = count[0] * count[1] * count[2];
    const size_t place[] = {c, b}, one[] = {1, 1};
    const uint64_t marker = oql_run_marker(c, b, poes, n);
    OQL_TRY(check_values(r, c, b, poes, n, err));
    OQL_TRY(oql_store_write(r->live, r->keys.name[c], OQL_F64, 0, start, count, poes, err));
    OQL_TRY(oql_store_write(r->live, "status/markers", OQL_U64, 0, place, one, &marker, err));
    r->markers[c * r->n_blocks + b] = marker;
done:
    return st;
}

oql_status oql_run_read(oql_run *r, size_t c, size_t site0, size_t n, double *poes,
                        oql_err *err)
{
    const size_t start[] = {site0, 0, 0}, count[] = {n, r->n_imts, r->n_levels};
    if (c >= r->n_curves) {
        return OQL_FAIL(err, OQL_EARG, "curve %zu: there are %zu", c, r->n_curves);
    }
    return oql_store_read(r->live, r->keys.name[c], OQL_F64, 0, start, count, poes, err);
}

void oql_run_abort(oql_run *r, const char *why)
{
    if (r == NULL) {
        return;
    }
    char text[OQL_RUN_MESSAGE] = "";
    const size_t zero = 0, one = 1;
    const int32_t failed = 1;
    (void)snprintf(text, sizeof text, "%s", why == NULL ? "ended by the user" : why);
    /* Best effort: without the message the calculation shows as killed, which is true too. */
    if (oql_store_write(r->live, "status/message", OQL_TEXT, sizeof text, &zero, &one, text,
                        NULL) != OQL_OK ||
        oql_store_write(r->live, "status/state", OQL_I32, 0, &zero, &one, &failed, NULL) !=
            OQL_OK) {
        (void)H5Eclear2(H5E_DEFAULT);
    }
    oql_run_end(r);
}
