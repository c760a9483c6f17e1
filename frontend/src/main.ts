/** Begins the app: the reader's language, the person who wrote last, then the page of the address. */
import './shell/look.css';
import { mount } from 'svelte';
import { chosenLanguage, phoneLanguage, speak } from './kit/i18n.svelte';
import { begin } from './people/store';
import { showSafety, startSending } from './sync/sending';
import App from './shell/App.svelte';
import { find, load } from './shell/routes';
import { install } from './shell/version.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

const SEND_AFTER_MS = 1_500; // the first page has the phone for itself

async function open(target: HTMLElement): Promise<void> {
  const first = find(location.hash);
  if (first) void load(first.route).catch(() => undefined); // comes while the words do; the frame asks again and tells
  await Promise.all([speak(chosenLanguage() ?? phoneLanguage()), begin()]);
  mount(App, { target });
  void showSafety();
  setTimeout(startSending, SEND_AFTER_MS);
  void install();
}

open(target).catch((fault: unknown) => {
  // the words may be what failed: this one sentence is in English
  target.textContent = `Kwetu could not open on this phone. Your answers were not touched. Close it and open it again. (${String(fault)})`;
});
