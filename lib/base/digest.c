/* SPDX-License-Identifier: MIT */
#include "base/digest.h"

#include <string.h>

/* FIPS 180-4, section 4.2.2 */
static const uint32_t k[64] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t turn(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

/* Section 6.2.2 */
static void compress(uint32_t state[8], const uint8_t block[64])
{
	uint32_t w[64], v[8];
	for (size_t i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
		       (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (size_t i = 16; i < 64; i++) {
		uint32_t s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3;
		uint32_t s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10;
		w[i] = w[i - 16] + s0 + w[i - 7] + s1;
	}
	memcpy(v, state, sizeof v);
	for (size_t i = 0; i < 64; i++) {
		uint32_t s1 = turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25);
		uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
		uint32_t t1 = v[7] + s1 + choice + k[i] + w[i];
		uint32_t s0 = turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22);
		uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
		memmove(v + 1, v, 7 * sizeof *v);
		v[4] += t1;
		v[0] = t1 + s0 + majority;
	}
	for (size_t i = 0; i < 8; i++)
		state[i] += v[i];
}

void digest_begin(struct digest *d)
{
	*d = (struct digest){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
	                               0x1f83d9ab, 0x5be0cd19}};
}

void digest_add(struct digest *d, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;
	size_t used = d->bytes % 64;
	d->bytes += n;
	while (n) {
		size_t take = 64 - used < n ? 64 - used : n;
		memcpy(d->block + used, p, take);
		p += take;
		n -= take;
		used = (used + take) % 64;
		if (used == 0)
			compress(d->state, d->block);
	}
}

void digest_end(struct digest *d, uint8_t out[DIGEST_SIZE])
{
	static const uint8_t pad[64] = {0x80};
	uint64_t bits = d->bytes * 8;
	uint8_t length[8];
	digest_add(d, pad, 1 + (119 - d->bytes % 64) % 64);
	for (int i = 0; i < 8; i++)
		length[i] = (uint8_t)(bits >> (56 - 8 * i));
	digest_add(d, length, sizeof length);
	for (int i = 0; i < DIGEST_SIZE; i++)
		out[i] = (uint8_t)(d->state[i / 4] >> (24 - 8 * (i % 4)));
}

void digest_hex(const uint8_t hash[DIGEST_SIZE], char out[DIGEST_HEX])
{
	static const char hex[] = "0123456789abcdef";
	for (int i = 0; i < DIGEST_SIZE; i++) {
		out[2 * i] = hex[hash[i] >> 4];
		out[2 * i + 1] = hex[hash[i] & 15];
	}
	out[DIGEST_HEX - 1] = '\0';
}

void digest_of(struct str s, char out[DIGEST_HEX])
{
	struct digest d;
	uint8_t hash[DIGEST_SIZE];
	digest_begin(&d);
	digest_add(&d, s.p, s.n);
	digest_end(&d, hash);
	digest_hex(hash, out);
}

static void half(const uint8_t key[64], uint8_t mask, struct str s, uint8_t out[DIGEST_SIZE])
{
	struct digest d;
	uint8_t padded[64];
	for (int i = 0; i < 64; i++)
		padded[i] = key[i] ^ mask;
	digest_begin(&d);
	digest_add(&d, padded, sizeof padded);
	digest_add(&d, s.p, s.n);
	digest_end(&d, out);
}

void digest_hmac(struct str key, struct str s, uint8_t out[DIGEST_SIZE])
{
	uint8_t block[64] = {0}, inner[DIGEST_SIZE];
	struct digest d;
	if (key.n > sizeof block) {
		digest_begin(&d);
		digest_add(&d, key.p, key.n);
		digest_end(&d, block);
	} else if (key.n) {
		memcpy(block, key.p, key.n);
	}
	half(block, 0x36, s, inner);
	half(block, 0x5c, (struct str){(const char *)inner, sizeof inner}, out);
}
