import assert from "node:assert/strict";

/** Place where a browser ended up. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/** As much of a browser as a sign-in needs: it keeps cookies for each server, follows redirects and submits forms. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  readonly #stopAt: string;
  /** Every address it went to, in order. */
  readonly visited: string[] = [];

  /** @param stopAt origin of the application: a redirect to it is where a journey ends. */
  constructor(stopAt: string) {
    this.#stopAt = stopAt;
  }

  open(url: string): Promise<Page> {
    return this.#follow(new URL(url), {});
  }

  /** Submits the page's only form, with its hidden fields and these. */
  submit(page: Page, fields: Readonly<Record<string, string>> = {}): Promise<Page> {
    const action = attribute(page.text.match(/<form[^>]*>/i)?.[0] ?? "", "action");
    assert.ok(action !== undefined, `no form on ${page.url.href}: ${page.status} ${page.text.slice(0, 500)}`);
    const form = new URLSearchParams();
    for (const [input] of page.text.matchAll(/<input[^>]*type="?hidden"?[^>]*>/gi))
      form.set(attribute(input, "name") ?? "", attribute(input, "value") ?? "");
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return this.#follow(new URL(action, page.url), { method: "POST", body: form });
  }

  async #follow(url: URL, init: RequestInit): Promise<Page> {
    if (url.origin === this.#stopAt) return { url, status: 0, text: "" };
    this.visited.push(url.href);
    const jar = this.#cookies.get(url.host) ?? new Map<string, string>();
    this.#cookies.set(url.host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { ...init, redirect: "manual", headers: { ...(cookie && { cookie }) } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = line.match(/^([^=]+)=([^;]*)/) ?? [];
      const gone = value === "" || /max-age=0\b|expires=thu, 01 jan 1970/i.test(line);
      if (gone) jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get("location");
    const text = await response.text();
    if (location === null) return { url, status: response.status, text };
    return this.#follow(new URL(location, url), {});
  }
}

const attribute = (tag: string, name: string): string | undefined =>
  tag
    .match(new RegExp(`\\b${name}="([^"]*)"`, "i"))?.[1]
    ?.replaceAll("&amp;", "&")
    .replaceAll("&#x3D;", "=");
