import { error } from "../error.ts";
import { text } from "../field.ts";

/** Errors of any operation. */
export const generalErrors = {
  NotFound: error(
    404,
    "Object not found.",
    "Check the ID and the company or catalog in the path; what the caller may not see is reported the same way.",
    { ObjectType: text(), ObjectID: text() },
  ),
  ValidationFailure: error(
    400,
    "Model or property was invalid.",
    "Correct the property that Data names; every mistake of a request has an entry of its own.",
    { Model: text({ nullable: true }), Property: text({ nullable: true }) },
  ),
  IdExists: error(409, "Object already exists.", "Choose another value, or change the object that exists.", {
    ObjectType: text({ nullable: true }),
    ObjectID: text({ nullable: true }),
  }),
  ObjectInUse: error(
    409,
    "Something has come to refer to this object and keeps it.",
    "Change or delete what refers to it first; repeat the request if that has just been done.",
    { ObjectType: text() },
  ),
  InvalidToken: error(401, "Access token is invalid or expired.", "Sign in again, or refresh the token."),
  NotImplemented: error(
    501,
    "This is not available on this server.",
    "See the coverage of this version in the reference.",
    { Operation: text({ nullable: true }) },
  ),
  TooManyRequests: error(429, "Too many requests. Please slow down.", "Wait a while before the next request."),
  ServerError: error(
    500,
    "An unknown error has occurred on the server.",
    "Try again; if it persists, give the operator the log ID of the reply.",
  ),
  "Api.Offline": error(
    503,
    "The API is down briefly for maintenance. Please try again in a few seconds.",
    "Try again after a few seconds.",
  ),
  "Api.Busy": error(
    503,
    "The server is busy. Please try again in a few seconds.",
    "Try again after as many seconds as the header Retry-After says.",
  ),
  "Request.TakesTooLong": error(
    408,
    "The request took too long and was ended. Nothing of it was carried out.",
    "Ask for less at once: fewer conditions, sort keys or lines.",
  ),
  "Request.InvalidContentType": error(
    400,
    "Invalid content type. Please use x-www-form-urlencoded.",
    "Send the header Content-Type that the operation takes.",
  ),
  "Request.InvalidRequestBody": error(400, "Request body is invalid or null.", "Send a JSON object.", {
    Problem: text({ nullable: true }),
  }),
  "Request.UrlTooLong": error(
    414,
    "The URL is too long.",
    "Ask for less at once, such as fewer filters or shorter ones.",
  ),
  "Request.HeadersTooLarge": error(
    431,
    "URL and headers are too large.",
    "Send fewer headers; cookies are not needed, and tokens get shorter with fewer roles.",
  ),
  "Request.Malformed": error(400, "The request is no valid HTTP.", "Send it through a library for HTTP."),
  "Request.TimedOut": error(408, "The request did not arrive in time.", "Send it again."),
};
