/** Directed corners: the core is random in them as well, what it offloads is not. */
import { scenario, type Scenario } from '../../testing/index.js';
import type { XifBridgeEnvironment } from './environment.js';
import type { XifBridgeParameters } from './hardware.js';
import { instructions } from './instructions.js';
import { encode } from './traffic.js';

const numberOf = (name: string): number => instructions.findIndex((group) => group.name === name);

export const scenarios: readonly Scenario<XifBridgeParameters, XifBridgeEnvironment>[] = [];
[scenario, encode, numberOf];
