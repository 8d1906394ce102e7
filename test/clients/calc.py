# A view in LibreOffice Calc, as a person gets it there: a data source with the PostgreSQL driver, its view drawn into a
# sheet, the sheet saved as .xlsx. What is in that file must be what psql says: numbers as numbers, dates as dates.
#
#   python3 calc.py FOLDER
#
# Starts an office of its own, without a window, which keeps its settings in FOLDER.
import csv
import datetime
import os
import pathlib
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as xml
import zipfile

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet.DataImportMode import SQL, TABLE

VIEWS = ('council_month', 'service_today', 'calendar', 'waiting_month')

folder = pathlib.Path(sys.argv[1])


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def office():
    """An office, and what makes its services."""
    pipe = f'care{os.getpid()}'
    process = subprocess.Popen(['soffice', '--headless', '--norestore', '--nologo', f'--accept=pipe,name={pipe};urp',
                                f'-env:UserInstallation={(folder / "office").as_uri()}'], stderr=subprocess.DEVNULL)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext('com.sun.star.bridge.UnoUrlResolver', local)
    for _ in range(240):
        try:
            context = resolver.resolve(f'uno:pipe,name={pipe};urp;StarOffice.ComponentContext')
            return process, lambda name: context.ServiceManager.createInstanceWithContext(name, context)
        except NoConnectException:
            time.sleep(0.25)
    process.kill()
    sys.exit('not ok - the office does not start')


def data_source(create):
    """A registered data source, as File, New, Database, Connect to an existing database, PostgreSQL makes it."""
    sources = create('com.sun.star.sdb.DatabaseContext')
    source = sources.createInstance()
    source.URL = 'sdbc:postgresql:' + ' '.join(
        f'{name}={os.environ[variable]}' for name, variable in (('host', 'PGHOST'), ('port', 'PGPORT'), ('dbname', 'PGDATABASE')))
    source.User, source.Password = os.environ['PGUSER'], os.environ['PGPASSWORD']
    document = source.DatabaseDocument
    document.storeAsURL((folder / 'council.odb').as_uri(), ())
    sources.registerObject('council', source)
    return source


def views_listed(source):
    connection = source.getConnection('', '')
    names = connection.getTables().ElementNames
    connection.close()
    return names


def draw(desktop, file, kind, what):
    """What dragging a view (or a query) from the data sources into a sheet does."""
    document = desktop.loadComponentFromURL('private:factory/scalc', '_blank', 0, properties(Hidden=True))
    document.Sheets.getByIndex(0).getCellByPosition(0, 0).doImport(
        properties(DatabaseName='council', SourceType=kind, SourceObject=what))
    document.storeToURL((folder / f'{file}.xlsx').as_uri(), properties(FilterName='Calc MS Excel 2007 XML'))
    document.close(True)


# What is in an .xlsx file

TAG = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'


def sheet(file):
    """The rows of the first sheet: of each cell its kind (number, date, boolean, text) and value; None where there is none."""
    with zipfile.ZipFile(folder / f'{file}.xlsx') as book:
        part = {name: xml.fromstring(book.read(f'xl/{name}.xml')) for name in ('styles', 'sharedStrings', 'worksheets/sheet1')}
    texts = [''.join(t.text or '' for t in item.iter(f'{TAG}t')) for item in part['sharedStrings']]
    formats = {f.get('numFmtId'): f.get('formatCode') for f in part['styles'].iter(f'{TAG}numFmt')}
    styles = [formats.get(f.get('numFmtId'), '') for f in part['styles'].find(f'{TAG}cellXfs')]
    return [{re.sub(r'\d', '', cell.get('r')): read(cell, texts, styles) for cell in row if cell.find(f'{TAG}v') is not None}
            for row in part['worksheets/sheet1'].iter(f'{TAG}row')]


def read(cell, texts, styles):
    value = cell.find(f'{TAG}v').text
    kind = cell.get('t', 'n')
    if kind == 's':
        return 'text', texts[int(value)]
    if kind == 'b':
        return 'boolean', value == '1'
    if kind == 'n' and re.search('yy', styles[int(cell.get('s', 0))]):
        return 'date', datetime.date(1899, 12, 30) + datetime.timedelta(int(value))
    return {'n': 'number'}.get(kind, kind), float(value)


# What psql says

KINDS = {'text': 'text', 'date': 'date', 'boolean': 'boolean', 'integer': 'number', 'bigint': 'number', 'double precision': 'number'}
READ = {'text': str, 'date': datetime.date.fromisoformat, 'boolean': lambda value: value == 't', 'number': float}


def psql(query):
    return subprocess.run(['psql', '-XAtq', '-c', query], check=True, capture_output=True, text=True).stdout


def truth(view):
    """The columns of a view with their kinds, and its rows in the form of sheet(). The driver makes nothing of no text."""
    columns = [line.split('|') for line in psql(
        f"SELECT attname, KIND FROM pg_attribute, format_type(atttypid, NULL) KIND WHERE attrelid = '{view}'::regclass"
        ' AND attnum > 0 ORDER BY attnum').splitlines()]
    rows = csv.reader(psql(f'COPY (SELECT * FROM {view}) TO STDOUT (FORMAT csv)').splitlines())
    return columns, [{letters(n): (KINDS[kind], READ[KINDS[kind]](value)) for n, ((_, kind), value) in enumerate(zip(columns, row)) if value}
                     for row in rows]


def letters(number):
    return (chr(64 + number // 26) if number > 25 else '') + chr(65 + number % 26)


def key(row):
    return [(column, str(value)) for column, (kind, value) in sorted(row.items()) if kind in ('text', 'date')]


def same(is_row, must_row):
    """Spreadsheets keep fifteen digits."""
    return is_row.keys() == must_row.keys() and all(
        is_row[c][0] == kind and (abs(is_row[c][1] - value) <= 1e-14 * abs(value) if kind == 'number' else is_row[c][1] == value)
        for c, (kind, value) in must_row.items())


def check(holds, name):
    print(f"{'ok' if holds else 'not ok'} - {name}")


def compare(view):
    columns, must = truth(view)
    title, *rows = sheet(view)
    check([title[letters(n)] for n in range(len(columns))] == [('text', name) for name, _ in columns], f'{view}: the titles')
    differ = [(i, m) for i, m in zip(sorted(rows, key=key), sorted(must, key=key)) if not same(i, m)]
    check(len(rows) == len(must) > 0 and not differ, f'{view}: {len(rows)} of {len(must)} rows as they are {differ[:1] or ""}')


process, create = office()
try:
    desktop = create('com.sun.star.frame.Desktop')
    source = data_source(create)
    listed = views_listed(source)
    check(all(f'public.{view}' in listed for view in VIEWS), 'Base lists the views')
    for view in VIEWS:
        draw(desktop, view, TABLE, f'public.{view}')
    draw(desktop, 'query', SQL, "SELECT as_at, \"month\", fraction_good_or_better FROM council_month WHERE as_at >= '2024-01-01'")
    desktop.terminate()
finally:
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
for view in VIEWS:
    compare(view)
titles, *months = sheet('council_month')
kinds = {titles[column][1]: kind for column, (kind, _) in months[-1].items()}
check([kinds[name] for name in ('local_authority', 'as_at', 'rated', 'percent_good_or_better', 'fraction_target')] ==
      ['text', 'date', 'number', 'number', 'number'], 'numbers are numbers, dates dates')
check(len(sheet('query')) == 1 + int(psql("SELECT count(*) FROM council_month WHERE as_at >= '2024-01-01'")),
      'a query: "month" in quotes, for unquoted it is a function')
