/** Drives the accelerator's plain ports and judges them. */
import {
  MemoryResponder,
  type Context,
  type Environment,
  type Port,
  type SinkHandler,
  type SourceHandler,
} from '../../testing/index.js';
import { Field } from '../inline-cache/field.js';
import { Host } from './host.js';
import type { HostCommand } from './host-command.js';
import type { AcceleratorParameters } from './parameters.js';
import { memorySizes } from './masters.js';
import { RegisterClient, type Access } from './register-client.js';
import { Fence, HostWritePorts } from './snoop-judge.js';
import { Workers } from './workers.js';

const latencies = [
  { min: 1, max: 1 },
  { min: 1, max: 4 },
  { min: 1, max: 20 },
  { min: 30, max: 60 },
];

export class AcceleratorEnvironment implements Environment {
  readonly host: Host;
  readonly client: RegisterClient;
  readonly workers: Workers;
  readonly memory: MemoryResponder | undefined;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly order: readonly string[];

  readonly #context: Context;
  readonly #operation: Port;
  readonly #tag: Port;
  readonly #a: Field;
  readonly #b: Field;
  readonly #responseTag: Port;
  readonly #responseStatus: Port;
  readonly #responseWord: Field;
  readonly #access: Readonly<Record<'write' | 'address' | 'data' | 'strobe', Port>>;
  readonly #answerData: Port;
  readonly #answerError: Port;
  readonly #interrupt: Port;
  readonly #hostWrite: HostWritePorts | undefined;
  readonly #fence: Fence;
  #command: HostCommand | undefined;
  #writeAddress = 0;
  #accessing = false;
  #offered: Access | undefined;

  constructor(parameters: AcceleratorParameters, context: Context) {
    this.#context = context;
    const { port } = context;
    this.host = new Host(parameters, context, { exact: context.exactTiming, hasPort: true });
    this.client = new RegisterClient(this.host);
    this.client.accesses.next();
    this.workers = new Workers(this.host);
    const sizes = memorySizes(parameters);
    const memory =
      sizes &&
      new MemoryResponder(context, {
        request: 'memory_request',
        response: 'memory_response',
        sizes,
        memory: this.workers.memory,
        latency: context.random.fork('latency').pick(latencies),
        outOfOrder: context.random.bits(1) === 1,
        fault: (address, write) => this.workers.fails(address, write),
      });
    this.memory = memory;
    const write = memory && port('memory_request_write');
    const address = memory && port('memory_request_address');
    this.#operation = port('command_operation');
    this.#tag = port('command_tag');
    this.#a = new Field(port('command_a'));
    this.#b = new Field(port('command_b'));
    this.#responseTag = port('response_tag');
    this.#responseStatus = port('response_status');
    this.#responseWord = new Field(port('response_word'));
    this.#access = {
      write: port('register_request_write'),
      address: port('register_request_address'),
      data: port('register_request_data'),
      strobe: port('register_request_strobe'),
    };
    this.#answerData = port('register_response_data');
    this.#answerError = port('register_response_error');
    this.#interrupt = port('irq');
    const snoops = parameters.cache && parameters.cacheGuards > 0;
    this.#hostWrite = snoops ? new HostWritePorts(context, parameters) : undefined;
    this.#fence = new Fence(context, parameters);
    const last = memory && port('memory_response_last');
    this.sinks = {
      command: { responds: true, offer: () => this.#offerCommand(), accepted: () => this.#commandTaken() },
      register_request: {
        responds: true,
        offer: () => this.#offerAccess(),
        accepted: () => this.client.took(),
      },
      ...(snoops && {
        host_write: {
          responds: true,
          offer: () => this.#offerWrite(),
          accepted: () => this.host.wrote(this.#writeAddress),
        },
      }),
      ...(memory && {
        memory_response: {
          ...memory.responses,
          accepted: (cycle: number) => {
            if (last?.get() === 1) this.#fence.inFlight--;
            memory.responses.accepted(cycle);
          },
        },
      }),
    };
    this.sources = {
      response: { taken: () => this.#response() },
      register_response: { taken: () => this.#answered() },
      ...(memory && {
        memory_request: {
          taken: (cycle: number) => {
            this.#fence.inFlight++;
            if (snoops && write?.get() === 1) this.host.wrote(address?.get() ?? 0, true);
            memory.requests.taken(cycle);
          },
        },
      }),
    };
    this.order = [
      'response',
      ...(memory ? ['memory_response', 'memory_request'] : []),
      'register_response',
      ...(snoops ? ['host_write'] : []),
      'command',
      'register_request',
    ];
  }

  before(cycle: number): void {
    this.memory?.before(cycle);
    this.host.before();
    this.workers.before(true);
  }

  after(): void {
    this.#fence.cycle();
    this.#hostWrite?.cycle();
    this.host.interrupts.cycle(this.#interrupt.get());
    this.host.after();
  }

  drain(): void {
    this.host.draining = true;
  }

  idle(): boolean {
    return this.host.idle && this.client.idle && !this.#accessing && (this.memory?.idle ?? true);
  }

  awaited(): string {
    return this.host.awaited();
  }

  transactions(): number {
    return this.host.transactions;
  }

  #offerCommand(): boolean {
    const command = this.host.draw('port');
    if (!command) return false;
    this.#command = command;
    this.#operation.set(command.operation);
    this.#tag.set(command.tag);
    this.#a.write(command.aLow, command.aHigh);
    this.#b.write(command.bLow, command.bHigh);
    return true;
  }

  #commandTaken(): void {
    if (this.#command) {
      this.host.taken(this.#command);
      this.#fence.taken(this.#command);
    }
    this.#command = undefined;
  }

  #response(): void {
    const { low, high } = this.#responseWord;
    const tag = this.#responseTag.get();
    this.#fence.answered(tag);
    this.host.response('port', tag, this.#responseStatus.get(), low, high);
  }

  #offerAccess(): boolean {
    if (this.#accessing) return false;
    this.#offered ??= this.client.accesses.next({ data: 0, error: false }).value ?? undefined;
    const access = this.#offered;
    if (!access) return false;
    this.#offered = undefined;
    this.#accessing = true;
    this.#access.write.set(access.write ? 1 : 0);
    this.#access.address.set(access.offset);
    this.#access.data.set(access.data);
    this.#access.strobe.set(access.strobe);
    return true;
  }

  #answered(): void {
    if (!this.#accessing)
      this.#context.fail({
        what: 'a response that nothing asked for',
        stream: 'register_response',
        expected: 'none',
        actual: this.#answerData.get(),
      });
    this.#accessing = false;
    const data = this.#answerData.get();
    const next = this.client.accesses.next({ data, error: this.#answerError.get() !== 0 }).value;
    this.#offered = next ?? undefined;
  }

  #offerWrite(): boolean {
    const address = this.host.drawWrite();
    if (address < 0) return false;
    this.#writeAddress = address;
    this.#hostWrite?.address.set(address);
    return true;
  }
}
