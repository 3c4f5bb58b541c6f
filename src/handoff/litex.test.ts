/** The module for LiteX is executed by CPython, with stand-ins for migen and LiteX that know what a signal is and how wide. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findTool } from '../tools/find.js';
import { run } from '../tools/run.js';
import { axi4LiteSlave } from '../blocks/axi4-lite-slave/hardware.js';
import { axi4Master } from '../blocks/axi4-master/hardware.js';
import type { CatalogueEntry } from '../blocks/index.js';
import { taggedAlu } from '../blocks/tagged-alu/hardware.js';
import { wishboneMaster } from '../blocks/wishbone-master/hardware.js';
import { wishboneSlave } from '../blocks/wishbone-slave/hardware.js';
import { awkwardBlock, entryOf, handoffOf, writeExport } from './testing-export.js';

/** As much of migen and LiteX as the modules use. An unknown name, field or argument is an error, as there. */
const standIns = String.raw`
import ast, json, os, sys, types

class Value:
    def __init__(self, bits=1, text=None): self.bits, self.text = bits, text
    def __and__(self, other): assert self.bits == other.bits; return Value(self.bits)
    def __or__(self, other): assert self.bits == other.bits; return Value(self.bits)
    def __invert__(self): return Value(self.bits, "~" + str(self.text))
    def __getitem__(self, part):
        assert part.start is None and part.step is None and part.stop < self.bits
        return Value(part.stop)
    def eq(self, value): return ("eq", self, value)

def ClockSignal(domain): return Value(1, "clock of " + domain)
def ResetSignal(domain): return Value(1, "reset of " + domain)
class Instance:
    def __init__(self, of, **ports): self.of, self.ports = of, ports

class Fields:
    def __init__(self, layout):
        for name, bits in layout:
            assert not hasattr(self, name), name + " is taken"
            setattr(self, name, Value(bits))
class Endpoint(Fields):
    def __init__(self, layout):
        # Members of a record of migen's, which a field would hide or be hidden by.
        for taken in "connect connect_flat description eq flatten iter_flat layout like match name param payload raw_bits".split():
            setattr(self, taken, None)
        Fields.__init__(self, [(name, 1) for name in ("valid", "ready", "first", "last")])
        Fields.__init__(self, layout)

class AXIInterface:
    def __init__(self, data_width, address_width, id_width):
        address = [("addr", address_width), ("burst", 2), ("len", 8), ("size", 3), ("lock", 1), ("prot", 3), ("cache", 4), ("qos", 4), ("region", 4)]
        identity = [("id", max(1, id_width))]
        self.aw, self.ar = Endpoint(address + identity), Endpoint(address + identity)
        self.w = Endpoint([("data", data_width), ("strb", data_width // 8)])
        self.b = Endpoint([("resp", 2)] + identity)
        self.r = Endpoint([("resp", 2), ("data", data_width)] + identity)
class AXILiteInterface:
    def __init__(self, data_width, address_width):
        address = [("addr", address_width), ("prot", 3)]
        self.aw, self.ar = Endpoint(address), Endpoint(address)
        self.w = Endpoint([("data", data_width), ("strb", data_width // 8)])
        self.b = Endpoint([("resp", 2)])
        self.r = Endpoint([("resp", 2), ("data", data_width)])
class WishboneInterface(Fields):
    def __init__(self, data_width, address_width, addressing):
        assert addressing == "byte"
        Fields.__init__(self, [("adr", address_width), ("dat_w", data_width), ("dat_r", data_width), ("sel", data_width // 8),
            ("cyc", 1), ("stb", 1), ("ack", 1), ("we", 1), ("cti", 3), ("bte", 2), ("err", 1)])

class Collected(list):
    def __iadd__(self, item):
        self.extend(item if isinstance(item, list) else [item])
        return self
class LiteXModule:
    def __setattr__(self, name, value):
        assert name in ("comb", "specials") or not hasattr(LiteXModule, name), name + " is a member of a module"
        object.__setattr__(self, name, value)
    comb, sync, specials, submodules, clock_domains = None, None, None, None, None

def module(name, **members):
    made = sys.modules[name] = types.ModuleType(name)
    made.__dict__.update(members)
    return made
module("migen", Signal=Value, ClockSignal=ClockSignal, ResetSignal=ResetSignal, Instance=Instance)
module("litex"); module("litex.soc")
module("litex.gen", LiteXModule=LiteXModule)
module("litex.soc.interconnect",
    stream=module("stream", Endpoint=Endpoint),
    axi=module("axi", AXIInterface=AXIInterface, AXILiteInterface=AXILiteInterface),
    wishbone=module("wishbone", Interface=WishboneInterface))

class Platform:
    def __init__(self, folder): self.folder, self.sources = folder, []
    def add_source(self, path):
        assert os.path.isfile(path), path
        self.sources.append(os.path.relpath(path, self.folder))

def execute(path):
    with open(path) as file: tree = ast.parse(file.read())
    names = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    scope = {"__file__": path}
    exec(compile(tree, path, "exec"), scope)
    made = scope[names[0]].__new__(scope[names[0]])
    object.__setattr__(made, "comb", Collected()); object.__setattr__(made, "specials", Collected())
    platform = Platform(os.path.dirname(path))
    made.__init__(platform)
    [instance] = made.specials
    return {
        "classes": names,
        "of": instance.of,
        "ports": {name: [value.bits, value.text] for name, value in instance.ports.items()},
        "sources": platform.sources,
        "logic": len(made.comb),
    }
print(json.dumps([execute(path) for path in sys.argv[1:]]))
`;

interface Told {
  readonly classes: readonly string[];
  readonly of: string;
  readonly ports: Readonly<Record<string, readonly [bits: number, text: string | null]>>;
  readonly sources: readonly string[];
  readonly logic: number;
}

const entries: readonly CatalogueEntry[] = [
  entryOf(axi4LiteSlave),
  entryOf(axi4Master),
  entryOf(wishboneSlave),
  entryOf(wishboneMaster),
  entryOf(taggedAlu),
  awkwardBlock(),
];

let told: ReadonlyMap<string, Told>;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adder-litex-'));
  try {
    const modules: string[] = [];
    for (const entry of entries)
      modules.push(join(await writeExport(folder, entry, 'litex'), `${handoffOf(entry).top}_litex.py`));
    const { stdout } = await run(await findTool('python'), ['-', ...modules], { input: standIns });
    const answers = JSON.parse(stdout) as readonly Told[];
    told = new Map(answers.map((answer, index) => [entries[index]?.name ?? '', answer]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

describe('the module for LiteX', () => {
  it.each(entries)('connects every port of $name with a signal of its width', (entry) => {
    const { top, ports, sources } = handoffOf(entry);
    const { of: instantiated, ports: connected, sources: named } = told.get(entry.name) as Told;
    expect(instantiated).toBe(top);
    expect(Object.fromEntries(Object.entries(connected).map(([name, [bits]]) => [name, bits]))).toEqual(
      Object.fromEntries(
        ports.map(({ name, direction, width }) => [`${direction === 'input' ? 'i' : 'o'}_${name}`, width]),
      ),
    );
    expect(named).toEqual(sources);
  });

  it('takes a reset that is active low, a domain for each clock, and always takes what cannot be refused', () => {
    const { ports, classes, logic } = told.get('awkward-block') as Told;
    expect(classes).toEqual(['AwkwardBlock']);
    expect(ports.i_rst_n).toEqual([1, '~reset of sys']);
    expect(ports.i_clk_slow).toEqual([1, 'clock of clk_slow']);
    expect(logic).toBe(1);
  });
});
