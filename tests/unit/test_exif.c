/* SPDX-License-Identifier: MIT */
#include "base/buf.h"
#include "ext/exif.h"
#include "unit.h"

#include <stdlib.h>

/* What tests/data/photos/photo.pl writes before the picture itself: time=2024:03:15 09:30:00 lat=46.95 lon=142.75, and big-endian with
 * offset=+11:00 lat=-46.95 lon=-142.75. */
static const char little[] =
        "ffd8ffe100ce45786966000049492a000800000003000f010200070000003200000069870400010000003a0000002588040001000000600000000000"
        "00007570726176610000010003900200140000004c00000000000000323032343a30333a31352030393a33303a303000040001000200020000004e00"
        "00000200050003000000960000000300020002000000450000000400050003000000ae000000000000002e0000000100000039000000010000000000"
        "0000a08601008e000000010000002d0000000100000000000000a0860100";
static const char big[] =
        "ffd8ffe100e24578696600004d4d002a000000080003010f0002000000070000003287690004000000010000003a8825000400000001000000740000"
        "00007570726176610000000290030002000000140000005890110002000000070000006c00000000323032343a30333a31352030393a33303a303000"
        "2b31313a3030000000040001000200000002530000000002000500000003000000aa0003000200000002570000000004000500000003000000c20000"
        "00000000002e00000001000000390000000100000000000186a00000008e000000010000002d0000000100000000000186a0";

/* Reads the bytes in memory of just their size, after replacing what by with (of one length), if it is there. */
static struct exif read_changed(const char *hex, const char *what, const char *with, size_t n_what, size_t cut)
{
	struct exif exif;
	size_t n = strlen(hex) / 2;
	n = n < cut ? n : cut;
	char *bytes = malloc(n ? n : 1);
	for (size_t i = 0; i < n; i++)
		bytes[i] = (char)strtoul((const char[]){hex[2 * i], hex[2 * i + 1], '\0'}, NULL, 16);
	char *at = what ? memmem(bytes, n, what, n_what) : NULL;
	if (at)
		memcpy(at, with, n_what);
	unit_ok(!what || at, "what is changed is there");
	exif_read((struct str){bytes, n}, &exif);
	free(bytes);
	return exif;
}

static void show(const struct exif *exif, struct buf *text)
{
	buf_clear(text);
	if (exif->has_time)
		moment_put(text, exif->taken);
	if (exif->has_place)
		buf_printf(text, " at %.5f %.5f", exif->lat, exif->lon);
}

#define CHANGE(a, b) a, b, sizeof a - 1
static const struct {
	const char *hex, *what, *with;
	size_t n_what;
	const char *want, *name;
} cases[] = {
        {little, NULL, NULL, 0, "2024-03-15T09:30 at 46.95000 142.75000", "a photo with time and place"},
        {big, NULL, NULL, 0, "2024-03-15T09:30+11:00 at -46.95000 -142.75000", "big-endian, in the south-west, with the offset from UTC"},
        {little, CHANGE("2024:03:15", "2024:02:30"), " at 46.95000 142.75000", "a day that does not exist is no time"},
        {little, CHANGE("2024:03:15 09:30:00", "    :  :     :  :  "), " at 46.95000 142.75000", "a clock that was never set is no time"},
        {little, CHANGE("2024:03:15 09:30:00", "2024-03-15T09:30:00"), " at 46.95000 142.75000", "nor is a form of its own"},
        {big, CHANGE("+11:00", "+99:00"), "2024-03-15T09:30 at -46.95000 -142.75000", "an offset that is none is passed over"},
        {little, CHANGE("\x02\x00\x00\x00N\x00", "\x02\x00\x00\x00X\x00"), "2024-03-15T09:30", "a place without its hemisphere is none"},
        {little, CHANGE("\x2e\x00\x00\x00\x01\x00\x00\x00", "\x2e\x00\x00\x00\x00\x00\x00\x00"), "2024-03-15T09:30", "degrees over zero are none"},
        {little, CHANGE("\x2e\x00\x00\x00\x01\x00\x00\x00", "\x5b\x00\x00\x00\x01\x00\x00\x00"), "2024-03-15T09:30", "there is no latitude of 91 degrees"},
        {little, CHANGE("Exif", "exif"), "", "another segment"},
        {little, CHANGE("\xff\xe1", "\xff\xda"), "", "what stands in the picture itself is not looked at"},
};

/* Damage makes the time or the place go away, or another one; never more. */
static void damage(const char *hex)
{
	bool sane = true;
	for (size_t cut = 0; cut < strlen(hex) / 2; cut++) {
		struct exif exif;
		char *bytes = malloc(strlen(hex) / 2);
		for (size_t i = 0; i < strlen(hex) / 2; i++)
			bytes[i] = (char)strtoul((const char[]){hex[2 * i], hex[2 * i + 1], '\0'}, NULL, 16);
		exif_read((struct str){bytes, cut}, &exif);
		sane = sane && !exif.has_time && !exif.has_place;
		for (int bit = 0; bit < 8; bit++) {
			bytes[cut] = (char)(bytes[cut] ^ 1 << bit);
			exif_read((struct str){bytes, strlen(hex) / 2}, &exif);
			sane = sane && (!exif.has_place || (fabs(exif.lat) <= 90 && fabs(exif.lon) <= 180));
			bytes[cut] = (char)(bytes[cut] ^ 1 << bit);
		}
		free(bytes);
	}
	unit_ok(sane, "cut anywhere there is nothing, with any bit turned nothing out of bounds");
}

int main(void)
{
	struct buf got = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct exif exif = read_changed(cases[i].hex, cases[i].what, cases[i].with, cases[i].n_what, (size_t)-1);
		show(&exif, &got);
		unit_str(buf_cstr(&got), cases[i].want, cases[i].name);
	}
	struct exif exif;
	exif_read((struct str){NULL, 0}, &exif);
	unit_ok(!exif.has_time && !exif.has_place, "nothing");
	damage(little);
	damage(big);
	buf_free(&got);
	return unit_done();
}
