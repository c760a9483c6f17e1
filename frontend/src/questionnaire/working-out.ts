/** Works out a form: who is asked what, what is reckoned, what does not fit; after one answer changed, only what hangs on it.
 *
 * Each outcome remembers which answers and which lists of rows it read; a changed answer forgets exactly the outcomes that
 * read it, and they are worked out when somebody asks. */
import { come, type Outcome } from './expressions';
import type { Answer, Answers, Ast, Form, Question, Rule } from './form';
import { cellsIn, findRows, listIn, type Rows } from './rows-here';
import { valueOf } from './values';

/** The engines of the forms that are being answered: of the answers as they stand, and as one row sees them. */
let engines = new WeakMap<Form, Engine[]>();
const SEEN_FROM = 2;
/** With more than this said otherwise, it is quicker to begin anew. */
const FAR = 60;

/** More can be worked out than before: what was unknown may be known. */
export const startAnew = (): void => void (engines = new WeakMap());

/** The form worked out with these answers, by the engine that has to look at least again. */
export function workedOut(form: Form, answers: Answers, today: string): Engine {
  const kept = engines.get(form) ?? [];
  const [nearest] = kept
    .map((engine) => ({ engine, paths: engine.otherwise(answers, today) }))
    .filter(({ paths }) => paths && paths.length < FAR)
    .sort((one, other) => one.paths!.length - other.paths!.length);
  const engine = nearest?.engine ?? new Engine(form, answers, { today });
  engine.become(answers, nearest?.paths ?? []);
  if (kept[0] !== engine) engines.set(form, [engine, ...kept.filter((one) => one !== engine)].slice(0, SEEN_FROM));
  return engine;
}

/** The clock and the language an expression may ask for. */
export interface Asking {
  today: string;
  now?: string;
  language?: string;
}

type What = 'relevant' | 'constraint' | 'calculation' | 'when' | 'holds';

interface Known {
  outcome: Outcome;
  read: ReadonlySet<string>;
}

const ROWS_OF = 'rows of ';
const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const isSaid = (path: string, answer: Answer | undefined): boolean =>
  nameIn(path) !== '_deleted' && (answer?.answer !== undefined || valueOf(answer) !== null);
/** Whether two answers say the same; answers read twice are two objects. */
const isSame = (one?: Answer & { saw?: unknown }, other?: Answer & { saw?: unknown }): boolean =>
  one === other || (one?.value === other?.value && one?.answer === other?.answer && one?.saw === other?.saw);
const rowOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export class Engine {
  /** How many expressions were evaluated since the form was opened. */
  evaluations = 0;
  private readonly answers: Answers;
  private readonly known = new Map<string, Known>();
  private readonly readers = new Map<string, Set<string>>();
  private readonly open = new Set<string>();
  private reading = new Set<string>();
  private rows: Rows;
  /** How many answers each row holds: a row comes with its first and goes with its last. */
  private readonly saidIn = new Map<string, number>();
  /** The very answers it was last asked with. */
  private asked: Answers;

  constructor(
    private readonly form: Form,
    answers: Answers,
    private readonly asking: Asking,
  ) {
    this.answers = { ...answers };
    this.asked = answers;
    this.rows = findRows(answers);
    for (const path in answers) if (isSaid(path, answers[path])) this.count(rowOf(path), 1);
  }

  /** The paths at which these answers say otherwise; null where the day is another. */
  otherwise(answers: Answers, today: string): string[] | null {
    if (today !== this.asking.today) return null;
    if (answers === this.asked) return [];
    const mine = Object.keys(this.answers).filter((path) => !(path in answers));
    return [...mine, ...Object.keys(answers)].filter((path) => !isSame(this.answers[path], answers[path]));
  }

  /** Take in the answers that differ at these paths. */
  become(answers: Answers, paths: readonly string[]): void {
    for (const path of paths) this.change(path, answers[path]);
    this.asked = answers;
  }

  /** Take in one answer (undefined takes it away); return the paths and rules whose outcomes hang on it. */
  change(path: string, answer: Answer | undefined): Set<string> {
    const [was, is] = [isSaid(path, this.answers[path]), isSaid(path, answer)];
    this.answers[path] = answer;
    const hanging = new Set<string>();
    this.forget(path, hanging);
    const row = rowOf(path);
    if (!row) return hanging;
    const before = this.saidIn.get(row) ?? 0;
    const now = this.count(row, Number(is) - Number(was));
    if (nameIn(path).startsWith('_') || (before === 0) !== (now === 0)) this.lookForRows(hanging);
    return hanging;
  }

  /** The paths of all questions that can be asked now, those of repeats row by row. */
  paths(): string[] {
    return this.form.sections.flatMap((section) => section.questions).flatMap((name) => this.pathsOf(name));
  }

  /** The paths of one question: one, or one in each row. */
  pathsOf(name: string): string[] {
    return cellsIn(this.form, name, this.rows).map(([, path]) => path);
  }

  /** What stands at a path: what was said, or what is reckoned there. */
  value(path: string): Outcome {
    return valueOf(this.read(path));
  }

  /** What was said at a path, or what is reckoned there. */
  answer(path: string): Answer | undefined {
    return this.read(path);
  }

  /** Whether a question is asked; null where that is not known: then it is optional. */
  relevant(path: string): boolean | null {
    const outcome = this.outcome('relevant', path);
    return outcome === undefined ? true : outcome === null ? null : Boolean(outcome);
  }

  /** Whether an answer must be given here before handing in; any of the four will do. */
  required(path: string): boolean {
    return this.question(path)?.required === true && this.relevant(path) === true;
  }

  /** Whether the answer here breaks its question's own constraint. */
  fault(path: string): boolean {
    if (this.value(path) === null || this.relevant(path) === false) return false;
    return this.outcome('constraint', path) === false;
  }

  /** The rules across questions that are broken, in order; `about` a question, where it is named. */
  broken(about?: string): Rule[] {
    return this.form.rules.filter((rule, n) => {
      if (about && !rule.questions.includes(about)) return false;
      if (!rule.holds || (rule.when && this.workOut('when', String(n), rule.when) !== true)) return false;
      return this.workOut('holds', String(n), rule.holds) === false;
    });
  }

  /** All answers, every calculated question beside them. */
  complete(): Answers {
    const reckoned = this.form.calculations.flatMap((name) => this.pathsOf(name));
    return { ...this.answers, ...Object.fromEntries(reckoned.map((path) => [path, { value: this.value(path) }])) };
  }

  private question(path: string): Question | undefined {
    return this.form.questions[nameIn(path)];
  }

  private outcome(what: 'relevant' | 'constraint', path: string): Outcome | undefined {
    const ast = this.question(path)?.[what];
    return ast && this.workOut(what, path, ast);
  }

  /** Return an outcome, worked out anew where an answer it read has changed. One that needs itself is unknown. */
  private workOut(what: What, path: string, ast: Ast): Outcome {
    const key = `${what} ${path}`;
    const known = this.known.get(key);
    if (known) return known.outcome;
    if (this.open.has(key)) return null;
    const outer = this.reading;
    this.reading = new Set();
    this.open.add(key);
    const outcome = this.evaluated(what, path, ast);
    this.open.delete(key);
    this.known.set(key, { outcome, read: this.reading });
    for (const source of this.reading) this.readersOf(source).add(key);
    this.reading = outer;
    return outcome;
  }

  private evaluated(what: What, path: string, ast: Ast): Outcome {
    this.evaluations += 1;
    return come(ast, {
      ...this.asking,
      form: this.form,
      row: rowOf(path),
      self: what === 'constraint' ? this.value(path) : what === 'calculation' ? valueOf(this.answers[path]) : null,
      read: (other) => this.read(other),
      list: (list) => this.list(list),
    });
  }

  private read(path: string): Answer | undefined {
    this.reading.add(path);
    const calculation = this.question(path)?.calculation;
    if (!calculation) return this.answers[path];
    const value = this.workOut('calculation', path, calculation);
    return value === null ? undefined : { value };
  }

  private list(path: string): readonly string[] | null {
    this.reading.add(ROWS_OF + path);
    return listIn(this.rows, { [path]: this.read(path) }, path);
  }

  private readersOf(source: string): Set<string> {
    let readers = this.readers.get(source);
    if (!readers) this.readers.set(source, (readers = new Set()));
    return readers;
  }

  /** Forget every outcome that read this, and what read those in turn. */
  private forget(source: string, hanging: Set<string>): void {
    for (const key of this.readers.get(source) ?? []) {
      const known = this.known.get(key);
      if (!known) continue;
      this.known.delete(key);
      for (const other of known.read) this.readers.get(other)?.delete(key);
      const [what = '', path = ''] = key.split(' ');
      hanging.add(path);
      if (what === 'calculation') this.forget(path, hanging);
    }
  }

  private lookForRows(hanging: Set<string>): void {
    const before = this.rows;
    this.rows = findRows(this.answers);
    for (const list of new Set([...Object.keys(before), ...Object.keys(this.rows)]))
      if (before[list]?.join() !== this.rows[list]?.join()) this.forget(ROWS_OF + list, hanging);
  }

  private count(row: string, by: number): number {
    const said = (this.saidIn.get(row) ?? 0) + by;
    this.saidIn.set(row, said);
    return said;
  }
}
