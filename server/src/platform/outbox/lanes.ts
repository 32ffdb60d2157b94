import type { Circuits } from "./circuits.ts";

/** Deliveries of one marketplace to one target. */
export interface Lane {
  readonly marketplaceId: string;
  readonly target: string;
}

/** A lane, and how many of its deliveries to begin. */
export interface Share extends Lane {
  readonly count: number;
}

/** Bounds of attempts under way. */
export interface LaneBounds {
  /** In all. */
  readonly size: number;
  /** At one target. */
  readonly perTarget: number;
}

const nameOf = ({ marketplaceId, target }: Lane): string => `${marketplaceId} ${target}`;

/**
 * The attempts under way, and whose turn it is: marketplaces in turns, targets in turns within each. A marketplace has no more
 * attempts under way than there are free ones, so that half is left to the others, whatever it waits for; and so it is with
 * the targets of one marketplace.
 */
export class Lanes {
  readonly #bounds: LaneBounds;
  readonly #circuits: Circuits;
  readonly #byMarketplace = new Map<string, number>();
  readonly #byTarget = new Map<string, number>();
  #running = 0;

  constructor(bounds: LaneBounds, circuits: Circuits) {
    this.#bounds = bounds;
    this.#circuits = circuits;
  }

  get running(): number {
    return this.#running;
  }

  get open(): number {
    return this.#circuits.open;
  }

  get isFull(): boolean {
    return this.#running >= this.#bounds.size;
  }

  /** How many deliveries of each lane may begin now, of lanes in which something is due. */
  shareOut(due: readonly Lane[]): Share[] {
    const shares = new Map<string, Share>();
    const begun = new Map<string, number>();
    let free = this.#bounds.size - this.#running;
    for (let lanes = rotation(due); lanes.length > 0 && free > 0; ) {
      const next: Lane[] = [];
      for (const lane of lanes) {
        const { marketplaceId, target } = lane;
        const name = nameOf(lane);
        const count = shares.get(name)?.count ?? 0;
        const allowed = this.#circuits.allowed(name, this.#bounds.perTarget);
        const there = (this.#byTarget.get(name) ?? 0) + count;
        const own = (this.#byMarketplace.get(marketplaceId) ?? 0) + (begun.get(marketplaceId) ?? 0);
        // Half of what is free or its own is the marketplace's; of what is left of that, half is for its other targets.
        const left = Math.ceil((free + own) / 2) - own;
        if (left <= 0 || there >= allowed || (there > 0 && there >= left)) continue;
        shares.set(name, { marketplaceId, target, count: count + 1 });
        begun.set(marketplaceId, (begun.get(marketplaceId) ?? 0) + 1);
        free--;
        next.push(lane);
      }
      lanes = next;
    }
    return [...shares.values()];
  }

  begin(lane: Lane): void {
    this.#count(lane, 1);
  }

  /** @param silent whether the target gave no answer at all. */
  end(lane: Lane, silent: boolean): void {
    this.#count(lane, -1);
    if (silent) this.#circuits.silent(nameOf(lane));
    else this.#circuits.answered(nameOf(lane));
  }

  #count(lane: Lane, by: number): void {
    this.#running += by;
    add(this.#byMarketplace, lane.marketplaceId, by);
    add(this.#byTarget, nameOf(lane), by);
  }
}

function add(counts: Map<string, number>, name: string, by: number): void {
  const count = (counts.get(name) ?? 0) + by;
  if (count === 0) counts.delete(name);
  else counts.set(name, count);
}

/** One lane of each marketplace after the other, then the second ones, and so on. */
function rotation(lanes: readonly Lane[]): Lane[] {
  const byMarketplace = Map.groupBy(lanes, ({ marketplaceId }) => marketplaceId);
  const longest = Math.max(0, ...[...byMarketplace.values()].map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) =>
    [...byMarketplace.values()].map((own) => own[index]).filter((lane) => lane !== undefined),
  ).flat();
}
