/**
 * IP-XACT against the standard: CPython's parser reads the XML, and a table of IEEE 1685-2009 says which elements an element
 * has, in which order. Then everything that is named must be there.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { acceleratorAxi } from '../blocks/accelerator/hardware-axi.js';
import { acceleratorWishbone } from '../blocks/accelerator/hardware-wishbone.js';
import { accelerator } from '../blocks/accelerator/hardware.js';
import { describeDriver } from '../blocks/accelerator/driver/description.js';
import type { CatalogueEntry } from '../blocks/index.js';
import { taggedAlu } from '../blocks/tagged-alu/hardware.js';
import { findTool } from '../tools/find.js';
import { run } from '../tools/run.js';
import type { OutputFile } from '../verify/files.js';
import type { Handoff } from './design.js';
import { awkwardBlock, entryOf, filesOf, handoffOf } from './testing-export.js';

/** An element: its name without the name space. */
interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

const reader = String.raw`
import json, sys
import xml.etree.ElementTree as trees
def local(name): return name.rsplit("}", 1)[-1]
def plain(element):
    return {
        "tag": local(element.tag),
        "attributes": {local(name): value for name, value in element.attrib.items()},
        "text": (element.text or "").strip(),
        "children": [plain(child) for child in element],
    }
print(json.dumps([plain(trees.fromstring(text)) for text in json.load(sys.stdin)]))
`;

async function parse(texts: readonly string[]): Promise<Element[]> {
  const { stdout } = await run(await findTool('python'), ['-c', reader], { input: JSON.stringify(texts) });
  return JSON.parse(stdout) as Element[];
}

/** Children in the standard's order: plain ones occur once at most, `!` exactly once, `+` at least once, `*` at will. */
const order: Readonly<Record<string, string>> = {
  component:
    'vendor! library! name! version! busInterfaces channels remapStates addressSpaces memoryMaps model componentGenerators ' +
    'choices fileSets whiteboxElements cpus otherClockDrivers description parameters vendorExtensions',
  busInterfaces: 'busInterface+',
  busInterface:
    'name! displayName description busType! abstractionType master slave connectionRequired portMaps bitsInLau bitSteering ' +
    'endianness parameters vendorExtensions',
  busType: '',
  abstractionType: '',
  master: 'addressSpaceRef',
  slave: 'memoryMapRef bridge* fileSetRefGroup*',
  addressSpaceRef: 'baseAddress',
  memoryMapRef: '',
  portMaps: 'portMap+',
  portMap: 'logicalPort! physicalPort!',
  logicalPort: 'name! vector',
  physicalPort: 'name! vector',
  addressSpaces: 'addressSpace+',
  addressSpace: 'name! displayName description range! width! segments addressUnitBits',
  memoryMaps: 'memoryMap+',
  memoryMap: 'name! displayName description addressBlock* memoryRemap* addressUnitBits vendorExtensions',
  addressBlock:
    'name! displayName description baseAddress! typeIdentifier range! width! usage volatile access parameters register* ' +
    'registerFile* vendorExtensions',
  register:
    'name! displayName description dim* addressOffset! typeIdentifier size! volatile access reset field* alternateRegisters ' +
    'parameters vendorExtensions',
  reset: 'value! mask',
  field:
    'name! displayName description bitOffset! typeIdentifier bitWidth! volatile access enumeratedValues modifiedWriteValue ' +
    'writeValueConstraint readAction testable parameters vendorExtensions',
  model: 'views ports modelParameters',
  views: 'view+',
  view: 'name! displayName description envIdentifier+ language modelName defaultFileBuilder* fileSetRef* constraintSetRef*',
  fileSetRef: 'localName!',
  'model/ports': 'port+',
  'model/ports/port': 'name! displayName description wire! access vendorExtensions',
  'model/ports/port/wire': 'direction! vector wireTypeDefs driver constraintSets',
  vector: 'left! right!',
  fileSets: 'fileSet+',
  fileSet:
    'name! displayName description group* file* defaultFileBuilder* dependency* function* vendorExtensions',
  file: 'name! fileType+ isIncludeFile logicalName exportedName* buildCommand dependency* define* imageType* description',
  parameters: 'parameter+',
  parameter: 'name! displayName description value! vendorExtensions',
  busDefinition:
    'vendor! library! name! version! directConnection! isAddressable! extends maxMasters maxSlaves systemGroupNames description ' +
    'vendorExtensions',
  abstractionDefinition:
    'vendor! library! name! version! busType! extends ports! description vendorExtensions',
  'abstractionDefinition/ports': 'port+',
  'abstractionDefinition/ports/port': 'logicalName! displayName description wire! vendorExtensions',
  'abstractionDefinition/ports/port/wire': 'qualifier onSystem* onMaster onSlave defaultValue requiresDriver',
  onMaster: 'presence width direction modeConstraints mirroredModeConstraints',
  onSlave: 'presence width direction modeConstraints mirroredModeConstraints',
};

/** What is wrong with an element and those in it. Inside of `vendorExtensions` everything goes. */
function complaints(element: Element, above = ''): string[] {
  const path = above === '' ? element.tag : `${above}/${element.tag}`;
  if (element.tag === 'vendorExtensions') return [];
  const known = Object.keys(order).find((name) => path === name || path.endsWith(`/${name}`));
  const rule = order[element.tag] ?? (known === undefined ? undefined : order[known]);
  if (rule === undefined) return element.children.length === 0 ? [] : [`${path} has elements of its own`];
  const occurrences = { '!': '{1}', '+': '+', '*': '*' } as Readonly<Record<string, string>>;
  const pattern = rule
    .split(' ')
    .filter((child) => child !== '')
    .map((child) => `(?:${child.replace(/[!+*]$/, '')} )${occurrences[child.slice(-1)] ?? '?'}`)
    .join('');
  const found = element.children.map(({ tag }) => `${tag} `).join('');
  return [
    ...(new RegExp(`^${pattern}$`).test(found) ? [] : [`${path} has ${found}instead of ${rule}`]),
    ...element.children.flatMap((child) => complaints(child, path)),
  ];
}

/** Elements at a path of names below an element. */
function at(element: Element, ...path: readonly string[]): Element[] {
  const [first, ...rest] = path;
  if (first === undefined) return [element];
  return element.children.filter(({ tag }) => tag === first).flatMap((child) => at(child, ...rest));
}
const textAt = (element: Element, ...path: readonly string[]): string => at(element, ...path)[0]?.text ?? '';

function everyElement(element: Element): Element[] {
  return [element, ...element.children.flatMap(everyElement)];
}

const withDriver = (block: { readonly name: string }): CatalogueEntry => ({
  ...entryOf(block),
  driver: (parameters) => describeDriver(parameters as never),
});

const off = ['cache', 'dispatch', 'sequencer', 'sweeper', 'allocator', 'barrier', 'refcount'];
const few = Object.fromEntries(off.map((block) => [block, false]));
const cases = [
  { entry: withDriver(acceleratorAxi), parameters: few },
  { entry: withDriver(acceleratorWishbone), parameters: few },
  // The dispatch unit has a table of registers.
  { entry: withDriver(accelerator), parameters: { ...few, dispatch: true } },
  { entry: entryOf(taggedAlu), parameters: {} },
  { entry: awkwardBlock(), parameters: {} },
];

interface Case {
  readonly name: string;
  readonly handoff: Handoff;
  readonly files: readonly OutputFile[];
  readonly component: Element;
  readonly definitions: ReadonlyMap<string, Element>;
}

let made: ReadonlyMap<string, Case>;
beforeAll(async () => {
  const written: OutputFile[][] = [];
  for (const { entry, parameters } of cases) written.push(await filesOf(entry, 'ipxact', { parameters }));
  const texts = written.map((files) =>
    files.filter(({ path }) => path.endsWith('.xml')).map(({ text }) => text),
  );
  const elements = await parse(texts.flat());
  const list = cases.map(({ entry, parameters }, index): Case => {
    const [component, ...others] = elements.splice(0, texts[index]?.length) as [Element, ...Element[]];
    return {
      name: entry.name,
      handoff: handoffOf(entry, parameters),
      files: written[index] ?? [],
      component,
      definitions: new Map(others.map((each) => [textAt(each, 'name'), each])),
    };
  });
  made = new Map(list.map((each) => [each.name, each]));
}, 60_000);
const caseOf = (name: string): Case => made.get(name) as Case;

describe.each(cases.map(({ entry }) => entry.name))('the component of %s', (name) => {
  it('has its elements in the order of the standard', () => {
    const { component, definitions } = caseOf(name);
    expect(complaints(component)).toEqual([]);
    expect([...definitions.values()].flatMap((each) => complaints(each))).toEqual([]);
    for (const each of at(component, 'busInterfaces', 'busInterface'))
      expect(at(each, 'master').length + at(each, 'slave').length).toBe(1);
    const ids = everyElement(component).flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has every port of the module, and names only those and files that are written', () => {
    const { component, handoff, files } = caseOf(name);
    const ports = at(component, 'model', 'ports', 'port').map((port) => ({
      name: textAt(port, 'name'),
      direction: `${textAt(port, 'wire', 'direction')}put`,
      width: Number(textAt(port, 'wire', 'vector', 'left') || 0) + 1,
    }));
    expect(ports).toEqual(
      handoff.ports.map((port) => ({ name: port.name, direction: port.direction, width: port.width })),
    );
    const physical = at(
      component,
      'busInterfaces',
      'busInterface',
      'portMaps',
      'portMap',
      'physicalPort',
      'name',
    );
    const names = ports.map((port) => port.name);
    for (const { text } of physical) expect(names).toContain(text);
    const written = files.map(({ path }) => path.slice(path.indexOf('/') + 1));
    const sources = at(component, 'fileSets', 'fileSet', 'file', 'name').map(({ text }) => decodeURI(text));
    for (const source of sources) expect(written).toContain(source);
    expect(sources).toEqual(expect.arrayContaining([...handoff.sources]));
    expect(textAt(component, 'model', 'views', 'view', 'modelName')).toBe(handoff.top);
    expect(names).toEqual(expect.arrayContaining(associated(component).resets));
    const interfaces = at(component, 'busInterfaces', 'busInterface', 'name').map(({ text }) => text);
    expect(interfaces).toEqual(expect.arrayContaining(associated(component).interfaces));
  });

  it('defines the buses that are not in a library, with directions that the ports have', () => {
    const { component, handoff, definitions } = caseOf(name);
    for (const each of at(component, 'busInterfaces', 'busInterface')) {
      const { vendor = '', name: bus = '' } = at(each, 'busType')[0]?.attributes ?? {};
      if (vendor === 'xilinx.com') continue;
      expect(textAt(definitions.get(bus) as Element, 'directConnection')).toBe('true');
      const side = at(each, 'master').length === 1 ? 'onMaster' : 'onSlave';
      const logical = new Map(
        at(definitions.get(`${bus}_rtl`) as Element, 'ports', 'port').map((port) => [
          textAt(port, 'logicalName'),
          `${textAt(port, 'wire', side, 'direction')}put`,
        ]),
      );
      for (const map of at(each, 'portMaps', 'portMap')) {
        const port = handoff.ports.find(
          (candidate) => candidate.name === textAt(map, 'physicalPort', 'name'),
        );
        expect([map, logical.get(textAt(map, 'logicalPort', 'name'))]).toEqual([map, port?.direction]);
      }
    }
  });
});

/** What the clocks say belongs to them. */
function associated(component: Element): { readonly resets: string[]; readonly interfaces: string[] } {
  const valuesOf = (wanted: string): string[] =>
    at(component, 'busInterfaces', 'busInterface', 'parameters', 'parameter')
      .filter((parameter) => textAt(parameter, 'name') === wanted)
      .flatMap((parameter) => textAt(parameter, 'value').split(':'));
  return { resets: valuesOf('ASSOCIATED_RESET'), interfaces: valuesOf('ASSOCIATED_BUSIF') };
}

describe('the memory map', () => {
  it.each([
    ['accelerator-axi', 's_axi', 's_axi'],
    ['accelerator-wishbone', 's_wb', 's_wb'],
    ['accelerator', 'register_request', 'registers'],
  ])('of %s is that of its driver, and reached by %s', (name, slave, map) => {
    const { component, handoff } = caseOf(name);
    const reached = at(component, 'busInterfaces', 'busInterface')
      .filter((each) => textAt(each, 'name') === slave)
      .flatMap((each) => at(each, 'slave', 'memoryMapRef'));
    expect(reached.map(({ attributes }) => attributes.memoryMapRef)).toEqual([map]);
    const [found] = at(component, 'memoryMaps', 'memoryMap').filter((each) => textAt(each, 'name') === map);
    const registers = at(found as Element, 'addressBlock', 'register');
    expect(
      registers.map((register) => ({
        name: textAt(register, 'name'),
        offset: Number(textAt(register, 'addressOffset')),
        count: Number(textAt(register, 'dim') || 1),
        fields: at(register, 'field').map((field) => ({
          name: textAt(field, 'name'),
          low: Number(textAt(field, 'bitOffset')),
          width: Number(textAt(field, 'bitWidth')),
        })),
      })),
    ).toEqual(
      handoff.driver?.registers.map((register) => ({
        name: register.name,
        offset: register.offset,
        count: register.count ?? 1,
        fields: register.fields.map((field) => ({ name: field.name, low: field.low, width: field.width })),
      })),
    );
    const magic = registers.find((register) => textAt(register, 'name') === 'magic') as Element;
    expect(textAt(magic, 'access')).toBe('read-only');
    expect(textAt(magic, 'reset', 'value')).toBe('0x41646472');
  });

  it('says of what is cleared and taken that it is', () => {
    const { component } = caseOf('accelerator-axi');
    const fields = at(component, 'memoryMaps', 'memoryMap', 'addressBlock', 'register', 'field');
    expect(fields.some((field) => textAt(field, 'modifiedWriteValue') === 'oneToClear')).toBe(true);
    expect(fields.some((field) => textAt(field, 'readAction') === 'modify')).toBe(true);
  });
});

describe('bus interfaces', () => {
  it('are AXI where the ports are', () => {
    const { component } = caseOf('accelerator-axi');
    const found = at(component, 'busInterfaces', 'busInterface').map((each) => {
      const { vendor, name } = at(each, 'busType')[0]?.attributes ?? {};
      return `${textAt(each, 'name')}: ${at(each, 'master').length === 1 ? 'master' : 'slave'} of ${vendor} ${name}`;
    });
    expect(found).toMatchInlineSnapshot(`
      [
        "s_axi: slave of xilinx.com aximm",
        "m_axi: master of xilinx.com aximm",
        "irq: master of xilinx.com interrupt",
        "clk: slave of xilinx.com clock",
        "rst: slave of xilinx.com reset",
      ]
    `);
  });

  it('are AXI4-Streams where the payload is one field of whole bytes', () => {
    const { component } = caseOf('awkward-block');
    const maps = (wanted: string): string[] =>
      at(component, 'busInterfaces', 'busInterface')
        .filter((each) => textAt(each, 'name') === wanted)
        .flatMap((each) => at(each, 'portMaps', 'portMap'))
        .map((map) => `${textAt(map, 'logicalPort', 'name')} ${textAt(map, 'physicalPort', 'name')}`);
    expect(maps('snoop')).toEqual(['TVALID snoop_valid', 'TDATA snoop_data']);
    expect(maps('packets')).toEqual([
      'TVALID packets_valid',
      'TREADY packets_ready',
      'TDATA packets_word',
      'TLAST packets_last',
    ]);
    expect(maps('words')[0]).toBe('VALID words_valid');
    expect(maps('irq')).toEqual(['INTERRUPT irq']);
    expect(maps('rst_n')).toEqual(['RST rst_n']);
  });
});

describe('the check of the order', () => {
  it('sees an element that is missing, one too many, and one in the wrong place', async () => {
    const elements = await parse(
      [
        '<name/><size/>',
        '<name/><name/><addressOffset/><size/>',
        '<name/><addressOffset/><access/><size/>',
        '<name/><addressOffset/><size/><access/>',
      ].map((children) => `<register>${children}</register>`),
    );
    expect(elements.map((each) => complaints(each).length)).toEqual([1, 1, 1, 0]);
  });
});
