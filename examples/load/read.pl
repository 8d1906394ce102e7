#!/usr/bin/perl
# Reads the files of a folder and prints their rows, for COPY.
#
#   perl examples/load/read.pl FOLDER
#
# Every .csv, .ods and .xlsx in FOLDER (also .csv.gz) is read, sheet by sheet, and known by its titles, not by its
# name. Spreadsheets are read by Gnumeric's ssconvert, CSV by Text::CSV_XS.
#
# Environment: COUNCIL   the councils to keep, separated by semicolons (default: all)
#              ENCODING  of CSV files that are not UTF-8, e.g. WIN1252 (UTF-16 is recognised)
#
# A line is: file, line, kind, cells; cells is a JSON object of the row's values by title, the
# title in small letters with underscores: location_id, service_population_group. White space
# of every kind is one space, and none at the ends. Of several months in the folder a row that stands word for word in
# the next month's file, too, is counted and not printed: it says nothing more. Four kinds are not rows:
#
#   titles    by key, the titles as they stand there
#   everywhere   of a row of any council, what a benchmark by type of service needs; only with COUNCIL
#   file      what was found: kind, as_at, digest, rows, other_councils, other_sectors; or why it was not read
#   problem   title, value, problem: why the file cannot be taken

use strict;
use warnings;
use Digest::MD5 'md5';
use Encode ();
use File::Temp 'tempdir';
use List::Util 'any';

BEGIN
{
	eval { require Text::CSV_XS; 1 }
		or die "read.pl needs the Perl module Text::CSV_XS: apt-get install libtext-csv-xs-perl\n";
}

# What a row of titles must have to begin a table of its kind.
my @kinds = (
	[ 'ratings', qw(location_id latest_rating domain) ],
	[ 'ratings', qw(location_id latest_rating service_population_group) ],
	[ 'dual registrations', qw(location_id linked_organisation_id) ],
	[ 'site links', qw(location_id related_location_id) ],
	[ 'deactivated locations', qw(location_id location_status location_hsca_end_date) ],
	[ 'locations', qw(location_id location_hsca_end_date) ],
	[ 'active locations', qw(location_id location_hsca_start_date) ],
	[ 'waiting list', qw(requested completed) ],
	[ 'waiting list', qw(request_type requested) ],
	[ 'assessment', qw(statement score) ],
	[ 'benchmark', qw(as_at rated) ],
	[ '', qw(provider_id latest_rating domain) ],
	[ '', qw(provider_id provider_name) ],
);

# Files of these names are meant, so that a title misspelt is told and not passed over.
my %meant = (
	'locations.csv' => 'locations', 'ratings.csv' => 'ratings', 'waiting.csv' => 'waiting list',
	'assessment.csv' => 'assessment', 'benchmark.csv' => 'benchmark', 'links.csv' => 'site links');

# Titles under which the regulator, or those who copy its files, have published the same.
my %alias = (
	key_question => 'domain',
	care_homes_beds_at_point_location_de_activated => 'care_homes_beds',
	inherited_rating_y_n => 'inherited_rating',
	dormant_y_n => 'dormant',
	location_postal_code => 'postcode', location_post_code => 'postcode',
	location_type_sector => 'location_type',
	location_primary_inspection_category => 'primary_inspection_category',
	location_local_authority => 'local_authority', location_region => 'region', location_city => 'city',
	location_onspd_ccg => 'icb', ccg_name => 'icb', location_onspd_icb => 'icb',
	location_parliamentary_constituency => 'constituency',
	location_latitude => 'latitude', location_longitude => 'longitude',
	location_ward => 'ward',
	location_dual_registered => 'dual_registered',
	primary_id_dual_registration_locations => 'primary_id',
);

my $space = qr/[\s\x{85}\x{A0}\x{1680}\x{180E}\x{2000}-\x{200F}\x{2028}-\x{202F}\x{205F}-\x{206F}\x{3000}\x{FEFF}]+/;
my %month;
@month{qw(jan feb mar apr may jun jul aug sep oct nov dec)} = 1 .. 12;
my $encoding = $ENV{ENCODING} || 'UTF8';
my $decoder = Encode::find_encoding($encoding =~ s/^WIN(?=\d)/cp/ir =~ s/^UTF-?8$/UTF-8/ir =~ s/^LATIN(?=\d)/iso-8859-/ir)
	or die "ENCODING=$encoding is no known encoding\n";
my $utf8 = Encode::find_encoding('UTF-8');
my %councils = map { (lc $_ => $_) } map { clean(Encode::decode('UTF-8', $_)) } grep { /\S/ } split /;/, $ENV{COUNCIL} // '';
my (%council_seen, %council_there);

my $folder = shift // '.';
opendir(my $there, $folder) or die "$folder: $!\n";
my @there = sort grep { !/^[.~]/ } readdir $there;
my @file = grep { /\.(?:csv|csv\.gz|ods|xlsx)$/i } @there;
# The newest first
my %day = map { $_ => name_date($_) // '' } @file;
my %days = reverse %day;
my $has_months = keys %days > 1;
my %month_of;
@file = sort { $day{$b} cmp $day{$a} || $a cmp $b } @file;
binmode STDOUT, ':encoding(UTF-8)';
for my $file (@file)
{
	my $found = $file =~ /\.csv(?:\.gz)?$/i ? read_csv($file) : read_spreadsheet($file);
	put($file, undef, 'file', $_) for values %$found;
}
put($_, undef, 'file', { kind => undef, why => 'it is no .csv, .ods or .xlsx file' }) for grep { /\.(?:xls|xlsb|xlsm|zip|tsv)$/i } @there;
put($folder, undef, 'problem', { problem => 'there is no .csv, .ods or .xlsx file' }) unless @file;
council_problem() if grep { !$council_seen{$_} } keys %councils;
close STDOUT or die "cannot write: $!\n";


# Files

# read_csv NAME: prints its rows; what was found, by kind.
sub read_csv
{
	my ($file) = @_;
	my $path = "$folder/$file";
	my $in;
	if ($file =~ /\.gz$/i) { open($in, '-|', 'gzip', '-dc', $path) or die "gzip: $!\n" }
	else { open($in, '<:raw', $path) or die "$path: $!\n" }
	my $state = begin($file, digest($path));
	read_table($state, $in, is_utf16($path) ? undef : $decoder);
	close($in) or die "$path cannot be read: " . ($! || "gzip failed") . "\n";
	return finish($state);
}

# read_spreadsheet NAME: the same, of every sheet in turn.
sub read_spreadsheet
{
	my ($file) = @_;
	my $sheets = tempdir('care_quality.XXXXXX', TMPDIR => 1, CLEANUP => 1);
	my $path = "$folder/$file";
	-r $path or die "$path: $!\n";
	grep { -x "$_/ssconvert" } split /:/, $ENV{PATH}
		or die "to read $file there must be ssconvert: apt-get install --no-install-recommends gnumeric\n";
	my $said = "$sheets/said";
	my $failed = do
	{
		# The program writes its complaints about absent desktops there, too.
		local $ENV{LC_ALL} = 'C.UTF-8';
		open(my $saved, '>&', \*STDERR);
		open(STDERR, '>', $said);
		my $status = system('ssconvert', '--import-type=' . ($file =~ /ods$/i ? 'Gnumeric_OpenCalc:openoffice' : 'Gnumeric_Excel:xlsx'),
			'--export-file-per-sheet', '--export-type=Gnumeric_stf:stf_assistant',
			'--export-options=separator=, format=raw quoting-mode=auto eol=unix charset=UTF-8', $path, "$sheets/%n.csv");
		open(STDERR, '>&', $saved);
		$status;
	};
	my @sheet = sort { ($a =~ /(\d+)\.csv$/)[0] <=> ($b =~ /(\d+)\.csv$/)[0] } glob "$sheets/*.csv";
	if ($failed || !@sheet)
	{
		put($file, undef, 'problem', { problem => 'cannot be read as a spreadsheet: ' . slurp($said) });
		return {};
	}
	my $state = begin($file, digest($path));
	for my $sheet (@sheet)
	{
		open(my $in, '<:raw', $sheet) or die "$sheet: $!\n";
		$state->{records} = 1;
		delete @$state{qw(kind keys)};
		read_table($state, $in, $utf8);
		close($in);
	}
	unlink @sheet;
	return finish($state);
}

# slurp FILE: what a program said, as one line.
sub slurp
{
	my ($path) = @_;
	open(my $in, '<', $path) or return '';
	local $/;
	return clean(Encode::decode('UTF-8', <$in> // ''));
}

# digest FILE: to know its bytes again
sub digest
{
	my ($path) = @_;
	open(my $in, '<:raw', $path) or die "$path: $!\n";
	return Digest::MD5->new->addfile($in)->hexdigest;
}

# is_utf16 PATH: by the mark at its beginning
sub is_utf16
{
	my ($path) = @_;
	open(my $in, '<:raw', $path) or die "$path: $!\n";
	read($in, my $mark, 2);
	return ($mark // '') =~ /^(?:\xff\xfe|\xfe\xff)/;
}

# begin NAME, DIGEST: a file, of which nothing is known yet but what its name tells
sub begin
{
	my ($file, $digest) = @_;
	return { file => $file, digest => $digest, as_at => name_date($file), found => {} };
}

# finish STATE: what was found in the file, by kind; that it was nothing, if so.
sub finish
{
	my ($state) = @_;
	my $meant = $meant{ lc $state->{file} };
	if ($meant && !$state->{first})
	{
		put($state->{file}, undef, 'problem', { problem => 'the file is empty' });
	}
	elsif ($meant && !$state->{found}{$meant})
	{
		my ($line, $row) = @{ $state->{first} };
		titles($state, $line, $meant, [ map { key($_) } @$row ], $row);
	}
	elsif (!%{ $state->{found} })
	{
		$state->{found}{''} = { kind => undef, why => 'its titles are none of those known' };
	}
	$_->{as_at} = $state->{as_at} for values %{ $state->{found} };
	return $state->{found};
}


# Tables

# read_table STATE, HANDLE, DECODER: prints the rows of one CSV stream; without a decoder it is UTF-16.
sub read_table
{
	my ($state, $in, $from) = @_;
	if (!$from)
	{
		local $/;
		my $text = Encode::encode('UTF-8', Encode::decode('UTF-16', scalar <$in>));
		open($in, '<:raw', \$text) or die "$!\n";
		$from = $utf8;
	}
	my ($separator, $head) = separator($in);
	my $csv = Text::CSV_XS->new({ binary => 1, sep_char => $separator, decode_utf8 => 0, allow_loose_quotes => 1, auto_diag => 0 });
	my $line = 0;
	my $record = 0;
	$in = Lines->new($in, $head);
	while (my $row = $csv->getline($in))
	{
		my $first = $state->{records} ? ++$record : $line + 1;
		$line = $in->{line};
		take($state, $first, $row, $from);
	}
	my ($code, $text) = $csv->error_diag;
	return if $csv->eof || !$code;
	put($state->{file}, $line + 1, 'problem',
		{ value => Encode::decode('UTF-8', substr($in->{first} // '', 0, 40)),
			problem => $code =~ /^20(?:2[1-7]|34)$/ ? 'has a quotation mark too many or too few' : "is no CSV: $text" });
}

# take STATE, LINE, CELLS, DECODER: one row, titles or values.
sub take
{
	my ($state, $line, $row, $from) = @_;
	$row->[0] =~ s/^\xef\xbb\xbf// if defined $row->[0];
	# A file of DOS ends with a Ctrl-Z.
	return unless any { defined && /[^\s\x1a]/ } @$row;
	$state->{first} //= [ $line, [@$row] ];
	if (may_be_titles($state, $row))
	{
		my @key = map { key($_) } @$row;
		my ($kind) = grep { has(\@key, @$_[ 1 .. $#$_ ]) } @kinds;
		return titles($state, $line, $kind->[0], \@key, $row) if $kind;
	}
	return $state->{kind} ? values_of($state, $line, $row, $from) : before($state, $row);
}

# may_be_titles STATE, CELLS: titles may come again where files were put under one another, or sheets follow.
# To look closely at every row would take most of the time: one that begins with a location id is none.
sub may_be_titles
{
	my ($state, $row) = @_;
	return !defined $state->{kind} || ($row->[0] // '') !~ /^[0-9A-Z-]+$/;
}

# has KEYS, WANTED…: true if all are among them.
sub has
{
	my ($keys, @wanted) = @_;
	my %key = map { $_ => 1 } @$keys;
	return !grep { !$key{$_} } @wanted;
}

# before STATE, CELLS: lines above the titles, of which one may say as at when.
sub before
{
	my ($state, $row) = @_;
	my $text = join ' ', map { $_ // '' } @$row;
	$state->{as_at} = text_date($1) // $state->{as_at} if $text =~ /as at\s+(.{6,30})/i;
}

# titles STATE, LINE, KIND, KEYS, CELLS: from here on rows are of this kind; '' are of no interest.
sub titles
{
	my ($state, $line, $kind, $keys, $row) = @_;
	my %title;
	my @title = map { clean(decode($utf8, $_ // '') // '?') } @$row;
	for my $n (0 .. $#$keys)
	{
		next if $keys->[$n] eq '';
		twice($state, $line, $title{ $keys->[$n] }, $title[$n]) if exists $title{ $keys->[$n] };
		$title{ $keys->[$n] } = $title[$n];
	}
	$state->{kind} = $kind;
	$state->{keys} = $keys;
	$state->{titled} = [ grep { $keys->[$_] ne '' } 0 .. $#$keys ];
	$state->{quoted} = [ map { quoted($_) . ':' } @$keys ];
	$state->{keeps_blanks} = $kind =~ /locations$/;
	my %at = map { $keys->[$_] => $_ } reverse 0 .. $#$keys;
	$state->{council_at} = $kind =~ /ratings|locations/ ? $at{local_authority} : undef;
	@$state{qw(domain_at published_at)} = @at{qw(domain publication_date)};
	$state->{sector_at} = $kind =~ /ratings|locations/ ? $at{location_type} : undef;
	$state->{everywhere_at} = %councils && everywhere_columns($kind, \%at);
	return unless $kind;
	put($state->{file}, $line, 'titles', { kind => $kind, titles => \%title, text => join(',', @title) });
	$state->{found}{$kind} //= { kind => $kind, digest => $state->{digest}, rows => 0, other_councils => 0, other_sectors => 0 };
}

# twice STATE, LINE, TITLE, TITLE: two titles that are one but for case and space, or mean the same.
sub twice
{
	my ($state, $line, $first, $second) = @_;
	my $is_one = lc $first eq lc $second;
	put($state->{file}, $line, 'problem', { title => $second,
		problem => $is_one ? 'stands over two columns' : qq{means the same as "$first", which is there, too} });
}

# values_of STATE, LINE, CELLS, DECODER: one row under its titles, printed, or left out and counted.
sub values_of
{
	my ($state, $line, $row, $from) = @_;
	my $found = $state->{found}{ $state->{kind} };
	my $keys = $state->{keys};
	if (@$row < @$keys || any { defined && /\S/ } @$row[ @$keys .. $#$row ])
	{
		return put($state->{file}, $line, 'problem', { value => text($row, $from),
			problem => sprintf 'has %d values under %d titles', scalar @$row, scalar @$keys });
	}
	everywhere($state, $line, $row, $from) if $state->{everywhere_at};
	return $found->{other_councils}++ if defined $state->{council_at} && !is_wanted($row->[ $state->{council_at} ]);
	return $found->{other_sectors}++ if defined $state->{sector_at} && !is_social_care($row->[ $state->{sector_at} ]);
	my (@cell, $has_some);
	for my $n (@{ $state->{titled} })
	{
		my $value = $row->[$n] // '';
		if ($value =~ /[^\x21-\x7e]/)
		{
			my $text = decode($from, $value);
			return put($state->{file}, $line, 'problem', { problem => invalid($value) }) unless defined $text;
			return put($state->{file}, $line, 'problem', { value => text($row, $from), problem => 'has a byte 0 in it: it is no text' }) if $text =~ /\0/;
			$value = clean($text);
		}
		# A blank in a list of locations says that there is none now, whatever was there before.
		next if $value eq '' && !$state->{keeps_blanks};
		push @cell, $state->{quoted}[$n] . ($value eq '' ? 'null' : quoted($value));
		$has_some ||= $value ne '';
	}
	return unless $has_some;
	$found->{rows}++;
	my $json = '{' . join(',', @cell) . '}';
	put_json($state->{file}, $line, $state->{kind}, $json) unless $has_months && is_repeated($state, $row, $json);
}

# is_repeated STATE, CELLS, JSON: whether the next month's file of its kind has this row. What is kept in memory are two
# files of each kind. Where a location has no rating, its file tells since when it is there.
sub is_repeated
{
	my ($state, $row, $json) = @_;
	return unless $state->{as_at} && $state->{kind} =~ /ratings|locations/;
	my ($domain, $published) = map { defined && $row->[$_] // '' } @$state{qw(domain_at published_at)};
	return if $state->{kind} eq 'ratings' && $domain =~ /overall/i && $published !~ /\d/;
	my $month = $month_of{ $state->{kind} } //= { as_at => $state->{as_at}, rows => {}, next => {} };
	return if $state->{as_at} gt $month->{as_at};
	@$month{qw(as_at next rows)} = ($state->{as_at}, $month->{rows}, {}) if $state->{as_at} lt $month->{as_at};
	utf8::encode($json);
	my $digest = md5($json);
	$month->{rows}{$digest} = ();
	return exists $month->{next}{$digest};
}

# everywhere_columns KIND, COLUMNS: of rows that name their council, where a benchmark by type of service finds what it needs.
sub everywhere_columns
{
	my ($kind, $at) = @_;
	return undef unless $kind =~ /^(?:ratings|active locations)$/ && defined $at->{local_authority};
	my %name = (location_id => 'id', local_authority => 'council', care_home => 'home', primary_inspection_category => 'category',
		service_population_group => 'service', latest_rating => 'rating', publication_date => 'published');
	return {
		values => { map { $name{$_} => $at->{$_} } grep { defined $at->{$_} } keys %name },
		services => { map { s/^service_type_//r =~ tr/_/ /r => $at->{$_} } grep { /^service_type_/ } keys %$at },
		domain => $at->{domain} };
}

# everywhere STATE, LINE, CELLS, DECODER: prints that, under names of its own: what other councils have is not checked.
sub everywhere
{
	my ($state, $line, $row, $from) = @_;
	my $at = $state->{everywhere_at};
	return if defined $state->{sector_at} && !is_social_care($row->[ $state->{sector_at} ]);
	return if defined $at->{domain} && lc($row->[ $at->{domain} ] // '') ne 'overall';
	my $value = sub { clean(decode($from, $row->[ $_[0] ] // '') // '') };
	my %cell = map { $_ => $value->($at->{values}{$_}) } keys %{ $at->{values} };
	$cell{services} = join ', ', grep { $value->($at->{services}{$_}) =~ /^(?:y|yes|true)$/i } sort keys %{ $at->{services} };
	$cell{of} = $state->{kind};
	put($state->{file}, $line, 'everywhere', \%cell);
}


# Values

# key TITLE: in small letters, with underscores.
sub key
{
	my ($title) = @_;
	return '' unless defined $title;
	$title = lc $title;
	$title =~ s/[^a-z0-9]+/_/g;
	$title =~ s/^_+|_+$//g;
	return $alias{$title} // $title;
}

# clean CHARACTERS: every white space as one blank, none at the ends
sub clean
{
	my ($text) = @_;
	$text =~ s/$space/ /g;
	$text =~ s/^ | $//g;
	return $text;
}

# decode DECODER, BYTES: characters; undefined if they are none.
sub decode
{
	my ($from, $bytes) = @_;
	return $bytes unless $bytes =~ /[\x80-\xff]/;
	return eval { $from->decode($bytes, Encode::FB_CROAK | Encode::LEAVE_SRC) };
}

# invalid BYTES: what PostgreSQL would say of bytes that are no characters
sub invalid
{
	my ($byte) = $_[0] =~ /([\x80-\xff])/;
	return sprintf 'invalid byte sequence for encoding "%s": 0x%02x', $encoding, ord $byte;
}

# text CELLS, DECODER: a row for a message
sub text
{
	my ($row, $from) = @_;
	return clean(decode($from, join(',', map { $_ // '' } @$row)) // '');
}

my %social;

# is_social_care SECTOR, is_wanted COUNCIL: whether rows of it are kept.
sub is_social_care
{
	my ($sector) = @_;
	return 1 unless defined $sector && $sector ne '';
	return $social{$sector} //= lc(clean(decode($utf8, $sector) // $sector)) eq 'social care org';
}

my %wanted;

sub is_wanted
{
	my ($council) = @_;
	return 1 unless %councils;
	return $wanted{ $council // '' } //= do
	{
		my $name = clean(decode($utf8, $council // '') // '');
		$council_there{$name} = 1;
		$council_seen{ lc $name } = 1 if $councils{ lc $name };
		$councils{ lc $name } // 0;
	};
}

# council_problem: names that were asked for and are nowhere, with those that are most like them.
sub council_problem
{
	return unless %council_there;
	for my $absent (sort grep { !$council_seen{$_} } keys %councils)
	{
		my %like = map { $_ => likeness(lc $_, $absent) } keys %council_there;
		my @near = sort { $like{$b} <=> $like{$a} || $a cmp $b } keys %like;
		splice @near, 10, @near, '...' if @near > 10;
		put($folder, undef, 'problem', { title => 'COUNCIL', value => $councils{$absent},
			problem => 'is in none of the files; there are: ' . join('; ', @near) });
	}
}

# likeness NAME, NAME: how many letters they begin with alike; all, if one is in the other.
sub likeness
{
	my ($one, $other) = @_;
	return length $other if index($one, $other) >= 0 || length $one && index($other, $one) >= 0;
	($one ^ $other) =~ /^(\0*)/;
	return length $1;
}

# name_date NAME, text_date TEXT: yyyy-mm-dd, if a day or month is named there.
sub name_date
{
	my ($name) = @_;
	return text_date("$1 $2 $3") if $name =~ /(\d{1,2})[_ -]([A-Za-z]+)[_ -](\d{4})/ && text_date("$1 $2 $3");
	return sprintf('%s-%s-%s', $1, $2, $3 // '01') if $name =~ /(20\d\d)-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?/;
	return undef;
}

sub text_date
{
	my ($text) = @_;
	return sprintf('%04d-%02d-%02d', $3, $2, $1) if $text =~ m{^(\d{1,2})/(\d{1,2})/(\d{4})};
	return undef unless $text =~ /^(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3})[a-z]*\s+(\d{4})/;
	return undef unless $month{ lc $2 };
	return sprintf '%04d-%02d-%02d', $3, $month{ lc $2 }, $1;
}


# Output

# separator HANDLE: the one with which a line is a row of titles; and the lines read for that.
sub separator
{
	my ($in) = @_;
	my @head;
	while (@head < 50 && defined(my $line = <$in>)) { push @head, $line }
	for my $line (@head)
	{
		for my $separator (',', ';', "\t")
		{
			my @key = map { key($_) } split /\Q$separator\E/, $line =~ s/^\xef\xbb\xbf//r;
			return ($separator, \@head) if grep { has(\@key, @$_[ 1 .. $#$_ ]) } @kinds;
		}
	}
	return (',', \@head);
}

# quoted TEXT: a text of JSON
sub quoted
{
	my ($text) = @_;
	$text =~ s/([\x00-\x1f"\\])/sprintf '\\u%04x', ord $1 || 0xfffd/ge;
	return qq{"$text"};
}

# json HASH: of texts or undef
sub json
{
	my ($hash) = @_;
	return '{' . join(',', map { quoted($_) . ':' . json_value($hash->{$_}) } sort keys %$hash) . '}';
}

sub json_value
{
	my ($value) = @_;
	return !defined $value ? 'null' : ref $value ? json($value) : quoted($value);
}

# put FILE, LINE, KIND, CELLS: one row
sub put
{
	my ($file, $line, $kind, $cells) = @_;
	return put_json($file, $line, $kind, json($cells));
}

# put_json FILE, LINE, KIND, JSON: one line of COPY's text format
sub put_json
{
	my ($file, $line, $kind, $json) = @_;
	$json =~ s/\\/\\\\/g;
	$file =~ s/([\\\t\n])/\\$1/g;
	print join("\t", $file, $line // '\N', $kind, $json), "\n" or die "cannot write: $!\n";
	return;
}


# Lines of a stream, some of which were read before; counts them.
package Lines;

sub new
{
	my ($class, $in, $head) = @_;
	return bless { in => $in, head => $head, line => 0 }, $class;
}

sub getline
{
	my ($self) = @_;
	my $line = shift @{ $self->{head} };
	$line = readline $self->{in} unless defined $line;
	return undef unless defined $line;
	$self->{line}++;
	$self->{first} = $line;
	return $line;
}
