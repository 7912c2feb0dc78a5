import { renderPlan } from '../plan/render.ts';
import { rangeText, setPortVlans } from './portVlans.ts';

const text = (...args: Parameters<typeof setPortVlans>) => renderPlan([setPortVlans(...args)]).split('\n');

test('setPortVlans() leaves the default VLAN, then enters its own, the one without tags last', () => {
  expect(
    text(
      'v0',
      {
        native: 100,
        tagged: [
          [5, 5],
          [200, 210],
        ],
      },
      1,
      false,
    ),
  ).toEqual([
    'host: bridge vlan del dev v0 vid 1  # take "v0" out of VLAN 1',
    'host: bridge vlan add dev v0 vid 5  # let "v0" carry VLAN 5 with tags',
    'host: bridge vlan add dev v0 vid 200-210  # let "v0" carry VLAN 200-210 with tags',
    'host: bridge vlan add dev v0 vid 100 pvid untagged  # put what "v0" carries without a tag into VLAN 100',
  ]);
});

test('setPortVlans() stays in the default VLAN where it is told to, where it is the own, and where there is none', () => {
  for (const [native, initial, keeps] of [
    [100, 1, true],
    [1, 1, false],
    [100, 0, false],
  ] as const)
    expect(text('v0', { native, tagged: [] }, initial, keeps)).toEqual([
      expect.stringContaining(`vid ${native} pvid`),
    ]);
});

test('rangeText() writes one ID as one', () => {
  expect([rangeText([5, 5]), rangeText([5, 6])]).toEqual(['5', '5-6']);
});
