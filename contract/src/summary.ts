/** One-line summaries of the operations that every resource has. */

export type CrudVerb = "List" | "Create" | "Get" | "Save" | "Delete" | "Patch";

/** Words of summaries for one of the things, with its article, and many of them: `["an address", "addresses"]`. */
export type Noun = readonly [one: string, many: string];

/** @param whose what follows the noun: `of a buyer`. */
export function crudSummary(verb: CrudVerb, [one, many]: Noun, whose = ""): string {
  const of = whose && ` ${whose}`;
  switch (verb) {
    case "List":
      return `List ${many}${of}.`;
    case "Create":
      return `Create ${one}${of}.`;
    case "Get":
      return `Get ${one}${of}.`;
    case "Save":
      return `Create or replace ${one}${of}.`;
    case "Delete":
      return `Delete ${one}${of}.`;
    case "Patch":
      return `Change some properties of ${one}${of}.`;
  }
}

export function assignmentSummary(verb: "List" | "Save" | "Delete", [one, many]: Noun): string {
  return verb === "List" ? `List ${many}.` : `${verb} ${one}.`;
}
