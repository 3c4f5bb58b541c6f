/** Directed corners: what is offloaded; when operands, commits and kills come is drawn by the core all the same. */
import { scenario, type Scenario } from '../../testing/index.js';
import type { XifBridgeEnvironment } from './environment.js';
import type { XifBridgeParameters } from './hardware.js';
import { instructions } from './instructions.js';
import { encode } from './traffic.js';

type Corner = Scenario<XifBridgeParameters, XifBridgeEnvironment>;

const group = (name: string): number => instructions.findIndex((known) => known.name === name);
const add = encode(group('boxing'), 8);
const status = encode(group('status'), 0);
const swapStatus = encode(group('swapstatus'), 0);

export const scenarios: readonly Corner[] = [
  scenario(
    'status-of-a-command',
    'A command that is refused, its status, and a good one behind it',
    function* (script) {
      const { environment } = script;
      const issue = script.sink('x_issue');
      for (const code of [1, 0]) {
        environment.statuses.push(code);
        for (const instruction of [add, status]) {
          yield* issue.send(() => environment.offload(instruction));
          yield* script.drain();
        }
      }
    },
  ),
  scenario(
    'status-saved-and-restored',
    'swapstatus puts a status back that another context changed',
    function* (script) {
      const { environment } = script;
      for (const instruction of [add, swapStatus, add, swapStatus, status]) {
        environment.statuses.push(1);
        yield* script.sink('x_issue').send(() => environment.offload(instruction));
        yield* script.drain();
      }
    },
  ),
  scenario(
    'results-stall',
    'Commands wait for ever as long as no result is taken, and none is lost',
    function* (script) {
      const { environment } = script;
      const results = script.source('x_result');
      results.stall();
      for (let count = 0; count < 2; count++)
        yield* script.sink('x_issue').send(() => environment.offload(add));
      yield* script.cycles(40);
      results.flow();
      yield* script.drain();
    },
  ),
];
