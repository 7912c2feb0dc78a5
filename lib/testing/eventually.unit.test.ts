import { eventually } from './eventually.ts';

describe('eventually()', () => {
  test('gives the first value that satisfies', async () => {
    let looks = 0;
    expect(
      await eventually(
        'three looks',
        () => ++looks,
        (seen) => seen === 3,
      ),
    ).toBe(3);
    expect(looks).toBe(3);
  });

  test('names what it waited for and what it saw last', async () => {
    const never = eventually(
      'a bridge',
      () => ['lo', 'eth0'],
      (links) => links.includes('br0'),
      30,
    );
    await expect(never).rejects.toThrow('Waited 30 ms for a bridge: last seen ["lo","eth0"]');
  });

  test('takes a probe that throws for one that is not satisfied, and shows its error', async () => {
    let looks = 0;
    const probe = () => {
      if (++looks < 3) throw new Error('not there');
      return 'there';
    };
    expect(await eventually('the thing', probe)).toBe('there');
    const never = eventually('the thing', () => Promise.reject(new Error('not there')), Boolean, 30);
    await expect(never).rejects.toThrow('Waited 30 ms for the thing: the last look failed: not there');
  });
});
