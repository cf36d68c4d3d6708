/* SPDX-License-Identifier: BSD-3-Clause */
#ifdef __linux__
#define _GNU_SOURCE /* sync_file_range */
#endif
#include <fcntl.h>

#include "datastore/store_h5.h"

void oql_h5_write_back(oql_store *s, size_t n)
{
    enum { ENOUGH = 4 << 20 };
    s->fresh += n;
    if (s->fresh < ENOUGH) {
        return;
    }
    s->fresh = 0;
#ifdef __linux__
    void *fd = NULL; /* HDF5 gives the address of its file descriptor */
    if (H5Fget_vfd_handle(s->file, H5P_DEFAULT, &fd) >= 0 && fd != NULL) {
        (void)sync_file_range(*(int *)fd, 0, 0, SYNC_FILE_RANGE_WRITE); /* only a hint */
    }
#endif
}
