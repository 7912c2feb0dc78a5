import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { type MacvlanConf, parseMacvlanConf } from './conf.ts';

const parse = (
  json: Record<string, unknown>,
  args: [string, string][] = [],
  command: Command = 'ADD',
): MacvlanConf =>
  parseMacvlanConf({
    command,
    network: parseNetworkConf({ cniVersion: '1.1.0', name: 'n', type: 'macvlan', ...json }),
    args: new Map(args),
  });

describe('parseMacvlanConf()', () => {
  test('has the defaults of the reference', () => {
    expect(parse({})).toEqual({ linkInContainer: false, mode: 'bridge' });
    expect(parse({ master: '', mode: '', mtu: 0, mac: '', bcqueuelen: 0, linkInContainer: null })).toEqual({
      linkInContainer: false,
      mode: 'bridge',
    });
  });

  test.each(['bridge', 'private', 'vepa', 'passthru'])('takes mode %s', (mode) => {
    expect(parse({ mode }).mode).toBe(mode);
  });

  test('takes every key, in any letter case', () => {
    const mac = '02:00:00:00:00:01';
    const dns = { search: ['lan'] };
    const keys = { Master: 'eth0', linkincontainer: true, MTU: 1400, mac, bcQueueLen: 5, dns };
    expect(parse({ ...keys, ipam: { type: 'dhcp' } })).toEqual({
      master: 'eth0',
      linkInContainer: true,
      mode: 'bridge',
      mtu: 1400,
      mac,
      bcqueuelen: 5,
      dns,
      ipamType: 'dhcp',
    });
  });

  test('takes the MAC from runtimeConfig before args.cni before CNI_ARGS before its own', () => {
    const [a, b, c, d] = ['0a', '0b', '0c', '0d'].map((end) => `02:00:00:00:00:${end}`);
    expect(parse({ mac: a }, [['MAC', b ?? '']]).mac).toBe(b);
    expect(parse({ mac: a, args: { cni: { mac: c } } }, [['MAC', b ?? '']]).mac).toBe(c);
    expect(parse({ args: { cni: { mac: c } }, RuntimeConfig: { mac: d } }).mac).toBe(d);
  });

  test.each([
    [{ master: 'a/b' }, '"master" "a/b"'],
    [{ master: 7 }, '"master" 7'],
    [{ mode: 'source' }, '"mode" "source": not one of bridge, private, vepa, passthru'],
    [{ mode: 1 }, '"mode" 1'],
    [{ mtu: '1500' }, '"mtu" "1500"'],
    [{ mtu: -100 }, '"mtu" -100'],
    [{ mac: 'x' }, '"mac" "x"'],
    [{ mac: '01:00:5e:00:00:01' }, 'multicast'],
    [{ bcqueuelen: -1 }, '"bcqueuelen" -1'],
    [{ bcqueuelen: 4_294_967_296 }, '"bcqueuelen" 4294967296'],
    [{ linkInContainer: 'yes' }, '"linkInContainer" "yes"'],
  ])('refuses %j and names key and value', (json, text) => {
    expect(() => parse(json)).toThrow(
      expect.objectContaining({ code: Code.invalidConfig, message: expect.stringContaining(text) }),
    );
  });

  test('refuses CNI_ARGS that it does not know, unless the caller lets them pass', () => {
    expect(() => parse({}, [['K8S_POD_NAME', 'x']])).toThrow('K8S_POD_NAME=x');
    const passing: [string, string][] = [
      ['K8S_POD_NAME', 'x'],
      ['IgnoreUnknown', '1'],
    ];
    expect(() => parse({}, passing)).not.toThrow();
  });

  test('lets DEL and GC do their work whatever the keys are', () => {
    for (const command of ['DEL', 'GC'] as const)
      expect(
        parse({ master: 'a/b', mode: 'x', mtu: -1, mac: 'x', runtimeConfig: { mac: 5 } }, [], command),
      ).toEqual({ linkInContainer: false, mode: 'bridge' });
  });
});
