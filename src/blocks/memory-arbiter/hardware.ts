/** The memory arbiter as a block of its own; the README next to this file is its specification. */
import {
  block,
  hardware,
  integer,
  choice,
  sink,
  source,
  type PortSet,
  type ValuesOf,
} from '../../hdl/index.js';
import {
  arbiterTagBits,
  memoryArbiter as join,
  memoryReadRequest,
  memoryRequest,
  memoryResponse,
  type ArbitratedMaster,
  type MemoryArbiterOptions,
} from '../../library/index.js';

export const parameters = {
  masters: integer(4, { min: 1, max: 16, documentation: 'number of masters' }),
  readers: integer(1, {
    min: 0,
    max: 16,
    documentation: 'how many of them only read: those of the lowest numbers',
  }),
  addressBits: integer(32, { min: 12, max: 64, documentation: 'bits of a byte address' }),
  dataBits: choice([32, 64, 128], 'bits of a word'),
  tagBits: integer(4, { min: 1, max: 8, documentation: "bits of a master's tag" }),
  maxBeats: integer(16, {
    min: 1,
    max: 256,
    powerOfTwo: true,
    documentation: 'the most words that one read asks for',
  }),
};

export type MemoryArbiterParameters = ValuesOf<typeof parameters>;

/** Requests: latency 1 cycle, one a cycle, round robin. Responses: latency 0, one a cycle. */
export const memoryArbiter = block(
  'memory_arbiter',
  {
    documentation:
      'Joins memory ports into one. Requests: latency 1 cycle, one a cycle, round robin. Responses: latency 0, one a ' +
      "cycle. The tag of the joint port is the master's tag with the master's number in front.",
    parameters,
    check: ({ masters, readers }) =>
      readers > masters ? `readers (${readers}) must not exceed masters (${masters})` : undefined,
  },
  (p) => {
    const joint = { ...p, tagBits: arbiterTagBits(Array.from({ length: p.masters }, () => p.tagBits)) };
    const masterPorts = Object.fromEntries(
      Array.from({ length: p.masters }, (_, number) => number).flatMap(
        (number): (readonly [string, PortSet[string]])[] => [
          [`master${number}Request`, sink(number < p.readers ? memoryReadRequest(p) : memoryRequest(p))],
          [`master${number}Response`, source(memoryResponse(p))],
        ],
      ),
    );
    return hardware({
      ports: {
        ...masterPorts,
        memoryRequest: source(memoryRequest(joint)),
        memoryResponse: sink(memoryResponse(joint)),
      },
      build(ports, m) {
        // How many masters there are, and so which ports, is known only here.
        const all = ports as unknown as Readonly<Record<string, unknown>>;
        join(m, 'arbiter', {
          masters: Array.from({ length: p.masters }, (_, number) => ({
            request: all[`master${number}Request`] as ArbitratedMaster['request'],
            response: all[`master${number}Response`] as ArbitratedMaster['response'],
          })),
          sizes: joint,
          memory: {
            request: all.memoryRequest as MemoryArbiterOptions['memory']['request'],
            response: all.memoryResponse as MemoryArbiterOptions['memory']['response'],
          },
        });
      },
    });
  },
);
