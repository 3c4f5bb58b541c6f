/**
 * The whole accelerator at AXI with real traffic around it, in hardware: a host that gives commands to all blocks through registers, and
 * a memory that answers bursts. What all pins do becomes a checksum; no port is touched from outside.
 */
import {
  bool,
  block,
  concat,
  constant,
  hardware,
  mux,
  output,
  register,
  uint,
  type Bool,
  type Builder,
  type Outside,
  type UInt,
} from '../hdl/index.js';
import { acceleratorAxi } from '../blocks/accelerator/hardware-axi.js';
import { operations } from '../blocks/accelerator/operations.js';
import { registerMap } from '../blocks/accelerator/register-map.js';

/** Words of memory: 16 KiB, which appear again and again in the address space. */
const depthBits = 12;
/** More than the commands that can be under way and wait for others. */
const parameters = { registerQueueDepth: 16 };

/** Where things lie, written once to registers of these names. */
const layout = {
  heap_base: 0x1000,
  heap_end: 0x3000,
  mark_base: 0x800,
  finaliser_base: 0xa00,
  marker_spill_base: 0xc00,
  marker_spill_end: 0xd00,
  sequencer_stack_base: 0x3000,
  sequencer_stack_words: 64,
  sequencer_locals_base: 0x3200,
  sequencer_locals_words: 16,
  sequencer_budget: 64,
  barrier_young_base: 0x1000,
  barrier_young_limit: 0x1800,
  barrier_old_base: 0x1800,
  barrier_old_limit: 0x3000,
  barrier_object: 0x2000,
  refcount_heap_base: 0x1000,
  refcount_heap_limit: 0x3000,
  cache_kind: 1,
  allocator_control: 1,
} as const;

const o = operations;
/** Commands, each as likely as the others. */
const commands = [
  ...[o.boxing_add, o.boxing_sub, o.boxing_mul, o.boxing_floor_div, o.boxing_lt, o.boxing_bit_and],
  ...[o.cache_lookup, o.cache_lookup, o.cache_lookup, o.cache_fill],
  ...[o.sequencer_run, o.sequencer_run, o.marker_mark, o.marker_mark, o.marker_root, o.marker_root],
  ...[o.sweeper_run, o.sweeper_finaliser, o.allocator_allocate, o.allocator_allocate, o.allocator_surplus],
  ...[o.allocator_surplus, o.barrier_store, o.barrier_store, o.barrier_remembered, o.barrier_set_ranges],
  ...[o.refcount_increment, o.refcount_decrement, o.refcount_decrement, o.refcount_zero],
  ...[o.refcount_refused, o.refcount_set_heap, o.sweeper_sweep, o.sweeper_sweep],
].map(({ code }) => code);

/** Forgets its width. */
const plain = (value: unknown): UInt => value as UInt;

/** The entry of a table of constants that an index names; the last where there are fewer. */
function entry(table: readonly number[], index: UInt, width: number): UInt {
  return table.reduceRight<UInt>(
    (rest, value, at) => mux<UInt>(index.eq(at), constant(uint<number>(width), value), rest),
    constant(uint<number>(width), table.at(-1) ?? 0),
  );
}

/** Marsaglia's xorshift with the shifts 13, 7, 17: period 2^64 - 1. */
function noise(m: Builder, name: string, seed: bigint): UInt {
  const made = m.registers({ [name]: register(uint<number>(64), { reset: seed }) })[name];
  if (!made) throw new Error('a register of this name was just made');
  const first = made.xor(made.shiftLeft(13));
  const second = first.xor(first.shiftRight(7));
  made.next(second.xor(second.shiftLeft(17)));
  return plain(made);
}

export const acceleratorTraffic = block(
  'accelerator_axi_traffic',
  { documentation: 'Commands and memory around the accelerator at AXI.' },
  () =>
    hardware({
      ports: {
        checksum: output(uint(32)),
        /** How much went on: responses read, those of status ok among them, words read and written. */
        responses: output(uint<number>(32)),
        succeeded: output(uint<number>(32)),
        wordsRead: output(uint<number>(32)),
        wordsWritten: output(uint<number>(32)),
      },
      build(ports, m) {
        const p = acceleratorAxi.resolve(parameters);
        const offsets = new Map(registerMap(p).map(({ name, offset }) => [name, offset]));
        const offsetOf = (name: string): number => {
          const found = offsets.get(name);
          if (found === undefined) throw new RangeError(`there is no register ${name}`);
          return found;
        };
        const dut = m.instance('dut', acceleratorAxi, parameters);
        const random = noise(m, 'noise0', 0x9e3779b97f4a7c15n);
        const other = noise(m, 'noise1', 0xd1b54a32d192ed03n);

        // Memory is filled with noise first.
        const { filling } = m.registers({ filling: register(uint<number>(depthBits + 1), { reset: 0 }) });
        const { filled } = m.name({ filled: filling.bit(depthBits) });
        m.when(filled.not(), () => filling.next(filling.addWrap(1)));
        const isResponse = host(m, dut, { random, other, filled, offsetOf });
        memory(m, dut, { random, filling: plain(filling), filled });

        const { hostWrite, axiReadData, masterReadAddress, masterWriteData } = dut;
        if (!hostWrite || !masterReadAddress || !masterWriteData)
          throw new Error('a block is missing that needs memory');
        hostWrite.valid.is(random.slice(40, 5).eq(0).and(filled));
        hostWrite.payload.is({ address: concat(constant(uint(18), 0), other.slice(10, 14)) });
        const { sum } = m.registers({ sum: register(uint<number>(32), { reset: 0 }) });
        const seen = (fires: Bool, value: unknown): UInt => mux<UInt>(fires, plain(value), 0x5555aaaa);
        sum.next(
          plain(concat(sum.slice(0, 31), sum.bit(31)))
            .xor(seen(axiReadData.fire, axiReadData.payload.data))
            .xor(seen(masterReadAddress.fire, masterReadAddress.payload.addr))
            .xor(seen(masterWriteData.fire, masterWriteData.payload.data))
            .xor(dut.irq.asUInt().extend<number>(32)),
        );
        ports.checksum.is(sum);
        const count = (name: string, event: Bool): UInt => {
          const counter = m.registers({ [name]: register(uint<number>(32), { reset: 0 }) })[name];
          if (!counter) throw new Error('a register of this name was just made');
          m.when(event, () => counter.next(counter.addWrap(1)));
          return plain(counter);
        };
        const { data } = axiReadData.payload;
        const responds = axiReadData.fire.and(isResponse).and(data.bit(31));
        ports.responses.is(count('response_count', responds));
        ports.succeeded.is(count('success_count', responds.and(data.slice(0, 8).eq(0))));
        ports.wordsRead.is(count('read_count', dut.masterReadData?.fire ?? constant(bool(), 0)));
        ports.wordsWritten.is(count('write_count', masterWriteData.fire));
      },
    }),
);

type Dut = Outside<ReturnType<typeof acceleratorAxi.elaborateWithPorts>['ports']>;

/**
 * One access at a time: the layout once, then command after command, and after each the oldest response.
 *
 * @returns whether the present access is that to `response`
 */
function host(
  m: Builder,
  dut: Dut,
  {
    random,
    other,
    filled,
    offsetOf,
  }: { random: UInt; other: UInt; filled: Bool; offsetOf: (name: string) => number },
): Bool {
  const names = Object.keys(layout);
  const { step, writing, addressing, sending, reading, awaiting } = m.registers({
    step: register(uint<number>(8), { reset: 0 }),
    writing: register(bool(), { reset: 0 }),
    addressing: register(bool(), { reset: 0 }),
    sending: register(bool(), { reset: 0 }),
    reading: register(bool(), { reset: 0 }),
    awaiting: register(bool(), { reset: 0 }),
  });
  const { offset, data } = m.registers({
    offset: register(uint<number>(12), { reset: 0 }),
    data: register(uint<number>(32), { reset: 0 }),
  });
  const first = names.length;
  const loop = ['command_a', 'command_b', 'command_submit', 'response', 'response_word'];
  const offsets = [...names, ...loop].map(offsetOf);
  const values = Object.values(layout);
  const small = plain(concat(constant(uint(18), 0), random.slice(3, 14)));
  const code = entry(commands, plain(random.slice(20, 6)), 8);
  const given = mux<UInt>(
    step.lt(first),
    entry(values, step, 32),
    mux<UInt>(
      step.eq(first + 2),
      plain(concat(constant(uint(20), 0), other.slice(0, 4), code)),
      mux<UInt>(random.bit(50).and(random.bit(51)), plain(other.slice(8, 32)), small),
    ),
  );
  const begins = filled.and(awaiting.not());
  const { writes } = m.name({ writes: step.lt(first + 3) });
  m.when(begins, () => {
    offset.next(entry(offsets, step, 12));
    data.next(given);
    awaiting.next(1);
    writing.next(writes);
    addressing.next(writes);
    sending.next(writes);
    reading.next(writes.not());
    step.next(mux<UInt>(step.eq(first + loop.length - 1), constant(uint<number>(8), first), step.addWrap(1)));
  }).otherwise(() => {
    m.when(dut.axiWriteAddress.ready, () => addressing.next(0));
    m.when(dut.axiWriteData.ready, () => sending.next(0));
    m.when(dut.axiReadAddress.ready, () => reading.next(0));
    m.when(dut.axiWriteResponse.fire.or(dut.axiReadData.fire), () => awaiting.next(0));
  });
  dut.axiWriteAddress.valid.is(addressing);
  dut.axiWriteAddress.payload.is({ addr: offset, prot: 0 });
  dut.axiWriteData.valid.is(sending);
  dut.axiWriteData.payload.is({ data, strb: 15 });
  dut.axiReadAddress.valid.is(reading);
  dut.axiReadAddress.payload.is({ addr: offset, prot: 0 });
  dut.axiWriteResponse.ready.is(writing);
  dut.axiReadData.ready.is(1);
  return offset.eq(offsetOf('response'));
}

/** One burst and one write at a time, a word a cycle in three of four cycles. */
function memory(
  m: Builder,
  dut: Dut,
  { random, filling, filled }: { random: UInt; filling: UInt; filled: Bool },
): void {
  const heads = constant(uint<number>(32), 0x55555555);
  const words = m.memory('words', uint<number>(32), { depth: 2 ** depthBits });
  const { bursting, responding } = m.registers({
    bursting: register(bool(), { reset: 0 }),
    responding: register(bool(), { reset: 0 }),
  });
  const { at, left, readId, writeId } = m.registers({
    at: register(uint<number>(depthBits), { reset: 0 }),
    left: register(uint<number>(8), { reset: 0 }),
    readId: register(uint<number>(5), { reset: 0 }),
    writeId: register(uint<number>(5), { reset: 0 }),
  });
  const { masterReadAddress: ar, masterReadData: r } = dut;
  const { masterWriteAddress: aw, masterWriteData: w, masterWriteResponse: b } = dut;
  if (!ar || !r || !aw || !w || !b) throw new Error('the accelerator needs no memory');
  ar.ready.is(bursting.not());
  r.valid.is(bursting);
  r.payload.is({ id: readId, data: words.readAsynchronous(at), resp: 0, last: left.eq(0) });
  m.when(ar.fire, () => {
    bursting.next(1);
    at.next(plain(ar.payload.addr.slice(2, depthBits)));
    left.next(ar.payload.len);
    readId.next(ar.payload.id);
  }).elseWhen(r.fire, () => {
    at.next(at.addWrap(1));
    left.next(left.subtractWrap(1));
    bursting.next(left.ne(0));
  });
  const { takes } = m.name({
    takes: aw.valid.and(w.valid).and(responding.not()).and(random.slice(60, 2).any()),
  });
  aw.ready.is(takes);
  w.ready.is(takes);
  m.when(takes, () => {
    responding.next(1);
    writeId.next(aw.payload.id);
  }).elseWhen(b.fire, () => responding.next(0));
  b.valid.is(responding);
  b.payload.is({ id: writeId, resp: 0 });
  // Objects of one block each, in the table of which the host goes on making new ones; pointers among them.
  const { renews } = m.name({ renews: filled.and(takes.not()).and(random.slice(20, 4).eq(0)) });
  const { inTable } = m.name({ inTable: filling.slice(5, depthBits - 5).eq(layout.mark_base / 128) });
  const inHeap = plain(concat(constant(uint(18), 0), random.slice(0, 9), constant(uint(5), 0))).addWrap(
    0x1000,
  );
  const made = mux<UInt>(
    filling.slice(0, depthBits).ge(0x400),
    inHeap,
    mux<UInt>(inTable, heads, plain(random.slice(0, 32))),
  );
  const first = constant(uint<number>(depthBits), layout.mark_base / 4);
  words.write(
    mux<UInt>(
      filled,
      mux<UInt>(
        renews,
        first.or(plain(random.slice(30, 5)).extend(depthBits)),
        plain(aw.payload.addr.slice(2, depthBits)),
      ),
      plain(filling.slice(0, depthBits)),
    ),
    mux<UInt>(filled, mux<UInt>(renews, heads, plain(w.payload.data)), made),
    { enable: filled.not().or(takes).or(renews) },
  );
}
