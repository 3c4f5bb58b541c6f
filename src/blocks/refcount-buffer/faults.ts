import type { Fault } from '../../testing/index.js';
export const faults: readonly Fault[] = [];
