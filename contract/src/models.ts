import type { ModelName } from "./generated/names.ts";
import * as address from "./models/address.ts";
import * as apiClient from "./models/api-client.ts";
import * as approval from "./models/approval.ts";
import * as bundle from "./models/bundle.ts";
import * as buyer from "./models/buyer.ts";
import * as catalog from "./models/catalog.ts";
import * as category from "./models/category.ts";
import * as change from "./models/change.ts";
import * as costCenter from "./models/cost-center.ts";
import * as creditCard from "./models/credit-card.ts";
import * as delivery from "./models/delivery.ts";
import * as deliveryConfig from "./models/delivery-config.ts";
import * as discount from "./models/discount.ts";
import * as envelope from "./models/envelope.ts";
import * as explanation from "./models/explanation.ts";
import * as fullSync from "./models/full-sync.ts";
import * as groupOrder from "./models/group-order.ts";
import * as incrementor from "./models/incrementor.ts";
import * as integrationEvent from "./models/integration-event.ts";
import * as inventory from "./models/inventory.ts";
import * as lineItem from "./models/line-item.ts";
import * as locale from "./models/locale.ts";
import * as me from "./models/me.ts";
import * as messagePayload from "./models/message-payload.ts";
import * as messageSender from "./models/message-sender.ts";
import * as openIdConnect from "./models/open-id-connect.ts";
import * as order from "./models/order.ts";
import * as orderReturn from "./models/order-return.ts";
import * as orderWorksheet from "./models/order-worksheet.ts";
import * as password from "./models/password.ts";
import * as payment from "./models/payment.ts";
import * as portal from "./models/portal.ts";
import * as priceSchedule from "./models/price-schedule.ts";
import * as product from "./models/product.ts";
import * as productCollection from "./models/product-collection.ts";
import * as productFacet from "./models/product-facet.ts";
import * as promotion from "./models/promotion.ts";
import * as searchSettings from "./models/search-settings.ts";
import * as securityProfile from "./models/security-profile.ts";
import * as shipment from "./models/shipment.ts";
import * as spec from "./models/spec.ts";
import * as spendingAccount from "./models/spending-account.ts";
import * as subscription from "./models/subscription.ts";
import * as suggestion from "./models/suggestion.ts";
import * as supplier from "./models/supplier.ts";
import * as synchronization from "./models/synchronization.ts";
import * as synonym from "./models/synonym.ts";
import * as token from "./models/token.ts";
import * as user from "./models/user.ts";
import * as variant from "./models/variant.ts";
import * as webhook from "./models/webhook.ts";
import * as xpIndex from "./models/xp-index.ts";
import type { DeclaredModel } from "./operation.ts";

const files: readonly Readonly<Record<string, DeclaredModel | readonly DeclaredModel[]>>[] = [
  address,
  apiClient,
  approval,
  bundle,
  buyer,
  catalog,
  category,
  change,
  costCenter,
  creditCard,
  delivery,
  deliveryConfig,
  discount,
  envelope,
  explanation,
  fullSync,
  groupOrder,
  incrementor,
  integrationEvent,
  inventory,
  lineItem,
  locale,
  me,
  messagePayload,
  messageSender,
  openIdConnect,
  order,
  orderReturn,
  orderWorksheet,
  password,
  payment,
  portal,
  priceSchedule,
  product,
  productCollection,
  productFacet,
  promotion,
  securityProfile,
  shipment,
  spec,
  spendingAccount,
  subscription,
  suggestion,
  supplier,
  synchronization,
  searchSettings,
  synonym,
  token,
  user,
  variant,
  webhook,
  xpIndex,
];

/** Every model, by name. */
export const models = Object.fromEntries(
  files.flatMap((file) => Object.values(file).flat() as DeclaredModel[]).map((model) => [model.name, model]),
) as Readonly<Record<ModelName, DeclaredModel>>;
