/** Reason why somebody was not signed in, in words for them and for whoever set the sign-in up. */
export class SignInError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SignInError";
  }
}
