/** Dates at which orders are due, by the hours since then: what is due is made for five hours. */
export const hoursAgo = { recent: 1, earlier: 2, lost: 6 } as const;
export type DueName = keyof typeof hoursAgo;

const started = Date.now();

/** The date itself: the same as long as the process lasts, so that one date can be said again. */
export const dueDate = (name: DueName): string => new Date(started - hoursAgo[name] * 3_600_000).toISOString();
