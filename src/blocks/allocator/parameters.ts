/** One configuration, as the README's table describes it. */
export interface AllocatorParameters {
  readonly granuleBytes: number;
  readonly addressBits: number;
  readonly sizeBits: number;
  readonly classes: number;
  readonly depth: number;
  readonly watermark: number;
  readonly largest: number;
  readonly surplusDepth: number;
  readonly counterBits: number;
}
