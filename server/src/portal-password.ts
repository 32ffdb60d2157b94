import { randomBytes } from "node:crypto";

/** A password for a portal account, which nobody guesses. */
export const newPortalPassword = (): string => randomBytes(12).toString("base64url");
