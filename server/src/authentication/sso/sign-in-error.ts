/** Why somebody was not signed in, in words for him and for whoever set the sign-in up. */
export class SignInError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SignInError";
  }
}
