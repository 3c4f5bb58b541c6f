import { execa } from 'execa';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BridgedDevice } from './bridge.js';
import { fifoModule } from './fixture/fifo.js';
import { fifoVerification } from './fixture/stimulus.js';
import { runEnvironment } from './run.js';

const child = fileURLToPath(new URL('fixture/bridge-child.mjs', import.meta.url));

/** Runs the environment on the child process; that one has another depth and other latencies than the fake FIFO. */
async function run(misbehaviour = '') {
  const device = await BridgedDevice.connect(fifoModule, (input, output) =>
    execa(process.execPath, [child, input, output, misbehaviour], { reject: false }),
  );
  try {
    return await runEnvironment(device, fifoVerification, {
      parameters: { depth: 4 },
      seed: 1,
      transactions: 1000,
      exactTiming: false,
      scenarios: ['key-under-stall'],
    });
  } finally {
    await device.close();
  }
}

describe('a device behind pipes', () => {
  it('is judged by the same environment', async () => {
    const { failure, transactions, streams } = await run();
    expect(failure).toBeUndefined();
    expect(transactions).toBeGreaterThanOrEqual(1000);
    for (const { transfers } of streams) expect(transfers).toBeGreaterThan(50);
  });

  it('fails like any other', async () => {
    const { failure } = await run('noKey');
    expect(failure).toMatchObject({
      what: 'the payload differs from what was pushed',
      scenario: 'key-under-stall',
    });
  });

  it.each(['dies', 'diesAtOnce'])('%s: an error, not a hang', async (misbehaviour) => {
    await expect(run(misbehaviour)).rejects.toThrow(
      "V07: the simulator of 'fake_fifo' stopped before the end",
    );
  });

  it('must have the ports of the block', async () => {
    await expect(run('otherPorts')).rejects.toThrow(
      /^V07: .* has 8 words of inputs and 6 of outputs, .* 8 and 5/,
    );
  });
});
