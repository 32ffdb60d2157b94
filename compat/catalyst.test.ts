import assert from "node:assert/strict";
import { before, test } from "node:test";
import { withErrorHandledOcUserAuth } from "@ordercloud/catalyst";
import { marketplace, operatedServer } from "@orderwell/testing";
import { ApiClients, Auth, Buyers, Configuration, SecurityProfiles, Users } from "ordercloud-javascript-sdk";

/** A middleware's route: it answers with what it learned of its caller. */
async function guarded(
  token: string | undefined,
  access: { roles?: string[]; types?: string[]; clients: string[] },
): Promise<{ status: number; body: { usr?: string; usrtype?: string; Errors?: { ErrorCode: string }[] } }> {
  const reply = { status: 200, body: {} };
  const response = {
    status(code: number) {
      reply.status = code;
      return response;
    },
    json(body: object) {
      reply.body = body;
      return response;
    },
  };
  const route = withErrorHandledOcUserAuth(
    (request: { ocToken: { payload: object } }) => response.json(request.ocToken.payload),
    access.roles,
    access.types as never,
    access.clients,
  );
  await route({ headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }, response, undefined);
  return reply;
}

let sellerToken: string;
let clientId: string;
let shopper: string;
let visitor: string;
let ofNobody: string;
before(async () => {
  const { baseUrl } = await operatedServer();
  ({
    seller: { token: sellerToken },
  } = await marketplace({ name: "catalyst" }, baseUrl));
  Configuration.Set({ baseApiUrl: baseUrl });
  const seller = { accessToken: sellerToken };
  await Buyers.Create({ ID: "acme", Name: "Acme", Active: true }, seller);
  for (const ID of ["amy", "template"])
    await Users.Create(
      "acme",
      {
        ID,
        Username: ID,
        Password: "Correct-Horse-9",
        FirstName: "A",
        LastName: "B",
        Email: "a@acme.example",
        Active: true,
      },
      seller,
    );
  await SecurityProfiles.Create({ ID: "shopper", Name: "Shopper", Roles: ["Shopper", "MeAdmin"] }, seller);
  await SecurityProfiles.SaveAssignment({ SecurityProfileID: "shopper", BuyerID: "acme" }, seller);
  const client = { Active: true, AccessTokenDuration: 60, AllowAnyBuyer: true };
  const app = await ApiClients.Create({ ...client, AppName: "App" }, seller);
  const open = await ApiClients.Create(
    { ...client, AppName: "Open", IsAnonBuyer: true, DefaultContextUserName: "template" },
    seller,
  );
  clientId = String(app.ID);
  shopper = (await Auth.Login("amy", "Correct-Horse-9", clientId)).access_token;
  visitor = (await Auth.Anonymous(String(open.ID), ["Shopper"])).access_token;
  ofNobody = `${shopper.slice(0, shopper.lastIndexOf("."))}.${visitor.split(".")[2]}`;
});

test("Catalyst verifies the server's tokens with the server's public key and names the caller", async () => {
  const any = { clients: ["*"] };
  assert.equal((await guarded(shopper, any)).body.usr, "amy");
  assert.equal((await guarded(visitor, any)).body.usr, "template");
  assert.equal((await guarded(sellerToken, any)).body.usrtype, "Seller");
  for (const token of [undefined, "", ofNobody, shopper.slice(0, -4)]) {
    const { status, body } = await guarded(token, any);
    assert.deepEqual([status, body.Errors?.[0]?.ErrorCode], [401, "InvalidToken"]);
  }
});

test("Catalyst lets in by role, with one role or several in the token, by user type and by the client's ID as it is written", async () => {
  const statuses = async (token: string, accesses: { roles?: string[]; types?: string[]; clients: string[] }[]) =>
    Promise.all(accesses.map(async (access) => (await guarded(token, access)).status));
  const roles = (...names: string[]) => ({ clients: ["*"], roles: names });
  assert.deepEqual(await statuses(shopper, [roles("MeAdmin", "OrderAdmin"), roles("OrderAdmin")]), [200, 403]);
  assert.deepEqual(await statuses(visitor, [roles("Shopper"), roles("OrderAdmin")]), [200, 403]);
  assert.deepEqual(await statuses(sellerToken, [roles("OrderAdmin")]), [200]);
  const types = (...names: string[]) => ({ clients: ["*"], types: names });
  assert.deepEqual(await statuses(sellerToken, [types("Seller"), types("Supplier")]), [200, 403]);
  assert.deepEqual(await statuses(shopper, [types("Seller"), types("buyer")]), [403, 200]);
  assert.deepEqual(await statuses(shopper, [{ clients: [clientId] }, { clients: ["another"] }]), [200, 401]);
});
