# What Python makes of the views of wire.sql: psycopg 3, and pandas through SQLAlchemy.
#
#   python3 client.py MODE OUTPUT
#
# Writes every value, as wire.value() does, to the file OUTPUT, and says "ok" or "not ok" of everything else that is
# checked. MODE: text, binary, or cursor (a cursor of the server, three rows at a time).
import datetime
import os
import struct
import sys
from decimal import Decimal

import pandas
import psycopg
import sqlalchemy

mode, output = sys.argv[1:]
server = dict(host='127.0.0.1', port=os.environ['PGPORT'], dbname='postgres',
              user=os.environ['BI_USER'], password=os.environ['BI_PASSWORD'])


def check(holds, name):
    print(f"{'ok' if holds else 'not ok'} - {name}")


# What a column is to wire.kind, by the type that PostgreSQL announces; others are of the extension.
KINDS = {'int8': 'bigint', 'int4': 'integer', 'float8': 'double', 'date': 'date', 'text': 'text'}
CLASSES = {'bigint': int, 'integer': int, 'double': float, 'date': datetime.date, 'text': str, 'other': str}
# The views with columns of the extension's own types
OF_THE_EXTENSION = ('summaries', 'histories', 'ratings', 'long')


def kind(column):
    known = psycopg.adapters.types.get(column.type_code)
    return KINDS[known.name] if known else 'other'


def written(value, kind):
    """The value as wire.value() writes it, if it is of the class that goes with its kind."""
    if value is None:
        return '\\N'
    if type(value) is not CLASSES[kind]:
        return f'a {type(value).__name__}'
    return struct.pack('>d', value).hex() if kind == 'double' else str(value)


def dump(connection, name, query, out):
    with connection.cursor(name='wire' if mode == 'cursor' else None, binary=mode == 'binary') as cursor:
        if mode == 'cursor':
            cursor.itersize = 3
        cursor.execute(query)
        kinds = [kind(column) for column in cursor.description]
        for n, row in enumerate(cursor, 1):
            for column, of_kind, value in zip(cursor.description, kinds, row):
                out.write('\t'.join((name, str(n), column.name, of_kind, written(value, of_kind))) + '\n')


def parameters(connection):
    """A summary goes out and comes back; dates, texts and numbers as parameters; an error and what it says."""
    for council, trend in connection.execute('SELECT council, trend::text FROM wire.summaries').fetchall():
        months, same = connection.execute(
            'SELECT count(*), bool_and(%(trend)s::care_trend_summary = s.trend) FROM wire.summaries s,'
            ' care_monthly(%(trend)s, target => %(target)s, since => %(since)s, until => %(until)s, denominator => %(of)s) m'
            ' WHERE s.council = %(council)s',
            dict(trend=trend, target=85.5, since='2022-04-01', until=datetime.date(2022, 6, 1), of='all', council=council)).fetchone()
        check(same and months == 3, f'a trend goes out and comes back the same: {council}')
    percent = connection.execute('SELECT care_percent_good_or_better(v) FROM unnest(%s::text[]) v', [['Good', 'Inadequate', None]]).fetchone()[0]
    check(percent == 50.0, 'a list of texts is an array of ratings')
    try:
        with connection.transaction():
            connection.execute('SELECT care_percent_good_or_better(v) FROM (VALUES (%s)) r (v)', ['TBC'])
        check(False, 'a wrong label is an error')
    except psycopg.errors.InvalidTextRepresentation as error:
        check('"TBC"' in str(error) and 'to_care_rating' in error.diag.message_hint, 'a wrong label is an error with its class and hint')
    check(connection.execute('SELECT 1').fetchone() == (1,), '... and the connection goes on')


# What pandas calls the columns; whole numbers of which some are missing become floating ones.
DTYPES = {'bigint': 'int64', 'integer': 'int64', 'double': 'float64', 'date': 'object', 'text': 'object'}


def frame(engine, connection, name, query):
    """A view as pandas reads it: its types, and the same values."""
    wrong = []
    table = pandas.read_sql(query, engine)
    cursor = connection.execute(query)
    rows = cursor.fetchall()
    for n, column in enumerate(cursor.description):
        values = [row[n] for row in rows]
        missing = None in values
        expected = DTYPES[kind(column)]
        if expected == 'int64' and missing:
            expected = 'float64'
        got = table[column.name]
        if got.dtype != expected or not all(pandas.isna(a) if b is None else a == b for a, b in zip(got, values)):
            wrong.append(f'{column.name} {got.dtype}')
        if kind(column) == 'date':
            parsed = pandas.to_datetime(got)
            if parsed.dtype != 'datetime64[ns]' or not all(type(v) is datetime.date for v in got.dropna()):
                wrong.append(f'{column.name} {parsed.dtype}')
    check(not wrong and len(table) == len(rows), f'pandas reads {name}: numbers as numbers, dates as dates {wrong or ""}')


def pandas_reads(connection, statements):
    engine = sqlalchemy.create_engine(sqlalchemy.engine.URL.create(
        'postgresql', server['user'], server['password'], server['host'], server['port'], server['dbname']))
    for name, query in statements:
        if name not in OF_THE_EXTENSION:
            frame(engine, connection, name, query)
    table = pandas.read_sql('SELECT * FROM wire.monthly', engine, parse_dates=['as_at', 'month'])
    check(table.as_at.dtype == 'datetime64[ns]', 'parse_dates makes dates of dates')
    check(table.convert_dtypes().improved.dtype == 'Int64', 'convert_dtypes keeps whole numbers whole where some are missing')
    yearly = table.groupby([table.council, table.as_at.dt.year]).published.sum()
    truth = dict(((council, year), int(published)) for council, year, published in connection.execute(
        'SELECT council, extract(year FROM as_at)::int, sum(published) FROM wire.monthly GROUP BY 1, 2'))
    check(yearly.to_dict() == truth, 'what pandas adds up is what SQL adds up')
    total = connection.execute('SELECT sum(rated) FROM wire.monthly').fetchone()[0]
    check(isinstance(total, Decimal), 'a sum of counts made by PostgreSQL is a numeric: a Decimal in Python, as ever')
    lists = sqlalchemy.inspect(engine).get_view_names(schema='wire')
    columns = {c['name']: str(c['type']) for c in sqlalchemy.inspect(engine).get_columns('monthly', schema='wire')}
    check('monthly' in lists, 'SQLAlchemy lists the views')
    check((columns['as_at'], columns['rated'], columns['percent_good_or_better']) == ('DATE', 'BIGINT', 'DOUBLE_PRECISION'),
          '... and their columns with types')
    engine.dispose()


with psycopg.connect(**server) as connection, open(output, 'w') as out:
    statements = connection.execute('SELECT name, query FROM wire.statement ORDER BY name').fetchall()
    for name, query in statements:
        # In binary psycopg leaves what it does not know as bytes: summaries are asked for as text there.
        if mode != 'binary' or name not in OF_THE_EXTENSION:
            dump(connection, name, query, out)
    parameters(connection)
    if mode == 'text':
        pandas_reads(connection, statements)
