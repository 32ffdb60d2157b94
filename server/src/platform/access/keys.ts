import { createPrivateKey, type KeyObject, randomBytes } from "node:crypto";
import { type CryptoKey, exportJWK, exportPKCS8, generateKeyPair, importJWK, type JWK } from "jose";
import type pg from "pg";
import type { InvalidatedCache } from "../cache-invalidation.ts";
import type { Clock } from "../clock.ts";
import { Pooled } from "../db/pooled.ts";
import type { SecretBox } from "../secret-box.ts";
import { addKey, isKey, lockKeys, readKeys, retireKey } from "./keys.store.ts";

const algorithm = "RS256";
/** Random bytes of a key's ID. */
const kidBytes = 16;
const kidPattern = /^[\w-]{22}$/;

interface SigningKey {
  readonly kid: string;
  readonly key: KeyObject;
  /** What tokens that it signs begin with: their protected header, encoded. */
  readonly header: string;
}

const signingKey = (kid: string, pem: string): SigningKey => ({
  kid,
  key: createPrivateKey(pem),
  header: Buffer.from(JSON.stringify({ typ: "JWT", alg: algorithm, kid })).toString("base64url"),
});

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
 * them for 30 days (docs/behaviour/authentication.md §5); private halves are encrypted with the installation's secret
 * key.
 */
export class KeyRing implements InvalidatedCache {
  readonly channel = "orderwell_keys";
  listening = true;
  readonly #pool: pg.Pool;
  readonly #secrets: SecretBox;
  readonly #clock: Clock;
  #signing: SigningKey | undefined;
  readonly #public = new Map<string, { jwk: PublicJwk; key: CryptoKey }>();
  #loading: Promise<void> = Promise.resolve();

  private constructor(pool: pg.Pool, secrets: SecretBox, clock: Clock) {
    this.#pool = pool;
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /** Reads the keys, making the first one where there is none. */
  static async open(pool: pg.Pool, secrets: SecretBox, clock: Clock): Promise<KeyRing> {
    const ring = new KeyRing(pool, secrets, clock);
    await ring.reload();
    if (ring.#signing === undefined) await ring.rotate();
    return ring;
  }

  /** Reads the keys again: another process may have made a new one. */
  reload(): Promise<void> {
    this.#loading = this.#loading.catch(() => {}).then(() => this.#load());
    return this.#loading;
  }

  /** A new key was announced. */
  forget(): Promise<void> {
    return this.reload();
  }

  /** A new key may have been announced unheard; keys that are there never change. */
  async forgetAll(): Promise<void> {
    if (this.listening) await this.reload();
  }

  /** The key that new tokens are signed with. */
  get signing(): SigningKey {
    if (this.#signing === undefined) throw new Error("No signing key");
    return this.#signing;
  }

  /**
   * The public half, or `undefined` when no such key was ever made. A key that another process has just begun to sign with
   * is looked up, so that its first token counts everywhere.
   */
  async publicKey(kid: string): Promise<{ jwk: PublicJwk; key: CryptoKey } | undefined> {
    const known = this.#public.get(kid);
    if (known !== undefined || !kidPattern.test(kid)) return known;
    if (!(await isKey(new Pooled(this.#pool), kid))) return undefined;
    await this.reload();
    return this.#public.get(kid);
  }

  /**
   * Makes a new signing key, which every process signs with from then on. Tokens signed with older ones stay valid until
   * they expire.
   *
   * @param unlessSince leave the present key if it was made after this.
   * @returns the new key's ID; `undefined` when the present one stayed.
   */
  async rotate(unlessSince?: Date): Promise<string | undefined> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { modulusLength: 2048, extractable: true });
    const kid = randomBytes(kidBytes).toString("base64url");
    const { n, e } = (await exportJWK(publicKey)) as { n: string; e: string };
    const jwk: PublicJwk = { kty: "RSA", n, e, alg: algorithm, use: "sig", kid };
    const now = this.#clock.now();
    const client = await this.#pool.connect();
    try {
      await client.query("begin");
      const db = new Pooled(client);
      await lockKeys(db, this.channel);
      if (!(await retireKey(db, now, unlessSince)) && unlessSince !== undefined) {
        await client.query("rollback");
        return undefined;
      }
      await addKey(db, this.channel, { kid, sealed: this.#secrets.seal(await exportPKCS8(privateKey)), jwk, now });
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw error;
    } finally {
      client.release();
    }
    await this.reload();
    return kid;
  }

  async #load(): Promise<void> {
    for (const row of await readKeys(new Pooled(this.#pool))) {
      if (!this.#public.has(row.kid)) {
        const jwk = row.public_jwk.value as PublicJwk;
        this.#public.set(row.kid, { jwk, key: (await importJWK(jwk as unknown as JWK, algorithm)) as CryptoKey });
      }
      if (!row.retired && this.#signing?.kid !== row.kid)
        this.#signing = signingKey(row.kid, this.#decrypt(row.private_key));
    }
  }

  #decrypt(text: string): string {
    const opened = this.#secrets.open(text);
    if (opened === undefined) throw new Error("The signing keys were encrypted with another ORDERWELL_SECRET_KEY");
    return opened;
  }
}
