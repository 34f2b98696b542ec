/* SPDX-License-Identifier: MIT */
#include "base/digest.h"

#include <stdatomic.h>
#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

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
static void compress_portable(uint32_t state[8], const uint8_t *block, size_t blocks)
{
	for (; blocks; blocks--, block += 64) {
		uint32_t w[64], v[8];
		for (size_t i = 0; i < 16; i++)
			w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
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
}

#if defined(__x86_64__)

/*
 * The same with the processor's SHA instructions. They keep the eight words as ABEF and CDGH and do two rounds at a time; four
 * words of the schedule stand in each of a, b, c, d, which take turns.
 */
#define ROUNDS(a, i)                                                                                                                \
	do {                                                                                                                        \
		__m128i sum = _mm_add_epi32(a, _mm_loadu_si128((const __m128i *)(const void *)(k + 4 * (i))));                       \
		cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);                                                                       \
		abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));                                              \
	} while (0)
#define NEXT(a, b, c, d) _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(a, b), _mm_alignr_epi8(d, c, 4)), d)

__attribute__((target("sha,sse4.1"))) static void compress_sha(uint32_t state[8], const uint8_t *block, size_t blocks)
{
	const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)state), 0xb1);
	__m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)(state + 4)), 0x1b);
	__m128i abef = _mm_alignr_epi8(low, high, 8), cdgh = _mm_blend_epi16(high, low, 0xf0);
	for (; blocks; blocks--, block += 64) {
		const __m128i abef_before = abef, cdgh_before = cdgh;
		const __m128i *word = (const __m128i *)(const void *)block;
		__m128i a = _mm_shuffle_epi8(_mm_loadu_si128(word), big_endian), b = _mm_shuffle_epi8(_mm_loadu_si128(word + 1), big_endian);
		__m128i c = _mm_shuffle_epi8(_mm_loadu_si128(word + 2), big_endian), d = _mm_shuffle_epi8(_mm_loadu_si128(word + 3), big_endian);
		for (size_t i = 0; i < 12; i += 4) {
			ROUNDS(a, i);
			a = NEXT(a, b, c, d);
			ROUNDS(b, i + 1);
			b = NEXT(b, c, d, a);
			ROUNDS(c, i + 2);
			c = NEXT(c, d, a, b);
			ROUNDS(d, i + 3);
			d = NEXT(d, a, b, c);
		}
		ROUNDS(a, 12);
		ROUNDS(b, 13);
		ROUNDS(c, 14);
		ROUNDS(d, 15);
		abef = _mm_add_epi32(abef, abef_before);
		cdgh = _mm_add_epi32(cdgh, cdgh_before);
	}
	low = _mm_shuffle_epi32(abef, 0x1b);
	high = _mm_shuffle_epi32(cdgh, 0xb1);
	_mm_storeu_si128((__m128i *)(void *)state, _mm_blend_epi16(low, high, 0xf0));
	_mm_storeu_si128((__m128i *)(void *)(state + 4), _mm_alignr_epi8(high, low, 8));
}

static bool has_sha(void)
{
	unsigned a, b, c, d;
	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3))
		return false;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

#else

static void compress_sha(uint32_t state[8], const uint8_t *block, size_t blocks)
{
	compress_portable(state, block, blocks);
}

static bool has_sha(void)
{
	return false;
}

#endif

static atomic_int way; /* 0: not asked yet; 1: portable; 2: the processor's */

bool digest_portable(bool portable)
{
	bool can = has_sha();
	atomic_store_explicit(&way, can && !portable ? 2 : 1, memory_order_relaxed);
	return can;
}

static void compress(uint32_t state[8], const uint8_t *block, size_t blocks)
{
	if (atomic_load_explicit(&way, memory_order_relaxed) == 0)
		digest_portable(false);
	if (atomic_load_explicit(&way, memory_order_relaxed) == 2)
		compress_sha(state, block, blocks);
	else
		compress_portable(state, block, blocks);
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
	if (used) {
		size_t take = 64 - used < n ? 64 - used : n;
		if (take)
			memcpy(d->block + used, p, take);
		if (used + take < 64)
			return;
		compress(d->state, d->block, 1);
		p += take;
		n -= take;
	}
	if (n >= 64)
		compress(d->state, p, n / 64);
	if (n % 64)
		memcpy(d->block, p + n / 64 * 64, n % 64);
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
