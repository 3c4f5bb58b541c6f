/** LiteX: a module in Python around the Verilog, with its streams as endpoints and its buses as LiteX's. */
import type { StreamPort } from '../netlist/node.js';
import type { OutputFile } from '../verify/files.js';
import { render } from '../verify/referee/template.js';
import type { Bus } from './bus.js';
import type { FlatPort, Handoff } from './design.js';
import { oneLine, quoted } from './quote.js';

/** What a member of the class is made with, and the expressions that its ports are connected to. */
interface Member {
  readonly name: string;
  readonly documentation: string;
  readonly value: string;
  readonly connections: ReadonlyMap<string, string>;
  /** Statements for `self.comb`. */
  readonly logic: readonly string[];
}

export function litexFiles(handoff: Handoff): OutputFile[] {
  const { top, summary, sources, version, clocks, ports, design } = handoff;
  const members = membersOf(handoff);
  const connections = new Map([
    ...clockConnections(handoff),
    ...members.flatMap((each) => [...each.connections]),
  ]);
  const modules = ['axi', 'stream', 'wishbone'].filter((name) =>
    members.some(({ value }) => value.startsWith(`${name}.`)),
  );
  return [
    {
      path: `${top}_litex.py`,
      text: render('handoff/litex.py', {
        top,
        version,
        className: pascalCase(top),
        summary: oneLine(summary).replaceAll('\\', '\\\\').replaceAll('"', "'"),
        parameters: Object.entries(design.parameters).map(([name, value]) => ({
          name,
          value: String(value),
        })),
        modules: modules.join(', '),
        migen: migenNames(
          members,
          clocks.length > 0,
          clocks.some(({ reset }) => reset),
        ).join(', '),
        domains: clocks.map(({ name }, index) => ({
          argument: domainArgument(clocks.length, name),
          // The first clock is the system's.
          standard: quoted(index === 0 ? 'sys' : name),
        })),
        members: members.map(({ name, documentation, value }) => ({ name, documentation, value })),
        logic: members.flatMap((member) => member.logic),
        connections: ports.map(({ name, direction }) => ({
          argument: `${direction === 'input' ? 'i' : 'o'}_${name}`,
          value: connections.get(name),
        })),
        sources: sources.map(quoted),
      }),
    },
  ];
}

const migenNames = (members: readonly Member[], hasClock: boolean, hasReset: boolean): string[] => [
  ...(hasClock ? ['ClockSignal'] : []),
  'Instance',
  ...(hasReset ? ['ResetSignal'] : []),
  ...(members.some(({ value }) => value.startsWith('Signal(')) ? ['Signal'] : []),
];

const domainArgument = (count: number, clock: string): string =>
  count === 1 ? 'clock_domain' : `${clock}_domain`;

function clockConnections({ clocks }: Handoff): Map<string, string> {
  return new Map(
    clocks.flatMap(({ name, reset }): (readonly [string, string])[] => {
      const domain = domainArgument(clocks.length, name);
      return [
        [name, `ClockSignal(${domain})`] as const,
        ...(reset ? [[reset.name, `${reset.activeLow ? '~' : ''}ResetSignal(${domain})`] as const] : []),
      ];
    }),
  );
}

function membersOf(handoff: Handoff): Member[] {
  const { streams, buses, ports } = handoff;
  const grouped = [...buses.filter(hasClassOfLitex).map(busMember), ...streams.map(streamMember)];
  const connected = new Set([
    ...clockConnections(handoff).keys(),
    ...grouped.flatMap(({ connections }) => [...connections.keys()]),
  ]);
  return [...grouped, ...ports.filter(({ name }) => !connected.has(name)).map(signalMember)];
}

function signalMember({ name, direction, width }: FlatPort): Member {
  const member = attribute(name);
  return {
    name: member,
    documentation: direction,
    value: width === 1 ? 'Signal()' : `Signal(${width})`,
    connections: new Map([[name, `self.${member}`]]),
    logic: [],
  };
}

function streamMember({ name, role, valid, ready, payload }: StreamPort): Member {
  const member = attribute(name);
  const fields = payload.map(({ field, port, width }) => {
    // LiteX has a signal of this name and meaning in every stream.
    const isNative = field === 'last' && width === 1;
    return { isNative, name: isNative ? field : fieldName(field), port, width };
  });
  const layout = fields
    .filter(({ isNative }) => !isNative)
    .map((field) => `(${quoted(field.name)}, ${field.width})`);
  return {
    name: member,
    documentation: `${role === 'sink' ? 'stream in' : 'stream out'}${ready === undefined ? ', which cannot be refused' : ''}`,
    value: `stream.Endpoint([${list(layout)}])`,
    connections: new Map([
      [valid, `self.${member}.valid`],
      ...(ready === undefined ? [] : [[ready, `self.${member}.ready`] as const]),
      ...fields.map((field) => [field.port, `self.${member}.${field.name}`] as const),
    ]),
    logic: ready === undefined && role === 'sink' ? [`self.${member}.ready.eq(1)`] : [],
  };
}

/** In one line where there is room, else an item a line; inside of a method. */
function list(items: readonly string[]): string {
  const line = items.join(', ');
  if (line.length <= 60) return line;
  return `\n${items.map((item) => `            ${item},\n`).join('')}        `;
}

/** LiteX's Wishbone is classic: there is no slave for it that takes pipelined cycles. */
const hasClassOfLitex = ({ kind, role, signals }: Bus): boolean =>
  kind !== 'wishbone' || role === 'master' || signals.every(({ signal }) => signal !== 'stall');

/** Of the buses of a LiteX SoC: its bridges want the same on both sides, whatever a slave looks at. */
const socAddressBits = 32;

function busMember(bus: Bus): Member {
  const { name, kind, role, dataBits, addressBits, idBits } = bus;
  const member = attribute(name);
  const sizes = `data_width=${dataBits}, address_width=${Math.max(addressBits, socAddressBits)}`;
  const value = {
    axi4: `axi.AXIInterface(${sizes}, id_width=${idBits})`,
    axi4Lite: `axi.AXILiteInterface(${sizes})`,
    wishbone: `wishbone.Interface(${sizes}, addressing="byte")`,
  }[kind];
  const title = { axi4: 'AXI4', axi4Lite: 'AXI4-Lite', wishbone: 'Wishbone' }[kind];
  return {
    name: member,
    documentation: `${title} ${role}`,
    value,
    connections: new Map(
      bus.signals.map(({ signal, port }) => {
        const whole = kind === 'wishbone' ? wishboneSignal(member, bus, signal) : axiSignal(member, signal);
        const isPart = ['adr', 'awaddr', 'araddr'].includes(signal) && port.width < socAddressBits;
        return [port.name, isPart ? `${whole}[:${port.width}]` : whole];
      }),
    ),
    logic: [],
  };
}

/** `awvalid` is `aw.valid`. */
function axiSignal(member: string, signal: string): string {
  const [, channel = '', field = ''] = /^(aw|ar|w|b|r)(.+)$/.exec(signal) ?? [];
  return `self.${member}.${channel}.${field}`;
}

function wishboneSignal(member: string, { signals }: Bus, signal: string): string {
  if (signal !== 'stall') return `self.${member}.${signal}`;
  // A pipelined master on a classic bus (Wishbone B4, 5.2): it waits until the transfer has ended.
  const ends = ['ack', 'err'].filter((end) => signals.some((each) => each.signal === end));
  const ended = ends.map((end) => `self.${member}.${end}`).join(' | ');
  return `self.${member}.cyc & ~(${ended})`;
}

const pascalCase = (name: string): string =>
  name.replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const pythonKeywords = (
  'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
  'import in is lambda nonlocal not or pass raise return try while with yield'
).split(' ');

/** Members of migen's and LiteX's classes, which a port or a field of the same name would hide. */
const ofModule = new Set([
  ...pythonKeywords,
  ...'add_module add_sources autocsr_exclude clock_domains comb do_exit do_finalize finalize finalized'.split(
    ' ',
  ),
  ...'get_constants get_csrs get_fragment get_memories platform specials submodules sync'.split(' '),
]);
const ofRecord = new Set([
  ...pythonKeywords,
  ...'connect connect_flat description eq first flatten iter_flat last layout like match name param payload'.split(
    ' ',
  ),
  ...'raw_bits ready valid'.split(' '),
]);

const attribute = (name: string): string => (ofModule.has(name) ? `${name}_` : name);
const fieldName = (name: string): string => (ofRecord.has(name) ? `${name}_` : name);
