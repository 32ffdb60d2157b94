import { buyerUser, refuseCardNumbers, shopperCardTable, visibleCreditCards } from "../../buyers/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { formatInstant } from "../../platform/dates.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";

/** Every card that a user sees, their own and those assigned to them, is one row: what is assigned stays read-only. */
const verbs = crud(
  new Resource(shopperCardTable, {
    generateId: ({ services }) => services.ids.next(),
    prepare(work, { draft, before }) {
      if (before !== null && !before.Editable) throw apiError("CreditCard.CannotEditPublic");
      refuseCardNumbers("BuyerCreditCard", draft);
      draft.DateCreated = before?.DateCreated ?? formatInstant(work.now);
    },
    columns: ({ actor }: UserWork, { before }) => (before === null ? { private_to: actor.userKey } : {}),
    async deleting(_work, card) {
      if (!card.Editable) throw apiError("CreditCard.CannotEditPublic");
    },
  }),
  {
    idParam: "creditcardID",
    scope: ({ actor }) => ({ columns: { buyer_id: actor.companyId }, where: visibleCreditCards(buyerUser(actor)) }),
  },
);

/** A user's own credit cards and those assigned to them (docs/behaviour/parties.md §8). */
export const myCreditCardOperations = (): Implementation[] =>
  implementSome("Me", {
    ListCreditCards: (call) => verbs.List(call),
    GetCreditCard: (call) => verbs.Get(call),
    CreateCreditCard: (call) => verbs.Create(call),
    SaveCreditCard: (call) => verbs.Save(call),
    async PatchCreditCard(call) {
      await verbs.Patch(call);
    },
    DeleteCreditCard: (call) => verbs.Delete(call),
  });
