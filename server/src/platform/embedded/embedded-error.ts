/** The embedded database cannot be used; the message says what the operator can do about it. */
export class EmbeddedDatabaseError extends Error {
  override readonly name = "EmbeddedDatabaseError";
}
