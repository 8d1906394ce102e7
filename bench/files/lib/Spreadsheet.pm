package Spreadsheet;

# Writes .ods and .xlsx files of plain sheets, row by row, so that size costs no memory.
#
#   my $book = Spreadsheet->new('file.ods');       or file.xlsx
#   $book->sheet('Locations');
#   $book->row('1-1', 'Aspen House', '16/11/2015');
#   $book->close;
#
# Every value becomes a cell of text, as in the regulator's files; a reference to a
# number a cell of a number, a reference to [year, month, day] a date. A line feed in a text
# becomes what an office program makes of it.

use strict;
use warnings;
use IO::Compress::Zip qw($ZipError ZIP_CM_DEFLATE ZIP_CM_STORE);

sub new
{
	my ($class, $path) = @_;
	my ($kind) = $path =~ /\.(ods|xlsx)$/ or die "$path: neither .ods nor .xlsx\n";
	my $self = bless { path => $path, sheets => [], buffer => '' }, "Spreadsheet::$kind";
	$self->begin;
	return $self;
}

# part NAME: what is written from here on is this member of the archive.
sub part
{
	my ($self, $name, %option) = @_;
	my %how = (Name => $name, Method => ZIP_CM_DEFLATE, -Level => 1, %option);
	$self->flush;
	if ($self->{zip}) { $self->{zip}->newStream(%how) or die $ZipError }
	else { $self->{zip} = IO::Compress::Zip->new($self->{path}, %how) or die $ZipError }
}

sub put
{
	my ($self, $text) = @_;
	$self->{buffer} .= $text;
	$self->flush if length $self->{buffer} > 1 << 20;
}

sub flush
{
	my ($self) = @_;
	$self->{zip}->print($self->{buffer}) or die $ZipError if length $self->{buffer};
	$self->{buffer} = '';
}

sub close
{
	my ($self) = @_;
	$self->end;
	$self->flush;
	$self->{zip}->close or die $ZipError;
}

sub escape
{
	my ($text) = @_;
	return $text unless $text =~ /[&<>"]/;
	$text =~ s/&/&amp;/g;
	$text =~ s/</&lt;/g;
	$text =~ s/>/&gt;/g;
	$text =~ s/"/&quot;/g;
	return $text;
}


package Spreadsheet::ods;
our @ISA = ('Spreadsheet');

my $type = 'application/vnd.oasis.opendocument.spreadsheet';
my $manifest = 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0';
my $xml = '<?xml version="1.0" encoding="UTF-8"?>';

sub begin
{
	my ($self) = @_;
	$self->part('mimetype', Method => IO::Compress::Zip::ZIP_CM_STORE());
	$self->put($type);
	$self->part('META-INF/manifest.xml');
	$self->put(qq{$xml<manifest:manifest xmlns:manifest="$manifest" manifest:version="1.2">}
		. qq{<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="$type"/>}
		. qq{<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>}
		. '</manifest:manifest>');
	$self->part('content.xml');
	$self->put(qq{$xml<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"}
		. ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
		. ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
		. ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
		. ' office:version="1.2"><office:body><office:spreadsheet>');
}

sub sheet
{
	my ($self, $name) = @_;
	$self->put('</table:table>') if @{ $self->{sheets} };
	push @{ $self->{sheets} }, $name;
	$self->put('<table:table table:name="' . Spreadsheet::escape($name) . '"><table:table-column/>');
}

sub row
{
	my $self = shift;
	$self->put(join('', '<table:table-row table:style-name="ro1">', (map { cell($_) } @_), '</table:table-row>'));
}

sub cell
{
	my ($value) = @_;
	return '<table:table-cell/>' if !defined $value || $value eq '';
	if (ref $value eq 'ARRAY')
	{
		my $day = sprintf '%04d-%02d-%02d', @$value;
		return qq{<table:table-cell office:value-type="date" office:date-value="$day" calcext:value-type="date">}
			. sprintf('<text:p>%02d/%02d/%04d</text:p></table:table-cell>', reverse @$value);
	}
	return qq{<table:table-cell office:value-type="float" office:value="$$value" calcext:value-type="float">}
		. "<text:p>$$value</text:p></table:table-cell>" if ref $value;
	my $text = Spreadsheet::escape($value);
	$text =~ s{\n}{</text:p><text:p>}g;
	return '<table:table-cell table:style-name="ce1" office:value-type="string" calcext:value-type="string"><text:p>'
		. "$text</text:p></table:table-cell>";
}

sub end
{
	my ($self) = @_;
	$self->put('</table:table></office:spreadsheet></office:body></office:document-content>');
}


package Spreadsheet::xlsx;
our @ISA = ('Spreadsheet');

my $main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
my $relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
my $office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
my $mime = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

sub begin { }

sub sheet
{
	my ($self, $name) = @_;
	$self->put('</sheetData></worksheet>') if @{ $self->{sheets} };
	push @{ $self->{sheets} }, $name;
	$self->{row} = 0;
	$self->part('xl/worksheets/sheet' . @{ $self->{sheets} } . '.xml');
	$self->put(qq{$xml<worksheet xmlns="$main"><sheetData>});
}

sub row
{
	my $self = shift;
	my $row = ++$self->{row};
	my $column = 'A';
	$self->put(join('', qq{<row r="$row">}, (map { cell($column++ . $row, $_) } @_), '</row>'));
}

sub cell
{
	my ($place, $value) = @_;
	return '' if !defined $value || $value eq '';
	return qq{<c r="$place" s="1"><v>} . days(@$value) . '</v></c>' if ref $value eq 'ARRAY';
	return qq{<c r="$place"><v>$$value</v></c>} if ref $value;
	return qq{<c r="$place" t="inlineStr"><is><t xml:space="preserve">} . Spreadsheet::escape($value) . '</t></is></c>';
}

# days YEAR, MONTH, DAY: since 30 December 1899, as Excel counts.
sub days
{
	require Time::Local;
	return Time::Local::timegm(0, 0, 0, $_[2], $_[1] - 1, $_[0]) / 86400 + 25569;
}

sub end
{
	my ($self) = @_;
	my @sheets = @{ $self->{sheets} };
	$self->put('</sheetData></worksheet>');
	$self->part('[Content_Types].xml');
	$self->put(qq{$xml<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">}
		. '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
		. qq{<Override PartName="/xl/workbook.xml" ContentType="$mime.sheet.main+xml"/>}
		. qq{<Override PartName="/xl/styles.xml" ContentType="$mime.styles+xml"/>}
		. join('', map { qq{<Override PartName="/xl/worksheets/sheet$_.xml" ContentType="$mime.worksheet+xml"/>} } 1 .. @sheets)
		. '</Types>');
	$self->part('_rels/.rels');
	$self->put(qq{$xml<Relationships xmlns="$relations">}
		. qq{<Relationship Id="rId1" Type="$office/officeDocument" Target="xl/workbook.xml"/></Relationships>});
	$self->part('xl/_rels/workbook.xml.rels');
	$self->put(qq{$xml<Relationships xmlns="$relations">}
		. join('', map { qq{<Relationship Id="rId$_" Type="$office/worksheet" Target="worksheets/sheet$_.xml"/>} } 1 .. @sheets)
		. qq{<Relationship Id="rId0" Type="$office/styles" Target="styles.xml"/></Relationships>});
	# Format 14 is the computer's own short date.
	$self->part('xl/styles.xml');
	$self->put(qq{$xml<styleSheet xmlns="$main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>}
		. '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
		. '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>');
	$self->part('xl/workbook.xml');
	$self->put(qq{$xml<workbook xmlns="$main" xmlns:r="$office"><sheets>}
		. join('', map { qq{<sheet name="} . Spreadsheet::escape($sheets[ $_ - 1 ]) . qq{" sheetId="$_" r:id="rId$_"/>} } 1 .. @sheets)
		. '</sheets></workbook>');
}

1;
