import { AdderError, type Complaint } from '../error.js';

/** Several complaints at once: code and place are those of the first, the message lists every one in a line of its own. */
export class CheckFailure extends AdderError {
  readonly complaints: readonly AdderError[];

  /** At least one complaint; those that read the same are listed once. */
  constructor(complaints: readonly Complaint[]) {
    const [first] = complaints;
    if (!first) throw new RangeError('a failure without a complaint');
    super(first);
    this.name = 'CheckFailure';
    const byMessage = new Map(
      complaints.map((complaint) => new AdderError(complaint)).map((error) => [error.message, error]),
    );
    this.complaints = [...byMessage.values()];
    this.message = [...byMessage.keys()].join('\n');
  }
}
