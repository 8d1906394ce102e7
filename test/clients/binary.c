/*
 * What libpq gets of the views of wire.sql in the binary format of the protocol, which psql never asks for.
 *
 *   binary MODE OUTPUT
 *
 * Writes every value, as wire.value() does, to the file OUTPUT, and says "ok" or "not ok" of everything else
 * that is checked. MODE: prepared (executed three times) or single (row by row).
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <libpq-fe.h>

/* From the server's catalog/pg_type_d.h, where they never change */
enum
{
	INT8 = 20, INT4 = 23, TEXT = 25, FLOAT8 = 701, DATE = 1082
};

static PGconn *connection;

static void
check(bool ok, const char *name)
{
	printf("%s - %s\n", ok ? "ok" : "not ok", name);
}

static PGresult *
must(PGresult *result, const char *what)
{
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE || status == PGRES_COMMAND_OK)
		return result;
	printf("not ok - %s: %s", what, PQerrorMessage(connection));
	exit(1);
}

/* A number in network byte order */
static uint64_t
number(const char *bytes, int length)
{
	uint64_t	n = 0;

	for (int i = 0; i < length; i++)
		n = n << 8 | (unsigned char) bytes[i];
	return n;
}

/* A date from the days since 2000-01-01 (by the algorithm of Fliegel and van Flandern) */
static void
put_date(int32_t days, FILE *out)
{
	int			l = days + 2451545 + 68569,
				n = 4 * l / 146097,
				i,
				j;

	l -= (146097 * n + 3) / 4;
	i = 4000 * (l + 1) / 1461001;
	l -= 1461 * i / 4 - 31;
	j = 80 * l / 2447;
	fprintf(out, "%04d-%02d-%02d", 100 * (n - 49) + i + j / 11, j + 2 - 12 * (j / 11), l - 2447 * j / 80);
}

/* One value by the type of its column; what has a type of the extension's own is sent back, to be printed there. */
static void
put_value(const PGresult *result, int row, int column, FILE *out)
{
	const char *bytes = PQgetvalue(result, row, column);
	int			length = PQgetlength(result, row, column);
	bool		null = PQgetisnull(result, row, column);
	Oid			type = PQftype(result, column);

	fputs(type == INT8 ? "bigint\t" : type == INT4 ? "integer\t" : type == FLOAT8 ? "double\t" : type == DATE ? "date\t" :
		  type == TEXT ? "text\t" : "other\t", out);
	if (null)
		fputs("\\N", out);
	else if (type == INT8 && length == 8)
		fprintf(out, "%" PRId64, (int64_t) number(bytes, 8));
	else if (type == INT4 && length == 4)
		fprintf(out, "%" PRId32, (int32_t) number(bytes, 4));
	else if (type == FLOAT8 && length == 8)
		fprintf(out, "%016" PRIx64, number(bytes, 8));
	else if (type == DATE && length == 4)
		put_date((int32_t) number(bytes, 4), out);
	else if (type == TEXT)
		fwrite(bytes, 1, length, out);
	else
	{
		/* on a connection of its own, for this one may be in the middle of a result */
		PGconn	   *other = PQconnectdb("");
		const int	binary = 1;
		PGresult   *text = must(PQexecParams(other, "SELECT $1", 1, &type, &bytes, &length, &binary, 0), "back to the server");

		fputs(PQgetvalue(text, 0, 0), out);
		PQclear(text);
		PQfinish(other);
	}
}

static void
dump(const char *name, const char *query, bool single, FILE *out)
{
	PGresult   *result;
	int			done = 0;

	PQclear(must(PQprepare(connection, name, query, 0, NULL), name));
	for (int round = 0; round < 2; round++)
		PQclear(must(PQexecPrepared(connection, name, 0, NULL, NULL, NULL, 1), name));
	if (!PQsendQueryPrepared(connection, name, 0, NULL, NULL, NULL, 1) || (single && !PQsetSingleRowMode(connection)))
		check(false, name);
	while ((result = PQgetResult(connection)))
	{
		must(result, name);
		for (int row = 0; row < PQntuples(result); row++, done++)
			for (int column = 0; column < PQnfields(result); column++)
			{
				fprintf(out, "%s\t%d\t%s\t", name, done + 1, PQfname(result, column));
				put_value(result, row, column, out);
				fputc('\n', out);
			}
		PQclear(result);
	}
}

/* A summary goes back in binary; a damaged one is refused, and the connection goes on. */
static void
check_summaries(void)
{
	PGresult   *all = must(PQexecParams(connection, "SELECT tally, trend, waiting FROM wire.summaries WHERE council = 'Northshire'",
										0, NULL, NULL, NULL, NULL, 1), "summaries");
	const int	binary[3] = {1, 1, 1};
	const char *values[3];
	int			lengths[3];
	Oid			types[3];
	PGresult   *result;

	for (int i = 0; i < 3; i++)
	{
		values[i] = PQgetvalue(all, 0, i);
		lengths[i] = PQgetlength(all, 0, i);
		types[i] = PQftype(all, i);
	}
	result = must(PQexecParams(connection, "SELECT count(*)::int FROM wire.summaries WHERE tally = $1 AND trend = $2 AND waiting = $3",
							   3, types, values, lengths, binary, 1), "summaries");
	check(number(PQgetvalue(result, 0, 0), 4) == 1, "summaries go out and back in binary and are the same");
	PQclear(result);

	for (int i = 0; i < 3; i++)
	{
		lengths[i]--;
		result = PQexecParams(connection, "SELECT $1", 1, &types[i], &values[i], &lengths[i], binary, 1);
		check(PQresultStatus(result) == PGRES_FATAL_ERROR, "a summary that lost a byte is refused");
		PQclear(result);
	}
	PQclear(must(PQexec(connection, "SELECT 1"), "afterwards"));
	PQclear(all);
}

int
main(int count, char **argument)
{
	PGresult   *statements;
	FILE	   *out;

	if (count != 3 || !(out = fopen(argument[2], "w")))
		return 2;
	connection = PQconnectdb("");
	if (PQstatus(connection) != CONNECTION_OK)
	{
		printf("not ok - %s", PQerrorMessage(connection));
		return 1;
	}
	statements = must(PQexec(connection, "SELECT name, query FROM wire.statement ORDER BY name"), "the statements");
	for (int i = 0; i < PQntuples(statements); i++)
		dump(PQgetvalue(statements, i, 0), PQgetvalue(statements, i, 1), strcmp(argument[1], "single") == 0, out);
	PQclear(statements);
	fclose(out);
	check_summaries();
	PQfinish(connection);
	return 0;
}
