import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { canonicalNames } from "./resources.ts";

/** An object or an assignment as it stands in the file: properties by their API names, plus the IDs of its parents. */
export type FileRecord = Readonly<Record<string, unknown>>;

/** A whole marketplace: what the seeding CLI of OrderCloud downloads and uploads. */
export interface MarketplaceFile {
  readonly Meta?: unknown;
  readonly Objects: Readonly<Record<string, readonly FileRecord[]>>;
  readonly Assignments: Readonly<Record<string, readonly FileRecord[]>>;
}

/**
 * Reads a marketplace file.
 *
 * @param file a path, an address (`file:`, `http:`, `https:`) or the content, already parsed.
 * @throws TypeError if the content is not a marketplace file at all; see `validateFile` for everything finer.
 */
export async function readMarketplaceFile(
  file: string | URL | object,
  fetchFile: typeof fetch = fetch,
): Promise<MarketplaceFile> {
  if (typeof file === "object" && !(file instanceof URL)) return asMarketplaceFile(file);
  return asMarketplaceFile(parse(await text(file, fetchFile), { maxAliasCount: -1 }));
}

/**
 * Brings parsed content into one shape: absent sections and lists are empty, resource names are spelled one way.
 *
 * @throws TypeError if the content or one of its sections is not a mapping, or a resource not a list of mappings.
 */
export function asMarketplaceFile(content: unknown): MarketplaceFile {
  if (!isMapping(content)) throw new TypeError("A marketplace file holds a mapping with Objects and Assignments.");
  if (!("Objects" in content) && !("Assignments" in content))
    throw new TypeError("The file has neither Objects nor Assignments.");
  return {
    Meta: content.Meta,
    Objects: section("Objects", content.Objects),
    Assignments: section("Assignments", content.Assignments),
  };
}

function section(name: string, content: unknown): Record<string, FileRecord[]> {
  if (content === null || content === undefined) return {};
  if (!isMapping(content)) throw new TypeError(`${name} is not a mapping of resources.`);
  return Object.fromEntries(
    Object.entries(content).map(([resource, records]) => {
      if (records !== null && !(Array.isArray(records) && records.every(isMapping)))
        throw new TypeError(`${name}.${resource} is not a list of objects.`);
      return [canonicalNames.get(resource) ?? resource, (records ?? []) as FileRecord[]];
    }),
  );
}

async function text(file: string | URL, fetchFile: typeof fetch): Promise<string> {
  const url = file instanceof URL ? file : /^(https?|file):\/\//.test(file) ? new URL(file) : undefined;
  if (url === undefined || url.protocol === "file:") return readFile(url ?? file, "utf8");
  const reply = await fetchFile(url);
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}.`);
  return reply.text();
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
