import type { FastifyRequest, onRequestHookHandler } from "fastify";
import { apiError } from "../errors/api-error.ts";
import { bodyText } from "./body-text.ts";

const formType = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i;
const multipartType = /^\s*multipart\//i;
/** A form's text begins with a field's name, in which these are escaped. */
const beginsAsJson = /^\s*[[{"]/;

/**
 * The text of a posted form.
 *
 * @param field tells a form under another content type: older clients ask for tokens under `application/json`,
 *   `text/plain` or none (docs/behaviour/conventions.md §2). Left out: nothing but the type of forms is taken.
 * @throws ApiError Request.InvalidContentType for anything else; Request.InvalidRequestBody for what is no text in its charset.
 */
export function formBody(request: FastifyRequest, field?: string): string {
  const type = request.headers["content-type"] ?? "";
  const text = Buffer.isBuffer(request.body) ? bodyText(request.body, type) : "";
  if (formType.test(type)) return text;
  const mayBeForm = field !== undefined && !multipartType.test(type) && !beginsAsJson.test(text);
  if (!mayBeForm || !new URLSearchParams(text).has(field)) throw apiError("Request.InvalidContentType");
  return text;
}

/** Lets bodies be read whose content type is none at all, such as an empty one. */
export const anyContentType: onRequestHookHandler = (request, _reply, done) => {
  const type = request.headers["content-type"];
  if (type !== undefined && !/^\s*[\w.+-]+\/[\w.+-]+\s*(;|$)/.test(type)) delete request.headers["content-type"];
  done();
};
