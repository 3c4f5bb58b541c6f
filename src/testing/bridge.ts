/**
 * A device in a child process: somebody's own Verilog, built into a simulator whose main speaks the protocol below.
 *
 * Why cycle by cycle, and not all stimulus in a file with the judgement afterwards: what an environment offers next may
 * depend on what the block has answered (refill what missed, snoop what was just cached, feed a memory port), and with
 * other latencies that is only known while it runs. So the pacing by schedules, the environment and its judgement are the
 * very ones of the embedded engine, and authors need to obey nothing but the rules of environment.ts. The price is a round
 * trip through two named pipes a cycle: tens of thousands of cycles a second.
 *
 * Protocol, 32-bit little-endian words; the child is given the paths of two named pipes:
 *   child, once:       magic, number of input words, number of output words
 *   parent, per cycle: the input words: resets, then inputs, each in declared order, ceil(width / 32) words each
 *   child, per cycle:  the output words, settled with these inputs, before the clock edge; then it takes the edge
 * The child ends when its input does.
 */
import { execa } from 'execa';
import { constants, readSync, writeSync } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdderError } from '../netlist/error.js';
import type { Module } from '../netlist/node.js';
import { PortTable } from './area.js';
import type { Device, Port, PortPlace } from './device.js';

/** 'addr' */
export const bridgeMagic = 0x72646461;

/** Starts the simulator, which opens `input` for reading, then `output` for writing; settles when it has ended. */
export type Launch = (input: string, output: string) => Promise<unknown>;

export class BridgedDevice implements Device {
  readonly top: Module;
  readonly portArea: Uint32Array;
  readonly portLayout: readonly PortPlace[];
  readonly #table: PortTable;
  readonly #toChild: FileHandle;
  readonly #fromChild: FileHandle;
  readonly #ended: Promise<unknown>;
  readonly #inputs: Uint32Array;
  readonly #outputs: Uint32Array;

  private constructor(top: Module, toChild: FileHandle, fromChild: FileHandle, ended: Promise<unknown>) {
    this.top = top;
    this.#table = new PortTable(top);
    this.portArea = this.#table.area;
    this.portLayout = this.#table.layout;
    const firstOutput = this.portLayout.find(({ direction }) => direction === 'output');
    this.#inputs = this.portArea.subarray(0, firstOutput?.offset);
    this.#outputs = this.portArea.subarray(this.#inputs.length);
    this.#toChild = toChild;
    this.#fromChild = fromChild;
    this.#ended = ended;
  }

  /**
   * @param top our own module, for its ports and streams
   * @throws AdderError V07 where the simulator ends, or has other ports
   */
  static async connect(top: Module, launch: Launch): Promise<BridgedDevice> {
    const folder = await mkdtemp(join(tmpdir(), 'adder-bridge-'));
    try {
      const [input, output] = [join(folder, 'input'), join(folder, 'output')];
      await execa('mkfifo', [input, output]);
      const ended = launch(input, output);
      const toChild = await openUnlessEnded(top, input, 'w', ended);
      const fromChild = await openUnlessEnded(top, output, 'r', ended);
      const device = new BridgedDevice(top, toChild, fromChild, ended);
      await device.#checkPorts();
      return device;
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  port(name: string): Port {
    return this.#table.port(name);
  }

  cycle(): void {
    try {
      writeSync(this.#toChild.fd, this.#inputs);
    } catch (error) {
      throw stopped(this.top, { cause: error });
    }
    this.#receive(this.#outputs);
  }

  /** Lets the simulator end, and waits for that. */
  async close(): Promise<void> {
    await this.#toChild.close();
    await this.#fromChild.close();
    await this.#ended;
  }

  async #checkPorts(): Promise<void> {
    const greeting = new Uint32Array(3);
    try {
      this.#receive(greeting);
      const [magic, inputs, outputs] = greeting;
      if (magic === bridgeMagic && inputs === this.#inputs.length && outputs === this.#outputs.length) return;
      throw new AdderError({
        code: 'V07',
        what:
          `the simulator of '${this.top.name}' has ${inputs} words of inputs and ${outputs} of outputs, ` +
          `where the block has ${this.#inputs.length} and ${this.#outputs.length}`,
        fix: 'Give the Verilog the ports of the block, with the same widths',
      });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  #receive(words: Uint32Array): void {
    for (let got = 0; got < words.byteLength;) {
      const bytes = readSync(this.#fromChild.fd, words, got, words.byteLength - got, null);
      if (bytes === 0) throw stopped(this.top);
      got += bytes;
    }
  }
}

function stopped(top: Module, options?: ErrorOptions): AdderError {
  return new AdderError(
    {
      code: 'V07',
      what: `the simulator of '${top.name}' stopped before the end of the run`,
      fix: 'See its messages above',
    },
    options,
  );
}

/** Opening one end of a named pipe waits for the other; a child that has ended never opens it. */
async function openUnlessEnded(
  top: Module,
  path: string,
  mode: 'r' | 'w',
  ended: Promise<unknown>,
): Promise<FileHandle> {
  const opening = open(path, mode);
  const over = ended.then(
    () => undefined,
    () => undefined,
  );
  const handle = await Promise.race([opening, over]);
  if (handle) return handle;
  const other = await open(path, constants.O_RDWR | constants.O_NONBLOCK);
  await (await opening).close();
  await other.close();
  throw stopped(top);
}
