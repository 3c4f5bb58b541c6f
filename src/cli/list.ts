import type { CommandModule } from 'yargs';
import { catalogue } from '../blocks/index.js';
import { acceptedValues } from '../hdl/index.js';
import { paint, printJson, table } from './output.js';
import { selectBlocks } from './select.js';

export const listCommand: CommandModule<object, { blocks: string[]; json: boolean }> = {
  command: 'list [blocks..]',
  describe: 'The blocks, their parameters and configurations',
  builder: (parser) =>
    parser
      .positional('blocks', {
        type: 'string',
        array: true,
        default: [] as string[],
        describe: 'names, or paths of files',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .example('$0 list', 'every block in a line')
      .example('$0 list inline-cache', 'its parameters, with defaults and limits'),
  handler: async ({ blocks, json }) => {
    const entries = await selectBlocks(blocks);
    if (json) {
      printJson(
        entries.map(({ name, block, verification }) => ({
          name,
          documentation: block.documentation,
          parameters: block.parameters,
          configurations: verification?.configurations ?? [],
          scenarios: verification?.scenarios.map((scenario) => scenario.name) ?? [],
          coverage: verification?.coverage.length ?? 0,
        })),
      );
      return;
    }
    if (blocks.length === 0) {
      const rows = catalogue.map(({ name, block }) => [
        paint('bold', name),
        firstSentence(block.documentation),
      ]);
      process.stdout.write(
        `${table(['block', 'what it does'], rows)}\n\nadder list <block> shows its parameters.\n`,
      );
      return;
    }
    for (const { name, block, verification } of entries) {
      const rows = Object.entries(block.parameters).map(([parameter, description]) => [
        parameter,
        String(description.default),
        acceptedValues(description),
        description.documentation,
      ]);
      process.stdout.write(`${paint('bold', name)}\n${block.documentation}\n\n`);
      process.stdout.write(`${table(['parameter', 'default', 'takes', 'what it is'], rows)}\n`);
      if (verification)
        process.stdout.write(
          `\nconfigurations regressed: ${verification.configurations.map((each) => each.name).join(', ')}\n\n`,
        );
    }
  },
};

function firstSentence(text: string): string {
  return /^.*?[.:](?= |$)/.exec(text)?.[0] ?? text;
}
