import { answerTo, contentType, type Handler, type IncomingCall, type Options, textOf, tooLarge } from "../handler.ts";

/** Has a handler answer a request of the Fetch standard. */
export async function respond(handler: Handler, request: Request, options: Options): Promise<Response> {
  const answer = await answerTo(handler, webCall(request), options);
  const text = textOf(answer);
  return new Response(text ?? null, {
    status: answer.status,
    ...(text !== undefined && { headers: { "content-type": contentType } }),
  });
}

function webCall(request: Request): IncomingCall {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    url: pathname + search,
    header: (name) => request.headers.get(name) ?? undefined,
    async bytes(limit) {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of request.body ?? []) {
        size += chunk.length;
        if (size > limit) throw tooLarge(limit);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
  };
}
