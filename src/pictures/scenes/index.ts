/** Which pictures each block has. */
import { accelerator } from './accelerator.js';
import { buses } from './buses.js';
import { collector } from './collector.js';
import { interpreter } from './interpreter.js';
import type { Scenes } from './scene.js';
import { values } from './values.js';

export type { Scene, Scenes } from './scene.js';

export const scenes: Scenes = { ...values, ...interpreter, ...collector, ...buses, ...accelerator };
