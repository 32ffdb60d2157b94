import assert from "node:assert/strict";
import { test } from "node:test";
import { addToCart, forNext, messages, openIdConnect, orderReturn, signedRequest, webhooks } from "./index.ts";

const hashKey = "k";
const url = "https://service.example.com/hooks";

test("messages reach the listener of their type; those without one are not taken as sent", async () => {
  const codes: unknown[] = [];
  const route = forNext(
    messages({
      hashKey,
      listeners: {
        ForgottenPassword: ({ EventBody, Recipient }) =>
          codes.push(Recipient?.Email, EventBody?.PasswordRenewalVerificationCode),
      },
    }),
  );
  const message = {
    MessageType: "ForgottenPassword",
    Recipient: { Email: "a@example.com" },
    EventBody: { PasswordRenewalVerificationCode: "c-1" },
  };
  assert.equal((await route(signedRequest(url, message, hashKey))).status, 200);
  assert.deepEqual(codes, ["a@example.com", "c-1"]);
  assert.equal((await route(signedRequest(url, { MessageType: "constructor" }, hashKey))).status, 404);
  assert.equal((await route(signedRequest(url, message, "other"))).status, 401);
});

test("the other integration events are told apart by path, and a product for a cart by none", async () => {
  const sso = forNext(openIdConnect({ hashKey, createUser: () => ({ Username: "amy" }) }));
  const created = await sso(signedRequest(`${url}/createuser`, {}, hashKey));
  assert.deepEqual(await created.json(), { Username: "amy" });
  assert.equal((await sso(signedRequest(`${url}/syncuser`, {}, hashKey))).status, 404);
  const refund = forNext(orderReturn({ hashKey, calculate: () => ({ RefundAmount: 3 }) }));
  assert.deepEqual(await (await refund(signedRequest(`${url}/calculateorderreturn`, {}, hashKey))).json(), {
    RefundAmount: 3,
  });
  const cart = forNext(
    addToCart({ hashKey, price: ({ ProductID }) => ({ Product: { ID: ProductID }, UnitPrice: 2 }) }),
  );
  const priced = await cart(signedRequest(`${url}/anything`, { ProductID: "p" }, hashKey));
  assert.deepEqual(await priced.json(), { Product: { ID: "p" }, UnitPrice: 2 });
});

test("a service without a key, or for an operation that is not there, does not start", () => {
  assert.throws(() => messages({ hashKey: "", listeners: {} }), /hash key/);
  assert.throws(() => webhooks({ hashKey: undefined as never, listeners: {} }), /hash key/);
  assert.throws(
    () => webhooks({ hashKey, listeners: { "Buyers.Nothing": () => undefined } as never }),
    /Buyers.Nothing/,
  );
});
