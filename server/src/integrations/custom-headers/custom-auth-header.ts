import { apiError, invalidProperty } from "../../platform/errors/api-error.ts";
import type { SecretBox } from "../../platform/secret-box.ts";
import type { Work } from "../../platform/work/work.ts";
import { storedHeader } from "./headers.store.ts";

/** A header that outbound calls carry for the receiver's own authentication. The value is never shown again. */
export interface CustomAuthHeader {
  readonly CustomAuthHeaderName: string | null;
  readonly CustomAuthHeaderValue: string | null;
}

/** Headers that calls have of their own, or that say how the body goes over the connection: no receiver is told them. */
const taken =
  /^(connection|content-.*|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|x-oc-hash)$/i;

/**
 * The value to store with an integration's header (docs/behaviour/integrations.md §1).
 *
 * Since replies never hold it, clients that send back what they read send none: then the stored one stays for as long as
 * the header has a name.
 *
 * @param kept the value stored so far.
 * @throws ApiError Integration.CustomAuthHeaderNameRequired, Integration.CustomAuthHeaderValueRequired, or
 *   ValidationFailure for what no header may hold.
 */
export function customAuthHeaderValue(model: string, draft: CustomAuthHeader, kept: string | null): string | null {
  const { CustomAuthHeaderName: name, CustomAuthHeaderValue: given } = draft;
  if (!name) {
    if (given) throw apiError("Integration.CustomAuthHeaderNameRequired");
    return null;
  }
  const value = given || kept;
  if (!value) throw apiError("Integration.CustomAuthHeaderValueRequired");
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
    throw invalidProperty(model, "CustomAuthHeaderName", "CustomAuthHeaderName must be the name of an HTTP header.");
  if (taken.test(name))
    throw invalidProperty(
      model,
      "CustomAuthHeaderName",
      `CustomAuthHeaderName must not be ${name}: calls set it themselves.`,
    );
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    throw invalidProperty(model, "CustomAuthHeaderValue", "CustomAuthHeaderValue holds characters no header may hold.");
  return value;
}

/** Purpose that values of such headers are sealed for. */
const purpose = "custom-auth-header";

/** The value; null when there is none, or none that this installation sealed. */
export const openHeader = (secrets: SecretBox, sealed: string | null): string | null =>
  sealed === null ? null : (secrets.open(sealed, purpose) ?? null);

/**
 * The column that holds the value, sealed; nothing when it stays as it is.
 *
 * @param id of the row before it is written; null for one that is new.
 * @throws as `customAuthHeaderValue`.
 */
export async function headerColumn(
  { db, services: { secrets } }: Pick<Work, "db" | "services">,
  { name, model }: { readonly name: string; readonly model: string },
  draft: CustomAuthHeader,
  id: string | null,
): Promise<{ readonly custom_auth_header_value?: string | null }> {
  const kept = id === null ? null : openHeader(secrets, await storedHeader(db, name, id));
  const value = customAuthHeaderValue(model, draft, kept);
  if (value === kept) return {};
  return { custom_auth_header_value: value === null ? null : secrets.seal(value, purpose) };
}
