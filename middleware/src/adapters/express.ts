import type { ServerResponse } from "node:http";
import { answerTo, contentType, type Handler, type Options, textOf } from "../handler.ts";
import { type NodeRequest, nodeCall } from "./node.ts";

/**
 * Handler for Express 4 and 5, Connect, `node:http`, and routes of Next's `pages/api` with `bodyParser: false`. Mounted ahead of
 * body parsers, or behind ones that keep the bytes (`express.raw`, or `rawBody` on the request).
 */
export const forExpress =
  (handler: Handler, options: Options = {}) =>
  async (request: NodeRequest, response: ServerResponse): Promise<void> => {
    const answer = await answerTo(handler, nodeCall(request), options);
    const text = textOf(answer);
    response.statusCode = answer.status;
    // What is left unread would be taken for the next request.
    if (!request.complete) response.setHeader("connection", "close");
    if (text !== undefined) response.setHeader("content-type", contentType);
    response.end(text);
  };
