import { hash, verify } from "@node-rs/argon2";

/** Argon2id with the parameters OWASP recommends for servers: 19 MiB, two passes. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, options);

/** Burnt for users that do not exist or have no password, so that all refusals take the same time. */
let decoy: Promise<string> | undefined;

/** Tells whether the password is the one that was hashed. Takes as long when there is none. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword("correct horse battery staple");
  const matches = await verify(stored ?? (await decoy), password).catch(() => false);
  return matches && stored !== null;
}
