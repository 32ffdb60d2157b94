import { type Answer, answer, type Handler, type IncomingCall } from "./handler.ts";
import type { Access, TokenVerifier, VerifiedToken } from "./tokens.ts";

/**
 * Route of your own for users of a marketplace: their token stands in `Authorization`. What is returned is the JSON of a
 * 200, nothing at all a 204; `answer` gives another status.
 */
export const forUsers =
  (
    verifier: TokenVerifier,
    access: Access,
    handle: (user: VerifiedToken, call: IncomingCall) => Promise<unknown> | unknown,
  ): Handler =>
  async (call) => {
    const user = await verifier.verify(bearer(call.header("authorization")), access);
    const result = await handle(user, call);
    return isAnswer(result) ? result : answer(result);
  };

const bearer = (header: string | undefined): string | undefined => /^bearer (\S+)$/i.exec(header ?? "")?.[1];

const isAnswer = (result: unknown): result is Answer =>
  typeof result === "object" &&
  result !== null &&
  "status" in result &&
  "body" in result &&
  Object.keys(result).length === 2;
