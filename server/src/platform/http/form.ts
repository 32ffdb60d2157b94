import type { FastifyRequest } from "fastify";
import { apiError } from "../errors/api-error.ts";

/** The text of a posted form. @throws ApiError Request.InvalidContentType for anything else. */
export function formBody(request: FastifyRequest): string {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) throw apiError("Request.InvalidContentType");
  return typeof request.body === "string" ? request.body : "";
}
