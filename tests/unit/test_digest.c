/* SPDX-License-Identifier: MIT */
#include "base/digest.h"
#include "unit.h"

static void vectors(void)
{
	static char million[1000000];
	char hex[DIGEST_HEX];
	uint8_t hash[DIGEST_SIZE];
	memset(million, 'a', sizeof million);
	/* FIPS 180-4's examples (NIST, SHA256.pdf) */
	digest_of(STR("abc"), hex);
	unit_str(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "abc");
	digest_of(STR(""), hex);
	unit_str(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "the empty text");
	digest_of(STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), hex);
	unit_str(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", "two blocks");
	digest_of((struct str){million, sizeof million}, hex);
	unit_str(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", "a million a's");
	/* Any way of cutting gives the same. */
	bool same = true;
	for (size_t cut = 0; cut < 200; cut++) {
		struct digest d;
		char part[DIGEST_HEX], whole[DIGEST_HEX];
		digest_begin(&d);
		digest_add(&d, million, cut);
		digest_add(&d, million, 200 - cut);
		digest_end(&d, hash);
		digest_hex(hash, part);
		digest_of((struct str){million, 200}, whole);
		same = same && strcmp(part, whole) == 0;
	}
	unit_ok(same, "cut anywhere");
	/* RFC 4231, test cases 1, 2 and 6 */
	digest_hmac((struct str){"\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b", 20},
	            STR("Hi There"), hash);
	digest_hex(hash, hex);
	unit_str(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7", "HMAC, case 1");
	digest_hmac(STR("Jefe"), STR("what do ya want for nothing?"), hash);
	digest_hex(hash, hex);
	unit_str(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "HMAC, case 2");
	char key[131];
	memset(key, 0xaa, sizeof key);
	digest_hmac((struct str){key, sizeof key}, STR("Test Using Larger Than Block-Size Key - Hash Key First"), hash);
	digest_hex(hash, hex);
	unit_str(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54", "HMAC, case 6");
}

/* The portable code and the processor's instructions, by the same vectors; and both agree on every length up to five blocks. */
int main(void)
{
	static uint8_t bytes[320];
	uint8_t one[DIGEST_SIZE], other[DIGEST_SIZE];
	bool same = true;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(i * 37 + i / 7);
	printf("# the processor %s instructions for SHA-256\n", digest_portable(true) ? "has" : "has no");
	vectors();
	digest_portable(false);
	vectors();
	for (size_t n = 0; n <= sizeof bytes; n++) {
		struct str text = {(const char *)bytes, n};
		digest_portable(true);
		digest_hmac(text, text, one);
		digest_portable(false);
		digest_hmac(text, text, other);
		same = same && memcmp(one, other, sizeof one) == 0;
	}
	unit_ok(same, "both ways agree on every length");
	return unit_done();
}
