import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Services } from "../../platform/work/services.ts";

/** The marketplace's service that says whom a newcomer is, or updates whom it knows. */
export interface SignInService {
  readonly elevatedRoles: Json;
  readonly configData: Json | null;
}

/** Access of single sign-on to such services; the application supplies it. */
export interface SignInEvents<Service extends SignInService = SignInService> {
  find(db: TenantDb, eventId: string): Promise<Service | undefined>;
  /** @throws OutboundError when no answer comes. */
  ask(
    services: Pick<Services, "outbound" | "secrets">,
    service: Service,
    step: "createuser" | "syncuser",
    body: string,
  ): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> | undefined }>;
}

/** An answer's property, whatever its case: services are written in languages of many habits. */
export function answered(body: Readonly<Record<string, unknown>>, property: string): string | null {
  const name = Object.keys(body).find((key) => key.toLowerCase() === property.toLowerCase());
  const value = name === undefined ? null : body[name];
  return typeof value === "string" && value !== "" ? value : null;
}
