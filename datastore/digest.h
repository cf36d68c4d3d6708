/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_DATASTORE_DIGEST_H
#define OQL_DATASTORE_DIGEST_H

/* The plain functions of libcrypto, not EVP: EVP reads openssl.cnf and sets up its providers first, 2 ms
   that a small job would feel; with an archive of libcrypto these few objects are all that is linked. */
#define OPENSSL_API_COMPAT 0x10100000L
#include <openssl/sha.h>
#include <stddef.h>

/** SHA-256 of bytes that come in pieces: zero-initialise by begin, add, end. Nothing is allocated.
 *
 *  Threads   any, each with its own
 */
typedef SHA256_CTX oql_digest;

void oql_digest_begin(oql_digest *d);
void oql_digest_add(oql_digest *d, const void *data, size_t n);

/** 64 hexadecimal digits and NUL. */
void oql_digest_end(oql_digest *d, char hex[65]);

#endif
