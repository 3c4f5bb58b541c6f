import {
  bitsFor,
  block,
  bool,
  flag,
  hardware,
  integer,
  mux,
  register,
  sink,
  source,
  uint,
  constant,
  type Bool,
  type UInt,
} from '../hdl/index.js';
import { memoryRequest, memoryResponse } from '../library/memory-port.js';
import { registerRequest, registerResponse } from '../library/register-bus.js';

const dataBits = 32;
const byteBits = 2;
const hostAddressBits = 32;

/** The README in this folder says what it is for. */
export const onChipMemory = block(
  'on_chip_memory',
  {
    documentation:
      'A memory in block RAM with a memory port for masters and a port for single accesses of the host, which go first. One ' +
      'word a cycle, answered in the next, in order. Beyond its end everything is answered with an error. It holds 0 at power-up.',
    parameters: {
      // A burst stays within its page of 4 KiB, so it is inside or outside as a whole.
      words: integer(1024, { min: 1024, max: 65536, powerOfTwo: true, documentation: 'words of 32 bits' }),
      addressBits: integer(32, { min: 16, max: 32, documentation: 'bits of a byte address' }),
      masters: flag(true, 'the memory port is there'),
      tagBits: integer(5, { min: 1, max: 16, documentation: "bits of a request's tag" }),
      maxBeats: integer(8, {
        min: 1,
        max: 256,
        powerOfTwo: true,
        documentation: 'most words that a read asks for',
      }),
    },
  },
  ({ words, addressBits, masters, tagBits, maxBeats }) => {
    const sizes = { addressBits, dataBits, tagBits, maxBeats };
    const indexBits = bitsFor(words);
    const indexOf = (address: UInt): UInt => address.slice<number>(byteBits, indexBits);
    const isBeyond = (address: UInt): Bool => {
      const above = address.width - byteBits - indexBits;
      return above > 0 ? address.slice<number>(byteBits + indexBits, above).any() : constant(bool(), 0);
    };
    return hardware({
      ports: {
        hostRequest: sink(registerRequest({ addressBits: hostAddressBits })),
        hostResponse: source(registerResponse),
        ...(masters ? { request: sink(memoryRequest(sizes)), response: source(memoryResponse(sizes)) } : {}),
      },
      build({ hostRequest, hostResponse, request, response }, m) {
        const { answering } = m.registers({ answering: register(bool(), { reset: 0 }) });
        const { error } = m.registers({ error: register(bool(), { noReset: 'read only while answering' }) });
        const memory = m.memory('words', uint(dataBits), { depth: words, initial: [0] });

        const host = hostRequest.payload;
        const hostFails = isBeyond(host.address).or(host.address.truncate(byteBits).any());
        if (!request || !response) {
          const { free } = m.name({ free: answering.not().or(hostResponse.ready) });
          hostRequest.ready.is(free);
          m.when(free, () => answering.next(hostRequest.valid));
          m.when(hostRequest.fire, () => error.next(hostFails));
          memory.write(indexOf(host.address), host.data, {
            enable: hostRequest.fire.and(host.write).and(hostFails.not()),
            mask: host.strobe,
          });
          const data = memory.read(indexOf(host.address), { enable: hostRequest.fire, onCollision: 'never' });
          hostResponse.valid.is(answering);
          hostResponse.payload.is({ data, error });
          return;
        }

        const asked = request.payload;
        const { forHost, bursting } = m.registers({
          forHost: register(bool(), { reset: 0 }),
          bursting: register(bool(), { reset: 0 }),
        });
        const { index, left, tag } = m.registers({
          index: register(uint<number>(indexBits), { noReset: 'read only while a burst goes on' }),
          left: register(asked.beats.shape, { noReset: 'read only while a burst goes on' }),
          tag: register(uint<number>(tagBits), { noReset: 'read only while answering' }),
        });
        const { free } = m.name({
          free: answering.not().or(mux(forHost, hostResponse.ready, response.ready)),
        });
        const { begins } = m.name({ begins: free.and(bursting.not()) });
        hostRequest.ready.is(begins);
        request.ready.is(begins.and(hostRequest.valid.not()));

        const byHost = hostRequest.valid;
        const { place } = m.name({
          place: mux(bursting, index, mux(byHost, indexOf(host.address), indexOf(asked.address))),
        });
        const fails = mux(byHost, hostFails, isBeyond(asked.address));
        const isRead = asked.write.not();
        m.when(free, () => answering.next(bursting.or(hostRequest.valid).or(request.valid)));
        m.when(begins, () => {
          forHost.next(byHost);
          error.next(fails);
          tag.next(asked.tag);
          left.next(asked.beats);
          index.next(place.addWrap(1));
          bursting.next(request.fire.and(isRead).and(asked.beats.ne(0)));
        }).elseWhen(free, () => {
          left.next(left.subtractWrap(1));
          index.next(index.addWrap(1));
          bursting.next(left.ne(1));
        });
        memory.write(place, mux(byHost, host.data, asked.data), {
          enable: begins.and(mux(byHost, host.write, request.valid.and(asked.write))).and(fails.not()),
          mask: mux(byHost, host.strobe, asked.strobe),
        });
        const data = memory.read(place, { enable: free, onCollision: 'never' });
        hostResponse.valid.is(answering.and(forHost));
        hostResponse.payload.is({ data, error });
        response.valid.is(answering.and(forHost.not()));
        response.payload.is({ data, error, last: bursting.not(), tag });
      },
    });
  },
);
