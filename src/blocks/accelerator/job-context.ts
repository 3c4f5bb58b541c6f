/** What a host does when it changes from one thread to another: reads the state of a context, lets another run, and puts it back. */
import type { Host } from './host.js';
import { ask, type Job, type Reply, type Step } from './job.js';
import { operations } from './operations.js';
import { ownStatuses } from './statuses.js';

const { cache_lookup, cache_fill, cache_invalidate_context } = operations;

/** The registers that belong to a context of the table; those of this accelerator. */
export function cacheContextRegisters({ registers }: Host): readonly string[] {
  const names = ['cache_context', 'cache_value', 'cache_kind', 'cache_guard'];
  return names.flatMap((name) => [name, `${name}_high`]).filter((name) => registers.has(name));
}

/** Reads registers, for {@link restoreRegisters}. */
export function* saveRegisters(names: readonly string[]): Generator<Step, Map<string, number>, Reply> {
  const saved = new Map<string, number>();
  for (const name of names) {
    const { low } = yield* ask({ read: name });
    saved.set(name, low);
  }
  return saved;
}

export function* restoreRegisters(saved: ReadonlyMap<string, number>): Generator<Step, void, Reply> {
  for (const [name, value] of saved) yield* ask({ write: name, value });
}

/** Two contexts with one site and shape: each keeps its own entry while the host goes to the other and back. */
export function* switchContexts(host: Host): Job {
  const { random } = host;
  const names = cacheContextRegisters(host);
  const [site, shape] = [random.bits(8), random.bits(8)];
  const value = random.bits(8);
  const lookUp = () => ask({ command: cache_lookup.code, a: site, b: shape });
  const settings: Readonly<Record<string, number>> = { cache_context: 1, cache_value: value, cache_kind: 1 };
  for (const name of names) yield* ask({ write: name, value: settings[name] ?? 0 });
  yield* ask({ command: cache_fill.code, a: site, b: shape });
  const first = yield* saveRegisters(names);

  for (const name of names) yield* ask({ write: name, value: name === 'cache_context' ? 2 : random.bits(1) });
  if (host.registers.has('cache_guard')) yield* ask({ write: 'cache_guard', value: 0 });
  const { status: other } = yield* lookUp();
  compare(host, 'a lookup of another context finds the entry', ownStatuses.cache_miss, other);
  yield* ask({ command: cache_fill.code, a: site, b: shape });
  if (random.bits(1) === 1) yield* ask({ command: cache_invalidate_context.code });

  yield* restoreRegisters(first);
  const { low } = yield* lookUp();
  compare(host, 'a context that was put back has lost its entry', value, low);
  host.context.cover('context restored').hit();
}

function compare(host: Host, what: string, expected: number, actual: number): void {
  if (expected !== actual) host.context.fail({ what, stream: 'response', expected, actual });
}
