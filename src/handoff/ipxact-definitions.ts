/** Bus and abstraction definitions of IP-XACT for the buses that we define ourselves. */
import type { OutputFile } from '../verify/files.js';
import { render } from '../verify/referee/template.js';
import type { Interface } from './ipxact-interfaces.js';
import { xml } from './quote.js';

export function definitionFiles(interfaces: readonly Interface[]): OutputFile[] {
  const byName = new Map(interfaces.map((each) => [each.bus.name, each]));
  return [...byName.values()].flatMap(({ bus, defines, memoryMap, addressSpace }) => {
    if (!defines) return [];
    const values = {
      bus,
      description: xml(defines.description),
      isAddressable: memoryMap !== undefined || addressSpace !== undefined,
      signals: defines.signals.map(({ logical, from, required }) => ({
        logical,
        presence: required ? 'required' : 'optional',
        onMaster: from === 'master' ? 'out' : 'in',
        onSlave: from === 'master' ? 'in' : 'out',
      })),
    };
    return [
      { path: `ipxact/${bus.name}.xml`, text: render('handoff/bus.xml', values) },
      { path: `ipxact/${bus.name}_rtl.xml`, text: render('handoff/abstraction.xml', values) },
    ];
  });
}
