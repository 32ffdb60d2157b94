import { randomBytes } from "node:crypto";
import { type CryptoKey, exportJWK, exportPKCS8, generateKeyPair, importJWK, importPKCS8, type JWK } from "jose";
import type pg from "pg";
import type { Clock } from "../clock.ts";
import type { Json } from "../db/json.ts";
import type { SecretBox } from "../secret-box.ts";

const algorithm = "RS256";
/** A process that meets an unknown key looks again, but not more often than this. */
const reloadPauseMs = 5_000;

interface SigningKey {
  readonly kid: string;
  readonly key: CryptoKey;
}

/** A public key in the form `GET /oauth/certs/{kid}` answers with. */
export interface PublicJwk {
  readonly kty: string;
  readonly n: string;
  readonly e: string;
  readonly alg: string;
  readonly use: string;
  readonly kid: string;
}

/**
 * The RSA keys that sign tokens. A key ID is never used twice and public halves are served for good, since clients keep
 * them for 30 days (spec: auth §5); private halves are encrypted with the installation's secret key.
 */
export class KeyRing {
  readonly #pool: pg.Pool;
  readonly #secrets: SecretBox;
  readonly #clock: Clock;
  #signing: SigningKey | undefined;
  readonly #public = new Map<string, { jwk: PublicJwk; key: CryptoKey }>();
  #loadedAt = 0;

  private constructor(pool: pg.Pool, secrets: SecretBox, clock: Clock) {
    this.#pool = pool;
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /** Reads the keys, making the first one where there is none. */
  static async open(pool: pg.Pool, secrets: SecretBox, clock: Clock): Promise<KeyRing> {
    const ring = new KeyRing(pool, secrets, clock);
    await ring.#load();
    if (ring.#signing === undefined) await ring.rotate();
    return ring;
  }

  /** The key that new tokens are signed with. */
  get signing(): SigningKey {
    if (this.#signing === undefined) throw new Error("No signing key");
    return this.#signing;
  }

  /** The public half, or `undefined` when no such key was ever made. */
  async publicKey(kid: string): Promise<{ jwk: PublicJwk; key: CryptoKey } | undefined> {
    const known = this.#public.get(kid);
    if (known !== undefined || this.#clock.now().getTime() - this.#loadedAt < reloadPauseMs) return known;
    await this.#load();
    return this.#public.get(kid);
  }

  /** Makes a new signing key. Tokens signed with older ones stay valid until they expire. */
  async rotate(): Promise<string> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { modulusLength: 2048, extractable: true });
    const kid = randomBytes(16).toString("base64url");
    const { n, e } = (await exportJWK(publicKey)) as { n: string; e: string };
    const jwk: PublicJwk = { kty: "RSA", n, e, alg: algorithm, use: "sig", kid };
    const client = await this.#pool.connect();
    try {
      await client.query("begin");
      await client.query("update signing_key set retired_at = $1 where retired_at is null", [this.#clock.now()]);
      await client.query("insert into signing_key (kid, private_key, public_jwk, created_at) values ($1, $2, $3, $4)", [
        kid,
        this.#secrets.seal(await exportPKCS8(privateKey)),
        JSON.stringify(jwk),
        this.#clock.now(),
      ]);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw error;
    } finally {
      client.release();
    }
    await this.#load();
    return kid;
  }

  async #load(): Promise<void> {
    const { rows } = await this.#pool.query<{
      kid: string;
      private_key: string;
      public_jwk: Json;
      retired: boolean;
    }>(
      "select kid, private_key, public_jwk, retired_at is not null as retired from signing_key order by created_at, kid",
    );
    for (const row of rows) {
      if (!this.#public.has(row.kid)) {
        const jwk = row.public_jwk.value as PublicJwk;
        this.#public.set(row.kid, { jwk, key: (await importJWK(jwk as unknown as JWK, algorithm)) as CryptoKey });
      }
      if (!row.retired && this.#signing?.kid !== row.kid)
        this.#signing = { kid: row.kid, key: await importPKCS8(this.#decrypt(row.private_key), algorithm) };
    }
    this.#loadedAt = this.#clock.now().getTime();
  }

  #decrypt(text: string): string {
    const opened = this.#secrets.open(text);
    if (opened === undefined) throw new Error("The signing keys were encrypted with another ORDERWELL_SECRET_KEY");
    return opened;
  }
}
