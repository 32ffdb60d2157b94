/** The part of nodemailer that is used; it brings no types. */
declare module "nodemailer" {
  export function createTransport(options: object): unknown;
}
