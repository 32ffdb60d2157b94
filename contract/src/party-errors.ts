import type { Field } from "./field.ts";
import type { ErrorCode, ModelName } from "./generated/names.ts";
import { models } from "./models.ts";
import type { Method, Model } from "./operation.ts";

type Fields = Readonly<Record<string, Field>>;
type Property = "BuyerID" | "SupplierID" | "UserGroupID" | "UserID";

const argument = (property: string): string => property[0]!.toLowerCase() + property.slice(1);

/**
 * Lists errors of a list, save or deletion of assignments, of the model named, in the choice of whom they are to: the ways
 * in which what it takes can contradict itself, or the levels that there are (docs/behaviour/catalog.md §7). A save's
 * follow from the model's `refused` and `missing` as well, like those of any body.
 */
export function* partyErrors(method: Method, query: Fields, assigned: ModelName): Iterable<ErrorCode> {
  const { fields, refused = {} }: Model = models[assigned];
  const isSave = method === "POST";
  const isList = method === "GET";
  const takes = (name: Property) => (isSave ? name in fields : argument(name) in query);
  // Of a membership the user is what is assigned, and the group whom to.
  const hasUsers = fields.UserID !== undefined && !fields.UserID.required;
  const byLevel = isList && query.level !== undefined;

  if (takes("BuyerID") && takes("SupplierID"))
    yield isList ? "PartyAssignment.CannotProvideBuyerAndSupplier" : "PartyAssignment.CannotSpecifyBuyerAndSupplier";
  if (hasUsers && takes("UserGroupID") && takes("UserID")) yield "PartyAssignment.CannotSpecifyGroupAndUser";
  if (byLevel && takes("UserGroupID")) yield "PartyAssignment.InvalidGroupLevel";
  if (byLevel && hasUsers && takes("UserID")) yield "PartyAssignment.InvalidUserLevel";
  if (isSave) return;
  for (const [property, code] of Object.entries(refused)) if (byLevel || argument(property) in query) yield code;
  if (!isList && takes("BuyerID") && fields.BuyerID?.missing) yield fields.BuyerID.missing;
}
