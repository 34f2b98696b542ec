/* SPDX-License-Identifier: MIT */
#include "ext/exif.h"

#include "base/buf.h"

#include <libexif/exif-data.h>
#include <math.h>
#include <string.h>

/* "2024:03:15 09:30:00" */
enum { TIME_LENGTH = 19 };

static unsigned byte(struct str s, size_t at)
{
	return (unsigned char)s.p[at];
}

/* The segment APP1 that begins with "Exif", of the segments before the picture itself (JPEG, ITU-T T.81, B.1.1). libexif would look for it as well;
 * given just this, it cannot read beyond it. */
static struct str find_segment(struct str head)
{
	static const char mark[] = "Exif\0";
	for (size_t at = 2; at + 4 <= head.n && byte(head, at) == 0xff;) {
		unsigned marker = byte(head, at + 1);
		size_t length = byte(head, at + 2) << 8 | byte(head, at + 3);
		if (marker == 0xff) {
			at++;
			continue;
		}
		/* A picture begins, or markers that have no length. */
		if (marker == 0xda || marker == 0xd9 || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8) || length < 2 || length > head.n - at - 2)
			break;
		if (marker == 0xe1 && length >= 2 + sizeof mark && memcmp(head.p + at + 4, mark, sizeof mark) == 0)
			return (struct str){head.p + at + 4, length - 2};
		at += 2 + length;
	}
	return (struct str){NULL, 0};
}

static struct str text_of(ExifData *data, ExifIfd ifd, int tag)
{
	ExifEntry *entry = exif_content_get_entry(data->ifd[ifd], (ExifTag)tag);
	if (!entry || entry->format != EXIF_FORMAT_ASCII || !entry->data)
		return (struct str){NULL, 0};
	return (struct str){(const char *)entry->data, strnlen((const char *)entry->data, entry->size)};
}

static bool read_time(ExifData *data, int tag, int offset_tag, struct moment *taken)
{
	struct str text = text_of(data, EXIF_IFD_EXIF, tag), offset = str_trim(text_of(data, EXIF_IFD_EXIF, offset_tag));
	struct buf iso = {0};
	if (text.n < TIME_LENGTH || text.p[4] != ':' || text.p[7] != ':')
		return false;
	buf_printf(&iso, "%.4s-%.2s-%.11s", text.p, text.p + 5, text.p + 8);
	size_t bare = iso.n;
	buf_str(&iso, offset);
	bool good = moment_read(buf_slice(&iso), taken) == DATE_OK || moment_read((struct str){iso.p, bare}, taken) == DATE_OK;
	buf_free(&iso);
	return good;
}

/* Degrees, minutes, seconds, each a ratio. A missing part of the smaller ones may be 0/0. */
static bool read_angle(ExifData *data, int tag, double most, double *degrees)
{
	ExifEntry *entry = exif_content_get_entry(data->ifd[EXIF_IFD_GPS], (ExifTag)tag);
	static const double unit[] = {1, 60, 3600};
	*degrees = 0;
	if (!entry || entry->format != EXIF_FORMAT_RATIONAL || entry->components != 3 || entry->size < 24 || !entry->data)
		return false;
	for (int i = 0; i < 3; i++) {
		ExifRational part = exif_get_rational(entry->data + i * 8, exif_data_get_byte_order(data));
		if (part.denominator == 0 && (i == 0 || part.numerator != 0))
			return false;
		if (part.denominator != 0)
			*degrees += (double)part.numerator / part.denominator / unit[i];
	}
	return *degrees <= most;
}

static bool read_place(ExifData *data, double *lat, double *lon)
{
	struct str ns = text_of(data, EXIF_IFD_GPS, EXIF_TAG_GPS_LATITUDE_REF), ew = text_of(data, EXIF_IFD_GPS, EXIF_TAG_GPS_LONGITUDE_REF);
	if (!read_angle(data, EXIF_TAG_GPS_LATITUDE, 90, lat) || !read_angle(data, EXIF_TAG_GPS_LONGITUDE, 180, lon))
		return false;
	if (!(str_is(ns, "N") || str_is(ns, "S")) || !(str_is(ew, "E") || str_is(ew, "W")))
		return false;
	*lat = str_is(ns, "S") ? -*lat : *lat;
	*lon = str_is(ew, "W") ? -*lon : *lon;
	/* What cameras write that had no fix yet. */
	return fabs(*lat) > 0 || fabs(*lon) > 0;
}

void exif_read(struct str head, struct exif *exif)
{
	*exif = (struct exif){0};
	struct str segment = find_segment(head);
	ExifData *data = segment.n ? exif_data_new_from_data((const unsigned char *)segment.p, (unsigned)segment.n) : NULL;
	if (!data)
		return;
	exif->has_time = read_time(data, EXIF_TAG_DATE_TIME_ORIGINAL, EXIF_TAG_OFFSET_TIME_ORIGINAL, &exif->taken) ||
	                 read_time(data, EXIF_TAG_DATE_TIME_DIGITIZED, EXIF_TAG_OFFSET_TIME_DIGITIZED, &exif->taken);
	exif->has_place = read_place(data, &exif->lat, &exif->lon);
	exif_data_unref(data);
}
