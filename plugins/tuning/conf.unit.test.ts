import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { parseTuningConf } from './conf.ts';

const parse = (own: Record<string, unknown>, args: [string, string][] = [], command: Command = 'ADD') =>
  parseTuningConf({
    command,
    network: parseNetworkConf({ cniVersion: '1.1.0', name: 'n', ...own }),
    args: new Map(args),
  });
const mac = (n: number) => `02:00:00:00:00:0${n}`;

describe('parseTuningConf()', () => {
  test('wants nothing when nothing is given, or what means nothing', () => {
    const nothing = { link: {}, sysctls: [], dataDir: '/run/cni/tuning' };
    expect(parse({})).toEqual(nothing);
    expect(parse({ mac: '', mtu: 0, promisc: false, allmulti: null, sysctl: null, dataDir: '' })).toEqual(
      nothing,
    );
  });

  test('takes every key in any letter case', () => {
    const own = { MAC: mac(1), Mtu: 1400, PROMISC: true, allMulti: false, txqlen: 0, datadir: '/x' };
    expect(parse({ ...own, SysCtl: { 'net.a': ' 1\t 2 ' } })).toEqual({
      link: { mac: mac(1), mtu: 1400, promisc: true, allmulti: false, txQLen: 0 },
      sysctls: [{ source: 'sysctl', key: 'net.a', value: '1 2' }],
      dataDir: '/x',
    });
  });

  test('takes the MAC of args.cni before that of the runtime, of CNI_ARGS and its own', () => {
    const own = { mac: mac(1) };
    const runtimeConfig = { mac: mac(3) };
    expect(parse(own, [['MAC', mac(2)]]).link.mac).toBe(mac(2));
    expect(parse({ ...own, runtimeConfig }, [['MAC', mac(2)]]).link.mac).toBe(mac(3));
    expect(parse({ ...own, runtimeConfig, args: { cni: { mac: mac(4) } } }).link.mac).toBe(mac(4));
  });

  test('takes all of args.cni before its own', () => {
    const cni = { mtu: 1300, promisc: false, allmulti: true, txQLen: 7, sysctl: { 'net.b': '2' } };
    const own = { mtu: 1400, promisc: true, allmulti: false, txQLen: 5, sysctl: { 'net.a': '1' } };
    const { link, sysctls } = parse({ ...own, args: { cni } });
    expect(link).toEqual({ mtu: 1300, allmulti: true, txQLen: 7 });
    expect(sysctls.map(({ source, key }) => [source, key])).toEqual([
      ['sysctl', 'net.a'],
      ['args.cni.sysctl', 'net.b'],
    ]);
  });

  test.each([
    [{ mtu: 67 }, '"mtu" 67'],
    [{ mtu: 65_536 }, '"mtu" 65536'],
    [{ txQLen: 2 ** 31 }, '"txQLen" 2147483648'],
    [{ mac: '01:00:00:00:00:01' }, '"mac" "01:00:00:00:00:01": a multicast address'],
    [{ sysctl: { a: 'x;y' } }, '"sysctl a" "x;y"'],
    [{ dataDir: 'x' }, '"dataDir" "x"'],
  ])('refuses %j', (own, words) => {
    expect(() => parse(own)).toThrow(
      expect.objectContaining({ code: 7, message: expect.stringContaining(words) }),
    );
  });

  test('judges nothing for DEL and GC, which need only the folder', () => {
    for (const command of ['DEL', 'GC'] as const) {
      expect(parse({ mtu: -1, sysctl: 7, dataDir: '/x' }, [], command)).toEqual({
        link: {},
        sysctls: [],
        dataDir: '/x',
      });
      expect(parse({ dataDir: 'x' }, [], command).dataDir).toBe('/run/cni/tuning');
    }
  });
});
