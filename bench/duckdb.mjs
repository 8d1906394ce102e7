// DuckDB for bench/run.pl: an in-memory database on two threads.
// Reads one JSON string of SQL a line; answers each with a line {ms, rows} or {error}.
import { createInterface } from 'node:readline';
import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const start = process.hrtime.bigint();
    const reader = await connection.runAndReadAll(JSON.parse(line));
    const ms = Number(process.hrtime.bigint() - start) / 1e6;
    answer = { ms, rows: reader.getRowsJson() };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
