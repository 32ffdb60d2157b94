import { dependOnService } from "../../orders/index.ts";
import { Singleton, singletonVerbs } from "../../platform/crud/singleton.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { checkWebTarget } from "../../platform/outbound/targets.ts";
import { headerColumn } from "../custom-headers/custom-auth-header.ts";
import { onlyRow } from "../singletons/store.ts";
import { promotionIntegrationTable } from "./store.ts";

const { model } = promotionIntegrationTable;

const integration = new Singleton(promotionIntegrationTable, {
  prepare(_work, draft, before) {
    draft.CustomAuthHeaderName ||= null;
    draft.Url ||= null;
    if (draft.Url !== null) checkWebTarget(model, "Url", draft, before);
  },
  columns: (work, draft, before) => headerColumn(work, promotionIntegrationTable, draft, before && onlyRow),
});

/** The service that says what promotions take off (docs/behaviour/promotions.md §7). */
export function promotionIntegrationOperations(): Implementation[] {
  const verbs = singletonVerbs(integration, onlyRow);
  return implement("PromotionIntegrations", {
    ...verbs,
    async Delete(call) {
      if (await dependOnService(call.db)) throw apiError("PromotionIntegration.CannotDeletePromotionIntegration");
      await verbs.Delete(call);
    },
  });
}
