/** What a run says when the block is wrong. */

/** A value for people and for --json; numbers are printed in hexadecimal from 10 up. */
export type Described =
  string | number | bigint | boolean | { readonly [field: string]: string | number | bigint | boolean };

/** What an environment or a check of the harness found. */
export interface Mismatch {
  /** A sentence without its full stop: `answer differs from the model`. */
  readonly what: string;
  /** The stream at which it showed. */
  readonly stream?: string;
  /** The request, with its operands; absent where no single one is to blame. */
  readonly transaction?: Described;
  readonly expected: Described;
  readonly actual: Described;
}

/** Carries a mismatch out of the environment's callbacks; caught by the harness, never seen by people. */
export class MismatchError extends Error {
  readonly mismatch: Mismatch;

  constructor(mismatch: Mismatch) {
    super(mismatch.what);
    this.name = 'MismatchError';
    this.mismatch = mismatch;
  }
}
