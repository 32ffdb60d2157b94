import type { KeptRow, Place } from "./kept-rows.ts";

/** A page whose products are named. */
interface NamedPage {
  readonly buyerId: string;
  /** As the text of a `bigint[]`. */
  readonly groupKeys: string;
  readonly currency: string | null;
  /** What is held of each product, in their order, or its ID. */
  readonly rows: readonly (KeptRow | string)[];
}

/**
 * Products of pages as a statement takes them: arrays as texts. Rows that lie somewhere come in groups, with what the database
 * finds there if they are as they were; of each group the arrays are lists, in which no element has the character that divides
 * them.
 */
export interface NamedArguments {
  /** Those to whom products are shown; `views` and `groupViews` number them from 1. */
  readonly buyerIds: readonly string[];
  readonly groupKeys: readonly string[];
  readonly currencies: readonly (string | null)[];
  /** Products that are looked up by their keys. */
  readonly ids: string;
  readonly views: string;
  /** Their places among all products, from 1. */
  readonly numbers: string;
  /** Products of a group, in the order in which they lie: of these two lists, divided by commas. */
  readonly groupIds: string;
  readonly groupNumbers: string;
  readonly groupViews: string;
  readonly versions: string;
  /** Divided by semicolons. */
  readonly places: string;
  /** Schedules that give them their prices, each once, in the order in which they lie. */
  readonly scheduleIds: string;
  readonly scheduleVersions: string;
  readonly schedulePlaces: string;
}

/** Products of a group: where one is not as it was, all are looked up by their keys. */
const mostInGroup = 16;

/** A row that lies somewhere, and its place among all products, from 1. */
interface Lying {
  readonly row: KeptRow;
  readonly place: Place;
  readonly number: number;
}

/** Those who are shown the same of products, and what they are shown. */
interface View {
  readonly page: NamedPage;
  /** Places among all products, from 0. */
  readonly places: Map<string, number>;
  readonly lying: Lying[];
}

/** Products of several pages, each once for those who are shown the same of it. */
export class NamedRows {
  readonly #views = new Map<string, View>();
  readonly named: (KeptRow | string)[] = [];
  readonly #ids = new Elements();
  readonly #idViews = new Elements();
  readonly #numbers = new Elements();
  readonly #groups = {
    groupIds: new Elements(),
    groupNumbers: new Elements(),
    groupViews: new Elements(),
    versions: new Elements(),
    places: new Elements(),
    scheduleIds: new Elements(),
    scheduleVersions: new Elements(),
    schedulePlaces: new Elements(),
  };

  /** Places of a page's products among all, from 0. */
  of(page: NamedPage): number[] {
    const key = `${page.currency ?? ""}\0${page.groupKeys}\0${page.buyerId}`;
    let view = this.#views.get(key);
    if (view === undefined) {
      view = { page, places: new Map(), lying: [] };
      this.#views.set(key, view);
    }
    const found: number[] = [];
    for (const row of page.rows) {
      const id = typeof row === "string" ? row : row.id;
      let place = view.places.get(id);
      if (place === undefined) {
        place = this.named.push(row) - 1;
        view.places.set(id, place);
        const lies = typeof row === "string" ? undefined : row.liesAt;
        if (typeof row !== "string" && lies !== undefined) view.lying.push({ row, place: lies, number: place + 1 });
        else this.#lookUp(id, this.#numberOf(view), place + 1);
      }
      found.push(place);
    }
    return found;
  }

  #numberOf(view: View): number {
    let number = 1;
    for (const one of this.#views.values()) {
      if (one === view) break;
      number++;
    }
    return number;
  }

  #lookUp(id: string, view: number, number: number): void {
    this.#ids.add(id);
    this.#idViews.add(view);
    this.#numbers.add(number);
  }

  /** Puts rows that lie somewhere into groups. */
  #group(view: number, lying: Lying[]): void {
    lying.sort((a, b) => a.place.number - b.place.number);
    let group = new Group();
    for (const one of lying) {
      if (group.size === mostInGroup) {
        group.addTo(this.#groups, view);
        group = new Group();
      }
      // Two that were met at one place, one of which lies elsewhere by now.
      if (!group.add(one)) this.#lookUp(one.row.id, view, one.number);
    }
    if (group.size > 0) group.addTo(this.#groups, view);
  }

  /** Tells whether some of what is named lies somewhere. */
  get areGrouped(): boolean {
    for (const { lying } of this.#views.values()) if (lying.length > 0) return true;
    return false;
  }

  /** What a statement is told of all that was named. Asked for once. */
  get arguments(): NamedArguments {
    const views = [...this.#views.values()];
    for (const [index, { lying }] of views.entries()) this.#group(index + 1, lying);
    const { groupIds, groupNumbers, groupViews, versions, places, scheduleIds, scheduleVersions, schedulePlaces } =
      this.#groups;
    return {
      buyerIds: views.map(({ page }) => page.buyerId),
      groupKeys: views.map(({ page }) => page.groupKeys),
      currencies: views.map(({ page }) => page.currency),
      ids: this.#ids.text,
      views: this.#idViews.text,
      numbers: this.#numbers.text,
      groupIds: groupIds.text,
      groupNumbers: groupNumbers.text,
      groupViews: groupViews.text,
      versions: versions.text,
      places: places.text,
      scheduleIds: scheduleIds.text,
      scheduleVersions: scheduleVersions.text,
      schedulePlaces: schedulePlaces.text,
    };
  }
}

/** An array's text that grows. Its elements have neither quotes nor backslashes. */
class Elements {
  #text = "";

  add(element: string | number): void {
    this.#text += this.#text === "" ? '{"' : ',"';
    this.#text += element;
    this.#text += '"';
  }

  get text(): string {
    return this.#text === "" ? "{}" : `${this.#text}}`;
  }
}

/** Rows that are looked at together where they lie, in that order. */
class Group {
  size = 0;
  #ids = "";
  #numbers = "";
  #versions = "";
  #places = "";
  #last = -1;
  readonly #schedules: KeptRow[] = [];

  /** @returns false for a row that cannot be as it was if those of the group are. */
  add({ row, place, number }: Lying): boolean {
    if (place.number === this.#last) return false;
    const { scheduleLiesAt, scheduleId, scheduleVersion } = row;
    if (scheduleLiesAt === undefined) return false;
    const same = this.#schedules.find((other) => other.scheduleLiesAt?.number === scheduleLiesAt.number);
    if (same === undefined) this.#schedules.push(row);
    else if (same.scheduleId !== scheduleId || same.scheduleVersion !== scheduleVersion) return false;
    const comma = this.size === 0 ? "" : ",";
    this.#ids += comma + row.id;
    this.#numbers += comma + number;
    this.#versions += comma + row.version;
    this.#places += (this.size === 0 ? "" : ";") + place.text;
    this.#last = place.number;
    this.size++;
    return true;
  }

  addTo(
    groups: Readonly<
      Record<
        Exclude<keyof NamedArguments, "buyerIds" | "groupKeys" | "currencies" | "ids" | "views" | "numbers">,
        Elements
      >
    >,
    view: number,
  ): void {
    const schedules = this.#schedules;
    schedules.sort((a, b) => a.scheduleLiesAt!.number - b.scheduleLiesAt!.number);
    let ids = "";
    let versions = "";
    let places = "";
    for (const [index, { scheduleId, scheduleVersion, scheduleLiesAt }] of schedules.entries()) {
      const comma = index === 0 ? "" : ",";
      ids += comma + scheduleId;
      versions += comma + scheduleVersion;
      places += (index === 0 ? "" : ";") + scheduleLiesAt!.text;
    }
    groups.groupIds.add(this.#ids);
    groups.groupNumbers.add(this.#numbers);
    groups.groupViews.add(view);
    groups.versions.add(this.#versions);
    groups.places.add(this.#places);
    groups.scheduleIds.add(ids);
    groups.scheduleVersions.add(versions);
    groups.schedulePlaces.add(places);
  }
}
