import { parseCpus } from './thisKernel.ts';

test.each([
  ['0', [0]],
  ['0-1', [0, 1]],
  ['0-2,5\n', [0, 1, 2, 5]],
  ['3,7-8', [3, 7, 8]],
])('parseCpus() reads %j', (list, cpus) => {
  expect(parseCpus(list)).toEqual(cpus);
});
