/**
 * Announcements by type, with what each says: JSON. Domains declare theirs beside what announces it,
 * `declare module "…/outbox/announcements.ts" { interface Announcements { OrderSubmitted: … } }`, so that whoever
 * announces and whoever is told agree.
 */
// biome-ignore lint/suspicious/noEmptyInterface: domains fill it
export interface Announcements {}

/** Tells whoever subscribed that something happened. */
export type Announce = <Type extends keyof Announcements>(
  type: Type,
  key: string,
  payload: Announcements[Type],
) => Promise<void>;
