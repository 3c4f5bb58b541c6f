/** One configuration, as the README's table describes it. */
export interface RefcountBufferParameters {
  readonly entries: number;
  readonly changeBits: number;
  readonly inFlight: number;
  readonly zeroDepth: number;
  readonly addressBits: number;
  readonly dataBits: 32 | 64 | 128;
  readonly tagBits: number;
  readonly headerBits: 32 | 64;
  readonly countPosition: number;
  readonly countBits: number;
  readonly immortal: boolean;
  readonly counterBits: number;
}
