import type { RegexException } from "./judge.ts";

const declared = "meets paths of the contract only, whose parameters are short";
const settled = "meets an address that the operator gave to their own process";
const parameter = String.raw`/\{(\w+)\}/g`;

/** Regular expressions that are not proven to be linear, and what keeps them from harm. */
export const exceptions: readonly RegexException[] = [
  { file: "contract/src/declare.ts", text: parameter, reason: declared },
  { file: "seeding/src/resources.ts", text: parameter, reason: declared },
  { file: "seeding/src/upload.ts", text: parameter, reason: declared },
  { file: "server/src/integrations/webhooks/ordering-key.ts", text: parameter, reason: declared },
  { file: "server/src/platform/http/routes.ts", text: parameter, reason: declared },
  { file: "server/src/portal/bind.ts", text: parameter, reason: declared },
  { file: "seeding/src/connection.ts", text: String.raw`/\/+$/`, reason: settled },
  { file: "server/src/platform/settings.ts", text: String.raw`/\/+$/`, reason: settled },
  {
    file: "server/src/platform/db/sql.ts",
    text: "/([A-Z]+)([A-Z][a-z])/g",
    reason: "meets names of the contract's properties only",
  },
  {
    file: "server/src/platform/dates.ts",
    text: "RegExp(…)",
    reason: "what is longer than 48 characters is no date before it is matched, and no group repeats without a bound",
  },
  {
    file: "server/src/platform/dates.ts",
    text: "/0+$/",
    reason: "meets six digits at most",
  },
  {
    file: "server/src/platform/errors/violations.ts",
    text: '/["»«„“”‹›「『](\\w+)["»«„“”‹›」』]/g',
    reason: "meets messages of the database, in which names have 63 characters at most",
  },
  {
    file: "server/src/platform/json/parse-json.ts",
    text: String.raw`/[:,[\s]-?\d{16}|"\d{1,10}"\s*:/`,
    reason: "blanks are gone over once for the key before them, and no other key begins among them",
  },
  {
    file: "server/src/buyers/credit-cards/card-numbers.ts",
    text: String.raw`/(?<![\d+])(?<!\d[ -])[2-6](?:[ -]?\d){12,18}(?![ -]?\d)/g`,
    reason: "looks at no more than 40 characters from each digit, and goes back over them once",
  },
];
