/**
 * IP-XACT of IEEE 1685-2009, the form that Vivado reads: the component, and definitions of the buses that no standard library
 * has. Names of buses that one has are Vivado's.
 */
import type { OutputFile } from '../verify/files.js';
import { render } from '../verify/referee/template.js';
import { library, vendor, type Handoff } from './design.js';
import { definitionFiles } from './ipxact-definitions.js';
import { interfacesOf, type Interface } from './ipxact-interfaces.js';
import { memoryMapsOf } from './ipxact-registers.js';
import { oneLine, xml } from './quote.js';

export function ipxactFiles(handoff: Handoff): OutputFile[] {
  const interfaces = interfacesOf(handoff);
  return [{ path: 'component.xml', text: component(handoff, interfaces) }, ...definitionFiles(interfaces)];
}

/** Families of Vivado's that the Verilog suits: it uses nothing of a device. */
const families =
  'artix7 artix7l kintex7 kintex7l spartan7 virtex7 zynq artixuplus kintexu kintexuplus virtexu virtexuplus zynquplus versal'.split(
    ' ',
  );

function component(handoff: Handoff, interfaces: readonly Interface[]): string {
  const { top, summary, version, ports, sources, files, design } = handoff;
  return render('handoff/component.xml', {
    vendor,
    library,
    name: top,
    version: shortVersion(version),
    displayName: xml(top.replaceAll('_', ' ')),
    description: xml(oneLine(summary)),
    interfaces: interfaces.map(describeInterface),
    addressSpaces: interfaces.flatMap(({ addressSpace }) => addressSpace ?? []),
    memoryMaps: memoryMapsOf(handoff, interfaces),
    ports: ports.map(({ name, direction, width }) => ({
      name,
      direction: direction === 'input' ? 'in' : 'out',
      // A vector of one bit would be another port in Verilog.
      left: width > 1 ? String(width - 1) : '',
    })),
    sources: sources.map((path) => xml(encodeURI(path))),
    headers: files.map(({ path }) => path).filter((path) => path.endsWith('.h')),
    parameters: Object.entries(design.parameters).map(([name, value]) => ({
      name: xml(name),
      value: xml(String(value)),
    })),
    families,
  });
}

/** Vivado takes versions of two numbers. */
const shortVersion = (version: string): string => version.split('.').slice(0, 2).join('.');

function describeInterface(each: Interface) {
  return {
    name: each.name,
    description: xml(each.description),
    bus: each.bus,
    isMaster: each.mode === 'master',
    addressSpace: each.addressSpace?.name ?? '',
    memoryMap: each.memoryMap ?? '',
    ports: each.ports,
    parameters: each.parameters.map(([name, value]) => ({
      name,
      value: xml(value),
      id: `BUSIFPARAM_VALUE.${each.name.toUpperCase()}.${name}`,
    })),
  };
}
