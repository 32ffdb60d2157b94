import type { SearchIngestion } from "@orderwell/contract";
import { parseJson } from "../../platform/json/parse-json.ts";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import type { Answered } from "../../platform/outbox/answers.ts";
import type { ObjectIds, ToldObject } from "../outgoing/message.ts";
import { requireSuccess } from "../outgoing/services.ts";
import type { Parcel, Target } from "./target.ts";
import { beneath, callVendor, requireOf } from "./vendor-call.ts";

type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Levels of extended properties that become attributes of their own; what lies deeper is one value. */
const deepest = 10;

/** Extended properties as attributes: `xp.Care.Wash` is `xp_care_wash`; arrays stay. */
function* attributesOf(path: string, value: unknown, level = 0): Iterable<readonly [string, unknown]> {
  if (!isObject(value) || level >= deepest) yield [path, value];
  else
    for (const [name, one] of Object.entries(value))
      yield* attributesOf(`${path}_${name.toLowerCase()}`, one, level + 1);
}

/** What is said of an object as attributes of a document: names in lower case, without what is absent. */
export function documentFields({ xp, ...payload }: Values): Record<string, unknown> {
  const own = Object.entries(payload).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(
    [...own, ...(isObject(xp) ? attributesOf("xp", xp) : [])].filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  );
}

/** Path of the service where only its host was configured. */
const usualPath = "/ingestion/v1";

function baseOf(endpoint: string): string {
  const url = URL.parse(endpoint);
  return url !== null && url.pathname === "/" ? `${url.origin}${usualPath}` : endpoint;
}

/**
 * ID of the document of an object: its own ID, behind those of its place, which are in lower case as whoever names it may
 * have written them otherwise. No part holds the dot that stands between them.
 */
export const documentId = (ids: ObjectIds): string =>
  ids
    .map((id, index) => (index < ids.length - 1 ? id.toLowerCase() : id))
    .map((id) => encodeURIComponent(id).replaceAll(".", "%2E"))
    .join(".");

/**
 * Documents of a source of Sitecore Search, by its ingestion API, one for each object: put where they are, made where they
 * are not yet, deleted with what they are of (docs/behaviour/integrations.md §5.1). Texts in other languages come from a
 * service of the marketplace's, which answers attributes by locale.
 */
export const searchIngestionTarget = (outbound: Outbound): Target<SearchIngestion> => ({
  async send(settings, parcel: Parcel) {
    let answered: Answered | undefined;
    for (const object of parcel.objects ?? []) answered = await sendDocument(outbound, settings, parcel, object);
    return answered;
  },
});

async function sendDocument(
  outbound: Outbound,
  { Domain, Source, Entity, Endpoint, ApiKey, Content }: SearchIngestion,
  parcel: Parcel,
  { ids, says }: ToldObject,
): Promise<Answered | undefined> {
  const id = documentId(ids);
  const documents = beneath(baseOf(Endpoint), "domains", Domain, "sources", Source, "entities", Entity, "documents");
  const headers = { authorization: ApiKey ?? "" };
  const locales: readonly (string | null)[] = Content?.Locales?.length ? Content.Locales : [null];
  const texts = says === null ? {} : await contentFor(outbound, parcel, Content, Entity, id);
  let answered: Answered | undefined;
  for (const locale of locales) {
    const query = locale === null ? "" : `?locale=${encodeURIComponent(locale)}`;
    const url = `${documents}/${encodeURIComponent(id)}${query}`;
    if (says === null) {
      const gone = await callVendor(outbound, parcel, { url, method: "DELETE", headers });
      answered = gone.status === 404 ? { status: gone.status } : requireSuccess("search service", gone);
      continue;
    }
    const own = locale === null ? undefined : texts[locale];
    // What the platform says of itself is not the service's to change.
    const json = { document: { id, fields: { ...(isObject(own) && own), ...documentFields(says) } } };
    const put = await callVendor(outbound, parcel, { url, method: "PUT", headers, json });
    const made = { url: `${documents}${query}`, method: "POST", headers, json } as const;
    const reply = put.status === 404 ? await callVendor(outbound, parcel, made) : put;
    answered = requireSuccess("search service", reply);
  }
  return answered;
}

/** What a marketplace's service says of an object by locale. @throws DeliveryRefused where it answers something else. */
async function contentFor(
  outbound: Outbound,
  parcel: Parcel,
  content: SearchIngestion["Content"],
  entity: string,
  id: string,
): Promise<Values> {
  const service = content?.Http;
  if (!service) return {};
  const { Endpoint, CustomAuthHeaderName: name, CustomAuthHeaderValue: value } = service;
  const { text } = await requireOf("content service", outbound, parcel, {
    url: beneath(Endpoint, entity, id),
    method: "GET",
    headers: name && value ? { [name]: value } : {},
  });
  const said = parseJson(text);
  return isObject(said) ? said : {};
}
