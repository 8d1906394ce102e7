// What node-postgres makes of the views of wire.sql.
//
//   node node.js MODE OUTPUT
//
// Writes every value, as wire.value() does, to the file OUTPUT, and says "ok" or "not ok" of everything
// else that is checked. MODE: text or prepared (a named statement, run three times). Binary is not for it: asked for
// it, the package destroys bytes above 127 on their way (pg 8.23: 128 arrives as 239).
const fs = require('fs');
const { Client, types } = require('pg');

const [mode, output] = process.argv.slice(2);
const { INT8, INT4, FLOAT8, DATE, TEXT } = types.builtins;

// As their documentation advises: bigint as BigInt (by default a string of digits)
const parsers = { getTypeParser: (oid, format) => (oid === INT8 ? BigInt : types.getTypeParser(oid, format)) };

function check(ok, name) { console.log(`${ok ? 'ok' : 'not ok'} - ${name}`); }

const pad = (number, digits) => String(number).padStart(digits, '0');

// The kind of a column and a function that writes its values, if they are of the right JavaScript type
function reader(oid) {
  const only = (type, write) => value => (typeof value === type ? write(value) : `a ${typeof value}`);
  switch (oid) {
    case INT8: return ['bigint', only('bigint', String)];
    case INT4: return ['integer', only('number', String)];
    case TEXT: return ['text', only('string', String)];
    case FLOAT8: return ['double', only('number', value => {
      const bits = Buffer.alloc(8);
      bits.writeDoubleBE(value);
      return bits.toString('hex');
    })];
    case DATE: return ['date', value => (value instanceof Date
      ? `${pad(value.getFullYear(), 4)}-${pad(value.getMonth() + 1, 2)}-${pad(value.getDate(), 2)}` : `a ${typeof value}`)];
    default: return ['other', only('string', String)];
  }
}

async function dump(client, name, query, out) {
  let result;
  for (let round = 0; round < (mode === 'prepared' ? 3 : 1); round++)
    result = await client.query({ text: query, types: parsers, rowMode: 'array',
      name: mode === 'prepared' ? name : undefined });
  const readers = result.fields.map(field => reader(field.dataTypeID));
  result.rows.forEach((row, n) => row.forEach((value, column) => {
    const [kind, write] = readers[column];
    out.push([name, n + 1, result.fields[column].name, kind, value === null ? '\\N' : write(value)].join('\t'));
  }));
}

async function extras(client) {
  const { rows } = await client.query('SELECT council, tally, trend, tally::jsonb AS object FROM wire.summaries ORDER BY council COLLATE "C"');
  for (const { council, tally, trend, object } of rows) {
    check(typeof tally === 'string' && JSON.parse(tally).version === 1 && JSON.parse(tally).good === object.good,
      `a tally is JSON, as text and as object: ${council}`);
    const same = await client.query(
      'SELECT count(*)::int AS months, bool_and($1::care_trend_summary = s.trend) AS same FROM wire.summaries s,'
      + ' care_monthly($1, target => $2, since => $3, until => $4, denominator => $5) m WHERE s.council = $6',
      [trend, 85.5, '2022-04-01', new Date(2022, 5, 1), 'all', council]);
    check(same.rows[0].same && same.rows[0].months === 3, `a trend goes out and comes back the same: ${council}`);
  }
  const percent = (await client.query('SELECT rated, percent_good_or_better FROM wire.monthly LIMIT 1')).rows[0];
  check(/^\d+$/.test(percent.rated) && typeof percent.percent_good_or_better === 'number',
    'without parsers of its own a program gets counts as digits, percentages as numbers');
  try {
    await client.query('SELECT care_percent_good_or_better(v) FROM (VALUES ($1)) r (v)', ['TBC']);
    check(false, 'a wrong label is an error');
  } catch (error) {
    check(error.code === '22P02' && /"TBC"/.test(error.message) && /to_care_rating/.test(error.hint), 'a wrong label is an error with its code and hint');
  }
  check((await client.query('SELECT 1 AS one')).rows[0].one === 1, '... and the connection goes on');
}

(async () => {
  const client = new Client({ host: '127.0.0.1', port: +(process.env.POOL_PORT || process.env.PGPORT), database: 'postgres',
    user: process.env.BI_USER, password: process.env.BI_PASSWORD });
  const out = [];
  await client.connect();
  const { rows } = await client.query('SELECT name, query FROM wire.statement ORDER BY name');
  for (const { name, query } of rows) await dump(client, name, query, out);
  fs.writeFileSync(output, out.join('\n') + '\n');
  await extras(client);
  await client.end();
})().catch(error => { console.log(`not ok - ${error}`); process.exit(1); });
