import { models } from "@orderwell/contract";
import { parseJson } from "../../platform/json/parse-json.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";

const writer = new ReplyWriter(models);

/** An object as replies show it, parsed. */
export const asReplied = (model: string, object: unknown): Readonly<Record<string, unknown>> =>
  parseJson(writer.object(model, object)) as Readonly<Record<string, unknown>>;
