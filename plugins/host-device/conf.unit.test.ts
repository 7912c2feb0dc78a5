import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { type HostDeviceConf, parseHostDeviceConf } from './conf.ts';

const parse = (json: Record<string, unknown>, command: Command = 'ADD'): HostDeviceConf =>
  parseHostDeviceConf({
    command,
    network: parseNetworkConf({ cniVersion: '1.1.0', name: 'n', type: 'host-device', ...json }),
    args: new Map(),
  });

const infiniband = '80:00:00:48:fe:80:00:00:00:00:00:00:00:02:c9:03:00:00:10:01';

describe('parseHostDeviceConf()', () => {
  test('takes every key, in any letter case', () => {
    const keys = {
      Device: 'ens1',
      hwAddr: '02-00-00-00-00-0A',
      kernelPath: '/sys/devices/pci0000:00/x/',
      PCIBusID: '0000:3B:02.1',
      RuntimeConfig: { deviceid: 'mlx5_core.sf.4' },
      DPDKMode: true,
      ipam: { type: 'static' },
      dns: { search: ['lan'] },
    };
    expect(parse(keys)).toEqual({
      device: 'ens1',
      hwaddr: '02:00:00:00:00:0a',
      kernelpath: '/sys/devices/pci0000:00/x',
      pciBusID: '0000:3b:02.1',
      deviceID: 'mlx5_core.sf.4',
      dpdkMode: true,
      ipamType: 'static',
      dns: { search: ['lan'] },
    });
  });

  test.each([
    ['0200.0000.000a', '02:00:00:00:00:0a'],
    ['02:00:00:00:00:00:00:0A', '02:00:00:00:00:00:00:0a'],
    [infiniband.replaceAll(':', '-'), infiniband],
  ])('takes hwaddr %s', (hwaddr, canonical) => {
    expect(parse({ hwaddr }).hwaddr).toBe(canonical);
  });

  test.each<[string, unknown]>([
    ['device', 'averyveryverylongname'],
    ['device', 'a/b'],
    ['device', 5],
    ['hwaddr', '00:00:00:00:00:00'],
    ['hwaddr', '02:00:00:00:00'],
    ['hwaddr', `${infiniband}:00`],
    ['kernelpath', '/sys/class/net/ens1'],
    ['kernelpath', '/sys/devices/a/../../../etc'],
    ['kernelpath', '/sys/devices/a\0b'],
    ['pciBusID', '3b:02.1'],
    ['pciBusID', '0000:3b:02.1/..'],
    ['dpdkMode', 1],
  ])('refuses %s %j', (key, value) => {
    expect(() => parse({ device: 'ens1', [key]: value })).toThrow(
      expect.objectContaining({
        code: Code.invalidConfig,
        message: expect.stringContaining(`Cannot use "${key}" ${JSON.stringify(value)}: `),
      }),
    );
  });

  test.each(['..', '../x', 'a/b', 'a b', '-x', 7])('refuses the device ID %j', (deviceID) => {
    expect(() => parse({ device: 'ens1', runtimeConfig: { deviceID } })).toThrow('"runtimeConfig.deviceID"');
  });

  test.each<Command>(['ADD', 'CHECK'])('wants a device for %s', (command) => {
    expect(() => parse({ device: '', runtimeConfig: {} }, command)).toThrow('Cannot find a device: none of');
  });

  test.each<Command>(['DEL', 'GC'])('judges no key for %s', (command) => {
    const wrong = {
      device: 'a/b',
      hwaddr: 1,
      kernelpath: '..',
      pciBusID: [],
      runtimeConfig: { deviceID: {} },
    };
    expect(parse({ ...wrong, dpdkMode: 'x' }, command)).toEqual({ dpdkMode: false });
  });

  test('does without a device for STATUS, but not with a wrong one', () => {
    expect(parse({}, 'STATUS')).toEqual({ dpdkMode: false });
    expect(() => parse({ device: 'a/b' }, 'STATUS')).toThrow('"device"');
  });
});
