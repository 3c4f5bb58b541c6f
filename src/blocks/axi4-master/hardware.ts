/** AXI4 master behind a memory port; the README next to this file is its specification. */
import {
  bitsFor,
  block,
  bool,
  bundle,
  choice,
  constant,
  hardware,
  integer,
  mux,
  register,
  sink,
  source,
  uint,
  vector,
  type ValuesOf,
} from '../../hdl/index.js';
import {
  axiBursts,
  axiMasterPorts,
  memoryRequest,
  memoryResponse,
  streamRegister,
} from '../../library/index.js';

export const parameters = {
  addressBits: integer(32, { min: 12, max: 64, documentation: 'bits of a byte address' }),
  dataBits: choice([32, 64, 128], 'bits of a word'),
  tagBits: integer(4, { min: 1, max: 8, documentation: 'bits of a tag, and of an AXI ID' }),
  maxBeats: integer(16, {
    min: 1,
    max: 256,
    powerOfTwo: true,
    documentation: 'the most words that one read asks for',
  }),
  perTag: integer(15, { min: 1, max: 255, documentation: 'the most requests of one tag in flight' }),
  cache: integer(3, { min: 0, max: 15, documentation: 'AxCACHE: 3 is normal, non-cacheable, bufferable' }),
  prot: integer(0, { min: 0, max: 7, documentation: 'AxPROT: 0 is unprivileged, secure, data' }),
};

export type Axi4MasterParameters = ValuesOf<typeof parameters>;

/** Latency 1 cycle each way; one request and one response a cycle. */
export const axi4Master = block(
  'axi4_master',
  {
    documentation:
      'AXI4 master behind a memory port: reads become INCR bursts, writes single transfers, tags IDs. Latency 1 cycle ' +
      'each way; one request and one response a cycle.',
    parameters,
  },
  (p) =>
    hardware({
      ports: {
        memoryRequest: sink(memoryRequest(p)),
        memoryResponse: source(memoryResponse(p)),
        ...axiMasterPorts('m_axi', { ...p, idBits: p.tagBits }),
      },
      build(ports, m) {
        const request = ports.memoryRequest;
        const { write, address, beats, data, strobe, tag } = request.payload;
        const constants = {
          size: Math.log2(p.dataBits / 8),
          burst: axiBursts.incrementing,
          lock: 0,
          cache: p.cache,
          prot: p.prot,
          qos: 0,
        } as const;
        const id = uint<number>(p.tagBits);
        const addr = uint<number>(p.addressBits);
        const readAddress = streamRegister(
          m,
          'read_address',
          bundle({ id, addr, beats: uint<number>(bitsFor(p.maxBeats)) }),
          ports.axiReadAddress,
          (item) => ({ id: item.id, addr: item.addr, len: item.beats.extend(8), ...constants }),
        );
        const writeAddress = streamRegister(
          m,
          'write_address',
          bundle({ id, addr }),
          ports.axiWriteAddress,
          (item) => ({ ...item, len: 0, ...constants }),
        );
        const writeData = streamRegister(
          m,
          'write_data',
          bundle({ data: uint<number>(p.dataBits), strb: uint<number>(p.dataBits / 8) }),
          ports.axiWriteData,
          (item) => ({ ...item, last: 1 as const }),
        );
        const response = streamRegister(m, 'response', memoryResponse(p), ports.memoryResponse);

        // Reads and writes of one ID have no order in AXI: a tag turns only when nothing of it is in flight.
        const tags = 2 ** p.tagBits;
        const countShape = uint<number>(bitsFor(p.perTag + 1));
        const { inFlight } = m.registers({
          inFlight: register(vector(countShape, tags), { reset: Array.from({ length: tags }, () => 0) }),
        });
        const { lastWrote } = m.registers({
          lastWrote: register(uint<number>(tags), {
            noReset: 'read only while something of the tag is in flight',
          }),
        });
        const { ofTag } = m.name({ ofTag: inFlight.at(tag) });
        const { tagFree } = m.name({
          tagFree: ofTag.eq(0).or(lastWrote.at(tag).eq(write).and(ofTag.ne(p.perTag))),
        });

        const { writeReady } = m.name({ writeReady: writeAddress.ready.and(writeData.ready) });
        request.ready.is(tagFree.and(mux(write, writeReady, readAddress.ready)));
        const { writes, reads } = m.name({
          writes: request.fire.and(write),
          reads: request.fire.and(write.not()),
        });
        readAddress.load(reads, { id: tag, addr: address, beats });
        writeAddress.load(writes, { id: tag, addr: address });
        writeData.load(writes, { data, strb: strobe });

        // Responses of both channels, in turn when both wait.
        const [b, r] = [ports.axiWriteResponse, ports.axiReadData];
        const { favourWrite } = m.registers({ favourWrite: register(bool(), { reset: 0 }) });
        const { takesWrite } = m.name({ takesWrite: b.valid.and(favourWrite.or(r.valid.not())) });
        b.ready.is(response.ready.and(takesWrite));
        r.ready.is(response.ready.and(takesWrite.not()));
        const { answered } = m.name({ answered: mux(takesWrite, b.payload.id, r.payload.id) });
        const { ends } = m.name({ ends: b.fire.or(r.fire.and(r.payload.last)) });
        m.when(b.fire.or(r.fire), () => favourWrite.next(r.fire));
        response.load(b.fire.or(r.fire), {
          data: r.payload.data,
          last: mux(takesWrite, constant(bool(), 1), r.payload.last),
          error: mux(takesWrite, b.payload.resp, r.payload.resp).bit(1),
          tag: answered,
        });
        m.when(request.fire, () => lastWrote.next(lastWrote.withBit(tag, write)));
        const same = request.fire.and(ends).and(tag.eq(answered));
        m.when(request.fire.and(same.not()), () => inFlight.setAt(tag, ofTag.addWrap(1)));
        m.when(ends.and(same.not()), () => inFlight.setAt(answered, inFlight.at(answered).subtractWrap(1)));
        m.assume('asked', ends.not().or(inFlight.at(answered).ne(0)), 'a response that nothing asked for');
      },
    }),
);
