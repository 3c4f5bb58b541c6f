/** Dispatch unit and sequencer, joined; the README next to this file is its specification. */
import {
  block,
  bool,
  bundle,
  constant,
  hardware,
  input,
  mux,
  output,
  register,
  sink,
  source,
  uint,
} from '../../hdl/index.js';
import { joinStream } from '../../library/join-stream.js';
import { memoryReadRequest, memoryRequest, memoryResponse } from '../../library/memory-port.js';
import { dispatchUnit } from '../dispatch-unit/hardware.js';
import { counterIndexBits as dispatchCounterBits } from '../dispatch-unit/parameters.js';
import { sequencer } from '../sequencer/hardware.js';
import { memorySizes } from '../sequencer/memory-master.js';
import { counterIndexBits as sequencerCounterBits } from '../sequencer/reasons.js';
import { check, parameters as sequencerOnly, shapesOf, type Sizes } from '../sequencer/shapes.js';
import { counterIndexBits, parameters, type InterpreterCoreParameters } from './parameters.js';

/** Those that the sequencer has. */
function sequencerParameters(p: InterpreterCoreParameters): Sizes {
  const names = Object.keys(sequencerOnly) as (keyof Sizes)[];
  return Object.fromEntries(names.map((name) => [name, p[name]])) as unknown as Sizes;
}

/** Executes simple bytecodes from memory by itself, one a cycle; the rest is handed over to the host. */
export const interpreterCore = block(
  'interpreter_core',
  {
    documentation:
      'Dispatch unit and sequencer in one: executes simple bytecodes straight from memory, one a cycle, and hands over the ' +
      'first one that it cannot do with the state a software interpreter would have.',
    parameters,
    check,
  },
  (p) => {
    const shapes = shapesOf(p);
    const word = uint<number>(p.width);
    const fetchSizes = {
      addressBits: p.addressBits,
      dataBits: p.fetchDataBits,
      tagBits: p.fetchTagBits,
      maxBeats: p.fetchBurstBeats,
    };
    const addressPorts = { noneAddress: input(word), falseAddress: input(word), trueAddress: input(word) };
    return hardware({
      ports: {
        command: sink(shapes.command),
        done: source(shapes.done),
        interruptPending: input(bool()),
        tableWrite: sink(bundle({ opcode: uint(8), handler: uint<number>(p.handlerBits) })),
        fetchRequest: source(memoryReadRequest(fetchSizes)),
        fetchResponse: sink(memoryResponse(fetchSizes)),
        memoryRequest: source(memoryRequest(memorySizes(p))),
        memoryResponse: sink(memoryResponse(memorySizes(p))),
        ...(p.referenceCounts === 'stream' ? { references: source(shapes.reference) } : {}),
        ...(p.format === 'micropython-1.9.2' ? addressPorts : {}),
        busy: output(bool()),
        ...(p.counterBits > 0
          ? {
              counterIndex: input(uint(counterIndexBits)),
              counterValue: output(uint<number>(p.counterBits)),
              counterClear: input(bool()),
            }
          : {}),
      },
      build(ports, m) {
        const dispatch = m.instance('dispatch', dispatchUnit, {
          set: p.set,
          addressBits: p.addressBits,
          dataBits: p.fetchDataBits,
          tagBits: p.fetchTagBits,
          handlerBits: p.handlerBits,
          depth: p.fetchDepth,
          behind: p.fetchBehind,
          requests: p.fetchRequests,
          burstBeats: p.fetchBurstBeats,
          prediction: p.prediction,
          counterBits: p.counterBits,
        });
        const executor = m.instance('executor', sequencer, sequencerParameters(p));

        joinStream(dispatch.dispatched, executor.dispatched);
        dispatch.redirect.valid.is(executor.redirect.valid);
        dispatch.redirect.payload.is(executor.redirect.payload);
        dispatch.halt.is(executor.halt);
        dispatch.interruptPending.is(ports.interruptPending);
        // A host that steps gives the sequencer a budget of 1.
        dispatch.singleStep.is(0);

        joinStream(ports.command, executor.command);
        joinStream(executor.done, ports.done);
        joinStream(ports.tableWrite, dispatch.tableWrite);
        joinStream(dispatch.fetchRequest, ports.fetchRequest);
        joinStream(ports.fetchResponse, dispatch.fetchResponse);
        joinStream(executor.memoryRequest, ports.memoryRequest);
        joinStream(ports.memoryResponse, executor.memoryResponse);
        joinStream(executor.references, ports.references);
        if (ports.noneAddress && ports.falseAddress && ports.trueAddress) {
          executor.noneAddress?.is(ports.noneAddress);
          executor.falseAddress?.is(ports.falseAddress);
          executor.trueAddress?.is(ports.trueAddress);
        }
        ports.busy.is(executor.busy);

        if (ports.counterIndex && ports.counterClear && ports.counterValue) {
          const { asksDispatch } = m.registers({ asksDispatch: register(bool(), { reset: 0 }) });
          asksDispatch.next(ports.counterIndex.bit(counterIndexBits - 1));
          executor.counterIndex?.is(ports.counterIndex.truncate(sequencerCounterBits));
          // Its last code is that of no counter, and stands for all beyond.
          const index = ports.counterIndex.truncate(dispatchCounterBits);
          const none = constant(uint(dispatchCounterBits), 2 ** dispatchCounterBits - 1);
          dispatch.counterIndex?.is(mux(ports.counterIndex.bit(dispatchCounterBits), none, index));
          executor.counterClear?.is(ports.counterClear);
          dispatch.counterClear?.is(ports.counterClear);
          if (executor.counterValue && dispatch.counterValue)
            ports.counterValue.is(mux(asksDispatch, dispatch.counterValue, executor.counterValue));
        }
      },
    });
  },
);
