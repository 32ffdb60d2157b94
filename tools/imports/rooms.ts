import { isTest } from "./rules.ts";
import { readTableUses } from "./statements.ts";

/** Part of a domain that alone writes some of its tables, because more than a row follows from every write. */
export interface Room {
  /** A folder, with a slash at its end. */
  readonly folder: string;
  /** The domain's folder. */
  readonly within: string;
  readonly tables: readonly string[];
  /** Columns of other tables of the domain that statements elsewhere may not set. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** Files of the room that the rest of the domain may not import. */
  readonly inner: readonly string[];
  /** Files outside that are part of it. */
  readonly also: readonly string[];
}

const catalogs = "server/src/catalogs/";

export const rooms: readonly Room[] = [
  {
    // Products must be classified and what is held of them invalidated.
    folder: `${catalogs}placement/`,
    within: catalogs,
    tables: [
      "bundle_product",
      "catalog",
      "catalog_assignment",
      "catalog_product",
      "category",
      "category_assignment",
      "category_product",
      "discount_assignment",
      "product_assignment",
      "product_change",
      "product_change_count",
      "product_facet",
      "search_settings",
      "synonym",
      "visibility_class",
      "visibility_class_count",
      "visibility_version",
    ],
    columns: {
      product: [
        "active",
        "description",
        "id",
        "is_bundle",
        "name",
        "owner_id",
        "parent_id",
        "visibility_class_id",
        "xp",
      ],
    },
    inner: [
      `${catalogs}placement/class-counts.store.ts`,
      `${catalogs}placement/classes.store.ts`,
      `${catalogs}placement/product-changes.store.ts`,
    ],
    // What children take over from their parent; `followProduct` comes after it.
    also: [`${catalogs}products/family.store.ts`],
  },
];

/** Reasons why statements write what only a room of their domain may write. */
export function judgeRooms(
  sources: ReadonlyMap<string, string>,
  imports: readonly { readonly from: string; readonly to?: string | undefined }[],
  all: readonly Room[] = rooms,
): string[] {
  const findings: string[] = [];
  for (const room of all) {
    const outside = (file: string) =>
      file.startsWith(room.within) && !file.startsWith(room.folder) && !room.also.includes(file) && !isTest(file);
    const tables = new Set(room.tables);
    for (const [file, source] of sources) {
      if (!outside(file)) continue;
      for (const { table, kind } of readTableUses(source, tables))
        if (kind === "writes") findings.push(`${file} writes ${table}: only ${room.folder} does`);
      // The name of the table would not be seen here.
      if (/\b(?:insert\s+into|delete\s+from|update)\s+\$\{/i.test(source) || /`\s*delete \$\{/i.test(source))
        findings.push(`${file} writes a table that its statement does not name`);
      for (const [table, columns] of Object.entries(room.columns))
        for (const column of setColumns(source, table))
          if (column === undefined || columns.includes(column))
            findings.push(`${file} sets ${column ?? "unnamed columns"} of ${table}: only ${room.folder} does`);
    }
    for (const { from, to } of imports)
      if (to !== undefined && room.inner.includes(to) && outside(from))
        findings.push(`${from} imports ${to}, which is for ${room.folder} alone`);
  }
  return findings;
}

/** Columns that updates of a table set; undefined for those that are put together elsewhere. */
function setColumns(source: string, table: string): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  const updates = new RegExp(
    String.raw`\bupdate\s+${table}\b(?:\s+(?:as\s+)?\w+)?\s+set\s+([\s\S]*?)(?:\s(?:where|from)\s|$|\`)`,
    "gi",
  );
  for (const [, assignments = ""] of source.matchAll(updates)) {
    if (/^\$\{/.test(assignments)) found.push(undefined);
    for (const [, column] of assignments.matchAll(/(?:^|[,\s])"?(\w+)"?\s*=(?!=)/g)) found.push(column);
  }
  const built = new RegExp(
    String.raw`\.updateTable\(\s*"${table}\b[^)]*\)\s*\.set\(\s*(?:\(\w+\) => \()?([\s\S]*?)\)`,
    "g",
  );
  for (const [, values = ""] of source.matchAll(built)) {
    if (!values.startsWith("{")) found.push(undefined);
    for (const [, column] of values.matchAll(/[{,]\s*(\w+)\s*(?=[:,}])/g)) found.push(column);
  }
  return found;
}
