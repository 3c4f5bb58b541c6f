/**
 * A device in a child process: somebody's own Verilog, built into a simulator whose main speaks the protocol below.
 *
 * Why cycle by cycle, and not all stimulus in a file with the judgement afterwards: what an environment offers next may depend on
 * what the block has answered (refill what missed, snoop what was just cached, feed a memory port), and with other
 * latencies that is only known while it runs. So the pacing by schedules, the environment and its judgement are
 * the very ones of the embedded engine, and authors need to obey nothing but the rules of environment.ts. The price is a
 * round trip through two pipes a cycle: tens of thousands of cycles a second.
 *
 * Protocol, 32-bit little-endian words:
 *   child, once:       magic, number of input words, number of output words
 *   parent, per cycle: the input words (resets and inputs, in layout order)
 *   child, per cycle:  the output words, after settling with these inputs and before the clock edge; then it takes the edge
 * The child ends when its standard input does.
 */
import { endianness } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { AdderError } from '../netlist/error.js';
import type { Module } from '../netlist/node.js';
import { PortTable } from './area.js';
import type { Port, PortPlace, RemoteDevice } from './device.js';

/** 'addr' */
export const bridgeMagic = 0x72646461;

const magicWords = 3;

/** The pipes of a child process. */
export interface Pipes {
  readonly stdin: Writable;
  readonly stdout: Readable;
}

export class BridgedDevice implements RemoteDevice {
  readonly top: Module;
  readonly portArea: Uint32Array;
  readonly portLayout: readonly PortPlace[];
  readonly #table: PortTable;
  readonly #pipes: Pipes;
  readonly #inputWords: number;
  readonly #outputWords: number;
  #received: Buffer = Buffer.alloc(0);
  #wanted = 0;
  #resolve: ((bytes: Buffer) => void) | undefined;
  #reject: ((reason: Error) => void) | undefined;
  #ended: Error | undefined;

  private constructor(top: Module, pipes: Pipes) {
    this.top = top;
    this.#table = new PortTable(top);
    this.portArea = this.#table.area;
    this.portLayout = this.#table.layout;
    this.#pipes = pipes;
    const firstOutput = this.portLayout.find(({ direction }) => direction === 'output');
    this.#inputWords = firstOutput?.offset ?? this.portArea.length;
    this.#outputWords = this.portArea.length - this.#inputWords;
    pipes.stdout.on('data', (bytes: Buffer) => this.#take(bytes));
    pipes.stdout.on('end', () => this.#end('its output ended'));
    pipes.stdout.on('error', (error) => this.#end(error.message));
    pipes.stdin.on('error', (error) => this.#end(error.message));
  }

  /**
   * @param top our own module, for ports and streams
   * @throws AdderError V07 where the child ends, or has other ports
   */
  static async connect(top: Module, pipes: Pipes): Promise<BridgedDevice> {
    if (endianness() !== 'LE') throw new Error('the bridge is written for little-endian machines');
    const device = new BridgedDevice(top, pipes);
    const [magic, inputs, outputs] = words(await device.#receive(magicWords * 4));
    if (magic !== bridgeMagic || inputs !== device.#inputWords || outputs !== device.#outputWords) {
      throw new AdderError({
        code: 'V07',
        what:
          `the simulator of '${top.name}' has ${inputs} words of inputs and ${outputs} of outputs, ` +
          `where the block has ${device.#inputWords} and ${device.#outputWords}`,
        fix: 'Give the Verilog the ports of the block, with the same widths',
      });
    }
    return device;
  }

  port(name: string): Port {
    return this.#table.port(name);
  }

  async cycleRemotely(): Promise<void> {
    const { buffer } = this.portArea;
    // A copy: the stream keeps what it was given, and the area changes.
    this.#pipes.stdin.write(Buffer.from(buffer.slice(0, this.#inputWords * 4)));
    const outputs = await this.#receive(this.#outputWords * 4);
    this.portArea.set(words(outputs), this.#inputWords);
  }

  /** Lets the child end. */
  close(): void {
    this.#pipes.stdin.end();
  }

  #receive(bytes: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#wanted = bytes;
      this.#resolve = resolve;
      this.#reject = reject;
      this.#deliver();
    });
  }

  #take(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    this.#deliver();
  }

  #end(reason: string): void {
    this.#ended = new AdderError({
      code: 'V07',
      what: `the simulator of '${this.top.name}' stopped: ${reason}`,
      fix: 'See its messages above',
    });
    this.#deliver();
  }

  #deliver(): void {
    const resolve = this.#resolve;
    if (!resolve) return;
    if (this.#received.length >= this.#wanted) {
      this.#resolve = undefined;
      const bytes = this.#received.subarray(0, this.#wanted);
      this.#received = this.#received.subarray(this.#wanted);
      resolve(bytes);
    } else if (this.#ended) {
      this.#resolve = undefined;
      this.#reject?.(this.#ended);
    }
  }
}

function words(bytes: Buffer): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}
