/** The part of netlistsvg that we call: it comes without types. */
declare module 'netlistsvg' {
  export interface Cell {
    type: string;
    port_directions: Record<string, 'input' | 'output'>;
    connections: Record<string, number[]>;
    /** Those that begin with `org.eclipse.elk` are layout options of the cell; others are texts that the skin asks for. */
    attributes: Record<string, string>;
  }

  export interface Netlist {
    modules: Record<string, { ports: Record<string, never>; cells: Record<string, Cell> }>;
  }

  type Done = (error: Error | null, result?: string) => void;

  /** Lays out and draws; the SVG. Keeps the skin in a global: one call at a time. */
  export function render(skin: string, netlist: Netlist, done: Done): Promise<unknown>;

  /** What ELK makes of it (or would get, `prelayout`), as JSON. */
  export function dumpLayout(skin: string, netlist: Netlist, prelayout: boolean, done: Done): void;
}
