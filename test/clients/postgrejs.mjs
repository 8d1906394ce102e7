// What postgrejs, a client that reads binary, makes of the views of wire.sql.
//
//   node postgrejs.mjs binary OUTPUT
//
// Writes every value, as wire.value() does, to the file OUTPUT, and says "ok" or "not ok" of everything else that is
// checked.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const { Connection } = createRequire(`${process.env.NODE_PATH}/`)('postgrejs');
const [, output] = process.argv.slice(2);
const kinds = { 20: 'bigint', 23: 'integer', 25: 'text', 701: 'double', 1082: 'date' };

function check(ok, name) { console.log(`${ok ? 'ok' : 'not ok'} - ${name}`); }

// A value as wire.value() writes it, if it is of the JavaScript type that goes with its kind
function written(value, kind) {
  if (value === null) return '\\N';
  const only = (type, text) => (typeof value === type ? text(value) : `a ${typeof value}`);
  switch (kind) {
    case 'bigint': return typeof value === 'bigint' ? String(value) : only('number', String);
    case 'integer': return only('number', String);
    case 'double': return only('number', () => {
      const bits = Buffer.alloc(8);
      bits.writeDoubleBE(value);
      return bits.toString('hex');
    });
    case 'date': return value instanceof Date ? value.toISOString().slice(0, 10) : `a ${typeof value}`;
    default: return only('string', String);
  }
}

async function dump(connection, name, query, out) {
  const { fields, rows } = await connection.query(query, { objectRows: false, fetchCount: 100000 });
  rows.forEach((row, n) => row.forEach((value, column) => {
    const kind = kinds[fields[column].dataTypeId] || 'other';
    out.push([name, n + 1, fields[column].fieldName, kind, written(value, kind)].join('\t'));
  }));
}

const connection = new Connection({ host: '127.0.0.1', port: +(process.env.POOL_PORT || process.env.PGPORT), database: 'postgres',
  user: process.env.BI_USER, password: process.env.BI_PASSWORD });
try {
  await connection.connect();
  const out = [];
  const { rows } = await connection.query('SELECT name, query FROM wire.statement ORDER BY name', { fetchCount: 1000 });
  // A type that it does not know arrives as its bytes: summaries are for the server.
  for (const [name, query] of rows)
    if (!['summaries', 'histories', 'ratings', 'long'].includes(name)) await dump(connection, name, query, out);
  fs.writeFileSync(output, out.join('\n') + '\n');
  const bytes = (await connection.query('SELECT tally FROM wire.summaries', { fetchCount: 1 })).rows[0][0];
  check(Buffer.isBuffer(bytes), 'numbers and dates came in binary, for a summary came so, too');
  const months = await connection.query('SELECT count(*)::int FROM wire.summaries s, care_monthly(s.trend, target => $1::float8, since => $2::date, until => $3::date)',
    { params: [85.5, '2022-04-01', new Date(2022, 5, 1)] });
  check(months.rows[0][0] === 9, 'parameters go out');
  const error = await connection.query('SELECT care_percent_good_or_better(v) FROM (VALUES ($1)) r (v)', { params: ['TBC'] }).catch(e => e);
  check(error.code === '22P02' && /"TBC"/.test(error.message) && /to_care_rating/.test(error.hint), 'a wrong label is an error with its code and hint');
  check((await connection.query('SELECT 1')).rows[0][0] === 1, '... and the connection goes on');
  await connection.close();
} catch (error) {
  console.log(`not ok - ${error.stack}`);
  process.exit(1);
}
