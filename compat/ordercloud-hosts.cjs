/**
 * Sends what a client calls on OrderCloud's own hosts to an Orderwell server instead, for clients that have these hosts
 * written into them, such as the official seeding CLI:
 *
 *     ORDERWELL_URL=http://127.0.0.1:4000 node --require ./compat/ordercloud-hosts.cjs node_modules/.bin/seeding …
 *
 * The client stays as it is: only Node's HTTPS requests are led elsewhere.
 */
const http = require("node:http");
const https = require("node:https");

const server = new URL(process.env.ORDERWELL_URL ?? "http://127.0.0.1:4000");
const plain = server.protocol === "http:";
const root = server.pathname.replace(/\/$/, "");
const paths = { "api.ordercloud.io": root, "portal.ordercloud.io": `${root}/portal` };

const request = https.request;
https.request = (options, ...rest) => {
  const path = paths[options?.hostname];
  if (path === undefined) return request(options, ...rest);
  const { hostname, port } = server;
  const headers = Object.entries(options.headers ?? {}).filter(([name]) => name.toLowerCase() !== "host");
  const led = {
    ...options,
    protocol: server.protocol,
    hostname,
    host: hostname,
    port,
    agent: undefined,
    path: path + options.path,
    headers: Object.fromEntries(headers),
  };
  return plain ? http.request(led, ...rest) : request(led, ...rest);
};
