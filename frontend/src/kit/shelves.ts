/** The names of what lies in the browser's cache storage: a new version of the app spares them all when it tidies up. */

/** The app itself. */
export const APP = 'kwetu-app';
/** The second copy of what no server has signed for. */
export const ANSWERS = 'kwetu-answers';
/** The room held back for answers. */
export const RESERVE = 'kwetu-reserve';

/** Recorded questions: the first to go when answers need their room. */
export const SOUND = 'kwetu-sound';
/** What is being recorded here and no server has yet. */
export const RECORDED = 'kwetu-recorded';

/** The folder of maps, in the browser's own file system. */
export const MAPS = 'maps';

export const SPARED: readonly string[] = [APP, ANSWERS, RESERVE, SOUND, RECORDED];
