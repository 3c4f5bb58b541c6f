/** How Yosys is told to make the cells of a family. */

export interface Flow {
  /** Yosys' own command for the family, with its options but `-top`. */
  readonly command: string;
  /** The commands that do it for a top module. */
  readonly commands: (top: string) => readonly string[];
}

/** Yosys' own command as it is. */
export const asItIs = (command: string): Flow => ({
  command,
  commands: (top) => [`${command} -top ${top}`],
});

/** Adders up to this width become look-up tables, which are merged with what is around them. */
const narrowAdder = 18;

const toLookUpTables = ['if', 'mfs2', 'lutpack -S 1'];
const firstRound = ['strash', '&get -n', '&fraig -x', '&put', 'dch', ...toLookUpTables];
const secondRound = ['strash', ...toLookUpTables];

/**
 * ECP5 with few cells: 15 % fewer than `synth_ecp5 -abc9` in the median of Adder's blocks, which are 2 % slower then.
 *
 * - No carry chains for narrow adders: each chain takes a slice more to get a carry in, and one to get it out, and ABC cannot look
 *   through it.
 * - No wide multiplexers of several look-up tables: up to half the cells, and 7 % slower.
 * - ABC's script for look-up tables goes over its own result once more. It leaves out what Yosys' own script has first (`scorr`, `dc2`,
 *   `dch -f`): restructuring what is already small makes 2 % more of it in the median, and up to a fifth. Without `dch`, circuits are smaller
 *   still by 2 %, but some are an eighth slower.
 */
export const ecp5Area: Flow = (() => {
  const command = 'synth_ecp5 -nowidelut';
  const script = [...firstRound, ...secondRound].join(';').replaceAll(' ', ',');
  return {
    command,
    commands: (top) => [
      `${command} -top ${top} -run begin:map_gates`,
      `techmap -map +/techmap.v t:$alu r:Y_WIDTH<=${narrowAdder} %i`,
      `${command} -top ${top} -run map_gates:map_luts`,
      'techmap -map +/ecp5/latches_map.v',
      `abc -dress -lut 4 -script +${script}`,
      'clean',
      `${command} -top ${top} -run map_cells:`,
    ],
  };
})();
