/** The name of every sentence the app can say; each slice keeps its own words, English complete. */
import type agreed from './agreed.en.json';
import type boundary from './boundary.en.json';
import type basemaps from './basemaps.en.json';
import type count from './count.en.json';
import type claims from './claims.en.json';
import type forms from './forms.en.json';
import type handover from './handover.en.json';
import type imports from './imports.en.json';
import type kit from './kit.en.json';
import type known from './known.en.json';
import type map from './map.en.json';
import type parked from './parked.en.json';
import type paths from './paths.en.json';
import type people from './people.en.json';
import type phone from './phone.en.json';
import type points from './points.en.json';
import type problems from './problems.en.json';
import type profiles from './profiles.en.json';
import type questionnaire from './questionnaire.en.json';
import type register from './register.en.json';
import type review from './review.en.json';
import type rows from './rows.en.json';
import type settlements from './settlements.en.json';
import type shell from './shell.en.json';
import type spoken from './spoken.en.json';
import type states from './states.en.json';
import type sync from './sync.en.json';
import type typing from './typing.en.json';

export type WordKey =
  | keyof typeof agreed
  | keyof typeof boundary
  | keyof typeof basemaps
  | keyof typeof count
  | keyof typeof claims
  | keyof typeof forms
  | keyof typeof handover
  | keyof typeof imports
  | keyof typeof kit
  | keyof typeof known
  | keyof typeof map
  | keyof typeof parked
  | keyof typeof paths
  | keyof typeof people
  | keyof typeof phone
  | keyof typeof points
  | keyof typeof problems
  | keyof typeof profiles
  | keyof typeof questionnaire
  | keyof typeof register
  | keyof typeof review
  | keyof typeof rows
  | keyof typeof settlements
  | keyof typeof shell
  | keyof typeof spoken
  | keyof typeof states
  | keyof typeof sync
  | keyof typeof typing;
