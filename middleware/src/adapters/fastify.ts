import type { FastifyPluginAsync } from "fastify";
import { answerTo, contentType, type Handler, largestBody, type Options, textOf, tooLarge } from "../handler.ts";

/**
 * Plugin for Fastify that serves handlers by path: `app.register(forFastify({ "/checkout/*": checkout({ … }) }))`. Within it
 * bodies stay bytes; routes outside are as they were.
 */
export const forFastify =
  (handlers: Readonly<Record<string, Handler>>, options: Options = {}): FastifyPluginAsync =>
  async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: largestBody }, (_request, body, done) =>
      done(null, body),
    );
    for (const [path, handler] of Object.entries(handlers))
      app.all(path, async (request, reply) => {
        const { headers, method, originalUrl: url } = request;
        const bytes = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
        const answer = await answerTo(
          handler,
          {
            method,
            url,
            header: (name) => [headers[name]].flat()[0],
            async bytes(limit) {
              if (bytes.length > limit) throw tooLarge(limit);
              return bytes;
            },
          },
          options,
        );
        const text = textOf(answer);
        reply.status(answer.status);
        return text === undefined ? reply.send() : reply.type(contentType).send(text);
      });
  };
