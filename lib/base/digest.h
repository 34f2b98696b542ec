/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), checked against the vectors of FIPS 180-4 and RFC 4231. The processor's own instructions are
 * used where it has them.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define DIGEST_SIZE 32
#define DIGEST_HEX 65 /* with the NUL */

struct digest {
	uint32_t state[8];
	uint64_t bytes;
	uint8_t block[64];
};

void digest_begin(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t n);
void digest_end(struct digest *digest, uint8_t out[DIGEST_SIZE]);

void digest_hex(const uint8_t hash[DIGEST_SIZE], char out[DIGEST_HEX]);
void digest_of(struct str s, char out[DIGEST_HEX]);
void digest_hmac(struct str key, struct str s, uint8_t out[DIGEST_SIZE]);

/* true: from now on without the processor's own instructions, for tests. Whether it has them. */
bool digest_portable(bool portable);

#endif
