/** The ways of asking: what is put to the meeting, found on the walk, asked of the women's group, filled in by the team. Pure.
 *
 * The short form comes first; the rest of a section is opened by answering any of it, and is then part of the profile. */

import type { Answers, Form } from '../questionnaire/form';
import { askOf, questionsAsked, sectionOf, sectionsAsked } from './asking';
import { isSaid, liesBeyond } from './rules';

export const PATHS = ['room', 'walk', 'women', 'team'] as const;
export type Path = (typeof PATHS)[number];

/** One section on one way. */
export interface Leg {
  code: string;
  /** Of the short form. */
  core: string[];
  /** Of the rest: what was opened, and what waits to be. */
  beyond: string[];
  opened: boolean;
}

/** The sections a way leads through, with what it asks there. */
export function legsOf(form: Form, answers: Answers, today: string, path: Path): Leg[] {
  const open = new Set(sectionsAsked(form, answers, today).flatMap(({ questions }) => questions));
  const legs = form.sections.map(({ code }) => {
    const all = sectionsAsked(form, answers, today, code).find((one) => one.code === code)?.questions ?? [];
    const here = all.filter((name) => askOf(form, name) === path);
    const beyond = here.filter((name) => liesBeyond(form, name));
    const core = here.filter((name) => !beyond.includes(name));
    return { code, core, beyond, opened: beyond.some((name) => open.has(name)) };
  });
  return legs.filter(({ core, beyond }) => core.length + beyond.length > 0);
}

/** What a way asks now: the short form, and the rest of the sections that were opened. */
export const askedOn = (leg: Leg): string[] => [...leg.core, ...(leg.opened ? leg.beyond : [])];

/** How many of these have one of the four answers. */
export const done = (names: readonly string[], answers: Answers): number =>
  names.filter((name) => isSaid(answers, name)).length;

/** The question that follows a section on this way (on all ways when none was chosen), null after the last. */
export function afterSection(
  form: Form,
  answers: Answers,
  today: string,
  section: string,
  path: string,
): string | null {
  const all = questionsAsked(form, answers, today);
  const last = all.map((name) => sectionOf(form, name)).lastIndexOf(section);
  const later = last < 0 ? [] : all.slice(last + 1);
  return later.find((name) => !path || askOf(form, name) === path) ?? null;
}
