import { textBytes } from "../../platform/caches/bounded-cache.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, prepared, sql } from "../../platform/db/sql.ts";
import { searchSql } from "../../platform/lists/search.ts";
import { filterSql } from "../../platform/lists/where.ts";
import { readFacets } from "../facets/facets.ts";
import { type Finding, Findings, findsTheSame, pageNumber, questionOf } from "../facets/findings.ts";
import type { PriceChoice } from "../pricing/selection.ts";
import { productDocument } from "../products/table.ts";
import type { Way } from "../visibility/look.ts";
import { storefrontColumns } from "./columns.ts";
import {
  facetedList,
  orderedPage,
  orderingCategory,
  type PageArguments,
  type PageRequest,
  type PageRow,
  pageOf,
  type Read,
} from "./page.ts";

interface StorefrontFinding extends Finding {
  /** IDs of the products of pages that were read. */
  readonly pages: Map<string, readonly string[]>;
}

const findings = new Findings<StorefrontFinding>("storefront_lists", ({ pages }) =>
  [...pages].reduce(
    (sum, [page, ids]) => ids.reduce((of, id) => of + 16 + textBytes(id), sum + textBytes(page) + 64),
    0,
  ),
);

type KnownArguments = PageArguments & { readonly ids: readonly string[] };

/** A page of which it is known which products are on it. */
const knownPage = (choice: PriceChoice) =>
  prepared<KnownArguments>((args) =>
    pageOf(choice, args, sql`select u.id from unnest(${args.ids}::text[]) with ordinality as u(id, n) order by u.n`),
  );

const knownPages = { default: knownPage("default"), full: knownPage("full") };

/** What is searched and filtered, where the answer holds until a product changes; else undefined. */
function keptQuestion(request: PageRequest): { among: string; question: string; page: string } | undefined {
  const { args, classes, seen, list, picked } = request;
  if (picked !== undefined || !findsTheSame(list.query)) return undefined;
  const category = orderingCategory(request);
  return {
    among: `${args.marketplaceId}\0${seen.sight.version}\0${classes.text}`,
    question: questionOf(list.query),
    page: `${pageNumber(list.query)}${category ? `${category.catalog}/${category.id}` : ""}`,
  };
}

/**
 * What the same search and filters found before serves a quick read until the answer tells, in the same trip, that a
 * product has changed since. Then all is found anew.
 */
export async function readFiltered(db: TenantDb, request: PageRequest, way: Way): Promise<Read> {
  const asked = keptQuestion(request);
  const kept = asked && way === "quick" ? findings.get(asked.among, asked.question) : undefined;
  if (asked === undefined || kept === undefined) return findAnew(db, request, asked);
  const ids = kept.pages.get(asked.page);
  const rows = await db.rows<PageRow>(
    ids === undefined ? foundPage(db, request).statement : knownPages[request.choice]({ ...request.args, ids }),
  );
  const outdated = String(rows[0]?.changes) !== kept.state;
  if (outdated) findings.drop(asked.among, asked.question);
  else if (ids === undefined) keepPage(asked, kept, rows);
  return { rows, total: kept.total, facets: kept.facets, outdated };
}

/** A page of what is searched and filtered, and the conditions by themselves. */
function foundPage(db: TenantDb, request: PageRequest) {
  const { seen, list, picked } = request;
  const columns = storefrontColumns(db.marketplaceId, seen.shopper, picked?.properties);
  const search = searchSql(list.query.search, columns, productDocument);
  const where = allOf([search.where, filterSql(list.query.filters, columns)]);
  return { columns, search, where, statement: orderedPage(request, where, columns, search.ranks) };
}

async function findAnew(
  db: TenantDb,
  request: PageRequest,
  asked: { among: string; question: string; page: string } | undefined,
): Promise<Read> {
  const { classes, list, picked } = request;
  const { columns, search, where, statement } = foundPage(db, request);
  const faceted = facetedList(db, classes, picked);
  const [counted, facets, rows] = await Promise.all([
    db.row<{ total: number }>(sql`select count(*) as total from ${faceted.from} where ${faceted.scope} and ${where}`),
    readFacets(db, { ...faceted, where: search.where, filters: list.query.filters, columns }),
    db.rows<PageRow>(statement),
  ]);
  const total = counted?.total ?? 0;
  if (asked !== undefined) {
    const found = { state: String(rows[0]?.changes), total, facets, pages: new Map<string, readonly string[]>() };
    keepPage(asked, found, rows);
  }
  return { rows, total, facets };
}

/** Pages kept of a finding. */
const mostPages = 100;

function keepPage(
  { among, question, page }: { among: string; question: string; page: string },
  found: StorefrontFinding,
  rows: readonly PageRow[],
): void {
  if (found.pages.size >= mostPages) found.pages.clear();
  found.pages.set(
    page,
    rows.flatMap(({ id }) => (id === null ? [] : [id])),
  );
  findings.keep(among, question, found);
}
