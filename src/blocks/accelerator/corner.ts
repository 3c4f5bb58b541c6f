/** What directed corners of the accelerator have in common. */
import type { Scenario, Script, Steps } from '../../testing/index.js';
import type { AcceleratorEnvironment } from './environment.js';
import type { Host } from './host.js';
import type { Route } from './host-command.js';
import type { Job } from './job.js';
import type { AcceleratorParameters } from './parameters.js';

export type Corner = Scenario<AcceleratorParameters, AcceleratorEnvironment>;
export type Running = Script<AcceleratorParameters, AcceleratorEnvironment>;

/** Most jobs of a kind that are run to bring something about. */
export const rounds = 60;

/** Lets a job of the host run to its end. */
export function* runs(script: Running, job: Job, route: Route): Steps {
  yield* script.until('the end of a job', script.environment.host.start(job, route));
}

/** Ends the run where an answer is not the one that a corner is about. */
export function expect(host: Host, what: string, expected: number, actual: number): void {
  if (expected !== actual)
    host.context.fail({ what: `${what} is answered otherwise`, stream: 'response', expected, actual });
}
