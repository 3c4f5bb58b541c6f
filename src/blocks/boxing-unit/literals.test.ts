import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { literals as combinational, type LiteralTable } from '../tagged-alu/literals.js';
import { operations, statuses } from '../tagged-alu/operations.js';
import { boxingUnit } from './hardware.js';
import { literals as deferred } from './literals.js';

const word = (hex: string) => BigInt(`0x${hex || '0'}`);

/** Asks the hardware through its streams, one request at a time. */
function device({ format, width, addresses }: LiteralTable) {
  const unit = simulate(boxingUnit.elaborate({ format, width }), { seed: 3 });
  const port = (name: string) => unit.port(name);
  ['none_address', 'false_address', 'true_address'].forEach((name, index) => {
    const address = addresses?.[index];
    if (address !== undefined) port(name).setBig(word(address));
  });
  unit.reset(2);
  port('response_ready').set(1);
  return (operation: number, a: bigint, b: bigint, tag: number) => {
    port('request_valid').set(1);
    port('request_operation').set(operation);
    port('request_a').setBig(a);
    port('request_b').setBig(b);
    port('request_tag').set(tag);
    unit.cycle();
    port('request_valid').set(0);
    for (let waited = 0; waited < 100; waited++) {
      unit.cycle();
      if (port('response_valid').get() === 1)
        return {
          value: port('response_value').getBig(),
          status: port('response_status').get(),
          tag: port('response_tag').get(),
        };
    }
    throw new Error('no answer within 100 cycles');
  };
}

/** In the unit, these answer what tagged-alu only defers. */
const isDeferred = ([operation, , , , status]: LiteralTable['rows'][number]) =>
  status === 'unsupported' && ['mul', 'floor_div', 'modulo'].includes(operation);

describe.each([...combinational, ...deferred])('the boxing unit, $format at $width bits', (table) => {
  const ask = device(table);

  it.each(table.rows.filter((row) => !isDeferred(row)))(
    '%s %s %s = %s %s',
    (operation, a, b, value, status) => {
      const tag = (a.charCodeAt(0) + b.length) % 16;
      expect(ask(operations[operation], word(a), word(b), tag)).toEqual({
        value: word(value),
        status: statuses[status || 'ok'],
        tag,
      });
    },
  );
});
