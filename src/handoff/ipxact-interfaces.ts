/** The ports of a block as bus interfaces of IP-XACT. */
import { createHash } from 'node:crypto';
import type { StreamPort } from '../netlist/node.js';
import type { Bus } from './bus.js';
import { vendor, type FlatPort, type Handoff } from './design.js';

/** A bus definition; that of the abstraction has `_rtl` behind the name. */
export interface BusType {
  readonly vendor: string;
  readonly library: string;
  readonly name: string;
  readonly version: string;
}

/** A signal of a bus that we define ourselves. */
export interface DefinedSignal {
  readonly logical: string;
  /** Who drives it. */
  readonly from: 'master' | 'slave';
  readonly required: boolean;
}

export interface Interface {
  readonly name: string;
  readonly description: string;
  readonly mode: 'master' | 'slave';
  readonly bus: BusType;
  readonly ports: readonly { readonly logical: string; readonly physical: string }[];
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** Name of a memory map. */
  readonly memoryMap?: string;
  readonly addressSpace?: { readonly name: string; readonly range: string; readonly width: number };
  /** For buses that we define ourselves; all other ones are in Vivado's library. */
  readonly defines?: { readonly description: string; readonly signals: readonly DefinedSignal[] };
}

const ofVivado = (library: string, name: string): BusType => ({
  vendor: 'xilinx.com',
  library,
  name,
  version: '1.0',
});

const ofOurs = (name: string): BusType => ({ vendor, library: 'interface', name, version: '1.0' });

export function interfacesOf(handoff: Handoff): Interface[] {
  const { buses, streams, ports, clocks, clockMHz } = handoff;
  const registers = registerInterface(handoff);
  const data = [
    ...buses.map((bus) => (bus.kind === 'wishbone' ? wishbone(bus) : axi(bus))),
    ...streams.map((stream) => streamInterface(stream, stream === registers)),
  ];
  const interrupts = ports.filter(isInterrupt).map(interrupt);
  const resets = new Map(clocks.flatMap(({ reset }) => (reset ? [[reset.name, reset.activeLow]] : [])));
  const clockOf = new Map(ports.map(({ name, clock }) => [name, clock]));
  return [
    ...data,
    ...interrupts,
    ...clocks.map(({ name, reset }): Interface => {
      const associated = data.filter((each) =>
        each.ports.some(({ physical }) => clockOf.get(physical) === name),
      );
      return {
        name,
        description: 'Clock',
        mode: 'slave',
        bus: ofVivado('signal', 'clock'),
        ports: [{ logical: 'CLK', physical: name }],
        parameters: [
          ...(associated.length > 0
            ? [['ASSOCIATED_BUSIF', associated.map((each) => each.name).join(':')] as const]
            : []),
          ...(reset ? [['ASSOCIATED_RESET', reset.name] as const] : []),
          ['FREQ_HZ', String(Math.round(clockMHz * 1e6))],
        ],
      };
    }),
    ...Array.from(resets, ([name, activeLow]): Interface => ({
      name: name,
      description: 'Reset',
      mode: 'slave',
      bus: ofVivado('signal', 'reset'),
      ports: [{ logical: 'RST', physical: name }],
      parameters: [['POLARITY', activeLow ? 'ACTIVE_LOW' : 'ACTIVE_HIGH']],
    })),
  ];
}

/** Where the registers of a block with a driver are reached, if it is no bus of a standard: its register bus. */
export function registerInterface({ driver, buses, streams }: Handoff): StreamPort | undefined {
  if (!driver || buses.some(({ role }) => role === 'slave')) return undefined;
  return streams.find(({ name, role }) => role === 'sink' && name === 'register_request');
}

function axi(bus: Bus): Interface {
  const { name, kind, role, dataBits, addressBits, idBits, signals } = bus;
  return {
    ...addressing(bus),
    name,
    description: kind === 'axi4' ? 'AXI4' : 'AXI4-Lite',
    mode: role,
    bus: ofVivado('interface', 'aximm'),
    ports: signals.map(({ signal, port }) => ({ logical: signal.toUpperCase(), physical: port.name })),
    parameters: [
      ['PROTOCOL', kind === 'axi4' ? 'AXI4' : 'AXI4LITE'],
      ['DATA_WIDTH', String(dataBits)],
      ['ADDR_WIDTH', String(addressBits)],
      ...(kind === 'axi4' ? [['ID_WIDTH', String(idBits)] as const] : []),
    ],
  };
}

/** A master has an address space, a slave a memory map, both of its name. */
function addressing({
  name,
  role,
  dataBits,
  addressBits,
}: Bus): Pick<Interface, 'memoryMap' | 'addressSpace'> {
  return role === 'slave'
    ? { memoryMap: name }
    : { addressSpace: { name, range: String(2n ** BigInt(addressBits)), width: dataBits } };
}

/** By the small names of {@link Bus}: who drives it, and whether every Wishbone interface has it. */
const wishboneSignals: Readonly<Record<string, readonly ['master' | 'slave', boolean]>> = {
  cyc: ['master', true],
  stb: ['master', true],
  we: ['master', true],
  adr: ['master', true],
  sel: ['master', true],
  dat_w: ['master', true],
  dat_r: ['slave', true],
  ack: ['slave', true],
  err: ['slave', false],
  stall: ['slave', false],
  cti: ['master', false],
  bte: ['master', false],
};

function wishbone(bus: Bus): Interface {
  return {
    ...addressing(bus),
    name: bus.name,
    description: 'Wishbone B4',
    mode: bus.role,
    bus: ofOurs('wishbone'),
    ports: bus.signals
      .filter(({ signal }) => Object.hasOwn(wishboneSignals, signal))
      .map(({ signal, port }) => ({ logical: signal.toUpperCase(), physical: port.name })),
    parameters: [],
    defines: {
      description: 'Wishbone B4 with an address in bytes',
      signals: Object.entries(wishboneSignals).map(([signal, [from, required]]) => ({
        logical: signal.toUpperCase(),
        from,
        required,
      })),
    },
  };
}

/** One field of whole bytes, and a mark of the last one of a packet or none, is an AXI4-Stream. */
function streamInterface(stream: StreamPort, hasRegisters: boolean): Interface {
  const { name, role, valid, ready, payload } = stream;
  const isLast = ({ field, width }: (typeof payload)[number]): boolean => field === 'last' && width === 1;
  const last = payload.length === 2 ? payload.find(isLast) : undefined;
  const words = payload.filter((field) => field !== last);
  const [word] = words;
  const common = {
    name,
    mode: role === 'source' ? ('master' as const) : ('slave' as const),
    ...(hasRegisters && { memoryMap: 'registers' }),
  };
  if (word && words.length === 1 && word.width % 8 === 0) {
    return {
      ...common,
      description: `Stream of ${word.field}`,
      bus: ofVivado('interface', 'axis'),
      ports: [
        { logical: 'TVALID', physical: valid },
        ...(ready === undefined ? [] : [{ logical: 'TREADY', physical: ready }]),
        { logical: 'TDATA', physical: word.port },
        ...(last ? [{ logical: 'TLAST', physical: last.port }] : []),
      ],
      parameters: [
        ['TDATA_NUM_BYTES', String(word.width / 8)],
        ['HAS_TREADY', ready === undefined ? '0' : '1'],
        ['HAS_TLAST', last ? '1' : '0'],
      ],
    };
  }
  // A field might be called as a signal of the handshake is.
  const logicalOf = (field: string): string =>
    ['valid', 'ready'].includes(field) ? `${field}_`.toUpperCase() : field.toUpperCase();
  return {
    ...common,
    description: `Stream of ${payload.map(({ field }) => field).join(', ')}`,
    bus: ofOurs(streamType(payload.map(({ field }) => field))),
    ports: [
      { logical: 'VALID', physical: valid },
      ...(ready === undefined ? [] : [{ logical: 'READY', physical: ready }]),
      ...payload.map(({ field, port }) => ({ logical: logicalOf(field), physical: port })),
    ],
    parameters: [],
    defines: {
      description: `Stream with ready and valid of ${payload.map(({ field }) => field).join(', ')}`,
      signals: [
        { logical: 'VALID', from: 'master', required: true },
        { logical: 'READY', from: 'slave', required: false },
        ...payload.map(({ field }) => ({
          logical: logicalOf(field),
          from: 'master' as const,
          required: true,
        })),
      ],
    },
  };
}

/** Streams of the same fields are of one type, whatever they are called, so that they can be connected. */
function streamType(fields: readonly string[]): string {
  const name = ['stream', ...fields].join('_');
  if (name.length <= 60) return name;
  const hash = createHash('sha256').update(fields.join(' ')).digest('hex').slice(0, 8);
  return `${name.slice(0, 50)}_${hash}`;
}

const isInterrupt = ({ name, direction, width }: FlatPort): boolean =>
  direction === 'output' && width === 1 && /^(irq|interrupt)$/.test(name);

function interrupt({ name }: FlatPort): Interface {
  return {
    name,
    description: 'Interrupt',
    mode: 'master',
    bus: ofVivado('signal', 'interrupt'),
    ports: [{ logical: 'INTERRUPT', physical: name }],
    parameters: [['SENSITIVITY', 'LEVEL_HIGH']],
  };
}
