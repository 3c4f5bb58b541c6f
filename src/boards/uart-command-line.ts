/** The command line; the README in this folder says what can be typed. */
import { offsetBits } from '../blocks/accelerator/register.js';
import { commandShape, responseShape } from '../blocks/accelerator/units.js';
import {
  block,
  bool,
  bundle,
  constant,
  flag,
  hardware,
  input,
  integer,
  mux,
  output,
  register,
  sink,
  source,
  uint,
} from '../hdl/index.js';
import { registerRequest, registerResponse } from '../library/register-bus.js';
import { clocksPerBit } from '../library/uart-rate.js';
import { uartReceiver } from '../library/uart-receiver.js';
import { uartTransmitter } from '../library/uart-transmitter.js';
import { lineBuffer } from './line-buffer.js';
import { lineReader } from './line-reader.js';
import { teller } from './teller.js';

/** Of the words of commands, and of addresses in memory. */
const width = 32;
/** Bytes of whole lines that wait: one block RAM on the families with the smallest. */
export const bufferDepth = 512;

/** Of the clock and of the line. */
export const rateParameters = {
  clock: integer(12_000_000, { min: 1000, max: 1_000_000_000, documentation: 'of the clock, in Hz' }),
  baud: integer(115_200, { min: 50, max: 100_000_000, documentation: 'bits a second on the line' }),
};

/** One line is done before the next one is read; the answer to a command is told when it comes. */
export const uartCommandLine = block(
  'uart_command_line',
  {
    documentation:
      'A command line on a UART for the ports of an accelerator: commands, registers, and the memory beside it. One line ' +
      'is done before the next one is read; the answer to a command is told when it comes.',
    parameters: {
      ...rateParameters,
      tagBits: integer(4, { min: 1, max: 8, documentation: "bits of a command's tag" }),
      hostWrites: flag(false, 'writes into memory are told to the accelerator, which guards ranges of it'),
    },
  },
  ({ clock, baud, tagBits, hostWrites }) => {
    const rate = clocksPerBit({ clock, baud });
    return hardware({
      ports: {
        rx: input(bool(), { clock: 'none' }),
        tx: output(bool()),
        command: source(commandShape({ width, tagBits })),
        response: sink(responseShape({ width, tagBits })),
        registerRequest: source(registerRequest({ addressBits: offsetBits })),
        registerResponse: sink(registerResponse),
        memoryRequest: source(registerRequest({ addressBits: width })),
        memoryResponse: sink(registerResponse),
        ...(hostWrites ? { hostWrite: source(bundle({ address: uint<number>(width) })) } : {}),
        active: output(bool()),
        troubled: output(bool()),
      },
      build(ports, m) {
        const received = uartReceiver(m, 'receiver', { line: ports.rx, clocksPerBit: rate });
        const transmitter = uartTransmitter(m, 'transmitter', { clocksPerBit: rate });
        const told = teller(m, 'teller', { tagBits, transmitter });
        const lines = lineBuffer(m, 'lines', received, bufferDepth);
        const machine = m.machine('state', ['idle', 'read', 'run', 'ask', 'await', 'announce']);
        const reads = machine.in('read');
        const line = lineReader(m, 'line', { ...told, reads, byte: lines.next });
        lines.advance(reads);

        const { verb, count, a, b } = line;
        const { isMemory, writes } = m.name({
          isMemory: verb.eq('memory'),
          writes: verb.eq('write').or(verb.eq('memory').and(count.eq(2))),
        });
        const { address } = m.name({ address: mux(writes, a, b) });

        const { offering } = m.registers({ offering: register(bool(), { reset: 0 }) });
        ports.command.valid.is(offering);
        ports.command.payload.is({ operation: line.operation, tag: line.tag.truncate(tagBits), a, b });
        m.when(ports.command.fire, () => offering.next(0));

        const accesses = [
          { port: ports.registerRequest, chosen: isMemory.not(), bits: offsetBits },
          { port: ports.memoryRequest, chosen: isMemory, bits: width },
        ];
        for (const { port, chosen, bits } of accesses) {
          port.valid.is(machine.in('ask').and(chosen));
          port.payload.is({ write: writes, address: address.truncate(bits), data: b, strobe: 15 });
        }
        const asked = ports.registerRequest.fire.or(ports.memoryRequest.fire);
        ports.registerResponse.ready.is(1);
        ports.memoryResponse.ready.is(1);
        const answered = mux(isMemory, ports.memoryResponse.valid, ports.registerResponse.valid);
        const answer = {
          data: mux(isMemory, ports.memoryResponse.payload.data, ports.registerResponse.payload.data),
          error: mux(isMemory, ports.memoryResponse.payload.error, ports.registerResponse.payload.error),
        };

        const hearsResponse = machine.in('idle').and(told.busy.not());
        ports.response.ready.is(hearsResponse);
        machine.states({
          idle: () => {
            m.when(ports.response.fire, () => told.tellAnswer(ports.response.payload)).elseWhen(
              hearsResponse.and(offering.not()).and(lines.waiting),
              () => machine.go('read'),
            );
          },
          read: () => {
            machine.go('idle');
            m.when(line.end.whole, () => machine.go('run'))
              .elseWhen(line.end.wrong, () => told.tellProblem(line.problem))
              .elseWhen(line.end.framing, () => told.tell('framing'))
              .elseWhen(line.end.overrun, () => told.tell('overrun'));
          },
          run: () => {
            const least = mux(
              verb.eq('command').or(verb.eq('write')),
              constant(uint(3), 2),
              constant(uint(3), 1),
            );
            const most = mux(verb.eq('read'), constant(uint(3), 1), constant(uint(3), 2));
            const isCommand = verb.eq('command');
            machine.go('idle');
            m.when(verb.eq('help'), () => told.tell('help'))
              .elseWhen(count.lt(least), () => told.tell('few'))
              .elseWhen(isCommand.and(count.ne(4)), () => {
                line.addZero();
                machine.go('run');
              })
              .elseWhen(isCommand, () => {
                const tagTooLarge =
                  tagBits < 8 ? line.tag.slice(tagBits, 8 - tagBits).any() : constant(bool(), 0);
                m.when(line.tooLarge.or(tagTooLarge), () => told.tell('large')).otherwise(() =>
                  offering.next(1),
                );
              })
              .elseWhen(count.gt(most), () => told.tell('many'))
              .elseWhen(isMemory.not().and(address.slice(offsetBits, width - offsetBits).any()), () =>
                told.tell('refused'),
              )
              .otherwise(() => machine.go('ask'));
          },
          ask: () => {
            m.when(asked, () => machine.go('await'));
          },
          await: () => {
            m.when(answered, () => {
              machine.go('idle');
              m.when(answer.error, () => told.tell('refused'))
                .elseWhen(writes.not(), () => told.tellValue(answer.data))
                .otherwise(() => {
                  told.tell('done');
                  if (hostWrites) m.when(isMemory, () => machine.go('announce'));
                });
            });
          },
          // The accelerator hears of it before the next line is read, whatever is already told.
          announce: () => {
            if (ports.hostWrite) m.when(ports.hostWrite.ready, () => machine.go('idle'));
          },
        });
        ports.hostWrite?.valid.is(machine.in('announce'));
        ports.hostWrite?.payload.is({ address });

        ports.tx.is(transmitter.line);
        ports.active.is(received.received.or(told.busy));
        ports.troubled.is(told.troubled);
      },
    });
  },
);
