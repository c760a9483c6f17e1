/** Where somebody walks with this phone: each GPS fix gets its number, is kept as it comes, and is told to the page. */

import type { Fix } from '../map/walk';
import { Walking } from '../map/walking.svelte';

export class Track {
  fixes = $state.raw<Fix[]>([]);
  readonly walking: Walking;

  /** `arrived` keeps a fix and tells of it; it is among the others already. */
  constructor(arrived: (fix: Fix) => void) {
    this.walking = new Walking((found) => {
      const fix = { ...found, n: this.last + 1 };
      this.fixes = [...this.fixes, fix];
      arrived(fix);
    });
  }

  /** The number of the newest fix; 0 before the first. */
  get last(): number {
    return this.fixes.at(-1)?.n ?? 0;
  }
}
