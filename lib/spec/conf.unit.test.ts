import fc from 'fast-check';
import { commands, isCommand } from './commands.ts';
import { parseNetworkConf } from './conf.ts';
import { CniError } from './errors.ts';
import { parseJsonObject } from './json.ts';
import { atLeast, versions } from './version.ts';

const minimal = { cniVersion: '1.1.0', name: 'dbnet', type: 'bridge' };

function refusal(json: Record<string, unknown>): CniError {
  try {
    parseNetworkConf(json);
  } catch (error) {
    if (error instanceof CniError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('parseNetworkConf', () => {
  test('reads the smallest configuration there is', () => {
    expect(parseNetworkConf({ name: 'a' })).toEqual({
      network: 'a',
      version: '0.1.0',
      runtimeConfig: {},
      args: {},
      json: { name: 'a' },
    });
  });

  test('reads every key that it knows, in any letter case, and leaves the others to the plugin', () => {
    const dns = { nameservers: ['10.1.0.1'] };
    const json = {
      ...minimal,
      Name: 'overruled by the exact key',
      IPAM: { Type: 'host-local', subnet: '10.1.0.0/16' },
      DNS: dns,
      runtimeconfig: { PortMappings: [], 'io.example.x': 1 },
      Args: { CNI: { IPS: ['10.1.0.9'], other: 1 }, more: 2 },
      PREVRESULT: { ips: [] },
      'cni.dev/Valid-Attachments': [{ containerID: 'one', ifname: 'eth0' }],
      bridge: 'cni0',
    };
    expect(parseNetworkConf(json)).toEqual({
      network: 'dbnet',
      version: '1.1.0',
      ipamType: 'host-local',
      dns,
      runtimeConfig: { portMappings: [], 'io.example.x': 1 },
      args: { ips: ['10.1.0.9'], other: 1 },
      prevResult: { ips: [] },
      validAttachments: [{ containerId: 'one', ifName: 'eth0' }],
      json: {
        ...minimal,
        ipam: json.IPAM,
        dns,
        runtimeConfig: json.runtimeconfig,
        args: json.Args,
        prevResult: json.PREVRESULT,
        'cni.dev/valid-attachments': json['cni.dev/Valid-Attachments'],
        bridge: 'cni0',
      },
    });
  });

  test.each([
    'type',
    'ipam',
    'dns',
    'args',
    'runtimeConfig',
    'prevResult',
    'cni.dev/valid-attachments',
    'cni.dev/attachments',
  ])('takes null for an absent %s', (key) => {
    const { json: _, ...absent } = parseNetworkConf(minimal);
    expect(parseNetworkConf({ ...minimal, [key]: null })).toMatchObject(absent);
  });

  test.each(['DEL', 'GC'] as const)('does not look at dns with %s, which ADD refuses', (command) => {
    const json = { ...minimal, dns: { nameservers: ['dns.example.org'] } };
    expect(parseNetworkConf(json, command).dns).toBeUndefined();
    expect(() => parseNetworkConf(json, 'ADD')).toThrow('"dns.example.org"');
  });

  test.each([[undefined], [null], ['']])('takes cniVersion %j for 0.1.0', (cniVersion) => {
    expect(parseNetworkConf({ name: 'a', cniVersion }).version).toBe('0.1.0');
  });

  test.each(versions)('accepts version %s', (cniVersion) => {
    expect(parseNetworkConf({ name: 'a', cniVersion }).version).toBe(cniVersion);
  });

  test.each(['99.0.0', '0.0.1', '1.2.0', 'abc', '0.4', '1.0'])(
    'refuses version %j with code 1',
    (cniVersion) => {
      expect(refusal({ name: 'a', cniVersion })).toMatchObject({
        code: 1,
        message: `Cannot use "cniVersion" "${cniVersion}": not supported`,
        details: 'supported are 0.1.0, 0.2.0, 0.3.0, 0.3.1, 0.4.0, 1.0.0, 1.1.0',
      });
    },
  );

  test.each([5, true, {}, []])('refuses cniVersion %j with code 6', (cniVersion) => {
    const message = `Cannot use "cniVersion" ${JSON.stringify(cniVersion)}: not a string`;
    expect(refusal({ name: 'a', cniVersion })).toMatchObject({ code: 6, message });
  });

  test.each(['.x', '-x', '_x', 'a/b', 'a b', 'a%b', 'te%%st', 'é', 'a\n', ''])(
    'refuses name %j with code 7',
    (name) => {
      const rule = 'not a letter or digit followed by letters, digits, "_", "." or "-"';
      expect(refusal({ name })).toMatchObject({
        code: 7,
        message: `Cannot use "name" ${JSON.stringify(name)}: ${rule}`,
      });
    },
  );

  test.each([
    [{}, '"name": is missing'],
    [{ name: null }, '"name" null: is missing'],
    [{ name: 5 }, '"name" 5: not a string'],
    [{ ...minimal, type: 5 }, '"type" 5: not a string'],
    [{ ...minimal, type: '../x' }, '"type" "../x": holds one of / \\ NUL'],
    [{ ...minimal, ipam: 'host-local' }, '"ipam" "host-local": not an object'],
    [{ ...minimal, ipam: [] }, '"ipam" []: not an object'],
    [{ ...minimal, ipam: { type: 5 } }, '"ipam.type" 5: not a string'],
    [{ ...minimal, ipam: { type: '' } }, '"ipam.type" "": is empty'],
    [{ ...minimal, ipam: { type: '../x' } }, '"ipam.type" "../x": holds one of / \\ NUL'],
    [{ ...minimal, ipam: { type: '..' } }, '"ipam.type" "..": is a folder'],
    [{ ...minimal, prevResult: 'x' }, '"prevResult" "x": not an object'],
    [{ ...minimal, prevResult: [] }, '"prevResult" []: not an object'],
    [{ ...minimal, runtimeConfig: [] }, '"runtimeConfig" []: not an object'],
    [{ ...minimal, args: 'IP=10.1.0.9' }, '"args" "IP=10.1.0.9": not an object'],
    [{ ...minimal, args: { cni: [] } }, '"args.cni" []: not an object'],
    [{ ...minimal, dns: 'x' }, '"dns" "x": not an object'],
    [{ ...minimal, dns: { nameservers: ['x'] } }, '"dns.nameservers[0]" "x": not an IP address'],
    [{ ...minimal, 'cni.dev/valid-attachments': {} }, '"cni.dev/valid-attachments" {}: not a list'],
  ])('refuses %j with code 7, key and value', (json, text) => {
    expect(refusal(json)).toMatchObject({ code: 7, message: `Cannot use ${text}` });
  });

  test.each([
    [{ nameservers: [] }, {}],
    [{ SEARCH: [], domain: 'lan' }, { domain: 'lan' }],
    [{}, undefined],
    [{ options: null, domain: '' }, undefined],
  ])('takes dns %j, where a list that is given counts even if it is empty, for %j', (dns, told) => {
    expect(parseNetworkConf({ ...minimal, dns }).dns).toEqual(told);
  });

  test.each([[{}], [{ type: null }], [{ subnet: '10.1.0.0/16' }]])(
    'sees no IPAM plugin in ipam %j',
    (ipam) => {
      expect(parseNetworkConf({ ...minimal, ipam })).not.toHaveProperty('ipamType');
    },
  );

  test('ignores what args say to others', () => {
    expect(parseNetworkConf({ ...minimal, args: { 'io.example': 5 } }).args).toEqual({});
  });

  test('does not mind the keys that runtimes leave in', () => {
    const json = {
      ...minimal,
      capabilities: { portMappings: 'yes' },
      cniVersions: ['1.1.0'],
      disableCheck: 5,
    };
    expect(() => parseNetworkConf(json)).not.toThrow();
  });

  test('throws nothing but CniError, whatever stands at a known key', () => {
    const key = fc.constantFrom(
      'cniVersion',
      'name',
      'type',
      'ipam',
      'dns',
      'args',
      'runtimeConfig',
      'prevResult',
    );
    const inner = fc.dictionary(
      fc.constantFrom('type', 'cni', 'nameservers', 'domain', 'search'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(fc.jsonValue(), inner)), (json) => {
        try {
          parseNetworkConf({ ...minimal, ...json });
        } catch (error) {
          expect(error).toBeInstanceOf(CniError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** The rows of the reference skeleton's decision table that are about text: input, and the code of the error. */
describe('the decision table of the reference skeleton', () => {
  const codeOf = (stdin: string): number | undefined => {
    try {
      parseNetworkConf(parseJsonObject(stdin));
      return undefined;
    } catch (error) {
      return (error as CniError).code;
    }
  };

  test.each([
    [7, '', 6],
    [8, '{"cniVersion":"1.1.0"}', 7],
    [9, '{"cniVersion":"1.1.0","name":"te%%st"}', 7],
    [10, '{"cniVersion":"99.0.0","name":"x"}', 1],
    [11, '{"cniVersion":5,"name":"x"}', 6],
    [12, '{"cniVersion":"abc","name":"x"}', 1],
    [17, '{"cniVersion":"1.2.0","name":"x"}', 1],
    [18, '{"cniVersion":"0.4","name":"x"}', 1],
    [22, '{"cniVersion":"1.1.0","name":"x"}', undefined],
    [28, '{"name":"x"}{"name":"y"}', 6],
  ])('row %d: %j gives code %p', (_row, stdin, code) => {
    expect(codeOf(stdin)).toBe(code);
  });

  test.each([
    [14, 'CHECK', '0.3.1'],
    [15, 'GC', '1.0.0'],
    [16, 'STATUS', '1.0.0'],
    [27, 'CHECK', undefined],
  ])('row %d: %s is newer than version %p', (_row, command, cniVersion) => {
    if (!isCommand(command)) throw new Error(command);
    const { version } = parseNetworkConf({ name: 'x', cniVersion });
    expect(atLeast(version, commands[command].since)).toBe(false);
    expect(atLeast('1.1.0', commands[command].since)).toBe(true);
  });
});
