import { renderBeside } from './beside.ts';
import { cases } from './cases.ts';
import type { Measured } from './report.ts';

function measured(name: string, weft: number, reference: number[]): Measured {
  const one = cases.find((other) => other.name === name);
  if (one === undefined) throw new Error('no such case');
  const sides = { weft: [weft], reference };
  return { one, samples: { ADD: sides, DEL: sides } };
}

test('renderBeside compares a case of the lab with the one it is like, side by side', () => {
  const all = [measured('macvlan', 100, [50]), measured('vlan', 90, [60])];
  const line = (verb: string) => `${verb} vlan beside ${verb} macvlan: reference 1.20, weft 0.90\n`;
  expect(renderBeside(all)).toBe(`${line('ADD')}${line('DEL')}\n`);
});

test('renderBeside leaves out the reference where it has no such plugin', () => {
  const all = [measured('macvlan', 4, [2]), measured('dummy', 3, [])];
  expect(renderBeside(all)).toContain('ADD dummy beside ADD macvlan: weft 0.75\n');
});

test('renderBeside says nothing of what was not measured', () => {
  expect(renderBeside([measured('vlan', 90, [60])])).toBe('');
});
