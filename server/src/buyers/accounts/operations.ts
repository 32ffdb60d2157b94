import { type AssignmentTable, type PartyIds, partyIds, resolveParty } from "../../parties/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { type CrudRules, Resource } from "../../platform/crud/resource.ts";
import type { Table } from "../../platform/crud/table.ts";
import { refersTo } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type OnPath, pathOf } from "../../platform/operation/path.ts";
import type { Work } from "../../platform/work/work.ts";
import { buyerOf } from "../buyers/access.ts";

/** Something of a buyer that is assigned to its people: a cost center, a credit card, a spending account. */
export interface BuyerAccount<Model extends object> {
  readonly table: Table<Model>;
  /** Path parameter and query argument that carry its ID. */
  readonly idParam: string;
  /** Property of an assignment's body that carries it. */
  readonly idProperty: string;
  readonly rules?: CrudRules<Model>;
}

/**
 * The plain verbs and the assignments of what a buyer has for its people (docs/behaviour/parties.md §4 to §6).
 *
 * @param values further columns of an assignment, from its body.
 */
export function buyerAccountOperations<Model extends object, Assignment extends object>(
  account: BuyerAccount<Model>,
  assignments: AssignmentTable<Assignment>,
  values: (body: Assignment) => Record<string, boolean> = () => ({}),
) {
  const { table, idParam, idProperty } = account;
  const column = `${table.name}_id`;
  const buyer = (call: OnPath, intent: "read" | "write") => buyerOf(call, pathOf(call, "buyerID"), intent);

  const required = async (work: Work, buyerId: string, id: string): Promise<string> => {
    const found = await table.find(work.db, { columns: { buyer_id: buyerId } }, id);
    if (found === undefined) throw notFound(table.model, id);
    return (found as { readonly ID: string }).ID;
  };

  return {
    ...crud(new Resource(table, account.rules), {
      idParam,
      scope: async (call, intent) => ({ columns: { buyer_id: await buyer(call, intent) } }),
    }),
    async ListAssignments(call: Call) {
      const query = call.query as Readonly<Record<string, string | undefined>>;
      const id = query[idParam];
      const buyerId = await buyer(call, "read");
      const object = id ? [refersTo(`t.${column}`, call.db.marketplaceId, table.name, id, "id", buyerId)] : [];
      const party: PartyIds = { ...partyIds(query), BuyerID: buyerId };
      return assignments.list(call, party, query.level, object);
    },
    async SaveAssignment(call: Call): Promise<void> {
      const body = call.body as Readonly<Record<string, string | null>>;
      const buyerId = await buyer(call, "write");
      const id = await required(call, buyerId, body[idProperty] ?? "");
      const party = await resolveParty(call, { ...body, BuyerID: buyerId }, assignments.rules);
      await assignments.save(call.db, { [column]: id }, party, values(call.body as Assignment));
    },
    async DeleteAssignment(call: Call): Promise<void> {
      const buyerId = await buyer(call, "write");
      const id = await required(call, buyerId, pathOf(call, idParam));
      const party = await resolveParty(
        call,
        { ...partyIds(call.query as Readonly<Record<string, string>>), BuyerID: buyerId },
        assignments.rules,
      );
      if (!(await assignments.remove(call.db, { [column]: id }, party))) throw notFound(`${table.model}Assignment`, id);
    },
  };
}
