export class Auth {}
export class Tokens {}
export class UserInfo {}

export const connection = { url: "", token: "" };

export async function send<Reply>(method: string, path: string, query: object, body?: unknown): Promise<Reply> {
  const named = Object.entries(query).map(([name, value]) => [name, String(value)]);
  const response = await fetch(`${connection.url}${path}?${new URLSearchParams(named)}`, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${connection.token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Reply;
}
