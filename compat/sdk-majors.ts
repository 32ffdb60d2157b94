import { createRequire } from "node:module";
import * as twelve from "ordercloud-javascript-sdk";
import * as five from "ordercloud-javascript-sdk-5";
import * as eleven from "ordercloud-javascript-sdk-11";

/** The parts that a test uses are the same in all majors; their types differ elsewhere. */
export type Sdk = typeof twelve;

/** The official SDK in the majors that are in use: the fourth is the one that Catalyst brings, the fifth the seeding CLI's. */
export const sdks: Readonly<Record<string, Sdk>> = {
  4: createRequire(import.meta.resolve("@ordercloud/catalyst"))("ordercloud-javascript-sdk") as Sdk,
  5: five as unknown as Sdk,
  11: eleven as unknown as Sdk,
  12: twelve,
};
