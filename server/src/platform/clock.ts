/** The time, in UTC. Tests may supply their own. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** An instant in the form clients get: explicit offset, no trailing zeros in the fraction. */
export function wireTime(at: Date): string {
  const iso = at.toISOString();
  const fraction = iso.slice(20, 23).replace(/0+$/, "");
  return `${iso.slice(0, 19)}${fraction === "" ? "" : `.${fraction}`}+00:00`;
}
