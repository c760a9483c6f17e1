/** Makes the phone's types from openapi.json, the server's promise; with `--check` fails when they are stale. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const frontend = dirname(dirname(fileURLToPath(import.meta.url)));
const promise = join(frontend, '..', 'openapi.json');
const kept = join(frontend, 'src', 'api', 'schema.d.ts');
const folder = mkdtempSync(join(tmpdir(), 'kwetu-api-'));
try {
  const fresh = join(folder, 'schema.d.ts');
  execFileSync('npx', ['openapi-typescript', promise, '--output', fresh, '--alphabetize'], { cwd: frontend });
  const types = readFileSync(fresh, 'utf8');
  if (!process.argv.includes('--check')) writeFileSync(kept, types);
  else if (types !== readFileSync(kept, 'utf8')) {
    console.error('src/api/schema.d.ts is stale: run `make generated`');
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
