/** Remembers the profile last open, so that "Profile" in the bottom bar leads back to it. */
import type { Found } from './routes';

class LastOpen {
  id = $state<string | null>(null);
}

export const profileLastOpen = new LastOpen();

/** Note the profile an address belongs to. */
export function rememberProfile({ route, params }: Found): void {
  if (route.path.startsWith('/profiles/:id')) profileLastOpen.id = params['id'] ?? null;
}
