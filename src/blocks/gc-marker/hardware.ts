/** The marker; the README next to this file is its specification. */
import { block, bool, hardware, register, uint, type Bool } from '../../hdl/index.js';
import { performanceCounters } from '../../library/performance-counters.js';
import { makeConfiguration, makeControl } from './control.js';
import { makeDatapath } from './datapath.js';
import { operationBits, statuses, type Counter } from './operations.js';
import { makeRequestPort, takeResponses } from './request-port.js';
import { checkParameters, countBits, parameters, portsOf, sizesOf } from './shapes.js';

/** Follows up to one pointer a cycle, with up to `inFlight` memory requests unanswered. */
export const gcMarker = block(
  'gc_marker',
  {
    documentation:
      'Marks the live objects of a garbage-collected heap: roots from a stream, objects and marks through a memory port. ' +
      'One memory word of objects and one look-up of a mark a cycle, as far as the memory keeps up.',
    parameters,
    check: checkParameters,
  },
  (p) => {
    const sizes = sizesOf(p);
    return hardware({
      ports: portsOf(p),
      build(ports, m) {
        const granted = m.wires({
          markWrite: bool(),
          markRead: bool(),
          spill: bool(),
          refill: bool(),
          object: bool(),
          header: bool(),
        });
        const phase = m.wires({
          scanning: bool(),
          flushing: bool(),
          clearing: bool(),
          begins: bool(),
          asking: bool(),
          wantsRoots: bool(),
        });
        const { command, done, roots, memoryRequest, memoryResponse } = ports;
        const { rootTaken } = m.wires({ rootTaken: bool() });
        const response = takeResponses(m, sizes, memoryResponse);
        const configured = makeConfiguration(m, sizes, { ...ports, sample: command.fire });
        const datapath = makeDatapath(m, sizes, {
          ...phase,
          configured,
          response,
          granted,
          root: { valid: roots.valid, word: roots.payload.word.extend<number>(32) },
        });
        const requests = makeRequestPort(m, sizes, {
          port: memoryRequest,
          requests: datapath.requests,
          grants: granted,
          pause: ports.pause,
          responded: memoryResponse.valid.and(response.last),
          enabled: phase.asking,
        });
        const control = makeControl(m, {
          operation: command.payload.operation.extend<number>(operationBits),
          accepted: command.fire,
          doneTaken: done.ready,
          badConfiguration: configured.bad,
          lastRoot: rootTaken.and(roots.payload.last),
          failures: { ...datapath.failures, memoryError: response.error },
          idle: datapath.idle,
          quiet: requests.quiet,
          allWritten: datapath.allWritten,
          walkEnds: datapath.walkEnds,
          scanning: phase.scanning,
        });
        const { stage, rootsOpen } = control;
        phase.flushing.is(stage.in('flush'));
        phase.clearing.is(stage.in('clear'));
        phase.asking.is(phase.scanning.or(stage.in('flush', 'settle')));
        phase.begins.is(stage.in('begin'));
        phase.wantsRoots.is(rootsOpen);

        // Roots that come after a failure are dropped.
        const { dropsRoot } = m.name({
          dropsRoot: stage.in('scan').and(rootsOpen).and(control.failed),
        });
        roots.ready.is(datapath.takesRoot.or(dropsRoot));
        rootTaken.is(roots.fire);
        command.ready.is(stage.in('idle'));
        ports.paused.is(ports.pause.and(requests.silent));

        const { busy } = m.name({
          busy: stage.in('begin', 'scan', 'flush', 'settle').or(stage.in('clear').and(control.announces)),
        });
        const { stalls } = m.name({
          stalls: busy.and(memoryRequest.fire.not()).and(memoryResponse.valid.not()),
        });
        const { objects, stallCycles } = m.registers({
          objects: register(uint(countBits), { noReset: 'set when a command is accepted' }),
          stallCycles: register(uint(countBits), { noReset: 'set when a command is accepted' }),
        });
        m.when(datapath.marks, () => objects.next(objects.addWrap(1)));
        m.when(stalls, () => stallCycles.next(stallCycles.addWrap(1)));
        m.when(command.fire, () => {
          objects.next(0);
          stallCycles.next(0);
        });
        done.valid.is(stage.in('done'));
        done.payload.is({
          status: control.status,
          address: control.address,
          objects,
          words: datapath.examined,
          highWater: datapath.highWater,
          stallCycles,
        });

        if (ports.counterIndex && ports.counterClear && ports.counterValue) {
          const events: Readonly<Record<Counter, Bool | undefined>> = {
            commands: command.fire,
            failures: done.fire.and(control.status.ne(statuses.ok)),
            objects_marked: datapath.marks,
            object_reads: requests.fires('object'),
            object_words: response.of.object,
            header_reads: sizes.isConservative ? undefined : requests.fires('header'),
            mark_reads: requests.fires('markRead'),
            mark_writes: requests.fires('markWrite'),
            spills: requests.fires('spill'),
            refills: requests.fires('refill'),
            request_stalls: memoryRequest.valid.and(memoryRequest.ready.not()),
            response_words: memoryResponse.valid,
            busy_cycles: busy,
            stall_cycles: stalls,
            paused_cycles: busy.and(ports.pause),
          };
          ports.counterValue.is(
            performanceCounters(m, {
              width: p.counterBits,
              events,
              index: ports.counterIndex,
              clear: ports.counterClear,
            }),
          );
        }
      },
    });
  },
);
