import fc from 'fast-check';
import { deriveRequest, type Injection } from './deriveRequest.ts';
import { parseList } from './parseList.ts';

function request(plugin: object, injection: Injection = {}, members: object = {}): Record<string, unknown> {
  const network = parseList(
    JSON.stringify({ name: 'n', cniVersion: '1.1.0', plugins: [{ type: 'x', ...plugin }], ...members }),
  );
  const [conf] = network.plugins;
  return conf ? JSON.parse(deriveRequest(network, conf, injection)) : {};
}

describe('deriveRequest', () => {
  test("puts the network's name and version in place of the plugin's own", () => {
    expect(request({ name: 'own', cniVersion: '0.1.0' })).toEqual({
      type: 'x',
      name: 'n',
      cniVersion: '1.1.0',
    });
  });

  test('sends the version that was selected, and says 0.1.0 when the configuration says none', () => {
    expect(request({}, {}, { cniVersion: '0.4.0', cniVersions: ['1.0.0', '9.0.0'] })).toMatchObject({
      cniVersion: '1.0.0',
    });
    expect(request({}, {}, { cniVersion: undefined })).toMatchObject({ cniVersion: '0.1.0' });
  });

  test('adds prevResult as given, and none when there is none', () => {
    const prevResult = { cniVersion: '1.1.0', unknown: [1] };
    expect(request({}, { prevResult })).toMatchObject({ prevResult });
    expect(request({})).not.toHaveProperty('prevResult');
  });

  test('removes what only the runtime may say', () => {
    const reserved = {
      capabilities: { mac: true },
      prevResult: {},
      runtimeConfig: { mac: 'x' },
      'cni.dev/valid-attachments': [],
      'cni.dev/attachments': [],
    };
    expect(request({ ...reserved, args: { cni: {} } })).toEqual({
      type: 'x',
      name: 'n',
      cniVersion: '1.1.0',
      args: { cni: {} },
    });
    expect(request({ RuntimeConfig: { mac: 'x' } })).toEqual({ type: 'x', name: 'n', cniVersion: '1.1.0' });
  });

  test('never passes keys of the list to a plugin', () => {
    const flags = {
      cniVersions: ['1.1.0'],
      disableCheck: true,
      disableGC: true,
      loadOnlyInlinedPlugins: true,
    };
    expect(Object.keys(request({}, {}, flags)).sort()).toEqual(['cniVersion', 'name', 'type']);
  });

  test.each([
    ['declared and provided', { c: true }, { c: 1 }, { c: 1 }],
    ['declared, not provided', { c: true }, {}, undefined],
    ['declined, provided', { c: false }, { c: 1 }, undefined],
    ['declined, not provided', { c: false }, {}, undefined],
    ['not declared, provided', {}, { c: 1 }, undefined],
    ['not declared, not provided', {}, {}, undefined],
    [
      'one of each',
      { c: true, d: false, e: true },
      { c: [1, { x: null }], d: 2, f: 3 },
      { c: [1, { x: null }] },
    ],
  ])('runtimeConfig for a capability %s', (_, capabilities, capabilityArgs, runtimeConfig) => {
    expect(request({ capabilities }, { capabilityArgs }).runtimeConfig).toEqual(runtimeConfig);
  });

  test('sends the valid attachments under the key of the specification and the one before it', () => {
    const wire = [{ containerID: 'c', ifname: 'eth0' }];
    expect(request({}, { validAttachments: [{ containerId: 'c', ifName: 'eth0' }] })).toMatchObject({
      'cni.dev/valid-attachments': wire,
      'cni.dev/attachments': wire,
    });
    expect(request({}, { validAttachments: [] })).toMatchObject({ 'cni.dev/valid-attachments': [] });
    expect(request({})).not.toHaveProperty(['cni.dev/valid-attachments']);
  });

  test('passes values of every type on, value for value', () => {
    const text = `{"name":"n","plugins":[{"type":"x","object":{"":{}},"list":[],"null":null,"false":false,"zero":0,
      "big":9007199254740991,"float":1.5e-7,"é\\u0000😀":"<&>\\u2028","a/b.c":1,"":2,"__proto__":{"x":1},"constructor":3,"7":4}]}`;
    const network = parseList(text);
    const sent = JSON.parse(deriveRequest(network, network.plugins[0] ?? fail()));
    const written = JSON.parse(text).plugins[0];
    expect(Object.entries(sent).sort()).toEqual(
      Object.entries({ ...written, name: 'n', cniVersion: '0.1.0' }).sort(),
    );
    expect(Object.hasOwn(sent, '__proto__')).toBe(true);
  });

  test('passes whatever a capability argument holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sent = request({ capabilities: { c: true } }, { capabilityArgs: { c: value } });
        expect(sent.runtimeConfig).toEqual(JSON.parse(JSON.stringify({ c: value })));
      }),
    );
  });
});

function fail(): never {
  throw new Error('no plugin');
}
