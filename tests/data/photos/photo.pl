#!/usr/bin/perl
# A small JPEG (eight by eight, grey) with what a camera writes into one, on standard output:
#   photo.pl [time=2024:03:15 09:30:00] [offset=+11:00] [lat=46.95] [lon=142.75] [note=TEXT] [order=big|little]
#   photo.pl -      many: a line each of a file's name and such words, parted by tabs
# note makes the content another one. What is not said is not written.
# SPDX-License-Identifier: MIT
use strict;
use warnings;
my ($two, $four); # how numbers of two and four bytes are packed
my ($ascii, $long, $ratio) = (2, 4, 5);

# An IFD at this offset: [tag, type, count, bytes]…; values of over four bytes lie behind it.
sub ifd {
	my ($at, @entries) = @_;
	my ($table, $more) = (pack($two, scalar @entries), '');
	my $behind = $at + 2 + 12 * @entries + 4;
	for (sort { $a->[0] <=> $b->[0] } @entries) {
		my ($tag, $type, $count, $bytes) = @$_;
		$table .= pack("$two$two$four", $tag, $type, $count);
		if (length $bytes <= 4) {
			$table .= $bytes . "\0" x (4 - length $bytes);
		} else {
			$table .= pack($four, $behind + length $more);
			$more .= $bytes . "\0" x (length($bytes) % 2);
		}
	}
	return $table . pack($four, 0) . $more;
}

sub text { my ($tag, $text) = @_; return [$tag, $ascii, 1 + length $text, "$text\0"] }

# Degrees, minutes, and seconds in hundredths of a thousandth.
sub angle {
	my ($tag, $value) = @_;
	$value = abs $value;
	my $minutes = ($value - int $value) * 60;
	my @parts = (int $value, 1, int $minutes, 1, int(($minutes - int $minutes) * 60 * 100000 + 0.5), 100000);
	return [$tag, $ratio, 3, pack("$four*", @parts)];
}

sub photo {
	my %given = map { /^(\w+)=(.*)$/s ? ($1, $2) : die "photo.pl: $_?\n" } @_;
	($two, $four) = ($given{order} // 'little') eq 'big' ? ('n', 'N') : ('v', 'V');
	my (@camera, @place, $exif);
	push @camera, text(0x9003, $given{time}) if defined $given{time};
	push @camera, text(0x9011, $given{offset}) if defined $given{offset};
	push @place, text(1, $given{lat} < 0 ? 'S' : 'N'), angle(2, $given{lat}) if defined $given{lat};
	push @place, text(3, $given{lon} < 0 ? 'W' : 'E'), angle(4, $given{lon}) if defined $given{lon};
	if (@camera || @place) {
		my @main = (text(0x010f, 'uprava'));
		my $at = 8 + length ifd(8, @main, @camera ? [0x8769, $long, 1, "\0" x 4] : (), @place ? [0x8825, $long, 1, "\0" x 4] : ());
		my $behind = '';
		if (@camera) {
			push @main, [0x8769, $long, 1, pack($four, $at)];
			$behind .= ifd($at, @camera);
		}
		if (@place) {
			push @main, [0x8825, $long, 1, pack($four, $at + length $behind)];
			$behind .= ifd($at + length $behind, @place);
		}
		$exif = ($two eq 'n' ? 'MM' : 'II') . pack("$two$four", 42, 8) . ifd(8, @main) . $behind;
	}
	my $bytes = "\xff\xd8";
	$bytes .= "\xff\xe1" . pack('n', 8 + length $exif) . "Exif\0\0$exif" if defined $exif;
	$bytes .= "\xff\xfe" . pack('n', 2 + length $given{note}) . $given{note} if defined $given{note};
	return $bytes . pack 'H*', 'ffdb004300100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c656763'
	  . 'ffc0000b080008000801011100ffc40014000100000000000000000000000000000000ffc40014100100000000000000000000000000000000ffda0008010100003f003fffd9';
}

if (@ARGV && $ARGV[0] eq '-') {
	while (<STDIN>) {
		chomp;
		my ($file, @given) = split /\t/;
		open my $out, '>:raw', $file or die "photo.pl: $file: $!\n";
		print $out photo(@given);
		close $out or die "photo.pl: $file: $!\n";
	}
} else {
	binmode STDOUT;
	print photo(@ARGV);
}
