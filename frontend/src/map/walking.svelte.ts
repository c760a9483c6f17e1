/** Follows a person with GPS: every fix is handed on as it arrives, and a fault between two fixes never stops the walk. */

import type { Position } from './rules';
import type { Fix } from './walk';

export type Following = 'still' | 'waiting' | 'walking' | 'lost' | 'refused';

const PERMISSION_DENIED = 1;

export class Walking {
  state = $state<Following>('still');
  accuracy_m = $state<number | null>(null);
  /** The screen is held on while walking. */
  awake = $state(false);
  #watch: number | null = null;
  #lock: WakeLockSentinel | null = null;
  #gap = false;
  readonly #arrived: (fix: Omit<Fix, 'n'>) => void;

  constructor(arrived: (fix: Omit<Fix, 'n'>) => void) {
    this.#arrived = arrived;
  }

  get on(): boolean {
    return this.#watch !== null;
  }

  start(): void {
    if (this.on) return;
    if (!('geolocation' in navigator)) {
      this.state = 'refused';
      return;
    }
    this.state = 'waiting';
    const options = { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 };
    this.#watch = navigator.geolocation.watchPosition(
      (at) => this.#fix(at),
      (fault) => this.#fault(fault),
      options,
    );
    void this.#hold();
    document.addEventListener('visibilitychange', this.#hold);
  }

  /** Pause: the next fix comes after a gap. */
  pause(): void {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    this.#watch = null;
    this.#gap = true;
    this.accuracy_m = null;
    if (this.state !== 'refused') this.state = 'still';
    document.removeEventListener('visibilitychange', this.#hold);
    void this.#lock?.release().catch(() => undefined);
    this.#lock = null;
    this.awake = false;
  }

  #fix({ coords, timestamp }: GeolocationPosition): void {
    this.state = 'walking';
    this.accuracy_m = Math.round(coords.accuracy);
    const fix = {
      lon: coords.longitude,
      lat: coords.latitude,
      accuracy_m: coords.accuracy,
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
      this.state = this.state === 'waiting' ? 'waiting' : 'lost';
    }
  }

  /** Browsers let go of the screen when the page is hidden: hold it again when it is back. */
  #hold = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    this.#lock = await navigator.wakeLock.request('screen').catch(() => null);
    this.awake = this.#lock !== null;
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
