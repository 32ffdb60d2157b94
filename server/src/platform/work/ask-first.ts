import type { ApiError } from "../errors/api-error.ts";

/**
 * Thrown within a work that cannot go on before a service has answered something: nothing of it is kept, the service is asked
 * while no transaction is open, and the work is done again with the answer (`Work.answer`). So what needs no service costs
 * nothing more.
 */
export class AskFirst<Question = unknown> extends Error {
  readonly question: Question;
  /** The refusal where it is asked again and again, since what it is about keeps changing. */
  readonly otherwise: ApiError;

  constructor(question: Question, otherwise: ApiError) {
    super("A service must be asked first");
    this.name = "AskFirst";
    this.question = question;
    this.otherwise = otherwise;
  }
}
