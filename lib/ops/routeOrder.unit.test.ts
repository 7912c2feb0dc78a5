import { nearFirst, takingStages } from './routeOrder.ts';
import type { WholeRoute } from './wholeRoute.ts';

const route = (dst: string, ...gateways: string[]): WholeRoute => ({
  ...{ family: 4, table: 254, dst, links: ['eth0'], gateways, protocol: 3, metric: 0, announced: false },
  ...{ attributes: [], hops: [] },
});
const [near, far, other] = [
  route('10.1.0.0/24'),
  route('default', '10.1.0.1'),
  route('10.3.0.0/16', '10.1.0.3'),
];
const twins = [route('10.2.0.0/16'), route('10.2.0.0/16', '10.1.0.2'), route('10.2.0.0/16', '10.1.0.4')];

test('nearFirst() puts ways to gateways first, and keeps routes to one destination together and in order', () => {
  expect(nearFirst([far, ...twins, near, other])).toEqual([near, far, ...twins, other]);
});

test('takingStages() undone, last first, finds the way to each gateway and restores the order of twins', () => {
  const stages = takingStages([far, ...twins, near, other]);
  const back = stages.flat().reverse();
  expect(back.indexOf(near)).toBe(0);
  expect(back.filter((one) => twins.includes(one))).toEqual(twins);
  for (const stage of stages) expect(stage.filter((one) => twins.includes(one)).length).toBeLessThan(2);
  expect(takingStages([])).toEqual([]);
});
