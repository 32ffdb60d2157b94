/**
 * A list that the server does not carry out yet (501) reads as an empty page: nothing of its kind can exist, since creating
 * it answers 501 as well. The seeding CLI's download lists every kind of resource and gives up at the first refusal. Each
 * such list is named on standard error.
 */
const http = require("node:http");
const { Readable } = require("node:stream");

const page = { Meta: { Page: 1, PageSize: 100, TotalCount: 0, TotalPages: 0, ItemRange: [1, 0] }, Items: [] };
const request = http.request;
http.request = (options, received) => {
  const sent = request(options, (response) => {
    if (response.statusCode !== 501 || options.method !== "GET") return received(response);
    process.stderr.write(`501 ${options.path}\n`);
    response.resume();
    const headers = { "content-type": "application/json" };
    received(
      Object.assign(Readable.from([JSON.stringify(page)]), { statusCode: 200, headers, rawHeaders: [], req: sent }),
    );
  });
  return sent;
};
