import type { TestMarketplace } from "./harness.ts";

/** What the token endpoint answers to a form. */
export async function requestToken(
  own: TestMarketplace,
  form: Readonly<Record<string, string>>,
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever came back
): Promise<{ readonly status: number; readonly body: any }> {
  const response = await fetch(`${own.baseUrl}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
  return { status: response.status, body: await response.json() };
}

/** The roles that a token carries. */
export function rolesOf(token: string): readonly string[] {
  const { role } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  return role === undefined ? [] : [role].flat();
}
