import { createToken, EmbeddedActionsParser, type IToken, Lexer, type TokenType } from "chevrotain";
import { parseDate } from "../platform/dates.ts";
import { Mistake } from "./mistake.ts";
import type { BinaryOperator, Name, Reference, Syntax } from "./syntax.ts";

/** Parentheses, calls and signs within each other beyond this are refused; no expression of a person gets near. */
const deepest = 50;

/** After a dot keywords are names as well: `order.xp.not`. */
const AnyName = createToken({ name: "Name", pattern: Lexer.NA });
const word = /[\p{L}_][\p{L}\p{N}_]*/uy;

/** The lexer would read the expression without its `u`. */
function wordAt(whole: string, offset: number): [string] | null {
  word.lastIndex = offset;
  return word.exec(whole) as [string] | null;
}

/** A text with its quotation marks; one after a backslash does not end it. */
function textAt(whole: string, offset: number): [string] | null {
  if (whole[offset] !== "'") return null;
  let end = offset + 1;
  while (end < whole.length && whole[end] !== "'") end += whole[end] === "\\" ? 2 : 1;
  return end < whole.length ? [whole.slice(offset, end + 1)] : null;
}

const Word = createToken({ name: "Word", pattern: wordAt, line_breaks: false, categories: [AnyName] });
const keyword = (name: string, pattern: RegExp): TokenType =>
  createToken({ name, pattern, longer_alt: Word, categories: [AnyName] });
const Or = keyword("Or", /or/i);
const And = keyword("And", /and/i);
const Not = keyword("Not", /not/i);
const True = keyword("True", /true/i);
const False = keyword("False", /false/i);
const Null = keyword("Null", /null/i);
const NumberText = createToken({
  name: "Number",
  pattern: /(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:e[+-]?\d{1,3})?/i,
});
const Text = createToken({ name: "Text", pattern: textAt, line_breaks: true });
const DateText = createToken({ name: "DateText", pattern: /#[^#\r\n]{1,40}#/ });
const symbol = (name: string, pattern: RegExp | string): TokenType => createToken({ name, pattern });
const OrSign = symbol("OrSign", "||");
const AndSign = symbol("AndSign", "&&");
const OneOr = symbol("OneOr", "|");
const OneAnd = symbol("OneAnd", "&");
const Equality = symbol("Equality", /<>|!=|==|=/);
const Relation = symbol("Relation", /<=|>=|<|>/);
const Minus = symbol("Minus", "-");
const Plus = symbol("Plus", "+");
const Factor = symbol("Factor", /[*/%]/);
const Open = symbol("Open", "(");
const Close = symbol("Close", ")");
const Comma = symbol("Comma", ",");
const Dot = symbol("Dot", ".");
const Blank = createToken({ name: "Blank", pattern: /\s+/, group: Lexer.SKIPPED });

const tokens = [
  Blank,
  ...[NumberText, Text, DateText, OrSign, AndSign, OneOr, OneAnd, Equality, Relation, Minus, Plus, Factor],
  ...[Open, Close, Comma, Dot, Or, And, Not, True, False, Null, Word, AnyName],
];

// Its tables of first characters know no letters beyond ASCII.
const lexer = new Lexer(tokens, { positionTracking: "onlyOffset", safeMode: true });

const endOf = ({ startOffset, image }: IToken): number => startOffset + image.length;

const binary = (operator: BinaryOperator, left: Syntax, right: Syntax): Syntax => ({
  kind: "binary",
  operator,
  left,
  right,
  at: left.at,
  end: right.end,
});

const operators: Readonly<Record<string, BinaryOperator>> = { "==": "=", "!=": "<>" };
const operatorOf = ({ image }: IToken): BinaryOperator => operators[image] ?? (image as BinaryOperator);

/** The grammar of docs/behaviour/expressions.md §2, a rule for each level. */
class Grammar extends EmbeddedActionsParser {
  #depth = 0;

  constructor() {
    super(tokens, { maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  readonly expression = this.RULE("expression", (): Syntax => {
    let left = this.SUBRULE(this.conjunction);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(Or) }, { ALT: () => this.CONSUME(OrSign) }]);
      const right = this.SUBRULE2(this.conjunction);
      left = this.ACTION(() => binary("or", left, right));
    });
    return left;
  });

  readonly conjunction = this.RULE("conjunction", (): Syntax => {
    let left = this.SUBRULE(this.bitOr);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(And) }, { ALT: () => this.CONSUME(AndSign) }]);
      const right = this.SUBRULE2(this.bitOr);
      left = this.ACTION(() => binary("and", left, right));
    });
    return left;
  });

  readonly bitOr = this.RULE("bitOr", (): Syntax => {
    let left = this.SUBRULE(this.bitAnd);
    this.MANY(() => {
      this.CONSUME(OneOr);
      const right = this.SUBRULE2(this.bitAnd);
      left = this.ACTION(() => binary("or", left, right));
    });
    return left;
  });

  readonly bitAnd = this.RULE("bitAnd", (): Syntax => {
    let left = this.SUBRULE(this.negation);
    this.MANY(() => {
      this.CONSUME(OneAnd);
      const right = this.SUBRULE2(this.negation);
      left = this.ACTION(() => binary("and", left, right));
    });
    return left;
  });

  readonly negation: () => Syntax = this.RULE(
    "negation",
    (): Syntax =>
      this.OR([
        {
          ALT: () => {
            const sign = this.CONSUME(Not);
            const operand = this.#within(sign, () => this.SUBRULE(this.negation));
            return this.ACTION((): Syntax => ({ kind: "not", operand, at: sign.startOffset, end: operand.end }));
          },
        },
        { ALT: () => this.SUBRULE(this.equality) },
      ]),
  );

  readonly equality = this.RULE("equality", (): Syntax => {
    let left = this.SUBRULE(this.relation);
    this.MANY(() => {
      const sign = this.CONSUME(Equality);
      const right = this.SUBRULE2(this.relation);
      left = this.ACTION(() => binary(operatorOf(sign), left, right));
    });
    return left;
  });

  readonly relation = this.RULE("relation", (): Syntax => {
    let left = this.SUBRULE(this.sum);
    this.MANY(() => {
      const sign = this.CONSUME(Relation);
      const right = this.SUBRULE2(this.sum);
      left = this.ACTION(() => binary(operatorOf(sign), left, right));
    });
    return left;
  });

  readonly sum = this.RULE("sum", (): Syntax => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const sign = this.OR([{ ALT: () => this.CONSUME(Plus) }, { ALT: () => this.CONSUME(Minus) }]);
      const right = this.SUBRULE2(this.product);
      left = this.ACTION(() => binary(operatorOf(sign), left, right));
    });
    return left;
  });

  readonly product = this.RULE("product", (): Syntax => {
    let left = this.SUBRULE(this.signed);
    this.MANY(() => {
      const sign = this.CONSUME(Factor);
      const right = this.SUBRULE2(this.signed);
      left = this.ACTION(() => binary(operatorOf(sign), left, right));
    });
    return left;
  });

  readonly signed: () => Syntax = this.RULE(
    "signed",
    (): Syntax =>
      this.OR([
        {
          ALT: () => {
            const sign = this.CONSUME(Minus);
            const operand = this.#within(sign, () => this.SUBRULE(this.signed));
            return this.ACTION((): Syntax => ({ kind: "minus", operand, at: sign.startOffset, end: operand.end }));
          },
        },
        { ALT: () => this.SUBRULE(this.primary) },
      ]),
  );

  readonly primary = this.RULE(
    "primary",
    (): Syntax =>
      this.OR([
        { ALT: () => literal("number", this.CONSUME(NumberText)) },
        { ALT: () => literal("text", this.CONSUME(Text)) },
        { ALT: () => literal("date", this.CONSUME(DateText)) },
        { ALT: () => truth(true, this.CONSUME(True)) },
        { ALT: () => truth(false, this.CONSUME(False)) },
        { ALT: () => nothing(this.CONSUME(Null)) },
        {
          ALT: () => {
            const open = this.CONSUME(Open);
            const inner = this.#within(open, () => this.SUBRULE(this.expression));
            const close = this.CONSUME(Close);
            return this.ACTION((): Syntax => ({ ...inner, at: open.startOffset, end: endOf(close) }));
          },
        },
        { ALT: () => this.SUBRULE(this.reference) },
      ]),
  );

  readonly reference = this.RULE("reference", (): Syntax => {
    const first = this.CONSUME(Word);
    const names = [nameOf(first)];
    this.MANY(() => {
      this.CONSUME(Dot);
      names.push(nameOf(this.CONSUME(AnyName)));
    });
    let call: readonly Syntax[] | undefined;
    let end = names.at(-1)?.end ?? 0;
    this.OPTION(() => {
      const open = this.CONSUME(Open);
      const given: Syntax[] = [];
      this.#within(open, () => this.MANY_SEP({ SEP: Comma, DEF: () => given.push(this.SUBRULE(this.expression)) }));
      end = endOf(this.CONSUME(Close));
      call = given;
    });
    return { kind: "reference", names, ...(call !== undefined && { call }), at: first.startOffset, end } as Reference;
  });

  #within<Result>({ startOffset }: IToken, read: () => Result): Result {
    this.#depth++;
    this.ACTION(() => {
      if (this.#depth > deepest)
        throw new Mistake("Expression.InvalidSyntax", startOffset, `is nested deeper than ${deepest} levels`);
    });
    const result = read();
    this.#depth--;
    return result;
  }

  /** Forgets the last expression. */
  begin(input: IToken[]): void {
    this.#depth = 0;
    this.input = input;
  }
}

const nameOf = (token: IToken): Name => ({ text: token.image, at: token.startOffset, end: endOf(token) });

const placeOf = (token: IToken) => ({ at: token.startOffset, end: endOf(token) });

function literal(type: "number" | "text" | "date", token: IToken): Syntax {
  const { image } = token;
  const inner = image.slice(1, -1);
  if (type === "number") return { kind: "literal", type, text: image, ...placeOf(token) };
  if (type === "text") return { kind: "literal", type, text: inner.replace(/\\(['\\])/g, "$1"), ...placeOf(token) };
  return { kind: "literal", type, text: inner, ...placeOf(token) };
}

const truth = (value: boolean, token: IToken): Syntax => ({
  kind: "literal",
  type: "boolean",
  value,
  ...placeOf(token),
});

const nothing = (token: IToken): Syntax => ({ kind: "literal", type: "null", ...placeOf(token) });

const grammar = new Grammar();

/** The syntax of an expression. @throws Mistake Expression.InvalidToken, .InvalidSyntax */
export function parse(text: string): Syntax {
  const { tokens: read, errors } = lexer.tokenize(text);
  const [stray] = errors;
  if (stray !== undefined)
    throw new Mistake("Expression.InvalidToken", stray.offset, `has ${strayText(text, stray.offset)}`);
  for (const token of read)
    if (token.tokenType === DateText && parseDate(token.image.slice(1, -1)) === undefined)
      throw new Mistake("Expression.InvalidToken", token.startOffset, `has ${token.image}, which is not a date`);
  grammar.begin(read);
  const syntax = grammar.expression();
  const [error] = grammar.errors;
  if (error === undefined) return syntax;
  const { startOffset, image } = error.token;
  throw Number.isNaN(startOffset) || image === ""
    ? new Mistake("Expression.InvalidSyntax", text.length, "ends too early")
    : new Mistake("Expression.InvalidSyntax", startOffset, `cannot be read from ${image} on`);
}

/** A quotation mark without its other one begins no text. */
const strayText = (text: string, at: number): string =>
  text[at] === "'" ? "a quotation mark without its counterpart" : `a stray ${text[at]}`;
