/** How messages speak of nodes. */
import type { Clock, Node } from './node.js';

/** `register 'count'`, `output 'q' of instance 'fifo'`, `an unnamed add`. */
export function describe(node: Node): string {
  switch (node.kind) {
    case 'constant':
      return node.name ? `'${node.name}'` : `constant ${node.value}`;
    case 'input':
    case 'register':
      return `${node.kind} '${node.name}'`;
    case 'wire':
      return node.name ? `'${node.name}'` : 'an unnamed wire';
    case 'operation':
      return node.name ? `'${node.name}'` : `an unnamed ${node.operator}`;
    case 'memoryRead':
      return node.name ? `'${node.name}'` : `a read of memory '${node.memory.name}'`;
    case 'instanceOutput':
      return `output '${node.port}' of instance '${node.instance.name}'`;
  }
}

/** `1 bit`, `8 bits`. */
export function bits(width: number): string {
  return width === 1 ? '1 bit' : `${width} bits`;
}

/** `register 'count' (8 bits)`. */
export function describeWidth(node: Node): string {
  return `${describe(node)} (${bits(node.width)})`;
}

/** `register 'count' (src/a.ts:3:4)`; without the place where none is known. */
export function describePlace(node: Node): string {
  return node.source.place ? `${describe(node)} (${node.source.toString()})` : describe(node);
}

/** `synchronous, active high`, or `none`. */
export function describeReset({ reset }: Pick<Clock, 'reset'>): string {
  return reset ? `${reset.kind}, active ${reset.activeLow ? 'low' : 'high'}` : 'none';
}
