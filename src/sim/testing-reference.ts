/** The reference interpreter beside a simulator, for tests that compare both. */
import { Interpreter } from '../netlist/evaluate.js';
import type { Simulator } from './index.js';

/** An interpreter of the same design that starts from the engine's present state. */
export function interpreterLike(sim: Simulator): Interpreter {
  const words = new Map(sim.state.map((element) => [element.path.join('.'), element]));
  const copy = (interpreter: Interpreter, path: readonly string[]): void => {
    for (const node of interpreter.registers.keys()) {
      const element = words.get([...path, node.name].join('.'));
      if (!element) throw new Error(`the engine has no register ${[...path, node.name].join('.')}`);
      interpreter.registers.set(node, element.read());
    }
    for (const [memory, content] of interpreter.memories) {
      const element = words.get([...path, memory.name].join('.'));
      content.forEach((_, index) => (content[index] = element?.read(index) ?? 0n));
    }
    for (const [name, child] of interpreter.instances) copy(child, [...path, name]);
  };
  const interpreter = new Interpreter(sim.top);
  copy(interpreter, []);
  return interpreter;
}
