/** Wishbone master behind a memory port; the README next to this file is its specification. */
import {
  bitsFor,
  block,
  bool,
  bundle,
  choice,
  concat,
  constant,
  hardware,
  input,
  integer,
  mux,
  output,
  register,
  sink,
  source,
  uint,
  type Bool,
  type UInt,
  type ValuesOf,
} from '../../hdl/index.js';
import { fifo, memoryRequest, memoryResponse } from '../../library/index.js';

export const parameters = {
  mode: choice(['classic', 'pipelined'], 'the kind of bus cycles'),
  addressBits: integer(32, { min: 12, max: 64, documentation: 'bits of a byte address' }),
  dataBits: choice([32, 64, 128], 'bits of a word'),
  tagBits: integer(4, { min: 1, max: 12, documentation: 'bits of a tag' }),
  maxBeats: integer(16, {
    min: 1,
    max: 256,
    powerOfTwo: true,
    documentation: 'the most words that one read asks for',
  }),
  depth: integer(8, { min: 1, max: 64, documentation: 'words asked for whose responses were not taken yet' }),
};

export type WishboneMasterParameters = ValuesOf<typeof parameters>;

/** CTI_O, Wishbone B4 table 4-2. */
export const cycleTypes = { classic: 0, incrementing: 2, end: 7 } as const;

/** Latency 1 cycle each way; at best one word a cycle, in order. */
export const wishboneMaster = block(
  'wishbone_master',
  {
    documentation:
      'Wishbone B4 master behind a memory port: bursts become successive transfers, answered in order. Latency 1 cycle ' +
      'each way; at best one word a cycle.',
    parameters,
  },
  (p) => {
    const classic = p.mode === 'classic';
    return hardware({
      ports: {
        memoryRequest: sink(memoryRequest(p)),
        memoryResponse: source(memoryResponse(p)),
        wbCycO: output(bool()),
        wbStbO: output(bool()),
        wbWeO: output(bool(), { qualifier: 'wbStbO' }),
        wbAdrO: output(uint(p.addressBits), { qualifier: 'wbStbO' }),
        wbSelO: output(uint(p.dataBits / 8), { qualifier: 'wbStbO' }),
        wbDatO: output(uint(p.dataBits), { qualifier: 'wbStbO' }),
        wbDatI: input(uint(p.dataBits)),
        wbAckI: input(bool()),
        wbErrI: input(bool()),
        ...(classic ? { wbCtiO: output(uint(3), { qualifier: 'wbStbO' }), wbBteO: output(uint(2)) } : {}),
        ...(classic ? {} : { wbStallI: input(bool()) }),
      },
      build(ports, m) {
        const { active, reserved } = m.registers({
          active: register(bool(), { reset: 0 }),
          reserved: register(uint(bitsFor(p.depth + 1)), { reset: 0 }),
        });
        const { present } = m.registers({
          present: register(memoryRequest(p), { noReset: 'read only while active' }),
        });
        const { bursts } = classic
          ? m.registers({ bursts: register(bool(), { noReset: 'read only while active' }) })
          : {};

        const { strobes } = m.name({ strobes: active.and(reserved.ne(p.depth)) });
        const { ended } = m.name({ ended: ports.wbAckI.or(ports.wbErrI) });
        // A word is asked for: with its answer in classic cycles, as soon as the slave takes it in pipelined ones.
        const { asks, lastBeat } = m.name({
          asks: strobes.and(ports.wbStallI?.not() ?? ended),
          lastBeat: present.beats.eq(0),
        });
        ports.memoryRequest.ready.is(active.not().or(asks.and(lastBeat)));
        m.when(ports.memoryRequest.fire, () => {
          active.next(1);
          present.next(ports.memoryRequest.payload);
          bursts?.next(ports.memoryRequest.payload.beats.ne(0));
        }).elseWhen(asks, () => {
          active.next(lastBeat.not());
          present.beats.next(present.beats.subtractWrap(1));
          present.address.next(following(present.address, p.dataBits / 8));
        });

        const { answers, answeredTag, answeredLast, waits } = classic
          ? { answers: asks, answeredTag: present.tag, answeredLast: lastBeat, waits: active }
          : pipelined(strobes, asks, lastBeat);

        const responses = fifo(m, 'responses', memoryResponse(p), {
          depth: p.depth,
          push: answers,
          value: { data: ports.wbDatI, last: answeredLast, error: ports.wbErrI, tag: answeredTag },
        });
        ports.memoryResponse.valid.is(responses.notEmpty);
        ports.memoryResponse.payload.is(responses.head);
        const { given } = m.name({ given: ports.memoryResponse.fire });
        responses.pop(given);
        m.when(asks.and(given.not()), () => reserved.next(reserved.addWrap(1))).elseWhen(
          given.and(asks.not()),
          () => reserved.next(reserved.subtractWrap(1)),
        );

        ports.wbCycO.is(waits);
        ports.wbStbO.is(strobes);
        ports.wbWeO.is(present.write);
        ports.wbAdrO.is(present.address);
        ports.wbSelO.is(mux(present.write, present.strobe, 2 ** (p.dataBits / 8) - 1));
        ports.wbDatO.is(present.data);
        if (bursts)
          ports.wbCtiO?.is(
            mux(
              bursts,
              mux(lastBeat, constant(uint(3), cycleTypes.end), cycleTypes.incrementing),
              cycleTypes.classic,
            ),
          );
        ports.wbBteO?.is(0);

        /** Words taken by the slave and not answered yet: the slave answers in their order, at once at the earliest. */
        function pipelined(strobes: Bool, asks: Bool, lastBeat: Bool) {
          const shape = bundle({ tag: uint(p.tagBits), last: bool() });
          const { joins } = m.wires({ joins: bool() });
          const asked = fifo(m, 'asked', shape, {
            depth: p.depth,
            push: joins,
            value: { tag: present.tag, last: lastBeat },
          });
          const { answers } = m.name({ answers: ended.and(asked.notEmpty.or(asks)) });
          joins.is(asks.and(ended.and(asked.notEmpty.not()).not()));
          asked.pop(ended.and(asked.notEmpty));
          return {
            answers,
            answeredTag: mux(asked.notEmpty, asked.head.tag, present.tag),
            answeredLast: mux(asked.notEmpty, asked.head.last, lastBeat),
            waits: strobes.or(asked.notEmpty),
          };
        }
      },
    });
  },
);

/** The address of the next word, of `bytes` bytes; a burst stays within its 4 KiB page. */
function following(address: UInt, bytes: number): UInt {
  const low = Math.log2(bytes);
  const word = address.slice(low, 12 - low).addWrap(1);
  const offset = concat(word, constant(uint<number>(low), 0));
  return address.width > 12 ? concat(address.slice(12, address.width - 12), offset) : offset;
}
