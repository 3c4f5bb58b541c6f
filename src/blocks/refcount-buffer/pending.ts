/** Which reports cannot be settled, whatever an implementation's latencies: those of objects with a change pending all the time. */

/** Evictions of one object that are not written yet, at most. */
const depth = 64;

export class PendingChanges {
  /** Evictions of each object, and those of them that write. */
  readonly #evictions: Int32Array;
  readonly #expected: Int32Array;
  readonly #started: Int32Array;
  /** Of the evictions that write: their number among all of the object, by their number among these. */
  readonly #numbers: Int32Array;
  /** When the last write of the object began, a change of it was pending. */
  readonly #wasPending: Uint8Array;
  readonly #updatedSince: Uint8Array;

  constructor(objects: number) {
    this.#evictions = new Int32Array(objects);
    this.#expected = new Int32Array(objects);
    this.#started = new Int32Array(objects);
    this.#numbers = new Int32Array(objects * depth);
    this.#wasPending = new Uint8Array(objects);
    this.#updatedSince = new Uint8Array(objects);
  }

  /** An update of the object was accepted. */
  updated(object: number): void {
    this.#updatedSince[object] = 1;
  }

  /** The model evicts a change of the object. */
  evicted(object: number, writes: boolean): void {
    const number = (this.#evictions[object] as number) + 1;
    this.#evictions[object] = number;
    if (!writes) return;
    const expected = (this.#expected[object] as number) + 1;
    this.#expected[object] = expected;
    this.#numbers[object * depth + (expected % depth)] = number;
  }

  /** How many evictions of the object wrote, so far: names the last one in {@link mustBePending}. */
  writesOf(object: number): number {
    return this.#expected[object] as number;
  }

  /** A write of the object's header is asked for; `isHeld`: a change of it is in the list. */
  writing(object: number, isHeld: boolean): void {
    const started = (this.#started[object] as number) + 1;
    this.#started[object] = started;
    const number = this.#numbers[object * depth + (started % depth)] as number;
    this.#wasPending[object] = isHeld || (this.#evictions[object] as number) > number ? 1 : 0;
    this.#updatedSince[object] = 0;
  }

  /** Whether something was pending from the write of this eviction till now. */
  mustBePending(object: number, write: number): boolean {
    return (
      this.#started[object] === write && this.#wasPending[object] === 1 && this.#updatedSince[object] === 0
    );
  }
}
