import { requirementOf } from '../../conformance/requirement.ts';
import { replacements, textReplacements } from './hostileValues.ts';
import { protocol } from './index.ts';

test('every protocol case has a name of its own', () => {
  const names = protocol.map(({ name }) => name);
  expect([...new Set(names)]).toEqual(names);
});

test('protocol cases judge requirements that there are', () => {
  const ids = [...new Set(protocol.flatMap(({ judges }) => judges))];
  expect(ids.length).toBeGreaterThan(40);
  expect(ids.map((id) => requirementOf(id).id)).toEqual(ids);
});

const conf = { bridge: 'a', mtu: 5, ipam: { type: 'b', ranges: [[{ subnet: 'c' }]] } };

test('replacements puts a value in the place of every key, one level down too', () => {
  expect(replacements(conf, null)).toEqual([
    { bridge: null },
    { mtu: null },
    { ipam: null },
    { ipam: { type: null, ranges: [[{ subnet: 'c' }]] } },
    { ipam: { type: 'b', ranges: null } },
  ]);
});

test('textReplacements puts a text in the place of every text, however deep', () => {
  expect(textReplacements(conf, '$')).toEqual([
    { bridge: '$' },
    { ipam: { type: '$', ranges: [[{ subnet: 'c' }]] } },
    { ipam: { type: 'b', ranges: [[{ subnet: '$' }]] } },
  ]);
});
