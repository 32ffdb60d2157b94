import type { ModelName } from "@orderwell/contract";
import type { SecretBox } from "../secret-box.ts";
import { modelFields } from "./fields.ts";

type Values = Readonly<Record<string, unknown>>;

/** Purpose that the secrets of a table's rows are sealed for. */
export const sealedFor = (table: string): string => table.replaceAll("_", "-");

/**
 * A secret as its service is to know it.
 *
 * @throws Error where it was sealed with another secret key: without it nothing would be signed or proved.
 */
export const openSealed = (box: SecretBox, table: string, sealed: string): string =>
  box.reveal(sealed, sealedFor(table), `A secret of ${table}`);

/** The properties of a model that the database holds sealed (contract: `secret`): replies show them opened. */
export class SealedProperties {
  readonly #names: readonly string[];
  readonly #purpose: string;

  constructor({ name, model }: { readonly name: string; readonly model: ModelName }) {
    const fields = Object.entries(modelFields(model));
    this.#names = fields.filter(([, { secret }]) => secret).map(([property]) => property);
    this.#purpose = sealedFor(name);
  }

  get none(): boolean {
    return this.#names.length === 0;
  }

  /** A row as replies show it; null for what was sealed with another secret key. */
  opened(box: SecretBox, row: Values): Values {
    const opened = this.#names.map((name) => [name, this.#open(box, row[name])] as const);
    return { ...row, ...Object.fromEntries(opened) };
  }

  /** A draft as the database holds it; what is as it was `before` stays so, to be left as it is. */
  sealed(box: SecretBox, draft: Values, before: Values = {}): Values {
    const changed = this.#names.filter((name) => typeof draft[name] === "string" && draft[name] !== before[name]);
    if (changed.length === 0) return draft;
    const sealed = changed.map((name) => [name, box.seal(String(draft[name]), this.#purpose)] as const);
    return { ...draft, ...Object.fromEntries(sealed) };
  }

  #open(box: SecretBox, sealed: unknown): string | null {
    return typeof sealed === "string" ? (box.open(sealed, this.#purpose) ?? null) : null;
  }
}
