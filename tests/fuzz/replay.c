/* SPDX-License-Identifier: MIT */
/* Runs a fuzz harness over the files it is given, without a fuzzer. */
#include "base/io.h"

#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
	struct buf file = {0};
	for (int i = 1; i < argc; i++) {
		struct err err = ERR_NONE;
		buf_clear(&file);
		if (io_read_file(argv[i], 0, &file, &err) != RC_OK) {
			fprintf(stderr, "%s\n", err.text);
			return err.rc;
		}
		LLVMFuzzerTestOneInput((const uint8_t *)buf_cstr(&file), file.n);
	}
	buf_free(&file);
	return argc > 1 ? 0 : 1;
}
