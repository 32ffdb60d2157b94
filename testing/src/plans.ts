import pg from "pg";
import { inMarketplace, type TestMarketplace } from "./marketplace.ts";

/** A statement as it was sent, and the rows of some tables that its execution looks at. */
export interface Looked {
  readonly text: string;
  readonly rows: number;
  /** The same of each table. */
  readonly rowsOf: Readonly<Record<string, number>>;
}

interface PlanNode {
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Index Recheck"?: number;
  readonly Plans?: readonly PlanNode[];
}

/** A statement, or one with the opening of its transaction. */
interface Given {
  readonly text?: string;
  readonly values?: readonly unknown[];
  readonly opening?: { readonly text: string };
}

const planningSet =
  /(?:set_config\('|set local )((?:plan_cache_mode|enable_|random_page_cost|cpu_index_tuple_cost)\w*)(?:', '|=)([\w.]+)/g;

interface Sent {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Settings of the transaction that say how it is planned. */
  readonly planning: readonly string[];
}

/**
 * Tells how many rows of some tables the statements of a call look at, each carried out once more to be explained: rows that
 * plans find as well as those that conditions leave out. Of writes, those that update are: done once more, an update must
 * find nothing to change. Plans are those of a statement that has come often, which are for whatever values, unless the
 * server asked for others.
 */
export async function rowsExplained(
  own: TestMarketplace,
  tables: readonly string[],
  call: () => Promise<unknown>,
): Promise<readonly Looked[]> {
  const sent: Sent[] = [];
  const { query } = pg.Client.prototype;
  const openings = new WeakMap<object, string[]>();
  const recording = function (this: pg.Client, ...args: unknown[]): unknown {
    const [given] = args as [string | Given];
    const { text = "", values = [], opening }: Given = typeof given === "string" ? { text: given } : given;
    if (opening !== undefined || text.startsWith("begin")) openings.set(this, []);
    const settings = (opening?.text ?? text).matchAll(planningSet);
    openings.get(this)?.push(...settings.map(([, name, value]) => `set local ${name} = ${value}`));
    if (/^(?:select|update)/i.test(text) && values.includes(own.id) && tables.some((table) => text.includes(table)))
      sent.push({ text, values, planning: openings.get(this) ?? [] });
    return Reflect.apply(query, this, args);
  };
  Object.assign(pg.Client.prototype, { query: recording });
  try {
    await call();
  } finally {
    Object.assign(pg.Client.prototype, { query });
  }
  const looked: Looked[] = [];
  for (const { text, values, planning } of sent) {
    const [row] = await inMarketplace(own, async (db) => {
      for (const set of ["set local plan_cache_mode = force_generic_plan", ...planning]) await db.run(plain(set));
      await db.run(plain(`prepare looked as ${text}`));
      const found = await db.rows<{ "QUERY PLAN": { readonly text: string } }>(
        plain(`explain (analyze, timing off, format json) execute looked(${values.map(literal).join(", ")})`),
      );
      await db.run(plain("deallocate looked"));
      return found;
    });
    const [explained] = JSON.parse(row?.["QUERY PLAN"].text ?? "[]") as readonly { readonly Plan: PlanNode }[];
    if (explained === undefined) throw new Error(`No plan: ${text}`);
    const rowsOf = Object.fromEntries(tables.map((table) => [table, lookedAt(explained.Plan, table)]));
    looked.push({ text, rows: Object.values(rowsOf).reduce((sum, rows) => sum + rows, 0), rowsOf });
  }
  return looked;
}

const plain = (text: string) => ({ text, values: [] });

function literal(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (!Array.isArray(value)) return pg.escapeLiteral(String(value));
  return pg.escapeLiteral(`{${value.map((one) => JSON.stringify(String(one))).join()}}`);
}

function lookedAt(node: PlanNode, table: string): number {
  const ofTable = node["Relation Name"] === table;
  const perLoop =
    node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  const own = ofTable ? perLoop * node["Actual Loops"] : 0;
  return (node.Plans ?? []).reduce((sum, plan) => sum + lookedAt(plan, table), own);
}
