/**
 * From two sources of commands to the units, and back: merges, decodes, refuses what nobody does, and collects responses.
 *
 * A command is taken only when its response has a place in the queue of its source, so responses never wait inside a unit
 * for the host, and the host of one source never holds up the other.
 */
import {
  bitsFor,
  bool,
  constant,
  mux,
  register,
  concat,
  uint,
  type Bool,
  type Builder,
  type Receiver,
  type Sender,
  type UInt,
} from '../../hdl/index.js';
import { fifo, type Fifo } from '../../library/fifo.js';
import { anyOf, oneHotMux } from '../../library/gates.js';
import { operationsOf, type UnitName } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { ownStatuses, statusBits } from './statuses.js';
import {
  commandShape,
  responseShape,
  sourceBits,
  type CommandSignals,
  type Unit,
  type UnitInputs,
} from './units.js';

type CommandShape = ReturnType<typeof commandShape>;
type ResponseShape = ReturnType<typeof responseShape>;

/** A command that was submitted through registers. */
export interface Submission {
  readonly valid: Bool;
  readonly command: CommandSignals;
}

export interface FabricOptions {
  readonly command: Receiver<CommandShape>;
  readonly response: Sender<ResponseShape>;
  readonly submission: Submission;
  /** While it is high no command is handed to a unit: one that changes registers is under way. */
  readonly hold: Bool;
  readonly units: Readonly<Partial<Record<UnitName, (inputs: UnitInputs) => Unit>>>;
}

export interface Fabric {
  /** The submitted command was taken. */
  readonly submissionTaken: Bool;
  /** Responses to submitted commands. */
  readonly submitted: Fifo<ResponseShape>;
}

export function commandFabric(m: Builder, p: AcceleratorParameters, options: FabricOptions): Fabric {
  const { command: port, response, submission, hold } = options;

  // An offer that a unit has seen stays: the port keeps its turn until its command is taken.
  const { portStays } = m.registers({ portStays: register(bool(), { reset: 0 }) });
  const { portOutstanding } = m.registers({
    portOutstanding: register(uint(bitsFor(p.responseQueueDepth + 1)), { reset: 0 }),
  });
  const { submissionTurn, portOffers } = m.name({
    submissionTurn: submission.valid.and(portStays.not()),
    portOffers: port.valid.and(portOutstanding.ne(p.responseQueueDepth)),
  });
  const { asked } = m.name({
    asked: mux(submissionTurn, from(submission.command, 1), from(port.payload, 0)),
  });
  const { offers } = m.name({ offers: submissionTurn.or(portOffers).and(hold.not()) });

  const needed = new Set(operationsOf(p).map(([, { unit }]) => unit));
  const entries = (Object.entries(options.units) as [UnitName, (inputs: UnitInputs) => Unit][]).filter(
    ([name]) => needed.has(name),
  );
  const takes = entries.map(([name]) => decodes(m, p, name, asked.operation));
  const { known } = m.name({ known: anyOf(takes) });
  const wires = entries.map(([name]) => m.scope(name, () => m.wires({ offered: bool(), taken: bool() })));
  const units = entries.map(([name, make], index) => {
    const { offered, taken } = wires[index] as (typeof wires)[number];
    return m.scope(name, () => make({ command: asked, offered, taken }));
  });
  const refuserWires = m.scope('refusal', () => m.wires({ offered: bool(), taken: bool() }));
  const busy = units.map(({ busy: isBusy }, index) => isBusy?.and(takes[index] ?? isBusy));
  const busyAny = busy.filter((each) => each !== undefined);
  const isBusy = busyAny.length > 0 ? m.name({ blockBusy: anyOf(busyAny) }).blockBusy : undefined;
  const refuses = isBusy ? known.not().or(isBusy) : known.not();
  const refuser = m.scope('refusal', () =>
    refusal(m, { command: asked, ...refuserWires }, isBusy?.and(known)),
  );

  units.forEach((unit, index) => {
    const taken = takes[index] ?? known;
    const free = unit.busy ? taken.and(unit.busy.not()) : taken;
    wires[index]?.offered.is(offers.and(free));
  });
  refuserWires.offered.is(offers.and(refuses));
  const { takerReady } = m.name({
    takerReady: mux(
      refuses,
      refuser.ready,
      anyOf(units.map(({ ready }, index) => ready.and(takes[index] ?? known))),
    ),
  });
  const { commandTaken } = m.name({ commandTaken: offers.and(takerReady) });
  const { submissionTaken } = m.name({ submissionTaken: commandTaken.and(submissionTurn) });
  port.ready.is(
    takerReady.and(submissionTurn.not()).and(hold.not()).and(portOutstanding.ne(p.responseQueueDepth)),
  );
  portStays.next(offers.and(submissionTurn.not()).and(takerReady.not()));

  const collected = collect(m, p, [
    ...units.map((unit, index) => ({ unit, taken: wires[index] ?? refuserWires })),
    { unit: refuser, taken: refuserWires },
  ]);
  const answer = responseShape(p);
  const value = {
    word: collected.word,
    status: collected.status,
    tag: collected.tag.truncate(p.tagBits),
  };
  const toRegisters = collected.tag.bit(p.tagBits);
  const portQueue = fifo(m, 'port_responses', answer, {
    depth: p.responseQueueDepth,
    push: collected.valid.and(toRegisters.not()),
    value,
  });
  response.valid.is(portQueue.notEmpty);
  response.payload.is(portQueue.head);
  portQueue.pop(response.fire);
  m.when(port.fire.and(response.fire.not()), () => portOutstanding.next(portOutstanding.addWrap(1))).elseWhen(
    response.fire.and(port.fire.not()),
    () => portOutstanding.next(portOutstanding.subtractWrap(1)),
  );
  const submitted = fifo(m, 'register_responses', answer, {
    depth: p.registerQueueDepth,
    push: collected.valid.and(toRegisters),
    value,
  });
  return { submissionTaken, submitted };
}

/** The command with its source in front of its tag. */
function from({ operation, a, b, tag }: CommandSignals, source: 0 | 1): CommandSignals {
  return { operation, a, b, tag: concat(constant(uint(sourceBits), source), tag) };
}

/** High for the codes that a unit takes: 32 codes have a mask, and the five lowest bits choose in it. */
function decodes(m: Builder, p: AcceleratorParameters, unit: UnitName, operation: UInt): Bool {
  const masks = new Map<number, number>();
  for (const [, each] of operationsOf(p))
    if (each.unit === unit) {
      const page = each.code >> 5;
      masks.set(page, (masks.get(page) ?? 0) | (1 << (each.code & 31)));
    }
  const takes = anyOf(
    [...masks].map(([page, mask]) =>
      operation
        .slice(5, 3)
        .eq(page)
        .and(constant(uint(32), mask >>> 0).at(operation.slice(0, 5))),
    ),
  );
  return m.name({ [`for_${unit}`]: takes })[`for_${unit}`] ?? takes;
}

/** Answers what nobody does, or nobody now. */
function refusal(m: Builder, { command, offered, taken }: UnitInputs, isBusy: Bool | undefined): Unit {
  const { waits } = m.registers({ waits: register(bool(), { reset: 0 }) });
  const { tag, wasBusy } = m.registers({
    tag: register(uint<number>(command.tag.width), { noReset: 'read only while a refusal waits' }),
    wasBusy: register(bool(), { noReset: 'read only while a refusal waits' }),
  });
  const ready = waits.not().or(taken);
  waits.next(offered.or(waits.and(taken.not())));
  m.when(offered.and(ready), () => {
    tag.next(command.tag);
    wasBusy.next(isBusy ?? 0);
  });
  return {
    ready,
    valid: waits,
    word: constant(uint<number>(command.a.width), 0),
    status: mux(wasBusy, constant(uint<number>(statusBits), ownStatuses.busy), ownStatuses.unknown_operation),
    tag,
  };
}

/** One response a cycle, the units taking turns: the first one above that of the last turn goes first. */
function collect(
  m: Builder,
  p: AcceleratorParameters,
  sources: readonly { readonly unit: Unit; readonly taken: { readonly taken: { is(value: Bool): void } } }[],
) {
  const count = sources.length;
  return m.scope('collect', () => {
    const { above } = m.registers({ above: register(uint<number>(count), { reset: 0 }) });
    const [first, ...rest] = [...sources].reverse().map(({ unit }) => unit.valid);
    if (!first) throw new RangeError('needs a unit');
    const { valids } = m.name({ valids: concat(first, ...rest) });
    const { later } = m.name({ later: valids.and(above) });
    const { candidates } = m.name({ candidates: mux(later.any(), later, valids) });
    const { chosen } = m.name({ chosen: candidates.and(candidates.not().addWrap(1)) });
    m.when(valids.any(), () => above.next(chosen.or(chosen.subtractWrap(1)).not()));
    const turns = sources.map((_, index) => chosen.bit(index));
    sources.forEach(({ taken }, index) => taken.taken.is(turns[index] ?? chosen.bit(index)));
    const choose = (values: readonly UInt[], width: number) => oneHotMux(turns, values, width);
    return m.name({
      valid: valids.any(),
      word: choose(
        sources.map(({ unit }) => unit.word),
        p.width,
      ),
      status: choose(
        sources.map(({ unit }) => unit.status),
        statusBits,
      ),
      tag: choose(
        sources.map(({ unit }) => unit.tag),
        p.tagBits + sourceBits,
      ),
    });
  });
}
