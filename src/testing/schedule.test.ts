import { describe, expect, it } from 'vitest';
import { Random } from './random.js';
import { Schedule, ScriptedPace, type Pace } from './schedule.js';

const take = (pace: Pace, cycles: number) => Array.from({ length: cycles }, () => pace.next()).join('');

describe('Schedule', () => {
  it('gives the same pace for the same seed', () => {
    const pace = take(new Schedule(new Random(2)), 256);
    const words = pace.match(/.{32}/g)?.map((bits) => parseInt(bits, 2).toString(16).padStart(8, '0'));
    expect(words?.join(' ')).toBe('00000000 00000000 df2bf0be 7b6e3366 58c1e1a1 1c054402 d8c14a21 dffffdff');
    expect(take(new Schedule(new Random(2)), 1000)).not.toBe(take(new Schedule(new Random(3)), 1000));
  });

  it('has every mood: full speed, standstill, alternation, seldom, mostly, bursts', () => {
    const pace = take(new Schedule(new Random(4)), 200_000);
    const windows = Array.from({ length: pace.length / 32 }, (_, at) => pace.slice(32 * at, 32 * at + 32));
    const ones = windows.map((window) => window.replaceAll('0', '').length);
    const share = (holds: (ones: number) => boolean) => ones.filter(holds).length / ones.length;
    expect(share((count) => count === 32)).toBeGreaterThan(0.3);
    expect(share((count) => count > 22 && count < 32)).toBeGreaterThan(0.1);
    expect(share((count) => count > 10 && count <= 22)).toBeGreaterThan(0.1);
    expect(share((count) => count > 1 && count <= 10)).toBeGreaterThan(0.03);
    expect(share((count) => count === 1)).toBeGreaterThan(0.005);
    expect(share((count) => count === 0)).toBeGreaterThan(0.0005);
    expect(windows.filter((window) => window === '10'.repeat(16)).length).toBeGreaterThan(50);
    // Bursts: one run of ones, or one hole, of every length.
    expect(windows.filter((window) => /^0+1{2,30}0+$/.test(window)).length).toBeGreaterThan(50);
    expect(windows.filter((window) => /^1+0{2,30}1+$/.test(window)).length).toBeGreaterThan(50);
  });
});

describe('ScriptedPace', () => {
  it('is ready until told otherwise, and keeps the last of a pattern', () => {
    const pace = new ScriptedPace();
    expect(take(pace, 3)).toBe('111');
    pace.set('0010');
    expect(take(pace, 8)).toBe('00100000');
    pace.set('1');
    expect(take(pace, 2)).toBe('11');
    expect(() => pace.set('0x1')).toThrow(RangeError);
    expect(() => pace.set('')).toThrow(RangeError);
  });
});
