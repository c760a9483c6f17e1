/** What a form is on the wire: the questions a meeting is asked, as GET /api/forms/{form} gives them. */

export type Words = { en: string } & Partial<Record<string, string>>;

/** An expression tree: plain arrays, compiled on the server from XLSForm text. */
export type Ast =
  | ['num', number]
  | ['str', string]
  | ['ref', string]
  | ['self']
  | ['column', string] // in a choice filter, a column of the list of choices
  | ['question', string] // a question by its name, where not its answer is meant
  | ['up', number] // this row, in position(..)
  | ['call', string, Ast[]]
  | ['op', string, [Ast, Ast]]
  | ['and', Ast[]]
  | ['or', Ast[]];

export type Scalar = string | number | boolean;
export type Value = Scalar | string[] | object;
export type NonAnswer = 'unknown' | 'refused' | 'not_applicable';
export type Source = 'counted' | 'observed' | 'meeting' | 'official';

/** What one person said of one question: a value, or one of the three other answers. */
export interface Answer {
  value?: Value | null;
  answer?: NonAnswer;
  source?: Source;
  chosen_with?: string;
  reason?: string;
}
/** Answers by path (question name), the one shown first for each. */
export type Answers = Record<string, Answer | undefined>;

export type QuestionType =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'date'
  | 'time'
  | 'dateTime'
  | 'select_one'
  | 'select_multiple'
  | 'rank'
  | 'geopoint'
  | 'boundary'
  | 'calculate'
  | 'image'
  | 'audio'
  | 'note';

/** header = one card "Is this the right place?"; walk = counted on a walk; room = put to the meeting;
 *  women = asked of the women's group; team = filled by the team; auto = computed. */
export type Ask = 'header' | 'walk' | 'room' | 'women' | 'team' | 'auto';

/** What the phone writes by itself, without asking. */
export type Prefill =
  | 'today'
  | 'city.name'
  | 'city.country'
  | 'city.currency'
  | 'settlement.code'
  | 'settlement.ward'
  | 'settlement.centre_point'
  | 'boundary.method';

export interface Question {
  type: QuestionType;
  label: Words;
  hint?: Words;
  section: string;
  core: boolean;
  required: boolean;
  ask: Ask;
  unit?: string;
  sensitive: 0 | 1 | 2 | 3;
  choices?: string;
  relevant?: Ast;
  constraint?: Ast;
  message?: Words;
  /** Said in place of the message when the answer is below nought: the message may speak of an answer nobody gave yet. */
  below?: Words;
  calculation?: Ast;
  repeat?: string;
  /** Bounds that are plain numbers in the constraint, for number pads. */
  min?: number;
  max?: number;
  /** By how much a number that is slid to goes up or down. */
  step?: number;
  prefill?: Prefill;
  /** How answers here are usually found; a person may say otherwise. */
  source?: Source;
  /** Breaking the constraint is breaking this rule (its kind says what follows). */
  rule?: string;
  /** "In your words" of this question, open when its choice "other" is chosen; shown on the same screen. */
  words_for?: string;
  /** What people call it by, the same on paper: 5.7; a form kept from before this version has none. */
  number?: string;
  /** Says of each choice whether it is offered now. */
  filter?: Ast;
  appearance?: string;
  /** The short group it belongs to, a name of `Form.groups`. */
  group?: string;
  /** Files it shows or plays, by kind (image, audio, video) and language. */
  media?: Record<string, Words>;
  read_only?: boolean;
  /** Names it had in earlier versions of the form. */
  aliases?: string[];
  /** Words of codes that are in no list of the form. */
  says?: Choice[];
}

export interface Section {
  code: string;
  label: Words;
  questions: string[];
}

export interface Choice {
  code: string;
  label: Words;
  /** What choice filters look at. */
  columns?: Record<string, string>;
  media?: Record<string, Words>;
}

/** Questions of a section that belong together; on one screen where `together` says so. */
export interface Group {
  label: Words;
  together: boolean;
  within?: string;
}

export interface Repeat {
  label: Words;
  section: string;
  key: string;
  may_be_none: boolean;
  questions: string[];
  /** The repeat around this one. */
  within?: string;
  number?: string;
  aliases?: string[];
}

/** block = cannot be handed in; warn_reason = handed in with a reason in words; warn = only said. */
export type RuleKind = 'block' | 'warn_reason' | 'warn';

export interface Rule {
  id: string;
  kind: RuleKind;
  questions: string[];
  when?: Ast;
  holds?: Ast;
  says: Words;
  /** Numbers the sentence shows beside the answers, such as {sum}. */
  shows?: Record<string, Ast>;
}

export interface Form {
  form: string;
  title: Words;
  languages: Record<string, string>;
  /** Words of the answers that are no value: unknown, refused, not_applicable. */
  answers: Record<NonAnswer, Words>;
  sections: Section[];
  questions: Record<string, Question>;
  repeats: Record<string, Repeat>;
  /** The calculated questions, each after those it needs. */
  calculations: string[];
  choices: Record<string, Choice[]>;
  rules: Rule[];
  /** What is asked hangs on functions that the first scripts do not carry: engine.ts has to be there before. */
  further?: boolean;
  groups?: Record<string, Group>;
}
