import { ServiceError } from "./errors.ts";

/** One page of a list, as every SDK returns it. */
export interface Page<Item> {
  readonly Meta?: { readonly TotalPages?: number | null };
  readonly Items?: readonly Item[];
}

/** Arguments of a list, as the official JavaScript SDK takes them. */
export interface ListRequest {
  readonly search?: string;
  readonly searchOn?: string[];
  readonly sortBy?: string[];
  readonly page?: number;
  readonly pageSize?: number;
  readonly filters?: Readonly<Record<string, string>>;
}

const pageSize = 100;

/**
 * Reads a whole list page by page, one page in memory at a time: `for await (const line of listAll((page) =>
 * LineItems.List("Incoming", id, page)))`. What is added or deleted meanwhile may shift items between pages: lists of things
 * with IDs are read exactly by `listAllById`.
 */
export async function* listAll<Item>(
  read: (page: { page: number; pageSize: number }) => Promise<Page<Item>>,
): AsyncGenerator<Item, void> {
  for (let page = 1; ; page++) {
    const { Meta, Items = [] } = await read({ page, pageSize });
    yield* Items;
    if (Items.length === 0 || page >= (Meta?.TotalPages ?? 0)) return;
  }
}

/**
 * Reads a whole list in the order of IDs, each page from after the last ID: as quick at the end as at the beginning, and
 * nothing that stays is missed or comes twice, whatever is added or deleted meanwhile.
 *
 * @param read is given `sortBy`, `pageSize` and `filters`, to be handed on together: `(page) => Products.List(page)`.
 * @param filters beside the one by ID.
 */
export async function* listAllById<Item extends { ID?: string | null }>(
  read: (page: { sortBy: ["ID"]; pageSize: number; filters: Record<string, string> }) => Promise<Page<Item>>,
  filters: Readonly<Record<string, string>> = {},
): AsyncGenerator<Item, void> {
  for (let after: string | undefined; ; ) {
    const { Items = [] } = await read({
      sortBy: ["ID"],
      pageSize,
      filters: { ...filters, ...(after !== undefined && { ID: `>${after}` }) },
    });
    yield* Items;
    after = Items.at(-1)?.ID ?? undefined;
    if (Items.length < pageSize || after === undefined) return;
  }
}

const ownArguments = new Set(["search", "searchon", "sortby", "page", "pagesize"]);

/**
 * Reads list arguments from a URL of your own route, to hand them on to a list of the platform's.
 *
 * @throws ServiceError for a page or page size that is no whole number in its bounds.
 */
export function listArguments(url: string): ListRequest {
  const query = new URL(url, "http://localhost").searchParams;
  const find = (name: string) => [...query].find(([key]) => key.toLowerCase() === name)?.[1];
  const names = (name: string) => find(name)?.split(",").filter(Boolean);
  const filters: Record<string, string> = {};
  for (const [name, value] of query)
    if (!ownArguments.has(name.toLowerCase())) filters[name] = name in filters ? `${filters[name]}|${value}` : value;
  return {
    ...defined("search", find("search")),
    ...defined("searchOn", names("searchon")),
    ...defined("sortBy", names("sortby")),
    page: wholeNumber("page", find("page"), 1, Number.MAX_SAFE_INTEGER),
    pageSize: wholeNumber("pageSize", find("pagesize"), 20, 100),
    filters,
  };
}

const defined = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };

function wholeNumber(name: string, text: string | undefined, usual: number, most: number): number {
  if (text === undefined || text === "") return usual;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new ServiceError("InvalidRequest", `${name} must be a whole number from 1 to ${most}.`, 400, { [name]: text });
}
