import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";

const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts and authenticates text with the installation's secret key (AES-256-GCM): what is sealed can be read, and
 * made, by nobody else.
 *
 * `purpose` separates uses: what was sealed for one cannot be opened for another.
 */
export class SecretBox {
  readonly #key: Buffer;

  constructor(secretKey: string) {
    this.#key = createHash("sha256").update(secretKey).digest();
  }

  /** A key of its own for a purpose, 32 bytes: it tells nothing of the others. */
  keyFor(purpose: string): Buffer {
    return createHmac("sha256", this.#key).update(purpose).digest();
  }

  /** The sealed text in base64url; differs each time. */
  seal(text: string, purpose = ""): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv("aes-256-gcm", this.#key, iv).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
  }

  /**
   * Opens a text that was sealed for this purpose; `undefined` for anything else, changed or sealed with another key.
   */
  open(sealed: string, purpose = ""): string | undefined {
    const bytes = Buffer.from(sealed, "base64url");
    if (bytes.length < ivBytes + tagBytes) return undefined;
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#key, bytes.subarray(0, ivBytes));
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString("utf8");
    } catch {
      return undefined;
    }
  }

  /**
   * Opens a text that was sealed for this purpose.
   *
   * @param what is sealed, for the message.
   * @throws Error where it was sealed with another secret key.
   */
  reveal(sealed: string, purpose: string, what: string): string {
    const text = this.open(sealed, purpose);
    if (text === undefined) throw new Error(`${what} was sealed with another ORDERWELL_SECRET_KEY`);
    return text;
  }
}
