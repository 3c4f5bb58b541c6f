import type { CommandModule } from 'yargs';
import { catalogue, type CatalogueEntry } from '../blocks/index.js';
import { acceptedValues } from '../hdl/index.js';
import { examples, withBlocks } from './options.js';
import { paint, printJson, table } from './output.js';
import { selectBlocks } from './select.js';

export const listCommand: CommandModule<object, { blocks: string[]; json: boolean }> = {
  command: 'list [blocks..]',
  describe: 'The blocks, their parameters and configurations',
  builder: (parser) =>
    withBlocks(parser)
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .epilogue(
        examples(
          ['list', 'every block in a line'],
          ['list inline-cache', 'its parameters, with defaults and limits, and what is regressed'],
        ),
      ),
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
    process.stdout.write(`${entries.map(describeBlock).join('\n\n')}\n`);
  },
};

function describeBlock({ name, block, verification, within }: CatalogueEntry): string {
  const parameters = Object.entries(block.parameters).map(([parameter, description]) => [
    parameter,
    String(description.default),
    acceptedValues(description),
    description.documentation,
  ]);
  const configurations = verification?.configurations.map((each) => [
    each.name,
    Object.entries(each.parameters)
      .map(([parameter, value]) => `${parameter}=${String(value)}`)
      .join(' ') || 'the defaults',
  ]);
  const paragraphs = [
    `${paint('bold', name)}\n${block.documentation}`,
    parameters.length > 0 && table(['parameter', 'default', 'takes', 'what it is'], parameters),
    configurations && table(['configuration regressed', 'its parameters'], configurations),
    within !== undefined && `Regressed inside ${within}.`,
  ];
  return paragraphs.filter((paragraph) => typeof paragraph === 'string').join('\n\n');
}

function firstSentence(text: string): string {
  return /^.*?[.?](?= |$)/.exec(text)?.[0] ?? text;
}
