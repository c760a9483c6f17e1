/** Follows a person with GPS: every fix is handed on as it arrives, and a fault between two fixes never stops the walk. */

import type { Position } from './rules';
import type { Fix } from './walk';

/** `refused`: the phone may not tell; `none`: it cannot. */
export type Following = 'still' | 'waiting' | 'walking' | 'lost' | 'refused' | 'none';

const PERMISSION_DENIED = 1;

/** Some phones stop telling without saying so: after so long without a fix, GPS is asked anew. */
const SILENT_MS = 60_000;

/** Written where a phone cannot say how sure it is: never drawn, but kept. */
const UNSURE_M = 9_999;

export class Walking {
  state = $state<Following>('still');
  accuracy_m = $state<number | null>(null);
  /** The screen is held on while walking; false as soon as the phone lets go of it. */
  awake = $state(false);
  /** The phone is asked where it is. */
  on = $state(false);
  #last = 0;
  #watch: number | null = null;
  #lock: WakeLockSentinel | null = null;
  #gap = false;
  readonly #arrived: (fix: Omit<Fix, 'n'>) => void;

  constructor(arrived: (fix: Omit<Fix, 'n'>) => void) {
    this.#arrived = arrived;
  }

  /** Begin, or go on after the page was away (`again`): then the first fix comes after a gap. */
  start(again = false): void {
    if (this.on) return;
    if (!('geolocation' in navigator)) {
      this.state = 'none';
      return;
    }
    this.#gap ||= again;
    this.on = true;
    this.state = 'waiting';
    this.#follow();
    void this.#hold();
    document.addEventListener('visibilitychange', this.#hold);
  }

  #follow(): void {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    this.#last = Date.now();
    const options = { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 };
    this.#watch = navigator.geolocation.watchPosition(
      (at) => this.#fix(at),
      (fault) => this.#fault(fault),
      options,
    );
  }

  /** Pause: the next fix comes after a gap. */
  pause(): void {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    this.#watch = null;
    this.on = false;
    this.#gap = true;
    this.accuracy_m = null;
    if (this.state !== 'refused' && this.state !== 'none') this.state = 'still';
    document.removeEventListener('visibilitychange', this.#hold);
    void this.#lock?.release().catch(() => undefined);
    this.#lock = null;
    this.awake = false;
  }

  #fix({ coords, timestamp }: GeolocationPosition): void {
    const { longitude, latitude } = coords;
    if (!Number.isFinite(longitude) || !Number.isFinite(latitude)) return; // no place at all
    const accuracy_m = Number.isFinite(coords.accuracy) ? coords.accuracy : UNSURE_M;
    this.state = 'walking';
    this.#last = Date.now();
    this.accuracy_m = Math.round(accuracy_m);
    if (!this.awake) void this.#hold(); // the phone may have let go of the screen for a moment only
    const fix = {
      lon: longitude,
      lat: latitude,
      accuracy_m,
      at: new Date(timestamp).toISOString(),
    };
    this.#arrived(this.#gap ? { ...fix, gap: true } : fix);
    this.#gap = false;
  }

  #fault({ code }: GeolocationPositionError): void {
    if (code === PERMISSION_DENIED) {
      this.pause();
      this.state = 'refused';
    } else if (this.on) {
      if (this.state !== 'waiting') [this.state, this.#gap] = ['lost', true];
      if (Date.now() - this.#last > SILENT_MS) this.#follow();
    }
  }

  /** Browsers let go of the screen when the page is hidden or the battery is low: it is told, and held again when it can be. */
  #hold = async (): Promise<void> => {
    if (!this.on || this.awake || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    const lock = await navigator.wakeLock.request('screen').catch(() => null);
    if (!lock) return;
    if (!this.on || this.#lock) return void lock.release().catch(() => undefined);
    this.#lock = lock;
    this.awake = true;
    lock.addEventListener('release', () => {
      if (this.#lock === lock) [this.#lock, this.awake] = [null, false];
    });
  };
}

/** Where the phone is, if it may say so without asking anybody; null otherwise. */
export async function whereAllowed(): Promise<Position | null> {
  const asked = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null);
  if (asked?.state !== 'granted') return null;
  return new Promise((found) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => found([coords.longitude, coords.latitude]),
      () => found(null),
      { maximumAge: 600_000, timeout: 20_000 },
    ),
  );
}
