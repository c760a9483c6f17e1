/** Makes the phone's types from the server's description of itself; with `--check` fails when they are stale. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const frontend = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(frontend);
const kept = join(frontend, 'src', 'api', 'schema.d.ts');
const python = process.env.PYTHON ?? join(root, '.venv', 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'kwetu-api-'));
try {
  const described = join(folder, 'openapi.json');
  const fresh = join(folder, 'schema.d.ts');
  execFileSync(python, ['-m', 'app.openapi', described], { cwd: root, stdio: 'inherit' });
  execFileSync('npx', ['openapi-typescript', described, '--output', fresh, '--alphabetize'], { cwd: frontend });
  const types = readFileSync(fresh, 'utf8');
  if (!process.argv.includes('--check')) writeFileSync(kept, types);
  else if (types !== readFileSync(kept, 'utf8')) {
    console.error('src/api/schema.d.ts is stale: run `npm run api`');
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
