let factor = 1;

/** Makes every time limit `times` as long, for a machine on which all takes longer. To be told once, before anything is judged. */
export function bePatient(times: number): void {
  factor = times;
}

/** A time limit of so many milliseconds, as this machine needs it. */
export function limit(milliseconds: number): number {
  return milliseconds * factor;
}
