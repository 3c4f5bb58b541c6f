/** From a command to its result: what is configured, which phase marking is in, and what it ends with. */
import {
  bool,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type BoolShape,
  type Builder,
  type Driven,
  type UInt,
} from '../../hdl/index.js';
import { operations, statusBits, statuses, type Status } from './operations.js';
import type { Sizes } from './shapes.js';

const code = (status: Status) => constant(uint(statusBits), statuses[status]);

/** Addresses as they were in the cycle of the command. */
export function makeConfiguration(
  m: Builder,
  sizes: Sizes,
  by: {
    readonly sample: Bool;
    readonly heapBase: UInt;
    readonly heapEnd: UInt;
    readonly markBase: UInt;
    readonly spillBase: UInt;
    readonly spillEnd: UInt;
  },
) {
  const { addressBits, granuleShift, granuleBits, wordShift, wordAddressBits, byteShift } = sizes;
  const address = () => register(uint(addressBits), { noReset: 'sampled with a command' });
  return m.scope('configured', () => {
    const { heapBase, heapEnd, markBase, spillBase, spillEnd } = m.registers({
      heapBase: address(),
      heapEnd: address(),
      markBase: address(),
      spillBase: address(),
      spillEnd: address(),
    });
    m.when(by.sample, () => {
      heapBase.next(by.heapBase);
      heapEnd.next(by.heapEnd);
      markBase.next(by.markBase);
      spillBase.next(by.spillBase);
      spillEnd.next(by.spillEnd);
    });
    const { granules } = m.name({
      granules: heapEnd.subtractWrap(heapBase).slice(granuleShift, granuleBits),
    });
    const markEnd = markBase.addFull(granules.slice(byteShift, granuleBits - byteShift).extend(addressBits));
    const unaligned = (value: UInt, bits: number): Bool => value.truncate(bits).ne(0);
    const { bad } = m.name({
      bad: unaligned(heapBase, granuleShift)
        .or(unaligned(heapEnd, granuleShift))
        .or(heapEnd.lt(heapBase))
        .or(unaligned(spillBase, wordShift))
        .or(unaligned(spillEnd, wordShift))
        .or(spillEnd.lt(spillBase))
        .or(markEnd.bit(addressBits)),
    });
    const wordOf = (value: UInt): UInt => value.slice(wordShift, wordAddressBits);
    return {
      heapBase,
      heapEnd,
      markBase,
      granules,
      spillBase: wordOf(spillBase),
      spillEnd: wordOf(spillEnd),
      bad,
    };
  });
}

/** What may end a run before its end, the first one in the list first. */
export interface Failures {
  readonly memoryError: Bool;
  readonly badPointer: { readonly when: Bool; readonly address: UInt };
  readonly badHeader: { readonly when: Bool; readonly address: UInt };
  readonly overflow: Bool;
}

export function makeControl(
  m: Builder,
  by: {
    readonly operation: UInt;
    readonly accepted: Bool;
    readonly doneTaken: Bool;
    readonly badConfiguration: Bool;
    readonly lastRoot: Bool;
    readonly failures: Failures;
    /** Nothing is left to be scanned. */
    readonly idle: Bool;
    /** Nothing waits to be asked for, and nothing is in flight. */
    readonly quiet: Bool;
    readonly allWritten: Bool;
    readonly walkEnds: Bool;
    readonly scanning: Driven<BoolShape>;
  },
) {
  const stage = m.machine('stage', ['clear', 'idle', 'begin', 'scan', 'flush', 'settle', 'done']);
  const { announces, rootsOpen, status, address } = m.registers({
    announces: register(bool(), { reset: 0 }), // the walk after reset answers no command
    rootsOpen: register(bool(), { noReset: 'set when marking begins' }),
    status: register(uint(statusBits), { noReset: 'set when a command is accepted' }),
    address: register(uint<number>(32), { noReset: 'set when a command is accepted' }),
  });
  const { memoryError, badPointer, badHeader, overflow } = by.failures;
  const { failed } = m.name({ failed: status.ne(statuses.ok) });
  by.scanning.is(stage.in('scan').and(failed.not()));
  const { fails } = m.name({
    fails: by.scanning
      .and(memoryError.or(badPointer.when).or(badHeader.when).or(overflow))
      .or(stage.in('flush', 'settle').and(memoryError)),
  });
  m.when(fails, () => {
    status.next(
      mux(
        memoryError,
        code('memory_error'),
        mux(
          badPointer.when,
          code('bad_pointer'),
          mux(badHeader.when, code('bad_header'), code('queue_overflow')),
        ),
      ),
    );
    address.next(
      mux(
        memoryError,
        constant(uint<number>(32), 0),
        mux(badPointer.when, badPointer.address, mux(badHeader.when, badHeader.address, 0)),
      ),
    );
  });
  m.when(by.lastRoot, () => rootsOpen.next(0));
  stage.states({
    clear: () =>
      m.when(by.walkEnds, () => {
        m.when(announces, () => stage.go('done')).otherwise(() => stage.go('idle'));
      }),
    idle: () =>
      m.when(by.accepted, () => {
        stage.go('begin');
        announces.next(1);
        rootsOpen.next(1);
        status.next(mux(by.operation.eq(operations.mark), code('ok'), code('unknown_operation')));
        address.next(0);
      }),
    begin: () =>
      m
        .when(failed, () => stage.go('done'))
        .otherwise(() => {
          stage.go('scan');
          m.when(by.badConfiguration, () => status.next(code('bad_configuration')));
        }),
    scan: () =>
      m.when(rootsOpen.not(), () => {
        m.when(failed, () => m.when(by.quiet, () => stage.go('clear'))).elseWhen(by.idle, () =>
          stage.go('flush'),
        );
      }),
    flush: () => m.when(by.walkEnds, () => stage.go('settle')),
    settle: () => m.when(by.allWritten.and(by.quiet), () => stage.go('done')),
    done: () => m.when(by.doneTaken, () => stage.go('idle')),
  });
  return { stage, failed, rootsOpen, status, address, announces };
}
