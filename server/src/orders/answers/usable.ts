import { enums, type ModelName, models } from "@orderwell/contract";
import { ApiError, apiError } from "../../platform/errors/api-error.ts";
import { OutboundError } from "../../platform/outbound/outbound.ts";
import { readBody } from "../../platform/wire/body.ts";
import { parseBody } from "../../platform/wire/json-text.ts";

/** Answer of a service, whatever its status. */
export interface ServiceReply {
  readonly status: number;
  readonly text: string;
}

/** Characters of an answer that an error shows. */
const shownCharacters = 2_000;

/** Tells whether a status says that a service did what it was asked. */
export const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

/** An answer as its model. @throws ApiError IntegrationEvent.BadRequest for what is not the JSON of the model. */
export function resultIn(model: ModelName, text: string): Record<string, unknown> {
  const source = parseBody(text, (problem) => unusable(text, problem));
  if (typeof source !== "object" || source === null || Array.isArray(source))
    throw unusable(text, "It is no JSON object.");
  try {
    return readBody(source, { model, required: [] }, { models, enums });
  } catch (error) {
    if (error instanceof ApiError) throw unusable(text, error.message);
    throw error;
  }
}

/** Refuses an answer that cannot be used. */
export const unusable = (text: string, problem: string): ApiError =>
  apiError(
    "IntegrationEvent.BadRequest",
    { Problem: problem, Answer: text.slice(0, shownCharacters).toWellFormed() },
    `The integration's answer cannot be used. ${problem}`,
  );

/** The refusal of an answer that did not come, came too late, or asks for what cannot be. */
export const badAnswer = (problem: string): ApiError =>
  apiError("IntegrationEvent.BadRequest", { Problem: problem, Answer: null }, problem);

/** Refuses what a service did not answer. @throws ApiError IntegrationEvent.BadRequest; what is no failure of a call */
export function noAnswer(error: unknown): never {
  if (error instanceof OutboundError) throw badAnswer(`The integration gave no answer: ${error.message}.`);
  throw error;
}
