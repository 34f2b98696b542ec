/* SPDX-License-Identifier: MIT */
/*
 * A file that a row names, as it lies in the directory of photos: what it is by its content, and what the camera says. Names are the applicant's: one that
 * leads out of the directory is not followed. Only plain files are read.
 */
#ifndef CASES_PHOTO_H
#define CASES_PHOTO_H

#include "base/digest.h"
#include "ext/exif.h"

enum photo_status {
	PHOTO_READ,
	PHOTO_ABSENT,     /* there is no such file, or it is no plain file */
	PHOTO_OUTSIDE,    /* the name leads out of the directory */
	PHOTO_UNREADABLE, /* error says why: the system's fault, not the row's */
};

enum photo_kind { PHOTO_OTHER, PHOTO_JPEG, PHOTO_PNG, PHOTO_PDF };

struct photo {
	enum photo_status status;
	int error; /* errno */
	enum photo_kind kind; /* by the first bytes */
	uint8_t hash[DIGEST_SIZE]; /* of the whole content */
	struct exif exif; /* of a JPEG */
};

/* dir: a descriptor of the directory. May be called by several threads. */
void photo_read(int dir, struct str name, struct photo *photo);

/* What a file of this name should be by its ending; PHOTO_OTHER when nothing is known of it. */
enum photo_kind photo_kind_of(struct str name);
const char *photo_kind_name(enum photo_kind kind); /* "JPEG" */

#endif
