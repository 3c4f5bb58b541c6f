/** The marker as two units of the accelerator: its command, and the roots for it. */
import { bool, bundle, register, uint, type Builder } from '../../hdl/index.js';
import { fifo } from '../../library/fifo.js';
import { gcMarker } from '../gc-marker/hardware.js';
import { operations as markerOperations } from '../gc-marker/operations.js';
import type { Attached } from './attach.js';
import { unprefixed } from './parameters.js';
import { statusBases } from './statuses.js';
import { immediateUnit } from './unit-immediate.js';
import { longUnit } from './unit-long.js';
import { statusFrom, type Unit, type UnitInputs } from './units.js';

export function markerUnits(m: Builder, { p, file, counters, interrupts, masters }: Attached) {
  const marker = m.instance('gc_marker', gcMarker, {
    ...unprefixed('marker', gcMarker.parameters, p),
    layout: p.heapLayout,
    granuleBytes: p.granuleBytes,
    addressBits: p.addressBits,
    dataBits: p.memoryBits,
    counterBits: p.counterBits,
  });
  counters?.attach('marker', marker);
  masters.marker = { request: marker.memoryRequest, response: marker.memoryResponse };
  marker.heapBase.is(file.value('heap_base'));
  marker.heapEnd.is(file.value('heap_end'));
  marker.markBase.is(file.value('mark_base'));
  marker.spillBase.is(file.value('marker_spill_base'));
  marker.spillEnd.is(file.value('marker_spill_end'));
  marker.pause.is(file.value('marker_control', 'pause').asBool());
  file.provide('marker_state', { paused: marker.paused });

  const mark = (inputs: UnitInputs): Unit => {
    const { status, address, objects, words, highWater, stallCycles } = marker.done.payload;
    marker.command.payload.is({ operation: markerOperations.mark });
    const { unit, ended } = longUnit(m, inputs, {
      command: marker.command,
      done: marker.done,
      word: objects.extend<number>(p.width),
      status: statusFrom(status, statusBases.marker),
    });
    const { last } = m.registers({
      last: register(
        bundle({
          address: uint<number>(address.width),
          objects: uint<number>(objects.width),
          words: uint<number>(words.width),
          highWater: uint<number>(highWater.width),
          stallCycles: uint<number>(stallCycles.width),
        }),
        { noReset: 'meaningless before the first marking' },
      ),
    });
    m.when(ended, () => last.next({ address, objects, words, highWater, stallCycles }));
    file.provide('marker_address', { value: last.address });
    file.provide('marker_objects', { value: last.objects });
    file.provide('marker_words', { value: last.words });
    file.provide('marker_high_water', { value: last.highWater });
    file.provide('marker_stall_cycles', { value: last.stallCycles });
    interrupts.marker = ended;
    return unit;
  };

  const roots = (inputs: UnitInputs): Unit => {
    const { a, b } = inputs.command;
    const { pushes } = m.wires({ pushes: bool() });
    const queue = fifo(m, 'queue', bundle({ word: uint<number>(p.width), last: bool() }), {
      depth: p.rootQueueDepth,
      push: pushes,
      value: { word: a, last: b.any() },
    });
    marker.roots.valid.is(queue.notEmpty);
    marker.roots.payload.is(queue.head);
    queue.pop(marker.roots.fire);
    return immediateUnit(m, inputs, [
      { operation: 'marker_root', can: queue.notFull, otherwise: 'busy', does: (now) => pushes.is(now) },
    ]);
  };

  return { marker: mark, roots };
}
