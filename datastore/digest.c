/* SPDX-License-Identifier: BSD-3-Clause */
#include "datastore/digest.h"

#include "datastore/store.h"

/* With a context of ours these functions cannot fail. */

void oql_digest_begin(oql_digest *d)
{
    (void)SHA256_Init(d);
}

void oql_digest_add(oql_digest *d, const void *data, size_t n)
{
    if (n > 0) {
        (void)SHA256_Update(d, data, n);
    }
}

void oql_digest_end(oql_digest *d, char hex[65])
{
    static const char digit[] = "0123456789abcdef";
    unsigned char sum[SHA256_DIGEST_LENGTH];
    (void)SHA256_Final(sum, d);
    for (size_t i = 0; i < sizeof sum; ++i) {
        hex[2 * i] = digit[sum[i] >> 4];
        hex[2 * i + 1] = digit[sum[i] & 15];
    }
    hex[2 * sizeof sum] = '\0';
}

void oql_sha256(const void *data, size_t n, char hex[65])
{
    oql_digest d;
    oql_digest_begin(&d);
    oql_digest_add(&d, data, n);
    oql_digest_end(&d, hex);
}
