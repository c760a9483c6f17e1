/** How a profile's state is shown: one colour and one shape for each word, the same on every page. */

import check from 'icon:shield-check';
import away from 'icon:undo-2';
import clock from 'icon:clock';
import done from 'icon:circle-check';
import file from 'icon:file-text';
import heart from 'icon:hand';
import list from 'icon:list';
import message from 'icon:message-circle-question-mark';
import share from 'icon:share-2';
import type { Tone } from '../kit/Chip.svelte';
import type { ProfileState } from './rules';

export const TONE: Record<ProfileState, Tone> = {
  known: 'plain',
  profiling: 'waiting',
  said_no: 'plain',
  handed_in: 'waiting',
  returned: 'needs',
  verified: 'safe',
  approved: 'safe',
  released: 'map',
  withdrawn: 'plain',
};

export const SHAPE: Record<ProfileState, string> = {
  known: list,
  profiling: file,
  said_no: heart,
  handed_in: clock,
  returned: message,
  verified: check,
  approved: done,
  released: share,
  withdrawn: away,
};
