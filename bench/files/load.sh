#!/bin/bash
# How long loading files takes, step by step, and how much memory, on a throw-away server.
#
#   bench/files/load.sh FOLDER…    one load after the other into the same database; COUNCIL=name keeps only that one
#
# Of the reader and of each step, a file of examples/load: seconds of processor time, seconds in all, the most memory that
# its process, the reader's or the server's, ever had, and the disk that temporary tables take. FOLDER as bench/files/generate.pl writes it, or the regulator's own files.

. "$(dirname "$0")/../../tools/server.sh"
. "$(dirname "$0")/../../examples/load/packages.sh"

[ $# -gt 0 ] || die 'which folder?'
server_packages
server_prepare
server_start autovacuum=off ${SETTINGS:-}
as_user psql -X -q -c 'CREATE EXTENSION care_quality' || exit

# Between the steps, what it took since the one before. Fields 14 and 15 are ticks of processor time.
as_user tee "$WORK/step.sh" >/dev/null <<'END'
now=$(awk -v now="$(date +%s.%N)" -v tick="$(getconf CLK_TCK)" '{ print now, ($14 + $15) / tick }' <(sed 's/([^)]*)/x/' "/proc/$1/stat"))
[ "$2" = begin ] || awk -v step="$2" -v was="$(cat at)" -v now="$now" -v files="$3" '/VmHWM/ {
  split(was, a); split(now, b)
  printf "  %-12s %7.1f s of the server %7.1f s in all %6.0f MB memory %7.0f MB temporary tables\n",
    step, b[2] - a[2], b[1] - a[1], $2 / 1024, files / 1e6 }' "/proc/$1/status"
echo "$now" >at
END
as_user tee "$WORK/size.sql" >/dev/null <<'END'
SELECT pg_backend_pid() AS pid, coalesce(sum(pg_total_relation_size(oid)), 0) AS files FROM pg_class WHERE relpersistence = 't' AND relkind = 'r' \gset
\setenv PID :pid
\setenv FILES :files
END
step="\\\\i $WORK/size.sql\n\\\\! bash $WORK/step.sh \$PID"
sed -E "s,^BEGIN;,&\n$step begin,; s,^\\\\ir (.*/)?(.*)\.sql,&\n$step \2 \$FILES,; s,^COMMIT;,&\n$step commit \$FILES," \
  "$TREE/examples/load.sql" | as_user tee "$TREE/examples/load_timed.sql" >/dev/null

# What the reader took, and the programs that it calls
as_user tee -a "$TREE/examples/load/read.pl" >/dev/null <<'PERL'
END
{
	my ($user, $system, $of_others, $system_of_others) = times;
	no warnings 'io';
	open(my $status, '<', "/proc/$$/status");
	my ($memory) = map { /^VmHWM:\s*(\d+)/ } <$status>;
	printf STDERR "  %-12s %7.1f s of the reader %29.0f MB memory\n", 'read.pl', $user + $system + $of_others + $system_of_others, $memory / 1024;
}
PERL

for folder; do
  say "$folder"
  reader_packages "$folder"
  as_user psql -X -q -v ON_ERROR_STOP=1 -v data="$(server_can_read "$folder")" -v examples="$TREE/examples" \
    -v councils="${COUNCIL:-}" -v older="${OLDER:-0}" -f "$TREE/examples/load_timed.sql" || exit
  as_user psql -X -Atq -c "SELECT format('  the tables: %s', string_agg(format('%s %s', c, pg_size_pretty(pg_total_relation_size(c))), ', '))
    FROM unnest('{locations,ratings,loaded_files}'::text[]) c"
done
