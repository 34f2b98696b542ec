/* SPDX-License-Identifier: MIT */
#include "base/num.h"
#include "unit.h"

#include <stdlib.h>

static const struct {
	const char *in;
	enum num_decimal decimal;
	enum num_status status;
	const char *out; /* for NUM_CHANGED */
} reads[] = {
	{"0", NUM_AUTO, NUM_CANONICAL, ""},
	{"-12.50", NUM_AUTO, NUM_CANONICAL, ""},
	{"1e6", NUM_AUTO, NUM_CANONICAL, ""},
	{"1.234", NUM_AUTO, NUM_CANONICAL, ""},
	{"0,18", NUM_AUTO, NUM_CHANGED, "0.18"},
	{"0,123", NUM_AUTO, NUM_CHANGED, "0.123"},
	{",5", NUM_AUTO, NUM_CHANGED, "0.5"},
	{"1,234", NUM_AUTO, NUM_AMBIGUOUS, ""},
	{"1,234", NUM_COMMA, NUM_CHANGED, "1.234"},
	{"1,234", NUM_DOT, NUM_CHANGED, "1234"},
	{"1.234", NUM_COMMA, NUM_CHANGED, "1234"},
	{"1.5", NUM_COMMA, NUM_NOT, ""},
	{"7", NUM_COMMA, NUM_CANONICAL, ""},
	{"1 234,56", NUM_AUTO, NUM_CHANGED, "1234.56"},
	{"1\xc2\xa0" "234\xc2\xa0" "567", NUM_AUTO, NUM_CHANGED, "1234567"},
	{"1\xe2\x80\xaf" "234", NUM_AUTO, NUM_CHANGED, "1234"},
	{"1'234'567.8", NUM_AUTO, NUM_CHANGED, "1234567.8"},
	{"1,234,567.8", NUM_AUTO, NUM_CHANGED, "1234567.8"},
	{"1.234.567,8", NUM_AUTO, NUM_CHANGED, "1234567.8"},
	{"1,234,567", NUM_AUTO, NUM_CHANGED, "1234567"},
	{"\xe2\x88\x92" "5,5", NUM_AUTO, NUM_CHANGED, "-5.5"},
	{"+7", NUM_AUTO, NUM_CHANGED, "7"},
	{" 12 ", NUM_AUTO, NUM_CHANGED, "12"},
	{"007", NUM_AUTO, NUM_CHANGED, "7"},
	{"12 34", NUM_AUTO, NUM_NOT, ""},
	{"1234 567", NUM_AUTO, NUM_NOT, ""},
	{"1 234'567", NUM_AUTO, NUM_NOT, ""},
	{"1.2.3", NUM_AUTO, NUM_NOT, ""},
	{"5.", NUM_AUTO, NUM_NOT, ""},
	{"", NUM_AUTO, NUM_NOT, ""},
	{"-", NUM_AUTO, NUM_NOT, ""},
	{"--5", NUM_AUTO, NUM_NOT, ""},
	{"nan", NUM_AUTO, NUM_NOT, ""},
	{"0x10", NUM_AUTO, NUM_NOT, ""},
	{"1,5e3", NUM_AUTO, NUM_NOT, ""},
	{"двенадцать", NUM_AUTO, NUM_NOT, ""},
};

static const struct {
	double in;
	const char *out;
} puts_[] = {
	{0, "0"}, {-0.0, "0"}, {1, "1"}, {-1.5, "-1.5"}, {0.1, "0.1"}, {0.1 + 0.2, "0.30000000000000004"},
	{1e15, "1000000000000000"}, {123456789012345, "123456789012345"}, {1e21, "1e+21"}, {5e-324, "5e-324"},
	{0.000001, "0.000001"}, {1.0 / 3, "0.3333333333333333"}, {1.7976931348623157e308, "1.7976931348623157e+308"},
	{1e20, "100000000000000000000"},
};

static const struct {
	double in;
	int decimals;
	const char *out;
} fixed[] = {
	{2.675, 2, "2.68"}, {2.5, 0, "3"}, {-2.5, 0, "-3"}, {0.5, 0, "1"}, {0.4, 0, "0"}, {-0.004, 2, "0.00"},
	{9.999, 2, "10.00"}, {99.95, 1, "100.0"}, {0.05, 1, "0.1"}, {0.04, 1, "0.0"}, {1234.5, 3, "1234.500"},
	{0.0005, 3, "0.001"}, {0.00049, 3, "0.000"}, {1e15, 2, "1000000000000000.00"}, {0, 2, "0.00"},
};

int main(void)
{
	struct buf out = {0};
	for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
		buf_clear(&out);
		enum num_status status = num_read(str_of(reads[i].in), reads[i].decimal, &out);
		unit_num(status, reads[i].status, 0, reads[i].in);
		unit_str(buf_cstr(&out), reads[i].out, reads[i].in);
	}
	for (size_t i = 0; i < sizeof puts_ / sizeof *puts_; i++) {
		buf_clear(&out);
		num_put(&out, puts_[i].in);
		unit_str(buf_cstr(&out), puts_[i].out, puts_[i].out);
	}
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
		buf_clear(&out);
		num_put_fixed(&out, fixed[i].in, fixed[i].decimals);
		unit_str(buf_cstr(&out), fixed[i].out, fixed[i].out);
	}
	/* What is written reads back as the same double, and the short path agrees with strtod. */
	bool same = true;
	uint64_t seed = 42;
	for (int i = 0; i < 100000 && same; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		double value = (double)(int64_t)(seed >> 20) / (i % 2 ? 1000 : 7), back = 0;
		buf_clear(&out);
		num_put(&out, value);
		same = num_parse(buf_slice(&out), &back) && back == value && strtod(buf_cstr(&out), NULL) == back;
	}
	unit_ok(same, "shortest form round trip");
	double x;
	unit_ok(!num_parse(STR("1,5"), &x) && !num_parse(STR("+1"), &x) && !num_parse(STR("1e999"), &x) &&
	                !num_parse(STR(""), &x) && !num_parse(STR("1."), &x),
	        "num_parse reads the inside form only");
	int64_t n = 0;
	unit_ok(num_parse_int(STR("-9223372036854775808"), &n) && n == INT64_MIN, "the smallest integer");
	unit_ok(!num_parse_int(STR("9223372036854775808"), &n), "one too large");
	buf_free(&out);
	return unit_done();
}
