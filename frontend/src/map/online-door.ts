/** Watches whether a map looks beyond the packs on this phone; only then, and once it stands, what draws the server's tiles is fetched. */

import type LayerGroup from 'ol/layer/Group';
import type OlMap from 'ol/Map';
import { beyond } from './beyond';
import { inSight } from './in-sight';
import type { OnlineAsked } from './map';
import type { Online } from './online';
import type { Colours } from './styles';

export class OnlineDoor {
  #asked: OnlineAsked | null = null;
  #stands = false;
  #online: Online | null = null;

  constructor(
    private readonly map: OlMap,
    private readonly group: LayerGroup,
    private readonly colours: Colours,
  ) {
    map.on('moveend', () => void this.#look());
  }

  /** The map of this phone is painted: what the server has may come. */
  stands(): void {
    this.#stands = true;
    void this.#look();
  }

  show(asked: OnlineAsked): void {
    const signal = asked.asks && this.#asked?.asks === false;
    this.#asked = asked;
    if (signal) this.#online?.signal();
    void this.#look();
  }

  async #look(): Promise<void> {
    const view = inSight(this.map);
    if (!this.#stands || !this.#asked || !view) return;
    if (!this.#online) {
      if (!this.#asked.asks || !beyond(view, this.#asked.packs).length) return;
      const code = await import('./online').catch(() => null); // with no signal it comes with the next move
      if (!code) return;
      this.#online ??= new code.Online(this.map, this.group, this.colours);
    }
    await this.#online.look(this.#asked);
  }
}
