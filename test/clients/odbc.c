/*
 * What psqlODBC makes of the views of wire.sql, as Excel, Power BI and Tableau ask it.
 *
 *   odbc MODE OUTPUT
 *
 * Writes every value, as wire.value() does, to the file OUTPUT, and says "ok" or "not ok" of everything else
 * that is checked. MODE: direct (SQLExecDirect), prepared (SQLPrepare once, SQLExecute three times) or
 * cursor (UseDeclareFetch: fetched three rows at a time).
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sql.h>
#include <sqlext.h>

typedef struct
{
	char		name[64];
	char		text[1024];
} Query;

static SQLHDBC connection;
static const char *mode;

static void
check(bool ok, const char *name)
{
	printf("%s - %s\n", ok ? "ok" : "not ok", name);
}

/* Ends the program with what the driver says, unless all is well. */
static void
must(SQLRETURN code, SQLSMALLINT type, SQLHANDLE handle, const char *what)
{
	SQLCHAR		state[6] = "",
				message[1024] = "";

	if (SQL_SUCCEEDED(code) || code == SQL_NO_DATA)
		return;
	SQLGetDiagRec(type, handle, 1, state, NULL, message, sizeof(message), NULL);
	printf("not ok - %s: %s %s\n", what, state, message);
	exit(1);
}

static SQLHSTMT
new_statement(void)
{
	SQLHSTMT	statement;

	must(SQLAllocHandle(SQL_HANDLE_STMT, connection, &statement), SQL_HANDLE_DBC, connection, "SQLAllocHandle");
	return statement;
}

/* Writes UTF-16 as UTF-8. */
static void
put_utf8(const SQLWCHAR *text, size_t length, FILE *out)
{
	for (size_t i = 0; i < length; i++)
	{
		unsigned int c = text[i];

		if (c >= 0xd800 && c < 0xdc00 && i + 1 < length)
			c = 0x10000 + ((c - 0xd800) << 10) + (text[++i] - 0xdc00);
		if (c < 0x80)
			fputc(c, out);
		else if (c < 0x800)
			fprintf(out, "%c%c", 0xc0 | c >> 6, 0x80 | (c & 0x3f));
		else if (c < 0x10000)
			fprintf(out, "%c%c%c", 0xe0 | c >> 12, 0x80 | (c >> 6 & 0x3f), 0x80 | (c & 0x3f));
		else
			fprintf(out, "%c%c%c%c", 0xf0 | c >> 18, 0x80 | (c >> 12 & 0x3f), 0x80 | (c >> 6 & 0x3f), 0x80 | (c & 0x3f));
	}
}

/* Text of any length, a piece at a time, as wide characters: as all these tools read it. */
static void
put_text(SQLHSTMT statement, int column, FILE *out)
{
	SQLWCHAR	piece[257];
	SQLLEN		left;
	SQLRETURN	code;

	while ((code = SQLGetData(statement, column, SQL_C_WCHAR, piece, sizeof(piece), &left)) != SQL_NO_DATA)
	{
		size_t		length = 0;

		must(code, SQL_HANDLE_STMT, statement, "SQLGetData");
		if (left == SQL_NULL_DATA)
		{
			fputs("\\N", out);
			return;
		}
		while (length < 256 && piece[length])
			length++;
		put_utf8(piece, length, out);
		if (code == SQL_SUCCESS)
			return;
	}
}

/* One value: its kind as the driver describes the column, and the value as the C type that goes with it. */
static void
put_value(SQLHSTMT statement, int column, SQLSMALLINT type, FILE *out)
{
	SQLLEN		length = 0;
	int64_t		number;
	int32_t		small;
	double		real;
	uint64_t	bits;
	SQL_DATE_STRUCT day;

	switch (type)
	{
		case SQL_BIGINT:
			must(SQLGetData(statement, column, SQL_C_SBIGINT, &number, sizeof(number), &length), SQL_HANDLE_STMT, statement, "bigint");
			fputs("bigint\t", out);
			if (length != SQL_NULL_DATA)
				fprintf(out, "%" PRId64, number);
			break;
		case SQL_INTEGER:
			must(SQLGetData(statement, column, SQL_C_SLONG, &small, sizeof(small), &length), SQL_HANDLE_STMT, statement, "integer");
			fputs("integer\t", out);
			if (length != SQL_NULL_DATA)
				fprintf(out, "%" PRId32, small);
			break;
		case SQL_DOUBLE:
		case SQL_FLOAT:
			must(SQLGetData(statement, column, SQL_C_DOUBLE, &real, sizeof(real), &length), SQL_HANDLE_STMT, statement, "double");
			memcpy(&bits, &real, sizeof(bits));
			fputs("double\t", out);
			if (length != SQL_NULL_DATA)
				fprintf(out, "%016" PRIx64, bits);
			break;
		case SQL_TYPE_DATE:
			must(SQLGetData(statement, column, SQL_C_TYPE_DATE, &day, sizeof(day), &length), SQL_HANDLE_STMT, statement, "date");
			fputs("date\t", out);
			if (length != SQL_NULL_DATA)
				fprintf(out, "%04d-%02d-%02d", day.year, day.month, day.day);
			break;
		case SQL_VARCHAR:
		case SQL_LONGVARCHAR:
		case SQL_WVARCHAR:
		case SQL_WLONGVARCHAR:
			fputs("text\t", out);
			put_text(statement, column, out);
			break;
		default:
			fprintf(out, "type %d\t", type);
	}
	if (length == SQL_NULL_DATA)
		fputs("\\N", out);
}

static void
dump(const Query *query, FILE *out)
{
	SQLHSTMT	statement = new_statement();
	SQLSMALLINT columns;
	int			rounds = strcmp(mode, "prepared") == 0 ? 3 : 1;

	if (rounds > 1)
		must(SQLPrepare(statement, (SQLCHAR *) query->text, SQL_NTS), SQL_HANDLE_STMT, statement, query->name);
	for (int round = 1; round <= rounds; round++)
	{
		if (round > 1)
			SQLCloseCursor(statement);
		must(rounds > 1 ? SQLExecute(statement) : SQLExecDirect(statement, (SQLCHAR *) query->text, SQL_NTS),
			 SQL_HANDLE_STMT, statement, query->name);
	}
	must(SQLNumResultCols(statement, &columns), SQL_HANDLE_STMT, statement, "SQLNumResultCols");
	for (int row = 1; SQL_SUCCEEDED(SQLFetch(statement)); row++)
		for (int column = 1; column <= columns; column++)
		{
			SQLCHAR		name[64];
			SQLSMALLINT type;

			must(SQLDescribeCol(statement, column, name, sizeof(name), NULL, &type, NULL, NULL, NULL),
				 SQL_HANDLE_STMT, statement, "SQLDescribeCol");
			fprintf(out, "%s\t%d\t%s\t", query->name, row, name);
			put_value(statement, column, type, out);
			fputc('\n', out);
		}
	SQLFreeHandle(SQL_HANDLE_STMT, statement);
}

/* What a tool shows as a table, with the types of its columns */
static void
check_catalog(void)
{
	SQLHSTMT	statement = new_statement();
	char		name[64];
	SQLSMALLINT type;
	SQLLEN		length;
	int			views = 0,
				right = 0;

	must(SQLTables(statement, NULL, 0, (SQLCHAR *) "wire", SQL_NTS, (SQLCHAR *) "%", SQL_NTS, (SQLCHAR *) "VIEW", SQL_NTS),
		 SQL_HANDLE_STMT, statement, "SQLTables");
	while (SQL_SUCCEEDED(SQLFetch(statement)))
	{
		SQLGetData(statement, 3, SQL_C_CHAR, name, sizeof(name), &length);
		views += strcmp(name, "monthly") == 0 || strcmp(name, "waiting_monthly") == 0;
	}
	check(views == 2, "the views are listed as views");
	SQLCloseCursor(statement);

	must(SQLColumns(statement, NULL, 0, (SQLCHAR *) "wire", SQL_NTS, (SQLCHAR *) "monthly", SQL_NTS, NULL, 0),
		 SQL_HANDLE_STMT, statement, "SQLColumns");
	while (SQL_SUCCEEDED(SQLFetch(statement)))
	{
		SQLGetData(statement, 4, SQL_C_CHAR, name, sizeof(name), &length);
		SQLGetData(statement, 5, SQL_C_SSHORT, &type, 0, &length);
		right += (strcmp(name, "as_at") == 0 && type == SQL_TYPE_DATE) || (strcmp(name, "rated") == 0 && type == SQL_BIGINT) ||
			(strcmp(name, "percent_good_or_better") == 0 && (type == SQL_DOUBLE || type == SQL_FLOAT));
	}
	check(right == 3, "... and their columns with types");
	SQLFreeHandle(SQL_HANDLE_STMT, statement);
}

/* Parameters of every kind: a long list that came as text goes back, with numbers and dates. */
static void
check_parameters(void)
{
	static char list[100000];
	SQLHSTMT	statement = new_statement();
	SQLLEN		text = SQL_NTS,
				zero = 0,
				length;
	SQLBIGINT	target = 85;
	SQL_DATE_STRUCT since = {2020, 4, 1},
				until = {2020, 6, 30};
	char		same[8];
	int			months = 0,
				equal = 0;

	must(SQLExecDirect(statement, (SQLCHAR *) "SELECT list FROM wire.long", SQL_NTS), SQL_HANDLE_STMT, statement, "a long list");
	SQLFetch(statement);
	must(SQLGetData(statement, 1, SQL_C_CHAR, list, sizeof(list), &length), SQL_HANDLE_STMT, statement, "a long list");
	check(length > 16384 && strncmp(list, "{\"version\": 1, ", 15) == 0 && list[length - 1] == '}',
		  "a summary of over 16 kB is complete, readable JSON");
	SQLCloseCursor(statement);

	must(SQLPrepare(statement, (SQLCHAR *) "SELECT ?::care_waiting_summary = l.list, m.as_at FROM wire.long l,"
					" care_waiting_monthly(l.list, target => ?, since => ?, until => ?) m", SQL_NTS),
		 SQL_HANDLE_STMT, statement, "SQLPrepare");
	SQLBindParameter(statement, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_LONGVARCHAR, sizeof(list), 0, list, 0, &text);
	SQLBindParameter(statement, 2, SQL_PARAM_INPUT, SQL_C_SBIGINT, SQL_BIGINT, 0, 0, &target, 0, &zero);
	SQLBindParameter(statement, 3, SQL_PARAM_INPUT, SQL_C_TYPE_DATE, SQL_TYPE_DATE, 0, 0, &since, 0, &zero);
	SQLBindParameter(statement, 4, SQL_PARAM_INPUT, SQL_C_TYPE_DATE, SQL_TYPE_DATE, 0, 0, &until, 0, &zero);
	for (int round = 1; round <= 6; round++)
	{
		must(SQLExecute(statement), SQL_HANDLE_STMT, statement, "SQLExecute");
		for (; SQL_SUCCEEDED(SQLFetch(statement)); months++)
		{
			SQLGetData(statement, 1, SQL_C_CHAR, same, sizeof(same), &length);
			equal += same[0] == '1' || same[0] == 't';
		}
		SQLCloseCursor(statement);
	}
	check(months == 18 && equal == 18, "... which goes out as a parameter and is the same");
	SQLFreeHandle(SQL_HANDLE_STMT, statement);
}

static void
check_error(void)
{
	SQLHSTMT	statement = new_statement();
	SQLCHAR		state[6] = "",
				message[1024] = "";

	SQLExecDirect(statement, (SQLCHAR *) "SELECT care_percent_good_or_better('TBC'::text)", SQL_NTS);
	SQLGetDiagRec(SQL_HANDLE_STMT, statement, 1, state, NULL, message, sizeof(message), NULL);
	check(strcmp((char *) state, "22P02") == 0 && strstr((char *) message, "\"TBC\""), "a wrong label is an error with its code");
	SQLFreeHandle(SQL_HANDLE_STMT, statement);
	SQLEndTran(SQL_HANDLE_DBC, connection, SQL_ROLLBACK);
	statement = new_statement();
	check(SQL_SUCCEEDED(SQLExecDirect(statement, (SQLCHAR *) "SELECT 1", SQL_NTS)), "... and the connection goes on");
	SQLFreeHandle(SQL_HANDLE_STMT, statement);
}

int
main(int count, char **argument)
{
	static Query query[100];
	int			queries = 0;
	SQLHENV		environment;
	SQLHSTMT	statement;
	char		options[512];
	FILE	   *out;

	if (count != 3 || !(out = fopen(argument[2], "w")))
		return 2;
	mode = argument[1];
	SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment);
	SQLSetEnvAttr(environment, SQL_ATTR_ODBC_VERSION, (SQLPOINTER) SQL_OV_ODBC3, 0);
	SQLAllocHandle(SQL_HANDLE_DBC, environment, &connection);
	snprintf(options, sizeof(options), "Driver={%s};Servername=127.0.0.1;Port=%s;Database=postgres;Uid=%s;Pwd=%s;UseDeclareFetch=%d;Fetch=3",
			 "PostgreSQL Unicode", getenv("PGPORT"), getenv("BI_USER"), getenv("BI_PASSWORD"), strcmp(mode, "cursor") == 0);
	must(SQLDriverConnect(connection, NULL, (SQLCHAR *) options, SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT),
		 SQL_HANDLE_DBC, connection, "SQLDriverConnect");

	statement = new_statement();
	must(SQLExecDirect(statement, (SQLCHAR *) "SELECT name, query FROM wire.statement ORDER BY name", SQL_NTS),
		 SQL_HANDLE_STMT, statement, "the statements");
	for (; queries < 100 && SQL_SUCCEEDED(SQLFetch(statement)); queries++)
	{
		SQLGetData(statement, 1, SQL_C_CHAR, query[queries].name, sizeof(query[0].name), NULL);
		SQLGetData(statement, 2, SQL_C_CHAR, query[queries].text, sizeof(query[0].text), NULL);
	}
	SQLFreeHandle(SQL_HANDLE_STMT, statement);

	for (int i = 0; i < queries; i++)
		dump(&query[i], out);
	fclose(out);
	check_catalog();
	check_parameters();
	check_error();
	SQLDisconnect(connection);
	return 0;
}
