import { attachmentKeys, parseValidAttachments } from './attachments.ts';
import { Fields } from './fields.ts';

const parse = (json: Record<string, unknown>) =>
  parseValidAttachments(new Fields(json, attachmentKeys, { path: '', code: 7 }));

const list = [
  { containerID: 'one', ifname: 'eth0' },
  { containerID: 'two', ifname: 'net1' },
];
const read = [
  { containerId: 'one', ifName: 'eth0' },
  { containerId: 'two', ifName: 'net1' },
];

describe('parseValidAttachments', () => {
  test.each(attachmentKeys)('reads %s', (key) => {
    expect(parse({ [key]: list })).toEqual(read);
  });

  test('reads the older key only when the other is absent or null', () => {
    expect(parse({ 'cni.dev/valid-attachments': [], 'cni.dev/attachments': list })).toEqual([]);
    expect(parse({ 'cni.dev/valid-attachments': null, 'cni.dev/attachments': list })).toEqual(read);
  });

  test('tells an empty list, nothing is valid, from none at all, nobody said', () => {
    expect(parse({ 'cni.dev/valid-attachments': [] })).toEqual([]);
    expect(parse({ 'cni.dev/valid-attachments': null })).toBeUndefined();
    expect(parse({})).toBeUndefined();
  });

  test('takes its members in any letter case and ignores others', () => {
    expect(parse({ 'CNI.DEV/Attachments': [{ ContainerId: 'a', IFNAME: 'b', netns: 5 }] })).toEqual([
      { containerId: 'a', ifName: 'b' },
    ]);
  });

  test('takes IDs that we would refuse for an attachment of our own', () => {
    expect(parse({ 'cni.dev/valid-attachments': [{ containerID: '%%', ifname: 'a/b' }] })).toHaveLength(1);
  });

  test.each([
    [{}, 'valid-attachments" {}: not a list'],
    ['x', 'valid-attachments" "x": not a list'],
    [['one'], 'valid-attachments[0]" "one": not an object'],
    [[null], 'valid-attachments[0]" null: not an object'],
    [[{ ifname: 'a' }], 'valid-attachments[0].containerID": is missing or empty'],
    [[{ containerID: '', ifname: 'a' }], 'valid-attachments[0].containerID" "": is missing or empty'],
    [[{ containerID: 'a' }], 'valid-attachments[0].ifname": is missing or empty'],
    [[...list, { containerID: 5, ifname: 'a' }], 'valid-attachments[2].containerID" 5: not a string'],
  ])('refuses %j', (value, text) => {
    expect(() => parse({ 'cni.dev/valid-attachments': value })).toThrow(
      expect.objectContaining({ code: 7, message: `Cannot use "cni.dev/${text}` }),
    );
  });
});
