// The phone app's own outbox, freezing, sending and fetching, driven line by line by the simulation: JSON in, JSON out.
// `node app_phone.mjs FRONTEND_FOLDER`; the server's address comes with each phone, the line's fault with each order.
import { createRequire } from 'node:module';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

const folder = process.argv[2];
const need = createRequire(`${folder}/package.json`);
const { createServer } = await import(pathToFileURL(need.resolve('vite')).href.replace('/index.cjs', '/dist/node/index.js'));
await import(pathToFileURL(need.resolve('fake-indexeddb/auto')).href);

const vite = await createServer({
  configFile: false, root: folder, logLevel: 'error', appType: 'custom',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null }, optimizeDeps: { noDiscovery: true },
});
const load = (name) => vite.ssrLoadModule(`/src/${name}.ts`);
const [{ openLocal }, outbox, { push }, { pull }, { prune }, { askWhatBecame }] = await Promise.all(
  ['kit/local-db', 'sync/outbox', 'sync/push', 'sync/pull', 'sync/pruning', 'sync/asking-again'].map(load),
);

const phones = new Map();
let line = { server: '', fault: {}, limit: 500, pages: 1000 };

// The line: every way it breaks in the field.
const real = globalThis.fetch;
const broken = () => { throw new TypeError('the line broke'); };

function half(path, init, bytes, share) {
  return new Promise((over) => {
    const asked = request(line.server + path, { method: init.method, headers: { ...init.headers, 'Content-Length': bytes.length } });
    asked.on('error', () => undefined);
    asked.write(bytes.subarray(0, Math.max(1, Math.floor(bytes.length * share))), () =>
      setTimeout(() => { asked.destroy(); over(); }, 5));
  });
}

function portal(init, bytes) {
  const told = init.headers['Content-Encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  const b64 = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const answers = JSON.parse(told.toString()).edits.map(({ edit_id }) => ({
    edit_id, answer: 'kept',
    receipt: `${b64({ alg: 'ES256' })}.${b64({ edit_id, sha256: '0'.repeat(64), answer: 'kept', refused_paths: [] })}.${'A'.repeat(86)}`,
  }));
  return new Response(JSON.stringify({ server_time: new Date().toISOString(), answers }));
}

globalThis.fetch = async (path, init = {}) => {
  const { fault } = line;
  const bytes = init.body ? Buffer.from(await new Response(init.body).arrayBuffer()) : Buffer.alloc(0);
  if (path.startsWith('/api/sync/changes') && line.pages-- <= 0) broken();
  if (fault.name === 'portal') return portal(init, bytes);
  if (fault.name === 'cut' && init.body) { await half(path, init, bytes, fault.at); broken(); }
  if (fault.name === 'hang_up' && init.body) { await half(path, init, bytes, 1); broken(); }
  const answer = await real(line.server + path.replace('limit=500', `limit=${line.limit}`), { ...init, ...(init.body ? { body: bytes } : {}) });
  if (fault.name === 'deaf' || fault.name === 'dies') { await answer.arrayBuffer(); broken(); }
  return answer;
};

// Months pass on one phone and not on the next.
const RealDate = Date;
let ahead_ms = 0;
globalThis.Date = class extends RealDate {
  constructor(...told) { if (told.length) super(...told); else super(RealDate.now() + ahead_ms); }
  static now() { return RealDate.now() + ahead_ms; }
};

/** The days of a proof are the server's: it told its time when this phone last fetched, and those months passed there, too. */
async function hearsTheTime(db) {
  const places = await db.get('meta', 'safe_places');
  if (places) await db.put('meta', { ...places, server_time: new Date().toISOString() }, 'safe_places');
}

const heard = { unproven: 0 };
const quietly = (work) => work.then(() => 'heard', (fault) => {
  if (fault?.slug === undefined) throw fault; // a fault of the app, not of the line
  return fault.slug;
});

const orders = {
  open: async (phone, { person, server }) => {
    phones.set(phone.name, { name: phone.name, person, server, db: await openLocal(person.person_id), ahead_ms: 0 });
  },
  say: ({ db }, { saying }) => outbox.say(db, saying),
  freeze: ({ db }, { ids }) => outbox.freeze(db, ids ?? undefined),
  push: ({ db, person }) => quietly(push(db, person, { ...heard })),
  pull: ({ db, person }) => quietly(pull(db, person.token)),
  ask: ({ db, person }) => quietly(askWhatBecame(db, person, Date.now() + 7 * 3_600_000)),
  prune: async (phone, { days }) => {
    phone.ahead_ms += days * 86_400_000;
    ahead_ms = phone.ahead_ms;
    await hearsTheTime(phone.db);
    const before = await phone.db.getAllKeys('outbox');
    await prune(phone.db);
    const after = new Set(await phone.db.getAllKeys('outbox'));
    return before.filter((id) => !after.has(id));
  },
  outbox: ({ db }) => db.getAll('outbox'),
  records: ({ db }) => db.getAll('records'),
  shown: async ({ db }, { record_id }) => {
    const told = await outbox.describe(db, record_id);
    const fields = Object.entries(told?.fields ?? {}).map(([path, held]) => [
      path, Object.fromEntries(held.map(({ edit_id, answer }) => [edit_id, answer])),
    ]);
    return Object.fromEntries(fields);
  },
  aliases: async ({ db }) => (await db.get('meta', 'aliases')) ?? {},
};

for await (const told of createInterface({ input: process.stdin })) {
  const { name, order, ...more } = JSON.parse(told);
  const phone = phones.get(name) ?? { name };
  line = { server: phone.server ?? more.server, fault: more.fault ?? {}, limit: more.limit ?? 500, pages: more.pages ?? 1000 };
  ahead_ms = phone.ahead_ms ?? 0;
  const answer = await orders[order](phone, more).then((done) => ({ done }), (fault) => ({ fault: fault?.stack ?? String(fault) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
