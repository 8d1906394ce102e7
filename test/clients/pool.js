// Fifty clients of node-postgres at once through a pooler that has two connections: every answer must be that of its
// question, whichever connection gave it.
const { Client } = require('pg');

const server = { host: '127.0.0.1', port: +process.env.POOL_PORT, database: 'postgres',
  user: process.env.BI_USER, password: process.env.BI_PASSWORD };
const question = 'SELECT s.council, m.rated::int, m.percent_good_or_better AS percent FROM wire.summaries s,'
  + ' care_monthly(s.trend, target => $1, since => $2, until => $2) m ORDER BY s.council COLLATE "C"';
const months = Array.from({ length: 12 }, (_, n) => `2022-${String(n + 1).padStart(2, '0')}-01`);

function check(ok, name) { console.log(`${ok ? 'ok' : 'not ok'} - ${name}`); }

async function ask(client, month) {
  const { rows } = await client.query({ text: question, values: [85, month] });
  return JSON.stringify(rows);
}

// One client: every month, alone and within a transaction, of which one fails
async function visitor(n, truth) {
  const client = new Client(server);
  await client.connect();
  let right = 0;
  for (let turn = 0; turn < months.length; turn++) {
    const month = months[(turn + n) % months.length];
    if (turn % 4 === 3) await client.query('BEGIN READ ONLY');
    right += await ask(client, month) === truth.get(month);
    if (turn % 4 === 3) await client.query('COMMIT');
    if (turn === 5) await client.query("SELECT care_target_gap('Good'::text, 185)").catch(error => { right += error.code === '22023'; });
  }
  await client.end();
  return right;
}

(async () => {
  const first = new Client({ ...server, port: +process.env.PGPORT });
  await first.connect();
  const truth = new Map();
  for (const month of months) truth.set(month, await ask(first, month));
  await first.end();
  check(new Set(truth.values()).size > 6, 'the months differ');
  const right = await Promise.all(Array.from({ length: 50 }, (_, n) => visitor(n, truth)));
  check(right.every(n => n === months.length + 1), `fifty clients over two connections get their own answers ${right}`);
})().catch(error => { console.log(`not ok - ${error}`); process.exit(1); });
