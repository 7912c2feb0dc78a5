import fc from 'fast-check';
import { parseList, parseSingle } from './parseList.ts';

const bridge = { type: 'bridge' };
const list = (members: object = {}) =>
  parseList(JSON.stringify({ name: 'n', plugins: [bridge], ...members }));
const invalid = (message: string) =>
  expect.objectContaining({ code: 7, message: expect.stringContaining(message) });

describe('parseList', () => {
  test('reads name, version, flags and plugins, and keeps the text', () => {
    const text = '{"cniVersion":"1.0.0", "name":"n", "plugins":[{"type":"bridge","x":1}], "y":2}';
    expect(parseList(text)).toEqual({
      name: 'n',
      version: '1.0.0',
      disableCheck: false,
      disableGC: false,
      loadOnlyInlinedPlugins: false,
      plugins: [{ type: 'bridge', capabilities: [], json: { type: 'bridge', x: 1 } }],
      source: text,
    });
  });

  test.each([
    ['an empty text', ''],
    ['a list', '[]'],
    ['a string', '"x"'],
    ['null', 'null'],
    ['something after the object', '{"name":"n","plugins":[{"type":"x"}]} x'],
    ['a byte order mark', '\ufeff{"name":"n"}'],
    ['a comment', '{"name":"n" /* x */}'],
    ['a comma too many', '{"name":"n",}'],
  ])('refuses %s as undecodable, code 6', (_, text) => {
    expect(() => parseList(text)).toThrow(expect.objectContaining({ code: 6 }));
  });

  test.each([
    [{ name: undefined }, '"name": is missing'],
    [{ name: 5 }, '"name" 5: not a string'],
    [{ cniVersion: 1 }, '"cniVersion" 1: not a string'],
    [{ cniVersions: '1.0.0' }, '"cniVersions" "1.0.0": not a list'],
    [{ cniVersions: ['1.0.0', 1] }, '"cniVersions[1]" 1: not a string'],
    [{ cniVersions: ['1.0.f'] }, '"cniVersions[0]" "1.0.f": not a version'],
    [{ cniVersion: 'x', cniVersions: ['1.0.0'] }, '"cniVersion" "x": not a version'],
    [{ disableCheck: 'maybe' }, '"disableCheck" "maybe": neither true nor false'],
    [{ disableGC: 1 }, '"disableGC" 1: neither true nor false'],
    [{ plugins: {} }, '"plugins" {}: not a list'],
    [{ plugins: [] }, '"plugins" []: is empty'],
    [{ plugins: [bridge, 'x'] }, '"plugins[1]" "x": not an object'],
    [{ plugins: [bridge, {}] }, '"plugins[1].type": is missing'],
    [{ plugins: [{ type: '' }] }, '"plugins[0].type" "": is empty'],
    [{ plugins: [{ type: 5 }] }, '"plugins[0].type" 5: not a string'],
    [{ plugins: undefined, loadOnlyInlinedPlugins: true }, '"plugins": is missing'],
  ])('refuses %j with key and value, code 7', (members, message) => {
    expect(() => list(members)).toThrow(invalid(message));
  });

  test.each(['../x', '/bin/true', 'a/b', 'a\\b', '..'])(
    'refuses the type %j before anything could run it',
    (type) => {
      expect(() => list({ plugins: [{ type }] })).toThrow(
        invalid(`"plugins[0].type" ${JSON.stringify(type)}`),
      );
    },
  );

  test.each([
    [{ cniVersion: 1 }, 'cniVersion'],
    [{ name: 1 }, 'name'],
    [{ capabilities: [] }, 'capabilities'],
    [{ capabilities: { x: 'yes' } }, 'capabilities.x'],
    [{ ipam: 'host-local' }, 'ipam'],
    [{ ipam: { type: 5 } }, 'ipam.type'],
    [{ dns: [] }, 'dns'],
    [{ dns: { nameservers: '10.0.0.1' } }, 'dns.nameservers'],
    [{ dns: { domain: 1 } }, 'dns.domain'],
    [{ dns: { search: [1] } }, 'dns.search[0]'],
    [{ dns: { options: {} } }, 'dns.options'],
    [{ prevResult: 'x' }, 'prevResult'],
    [{ 'cni.dev/valid-attachments': ['x'] }, 'cni.dev/valid-attachments[0]'],
  ])('refuses a plugin with %j: the specification gives that key a type', (members, key) => {
    expect(() => list({ plugins: [{ ...bridge, ...members }] })).toThrow(invalid(`"plugins[0].${key}"`));
  });

  test('takes keys in any letter case, as other runtimes do for those of a plugin', () => {
    const plugin = { TYPE: 'bridge', Capabilities: { mac: true } };
    const network = list({ plugins: undefined, Plugins: [plugin], DisableGC: true });
    expect(network).toMatchObject({ disableGC: true, plugins: [{ type: 'bridge', capabilities: ['mac'] }] });
  });

  test('counts as capabilities only those marked true', () => {
    const plugin = { ...bridge, capabilities: { mac: true, ips: false, dns: true } };
    expect(list({ plugins: [plugin] }).plugins[0]?.capabilities).toEqual(['mac', 'dns']);
  });

  test.each([
    [true, true],
    ['true', true],
    ['TRUE', true],
    [false, false],
    ['False', false],
    [undefined, false],
  ])('reads the flags %j as %j, since version 0.4.0 called disableCheck a string', (value, meant) => {
    const flags = { disableCheck: value, disableGC: value, loadOnlyInlinedPlugins: value };
    expect(list(flags)).toMatchObject({
      disableCheck: meant,
      disableGC: meant,
      loadOnlyInlinedPlugins: meant,
    });
  });

  test('does not judge the name: a network that is never used may be called anything', () => {
    expect(list({ name: 'a b/c' }).name).toBe('a b/c');
    expect(list({ name: '' }).name).toBe('');
  });

  test('accepts a list without plugins, which may come from a folder', () => {
    expect(list({ plugins: undefined }).plugins).toEqual([]);
  });

  test.each([
    ['nothing', {}, '0.1.0'],
    ['an empty cniVersion', { cniVersion: '' }, '0.1.0'],
    ['one version', { cniVersion: '0.4.0' }, '0.4.0'],
    ['a version nobody knows yet', { cniVersion: '99.0.0' }, '99.0.0'],
    ['rubbish, which every plugin will refuse', { cniVersion: 'rubbish' }, 'rubbish'],
    ['several versions', { cniVersions: ['1.1.0', '0.4.0', '1.0.0'] }, '1.1.0'],
    ['versions beyond ours', { cniVersions: ['1.1.0', '99.0.0'] }, '1.1.0'],
    ['cniVersion above cniVersions', { cniVersion: '1.0.0', cniVersions: ['0.1.0', '0.4.0'] }, '1.0.0'],
    ['cniVersion below cniVersions', { cniVersion: '0.1.0', cniVersions: ['0.4.0'] }, '0.4.0'],
    ['cniVersion beyond ours', { cniVersion: '2.0.0', cniVersions: ['0.4.0'] }, '0.4.0'],
    ['numbers that sort otherwise as text', { cniVersions: ['0.4.0', '0.10.0', '0.9.0'] }, '0.10.0'],
    ['no versions that we know', { cniVersion: '3.0.0', cniVersions: ['2.0.0'] }, '3.0.0'],
    ['an empty list', { cniVersions: [] }, '0.1.0'],
    ['an empty list beside cniVersion', { cniVersion: '0.3.1', cniVersions: [] }, '0.3.1'],
  ])('selects the highest known version, given %s', (_, members, version) => {
    expect(list(members).version).toBe(version);
  });

  test('keeps unknown keys of a plugin value for value, whatever they are called', () => {
    const unknown = fc.dictionary(
      fc.string().filter((key) => !/^(type|name|capabilities|ipam|dns)$|^cni|^prev|^runtime/i.test(key)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(unknown, (members) => {
        const text = JSON.stringify({ name: 'n', plugins: [{ ...members, type: 'x' }] });
        expect(parseList(text).plugins[0]?.json).toEqual(
          JSON.parse(JSON.stringify({ ...members, type: 'x' })),
        );
      }),
    );
  });
});

describe('parseSingle', () => {
  test('makes a network of one plugin out of its object', () => {
    const network = parseSingle('{"cniVersion":"1.0.0","name":"n","type":"bridge","mtu":1400}');
    expect(network).toMatchObject({ name: 'n', version: '1.0.0', disableCheck: false });
    expect(network.plugins).toEqual([
      {
        type: 'bridge',
        capabilities: [],
        json: { cniVersion: '1.0.0', name: 'n', type: 'bridge', mtu: 1400 },
      },
    ]);
    expect(parseList(network.source)).toEqual(network);
  });

  test('gives no effect to keys of a list, and keeps them from the plugin', () => {
    const flags = {
      cniVersions: ['1.1.0'],
      disableCheck: true,
      disableGC: true,
      loadOnlyInlinedPlugins: true,
    };
    const network = parseSingle(JSON.stringify({ name: 'n', type: 'x', ...flags }));
    expect(network).toMatchObject({ version: '0.1.0', disableCheck: false, disableGC: false });
    expect(network.plugins[0]?.json).toEqual({ name: 'n', type: 'x' });
  });

  test('refuses a list in place of a plugin: its type is missing', () => {
    expect(() => parseSingle('{"name":"n","plugins":[{"type":"x"}]}')).toThrow(invalid('"type": is missing'));
  });

  test('takes an object without name for a network without name', () => {
    expect(parseSingle('{"type":"x"}').name).toBe('');
  });
});
