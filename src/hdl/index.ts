/** The language: everything that describes hardware is imported from here. */
export {
  block,
  foreign,
  hardware,
  type Block,
  type BlockDescription,
  type Definition,
  type ForeignBlock,
  type Instantiable,
} from './block.js';
export { register, type Builder, type RegisterSpec } from './builder.js';
export type { ClockOptions, ResetOptions } from './clock.js';
export type { InstanceOptions } from './instance.js';
export type { Machine } from './machine.js';
export type { MemoryOptions, MemoryView, SynchronousReadOptions, WriteOptions } from './memory.js';
export {
  acceptedValues,
  choice,
  flag,
  integer,
  parseParameter,
  type Parameter,
  type ParameterSet,
  type ParameterValue,
  type ValuesOf,
} from './parameters.js';
export {
  input,
  output,
  pulse,
  pulseOutput,
  sink,
  source,
  type Inside,
  type Outside,
  type PortSet,
  type Receiver,
  type Sender,
} from './port.js';
export {
  bitsFor,
  bool,
  bundle,
  enumeration,
  sint,
  uint,
  vector,
  type BoolShape,
  type EnumShape,
  type Shape,
  type SIntShape,
  type UIntShape,
} from './shape.js';
export { AnySInt, AnyUInt, Bool, Enumerated, SInt, UInt } from './signal.js';
export { concat, constant, equal, mux, pack, unpack } from './combine.js';
export type { Signal, Value } from './value.js';
export type { Vector } from './vector.js';
export type { Driven, Registered } from './views.js';
