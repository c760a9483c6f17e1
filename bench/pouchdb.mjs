/**
 * The yardstick of a fresh phone: express-pouchdb with the same documents in memory, and a page with PouchDB in it.
 * Usage: node bench/pouchdb.mjs PORT DOCUMENTS; prints "ready" when the documents are in.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import express from 'express';
import expressPouchDB from 'express-pouchdb';
import PouchDB from 'pouchdb';
import memory from 'pouchdb-adapter-memory';

const [port, documents] = process.argv.slice(2);
const BATCH = 500;

const InMemory = PouchDB.plugin(memory).defaults({ adapter: 'memory' });
const city = new InMemory('city');
const lines = readFileSync(documents, 'utf8').trimEnd().split('\n');
for (let from = 0; from < lines.length; from += BATCH)
  await city.bulkDocs(lines.slice(from, from + BATCH).map((line) => JSON.parse(line)));

const app = express();
const script = createRequire(import.meta.url).resolve('pouchdb/dist/pouchdb.min.js');
app.get('/page', (_asked, answer) => answer.send('<!doctype html><title>PouchDB</title><script src="/pouchdb.js"></script>'));
app.get('/pouchdb.js', (_asked, answer) => answer.sendFile(script));
app.use('/db', expressPouchDB(InMemory, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: '/dev/null' }));
app.listen(Number(port), '127.0.0.1', () => console.log('ready'));
