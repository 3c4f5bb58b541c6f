import type { Source } from './source.js';

export interface Complaint {
  /** A letter for the subject and a number: `W01`. Stable, so that it can be searched for and pinned by tests. */
  readonly code: string;
  /** Where the author wrote it; leave out where no line of TypeScript is to blame. */
  readonly source?: Source | undefined;
  /** What is wrong, with both sides: a sentence without its full stop. */
  readonly what: string;
  /** What to write or do instead: a sentence without its full stop. */
  readonly fix?: string | undefined;
}

/** An error that is the user's to mend; everything else that is thrown is a defect of Adder. */
export class AdderError extends Error {
  readonly code: string;
  readonly place: string | undefined;
  readonly what: string;
  readonly fix: string | undefined;

  constructor({ code, source, what, fix }: Complaint, options?: ErrorOptions) {
    const place = source?.place ? source.toString() : undefined;
    // A program's own words, which may stand at the end, are lines of theirs.
    const end = what.endsWith('\n') ? '' : '.';
    super(`${code}${place ? ` ${place}` : ''}: ${what}${end}${fix ? ` ${fix}.` : ''}`.trimEnd(), options);
    this.name = 'AdderError';
    this.code = code;
    this.place = place;
    this.what = what;
    this.fix = fix;
  }
}
