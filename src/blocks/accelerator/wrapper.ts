/** What the wrappers have in common: the accelerator inside, and ways for its memory port out. */
import {
  bool,
  bundle,
  choice,
  input,
  output,
  sink,
  source,
  uint,
  type Builder,
  type Inside,
  type Outside,
} from '../../hdl/index.js';
import { axiMasterPorts } from '../../library/axi.js';
import { joinStream } from '../../library/join-stream.js';
import { memoryRequest, memoryResponse, type MemoryPortSizes } from '../../library/memory-port.js';
import { axi4Master } from '../axi4-master/hardware.js';
import { wishboneMaster } from '../wishbone-master/hardware.js';
import { memorySizes } from './masters.js';
import { accelerator } from './hardware.js';
import type { AcceleratorParameters } from './parameters.js';

/** How memory is reached, by name. */
export const memoryBuses = ['axi4', 'wishbone', 'port'] as const;

/** The two kinds of bus cycles of Wishbone B4. */
export type WishboneMode = 'pipelined' | 'classic';

export type MemoryBus = (typeof memoryBuses)[number];

export const memoryBusParameter = choice(
  memoryBuses,
  'how memory is reached: by AXI4, by Wishbone, or through the plain memory port',
);

/** Ports of an accelerator that a wrapper passes on: interrupts, and the host's writes for the inline-cache table. */
export function commonPorts(p: AcceleratorParameters) {
  const snoops = p.cache && p.cacheGuards > 0;
  return {
    ...(snoops ? { hostWrite: sink(bundle({ address: uint<number>(p.addressBits) })) } : {}),
    irq: output(bool()),
  };
}

/** An AXI4 master at `m_axi_...`. */
function axiPorts(sizes: MemoryPortSizes) {
  const bus = axiMasterPorts('m_axi', { ...sizes, idBits: sizes.tagBits });
  return {
    masterWriteAddress: bus.axiWriteAddress,
    masterWriteData: bus.axiWriteData,
    masterWriteResponse: bus.axiWriteResponse,
    masterReadAddress: bus.axiReadAddress,
    masterReadData: bus.axiReadData,
  };
}

/** A Wishbone master at `m_wb_...`. */
function wishbonePorts({ addressBits, dataBits }: MemoryPortSizes, mode: WishboneMode) {
  return {
    mWbCycO: output(bool()),
    mWbStbO: output(bool()),
    mWbWeO: output(bool(), { qualifier: 'mWbStbO' }),
    mWbAdrO: output(uint<number>(addressBits), { qualifier: 'mWbStbO' }),
    mWbSelO: output(uint<number>(dataBits / 8), { qualifier: 'mWbStbO' }),
    mWbDatO: output(uint<number>(dataBits), { qualifier: 'mWbStbO' }),
    mWbDatI: input(uint<number>(dataBits)),
    mWbAckI: input(bool()),
    mWbErrI: input(bool()),
    ...(mode === 'pipelined' ? { mWbStallI: input(bool()) } : {}),
    ...(mode === 'classic'
      ? {
          mWbCtiO: output(uint(3), { qualifier: 'mWbStbO' }),
          mWbBteO: output(uint(2), { qualifier: 'mWbStbO' }),
        }
      : {}),
  };
}

/** The plain memory port. */
function plainPorts(sizes: MemoryPortSizes) {
  return { memoryRequest: source(memoryRequest(sizes)), memoryResponse: sink(memoryResponse(sizes)) };
}

/** The ports of a way to memory, where the accelerator needs any; the mode is that of Wishbone. */
export function memoryBusPorts(p: AcceleratorParameters, bus: MemoryBus, mode: WishboneMode = 'pipelined') {
  const sizes = memorySizes(p);
  return {
    ...(sizes && bus === 'axi4' ? axiPorts(sizes) : {}),
    ...(sizes && bus === 'wishbone' ? wishbonePorts(sizes, mode) : {}),
    ...(sizes && bus === 'port' ? plainPorts(sizes) : {}),
  };
}

export type Core = Outside<ReturnType<typeof accelerator.elaborateWithPorts>['ports']>;

/** The accelerator inside a wrapper; its memory port is the caller's to join. */
export function coreOf(
  m: Builder,
  p: AcceleratorParameters,
  ports: Inside<ReturnType<typeof commonPorts>>,
): Core {
  const core = m.instance('core', accelerator, p);
  ports.irq.is(core.irq);
  joinStream(ports.hostWrite, core.hostWrite);
  return core;
}

/** Joins the memory port to the wrapper's ports of that bus. */
export function joinMemoryBus(
  m: Builder,
  p: AcceleratorParameters,
  core: Core,
  bus: MemoryBus,
  ports: Inside<ReturnType<typeof memoryBusPorts>>,
  mode: WishboneMode = 'pipelined',
): void {
  const sizes = memorySizes(p);
  if (!sizes) return;
  if (bus === 'port') {
    joinStream(core.memoryRequest, ports.memoryRequest);
    joinStream(ports.memoryResponse, core.memoryResponse);
    return;
  }
  const own = { ...sizes, dataBits: p.memoryBits };
  if (bus === 'axi4') {
    const master = m.instance('axi4_master', axi4Master, own);
    joinStream(core.memoryRequest, master.memoryRequest);
    joinStream(master.memoryResponse, core.memoryResponse);
    joinStream(master.axiReadAddress, ports.masterReadAddress);
    joinStream(master.axiWriteAddress, ports.masterWriteAddress);
    joinStream(master.axiWriteData, ports.masterWriteData);
    joinStream(ports.masterReadData, master.axiReadData);
    joinStream(ports.masterWriteResponse, master.axiWriteResponse);
    return;
  }
  const master = m.instance('wishbone_master', wishboneMaster, { ...own, mode });
  joinStream(core.memoryRequest, master.memoryRequest);
  joinStream(master.memoryResponse, core.memoryResponse);
  ports.mWbCycO?.is(master.wbCycO);
  ports.mWbStbO?.is(master.wbStbO);
  ports.mWbWeO?.is(master.wbWeO);
  ports.mWbAdrO?.is(master.wbAdrO);
  ports.mWbSelO?.is(master.wbSelO);
  ports.mWbDatO?.is(master.wbDatO);
  if (ports.mWbDatI) master.wbDatI.is(ports.mWbDatI);
  if (ports.mWbAckI) master.wbAckI.is(ports.mWbAckI);
  if (ports.mWbErrI) master.wbErrI.is(ports.mWbErrI);
  if (ports.mWbStallI) master.wbStallI?.is(ports.mWbStallI);
  if (master.wbCtiO) ports.mWbCtiO?.is(master.wbCtiO);
  if (master.wbBteO) ports.mWbBteO?.is(master.wbBteO);
}

/** No commands come at the command port: they come through registers. */
export function tieCommands(core: Core): void {
  core.command.valid.is(0);
  core.command.payload.is({ operation: 0, a: 0, b: 0, tag: 0 });
  core.response.ready.is(1);
}

/** Nobody is at the register bus: registers are reached by commands. */
export function tieRegisters(core: Core): void {
  core.registerRequest.valid.is(0);
  core.registerRequest.payload.is({ write: 0, address: 0, data: 0, strobe: 0 });
  core.registerResponse.ready.is(1);
}
