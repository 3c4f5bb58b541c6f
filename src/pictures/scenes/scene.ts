import type { BlockScene } from '../block-diagram.js';
import type { TimingScene } from '../timing-diagram.js';

/** The pictures of one block. */
export interface Scene {
  readonly block: BlockScene;
  /** Absent for a block without a verification of its own. */
  readonly timing?: TimingScene;
}

/** By the block's name in the catalogue. */
export type Scenes = Readonly<Record<string, Scene>>;
