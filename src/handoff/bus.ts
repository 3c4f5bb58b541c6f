/** Buses of standards among the ports of a module: AXI4, AXI4-Lite and Wishbone, known by the names of their signals. */
import type { Module, StreamPort } from '../netlist/node.js';
import type { FlatPort } from './design.js';

export type BusKind = 'axi4' | 'axi4Lite' | 'wishbone';

/** A signal of a bus. */
export interface BusSignal {
  /** As the standard has it, without prefix and direction, small: `awvalid`, `cyc`, `dat_w`. */
  readonly signal: string;
  readonly port: FlatPort;
}

export interface Bus {
  readonly kind: BusKind;
  /** The prefix of its ports: `s_axi`. */
  readonly name: string;
  /** What the module is on it. */
  readonly role: 'master' | 'slave';
  readonly signals: readonly BusSignal[];
  /** In bits. */
  readonly dataBits: number;
  readonly addressBits: number;
  /** 0 where there is none. */
  readonly idBits: number;
}

const channels = ['aw', 'w', 'b', 'ar', 'r'] as const;

/** Buses, and the streams that are part of none. */
export function busesOf(
  module: Pick<Module, 'streams'>,
  ports: readonly FlatPort[],
): { readonly buses: readonly Bus[]; readonly streams: readonly StreamPort[] } {
  const axi = axiBuses(module.streams, ports);
  const taken = new Set(axi.flatMap(({ streams }) => streams));
  return {
    buses: [...axi.map(({ bus }) => bus), ...wishboneBuses(ports)],
    streams: module.streams.filter((stream) => !taken.has(stream)),
  };
}

/** Five streams that are the channels of one prefix, with the fields that the standard asks for. */
function axiBuses(
  streams: readonly StreamPort[],
  ports: readonly FlatPort[],
): { readonly bus: Bus; readonly streams: readonly StreamPort[] }[] {
  const prefixes = streams.flatMap(({ valid }) => /^(.+)_awvalid$/.exec(valid)?.[1] ?? []);
  return prefixes.flatMap((name) => {
    const found = channels.flatMap(
      (channel) => streams.find(({ valid }) => valid === `${name}_${channel}valid`) ?? [],
    );
    const named = new Set(
      found.flatMap(({ valid, ready, payload }) => [valid, ready, ...payload.map(({ port }) => port)]),
    );
    const signals = ports
      .filter((port) => named.has(port.name))
      .map((port): BusSignal => ({ signal: port.name.slice(name.length + 1), port }));
    const widths = widthsOf(signals);
    const has = (...wanted: string[]): boolean => wanted.every((signal) => widths.has(signal));
    const complete =
      found.length === channels.length &&
      has('awready', 'wready', 'bready', 'arready', 'rready', 'awaddr', 'araddr') &&
      has('wdata', 'wstrb', 'bresp', 'rdata', 'rresp');
    if (!complete) return [];
    return {
      streams: found,
      bus: {
        kind: has('awlen', 'arlen', 'wlast', 'rlast') ? 'axi4' : 'axi4Lite',
        name,
        role: directionOf(signals, 'awvalid') === 'output' ? 'master' : 'slave',
        signals,
        dataBits: widths.get('wdata') ?? 0,
        addressBits: widths.get('awaddr') ?? 0,
        idBits: widths.get('awid') ?? 0,
      } as const,
    };
  });
}

/** `_i` and `_o` behind the names of Wishbone B4: what writes is `dat_w` here, whose ever end this is. */
function wishboneBuses(ports: readonly FlatPort[]): Bus[] {
  return ports.flatMap(({ name: cycle, direction }) => {
    const name = /^(.+)_cyc_[io]$/.exec(cycle)?.[1];
    if (name === undefined) return [];
    const role = direction === 'output' ? ('master' as const) : ('slave' as const);
    const signals = ports.flatMap((port): BusSignal[] => {
      if (!port.name.startsWith(`${name}_`)) return [];
      const [, signal = '', side = ''] = /^(.+)_([io])$/.exec(port.name.slice(name.length + 1)) ?? [];
      if (signal === '' || (side === 'o') !== (port.direction === 'output')) return [];
      if (signal !== 'dat') return [{ signal, port }];
      return [{ signal: (side === 'o') === (role === 'master') ? 'dat_w' : 'dat_r', port }];
    });
    const widths = widthsOf(signals);
    if (!['stb', 'we', 'adr', 'sel', 'dat_w', 'dat_r', 'ack'].every((signal) => widths.has(signal)))
      return [];
    return {
      kind: 'wishbone' as const,
      name,
      role,
      signals,
      dataBits: widths.get('dat_w') ?? 0,
      addressBits: widths.get('adr') ?? 0,
      idBits: 0,
    };
  });
}

const widthsOf = (signals: readonly BusSignal[]): Map<string, number> =>
  new Map(signals.map(({ signal, port }) => [signal, port.width]));

const directionOf = (signals: readonly BusSignal[], wanted: string): string | undefined =>
  signals.find(({ signal }) => signal === wanted)?.port.direction;
