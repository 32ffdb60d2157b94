import type { ContentHubConfig } from "@orderwell/contract";
import { parseJson } from "../../platform/json/parse-json.ts";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import { requireSuccess } from "../outgoing/services.ts";
import { Unusable } from "./clients.ts";
import type { Parcel, Target } from "./target.ts";
import { bareType, beneath, callVendor, requireOf } from "./vendor-call.ts";

type Values = Readonly<Record<string, unknown>>;

/** Where a property of a product goes. */
interface Place {
  readonly Property?: string | null;
  /** Culture of a property that has a value in each; null: it has one. */
  readonly DefaultCulture?: string | null;
}

/** What is written of products: the rest is the content hub's own. */
const written = ["ID", "Name", "Description"] as const;

/** Properties of an entity, by the `Mapper` of the configuration; without one they are called as a product's. */
export function entityProperties({ ProductID, Name, Description }: Values, config: unknown): Values {
  const mapper = ((config as { readonly Mapper?: Readonly<Record<string, Place | null>> } | null)?.Mapper ??
    {}) as Readonly<Record<string, Place | null>>;
  const values = { ID: ProductID, Name, Description };
  return Object.fromEntries(
    written.map((name) => {
      const { Property, DefaultCulture } = mapper[name] ?? {};
      const value = values[name] ?? null;
      return [Property || name, DefaultCulture ? { [DefaultCulture]: value } : value];
    }),
  );
}

/**
 * Products of a schema of Sitecore Content Hub, by its entities API: made under an identifier that the marketplace and the
 * product give, and changed when ID, name or description do. What becomes of products that are deleted is decided there
 * (docs/behaviour/integrations.md §5.1).
 */
export const contentHubTarget = (outbound: Outbound): Target<ContentHubConfig> => ({
  async send({ ApiKey, Endpoint, TargetSchemaName, ConfigData }, parcel: Parcel) {
    if (bareType(parcel) !== "product.updated") return undefined;
    const { payload } = parcel;
    const identifier = `${parcel.marketplaceId}.${String(payload.ProductID)}`;
    const headers = { "x-auth-token": ApiKey ?? "" };
    const who = "content hub";
    const properties = entityProperties(payload, ConfigData);
    const entities = beneath(Endpoint, "api", "entities");
    const found = await callVendor(outbound, parcel, {
      url: beneath(entities, "identifier", identifier),
      method: "GET",
      headers,
    });
    if (found.status === 404) {
      const definition = { href: beneath(Endpoint, "api", "entitydefinitions", TargetSchemaName) };
      const json = { identifier, entitydefinition: definition, properties };
      const made = await requireOf(who, outbound, parcel, { url: entities, method: "POST", headers, json });
      return { status: made.status };
    }
    requireSuccess(who, found);
    const { id } = parseJson(found.text) as { readonly id?: unknown };
    if (id === undefined || id === null) throw new Unusable("The content hub answered no entity");
    const url = beneath(entities, String(id));
    const changed = await requireOf(who, outbound, parcel, { url, method: "PUT", headers, json: { properties } });
    return { status: changed.status };
  },
});
