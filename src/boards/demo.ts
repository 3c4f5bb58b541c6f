/** The demo of a board: an accelerator, a memory, and a command line on a UART for both. */
import { accelerator } from '../blocks/accelerator/hardware.js';
import { memorySizes } from '../blocks/accelerator/masters.js';
import {
  bitsFor,
  block,
  bool,
  hardware,
  input,
  output,
  register,
  uint,
  type Block,
  type Bool,
  type Builder,
  type Instantiable,
  type ParameterSet,
  type PortSet,
  type ValuesOf,
} from '../hdl/index.js';
import { joinStream } from '../library/join-stream.js';
import type { Board } from './board.js';
import { onChipMemory } from './on-chip-memory.js';
import { rateParameters, uartCommandLine } from './uart-command-line.js';

const demos = new Map<Board, ReturnType<typeof describeDemo>>();

/** The hardware of a board but for its reset, as a block with the clock and the baud rate as parameters. */
export function demoOf(board: Board): ReturnType<typeof describeDemo> {
  const known = demos.get(board);
  if (known) return known;
  const made = describeDemo(board);
  demos.set(board, made);
  return made;
}

function describeDemo(board: Board) {
  const p = accelerator.resolve(board.accelerator);
  const part = named(`${nameOf(board)}_accelerator`, accelerator, board.accelerator);
  const sizes = memorySizes(p);
  return block(
    `${nameOf(board)}_demo`,
    {
      documentation: `Adder on the board ${board.title}: an accelerator and a memory, with a command line on a UART for both.`,
      parameters: { ...rateParameters, clock: { ...rateParameters.clock, default: board.clock } },
    },
    ({ clock, baud }) =>
      hardware({
        ports: {
          rx: input(bool(), { clock: 'none' }),
          tx: output(bool()),
          heartbeat: output(bool()),
          activity: output(bool()),
          trouble: output(bool()),
          irq: output(bool()),
        },
        build(ports, m) {
          const unit = m.instance('unit', part);
          const memory = m.instance('memory', onChipMemory, {
            words: board.memoryWords,
            masters: sizes !== undefined,
            ...(sizes && {
              addressBits: sizes.addressBits,
              tagBits: sizes.tagBits,
              maxBeats: sizes.maxBeats,
            }),
          });
          const line = m.instance('line', uartCommandLine, {
            clock,
            baud,
            tagBits: p.tagBits,
            hostWrites: unit.hostWrite !== undefined,
          });
          line.rx.is(ports.rx);
          ports.tx.is(line.tx);
          joinStream(line.command, unit.command);
          joinStream(unit.response, line.response);
          joinStream(line.registerRequest, unit.registerRequest);
          joinStream(unit.registerResponse, line.registerResponse);
          joinStream(line.memoryRequest, memory.hostRequest);
          joinStream(memory.hostResponse, line.memoryResponse);
          joinStream(unit.memoryRequest, memory.request);
          joinStream(memory.response, unit.memoryResponse);
          if (unit.hostWrite && line.hostWrite) {
            unit.hostWrite.valid.is(line.hostWrite.valid);
            unit.hostWrite.payload.is({ address: line.hostWrite.payload.address.truncate(p.addressBits) });
            line.hostWrite.ready.is(unit.hostWrite.ready);
          }
          const lamps = lights(m, clock, line.active);
          ports.heartbeat.is(lamps.heartbeat);
          ports.activity.is(lamps.activity);
          ports.trouble.is(line.troubled);
          ports.irq.is(unit.irq);
        },
      }),
  );
}

const nameOf = (board: Board): string => board.name.replaceAll('-', '_');

/** A block with its parameters under a name that tells less: all of them in a name are more than some tools can read. */
function named<P extends ParameterSet, Ports extends PortSet>(
  name: string,
  block: Block<P, Ports>,
  parameters: Partial<ValuesOf<P>>,
): Instantiable<Readonly<Record<string, never>>, Ports> {
  const { module, ports } = block.elaborateWithPorts(parameters);
  const renamed = { ...module, name };
  return { parameters: {}, elaborateWithPorts: () => ({ module: renamed, ports }) };
}

/** Cycles of half a blink of the heartbeat: a power of two, about half a second. */
export const heartbeatHalf = (clock: number): number => 2 ** Math.max(5, bitsFor(clock) - 2);

/** What eyes can see: a blink about once a second, and activity that lasts 1/16 of one at least. */
function lights(
  m: Builder,
  clock: number,
  active: Bool,
): { readonly heartbeat: Bool; readonly activity: Bool } {
  const bits = Math.log2(heartbeatHalf(clock)) + 1;
  const { cycles } = m.registers({ cycles: register(uint(bits), { reset: 0 }) });
  const { shown } = m.registers({ shown: register(uint(2), { reset: 0 }) });
  cycles.next(cycles.addWrap(1));
  m.when(active, () => shown.next(3)).elseWhen(
    cycles
      .truncate(bits - 5)
      .all()
      .and(shown.any()),
    () => shown.next(shown.subtractWrap(1)),
  );
  return { heartbeat: cycles.bit(bits - 1), activity: shown.any() };
}
