/** The four words at the bottom, by role. */
import city from 'icon:building-2';
import files from 'icon:download';
import dots from 'icon:ellipsis';
import page from 'icon:file-text';
import house from 'icon:house';
import map from 'icon:map';
import review from 'icon:clipboard-check';
import { t } from '../kit/i18n.svelte';
import type { Tab } from '../kit/TabBar.svelte';
import { keepsRecords, leads, type Role } from '../people/rules';
import type { Route } from './routes';

type Word = [tab: NonNullable<Route['tab']>, href: string, icon: string, word: string];

function wordsOf(role: Role, profile: string | null): Word[] {
  const more: Word = ['more', '#/more', dots, t('shell.tab_more')];
  const maps: Word = ['map', '#/map', map, t('shell.tab_map')];
  if (!keepsRecords(role))
    return [
      ['agreements', '#/agreements', page, t('shell.tab_agreements')],
      ['map', '#/shared', map, t('shell.tab_map')],
      ['files', '#/files', files, t('shell.tab_files')],
      more,
    ];
  if (leads(role))
    return [
      ['review', '#/review', review, t('shell.tab_review')],
      maps,
      ['city', '#/city', city, t('shell.tab_city')],
      more,
    ];
  if (role === 'verifier') return [['review', '#/review', review, t('shell.tab_review')], maps, more];
  return [
    ['home', '#/', house, t('shell.tab_home')],
    maps,
    ...(profile ? [['profile', `#/profiles/${profile}`, page, t('shell.tab_profile')] as Word] : []),
    more,
  ];
}

/** The tabs of a role; `profile` is the one last open on this phone. */
export function tabsOf(role: Role, here: Route['tab'], profile: string | null): Tab[] {
  const under = leads(role) && here === 'agreements' ? 'city' : here; // leaders reach agreements through their city
  return wordsOf(role, profile).map(([tab, href, icon, word]) => ({ href, icon, word, here: tab === under }));
}
