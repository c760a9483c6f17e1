/** Of which profile the boundary was saved a moment ago: the page one lands on says so, once. */

let of: string | null = null;

export function savedBoundary(profile_id: string): void {
  of = profile_id;
}

/** Whether it was, and was not told yet. */
export function boundaryJustSaved(profile_id: string): boolean {
  const told = of === profile_id;
  if (told) of = null;
  return told;
}
