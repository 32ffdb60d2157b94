import type { Field } from "./field.ts";

/** An error the API may answer with. */
export interface ErrorDeclaration {
  readonly status: number;
  /** Message to clients where the raiser says nothing more particular. */
  readonly message: string;
  /** Advice to the client. */
  readonly remedy: string;
  /**
   * Properties of `Data`, or the one thing that it is. Absent: `Data` is `null`. What is `nullable` may be left out, and what
   * is not is always there.
   */
  readonly data?: ErrorData;
}

type Properties = Readonly<Record<string, Field>>;
type ErrorData = { readonly properties: Properties } | { readonly whole: Field };

/** Declares an error. A list or anything else that is no object of its own is given as the one field. */
export const error = (
  status: number,
  message: string,
  remedy: string,
  data?: Properties | Field,
): ErrorDeclaration => ({
  status,
  message,
  remedy,
  ...(data && { data: isField(data) ? { whole: data } : { properties: data } }),
});

/** Names of data begin with a capital, or hold a field: `type` is text in a field only. */
const isField = (data: Properties | Field): data is Field => typeof data.type === "string";
