import type { ImpersonationConfig } from "@orderwell/contract";
import { type Party, resolveParty } from "../../parties/index.ts";
import { invalidateAccess } from "../../platform/access/access.ts";
import { requireToGive } from "../../platform/access/full-access.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findProfile } from "../security-profiles/store.ts";
import { buyerOfClient } from "./rules.ts";
import { clientReach } from "./store.ts";
import { impersonationTable } from "./table.store.ts";

const levels = { levels: ["Company", "Group", "User"] } as const;

interface Parties {
  readonly impersonator: Party;
  readonly impersonatee: Party;
}

/** Puts stored IDs into a draft and finds the parties it names. */
async function settle(work: UserWork, draft: ImpersonationConfig): Promise<Parties> {
  const { db } = work;
  const profile = await findProfile(db, draft.SecurityProfileID ?? "");
  if (profile === undefined) throw notFound("SecurityProfile", draft.SecurityProfileID);
  const client = await clientReach(db, draft.ClientID ?? "");
  if (client === undefined) throw apiError("Impersonation.ClientIDNotFound", { ClientID: draft.ClientID });
  const impersonator = await resolveParty(
    work,
    {
      BuyerID: draft.ImpersonationBuyerID,
      UserGroupID: draft.ImpersonationGroupID,
      UserID: draft.ImpersonationUserID,
    },
    { ...levels, company: "any" },
  );
  const somebody = Boolean(draft.GroupID || draft.UserID);
  const BuyerID = draft.BuyerID || (somebody ? buyerOfClient(client) : null);
  // Without a buyer everybody is meant whom the client admits: the marketplace's own people never are.
  const impersonatee = await resolveParty(
    work,
    { BuyerID, UserGroupID: draft.GroupID, UserID: draft.UserID },
    { ...levels, company: "any" },
  );
  requireToGive(work.actor, profile.roles);
  draft.SecurityProfileID = profile.id;
  draft.ClientID = client.id;
  draft.ImpersonationBuyerID = impersonator.buyerId;
  draft.BuyerID = impersonatee.buyerId;
  return { impersonator, impersonatee };
}

/**
 * Operations on who may act as whom, through which client and with which roles (docs/behaviour/authentication.md §7).
 */
export function impersonationConfigOperations(): Implementation[] {
  return implement(
    "ImpersonationConfigs",
    crud(
      new Resource(impersonationTable, {
        prepare: (work, { draft }) => settle(work, draft),
        columns: (_work, _change, { impersonator, impersonatee }) => ({
          impersonation_group_key: impersonator.groupKey,
          impersonation_user_key: impersonator.userKey,
          group_key: impersonatee.groupKey,
          user_key: impersonatee.userKey,
        }),
        saved: async (work, _after, { before }) => (before === null ? undefined : invalidateAccess(work)),
        deleted: (work) => invalidateAccess(work),
      }),
      {
        idParam: "impersonationConfigID",
      },
    ),
  );
}
