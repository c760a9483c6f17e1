/** Every address of the app and the page that stands there; each page is its own chunk, fetched when first opened. */
import type { Component } from 'svelte';

export interface Route {
  path: string;
  /** Slice and name of the page: `profiles/PageQuestion` is `src/profiles/PageQuestion.svelte`. */
  page: string;
  /** The word of the tab bar this page belongs to; without one the page has no tab bar. */
  tab?: 'home' | 'map' | 'profile' | 'more' | 'review' | 'city' | 'agreements' | 'files';
  /** Pages for someone who has not joined. */
  open?: true;
}

/** A `:name` in the path is given to the page as a prop. */
export const ROUTES: readonly Route[] = [
  { path: '/', page: 'shell/PageHome', tab: 'home' },
  { path: '/welcome', page: 'people/PageWelcome', open: true },
  { path: '/join/:code', page: 'people/PageJoin', open: true },
  { path: '/practice', page: 'shell/PagePractice', open: true },
  { path: '/more', page: 'shell/PageMore', tab: 'more', open: true },
  { path: '/outbox', page: 'sync/PageOutbox' },
  { path: '/map', page: 'profiles/PageMap', tab: 'map' },
  { path: '/settlements/new', page: 'settlements/PageNewSettlement' },
  { path: '/settlements/:id', page: 'profiles/PageSettlement' },
  { path: '/profiles/:id', page: 'profiles/PageProfile', tab: 'profile' },
  { path: '/profiles/:id/ask/:question', page: 'profiles/PageQuestion' },
  { path: '/profiles/:id/boundary', page: 'profiles/PageBoundary' },
  { path: '/profiles/:id/handin', page: 'profiles/PageHandIn' },
  { path: '/profiles/:id/readback', page: 'profiles/PageReadBack' },
  { path: '/profiles/:id/together', page: 'profiles/PageTogether' },
  { path: '/together/:payload', page: 'profiles/PageJoinTogether' },
  { path: '/review', page: 'review/PageReview', tab: 'review' },
  { path: '/review/:id', page: 'review/PageReviewProfile', tab: 'review' },
  { path: '/city', page: 'review/PageCity', tab: 'city' },
  { path: '/people', page: 'people/PagePeople', tab: 'city' },
  { path: '/teams', page: 'settlements/PageTeams', tab: 'city' },
  { path: '/import', page: 'settlements/PageImport', tab: 'city' },
  { path: '/agreements', page: 'agreed/PageAgreements', tab: 'agreements' },
  { path: '/agreements/new', page: 'agreed/PageNewAgreement' },
  { path: '/agreements/:id', page: 'agreed/PageAgreement', tab: 'agreements' },
  { path: '/agreements/:id/release', page: 'agreed/PageNewRelease' },
  { path: '/agreements/:id/releases/:number', page: 'agreed/PageRelease', tab: 'agreements' },
  { path: '/shared', page: 'agreed/PageShared', tab: 'map' },
  { path: '/files', page: 'agreed/PageFiles', tab: 'files' },
];

type Page = Component<Record<string, string>>;
const PAGES = import.meta.glob<{ default: Page }>('/src/*/Page*.svelte');

export interface Found {
  route: Route;
  params: Record<string, string>;
}

function match(path: string, parts: string[]): Record<string, string> | null {
  const wanted = path.split('/').slice(1);
  if (wanted.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [place, want] of wanted.entries()) {
    const part = parts[place] ?? '';
    if (want.startsWith(':') && part) params[want.slice(1)] = decodeURIComponent(part);
    else if (want !== part) return null;
  }
  return params;
}

/** Find the page for an address as `#/profiles/ID`; a fixed word wins over a `:name`. */
export function find(hash: string): Found | null {
  const parts = (hash.replace(/^#\/?/, '').split('?')[0] ?? '').split('/');
  for (const route of ROUTES) {
    const params = match(route.path, parts);
    if (params) return { route, params };
  }
  return null;
}

/** Fetch a page's chunk. */
export async function load(route: Route): Promise<Page> {
  const fetchPage = PAGES[`/src/${route.page}.svelte`];
  if (!fetchPage) throw new Error(`${route.page} is not part of this version`);
  return (await fetchPage()).default;
}
