import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { byHand } from './byHand.ts';

const list = {
  cniVersion: '1.1.0',
  name: 'mynet',
  plugins: [{ type: 'bridge', isGateway: true, capabilities: { mac: true } }, { type: 'portmap' }],
};

const ask = (argv: string[], stdin = '{"name":"n"}', env = {}) =>
  byHand('bridge', argv, env, '/opt/cni/bin', () => stdin);

describe('byHand()', () => {
  test('makes of "add 2e34dcf34 /var/run/netns/2e34dcf34" what a runtime would call', () => {
    const { invocation } = ask(['add', '2e34dcf34', '/var/run/netns/2e34dcf34']);
    expect(invocation.env).toEqual({
      CNI_COMMAND: 'ADD',
      CNI_CONTAINERID: '2e34dcf34',
      CNI_NETNS: '/var/run/netns/2e34dcf34',
      CNI_IFNAME: 'eth0',
      CNI_PATH: '/opt/cni/bin',
    });
    expect(invocation.stdin).toBe('{"name":"n"}');
  });

  test('takes a name for a namespace below /run/netns, and another interface name', () => {
    const { invocation } = ask(['del', 'x', 'blue', '--ifname', 'net1'], undefined, { CNI_PATH: '/x' });
    expect(invocation.env).toMatchObject({
      CNI_COMMAND: 'DEL',
      CNI_NETNS: '/run/netns/blue',
      CNI_IFNAME: 'net1',
      CNI_PATH: '/x',
    });
  });

  test("takes its own object out of a list, with the list's name and version, without capabilities", () => {
    const { invocation } = ask(['add', 'x', 'blue'], JSON.stringify(list));
    expect(JSON.parse(invocation.stdin)).toEqual({
      type: 'bridge',
      isGateway: true,
      name: 'mynet',
      cniVersion: '1.1.0',
    });
  });

  test('takes the newest version that a list offers', () => {
    const { invocation } = ask(
      ['gc', '--none-valid'],
      JSON.stringify({ ...list, cniVersion: '1.0.0', cniVersions: ['1.0.0', '1.1.0'] }),
    );
    expect(JSON.parse(invocation.stdin).cniVersion).toBe('1.1.0');
  });

  test('reads configuration and result from files', () => {
    const folder = mkdtempSync(`${tmpdir()}/by-hand-`);
    try {
      writeFileSync(`${folder}/conf`, JSON.stringify(list));
      writeFileSync(`${folder}/result`, '{"cniVersion":"1.1.0"}');
      const { invocation } = ask([
        'check',
        'x',
        'blue',
        '--conf',
        `${folder}/conf`,
        '--result',
        `${folder}/result`,
      ]);
      expect(JSON.parse(invocation.stdin)).toMatchObject({
        name: 'mynet',
        prevResult: { cniVersion: '1.1.0' },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('lets GC say that no attachment is valid, which it never guesses', () => {
    const asked = (...words: string[]) => JSON.parse(ask(['gc', ...words]).invocation.stdin);
    expect(asked('--none-valid')['cni.dev/valid-attachments']).toEqual([]);
    expect(asked()).not.toHaveProperty(['cni.dev/valid-attachments']);
  });

  test('lets GC name the attachments that are still valid', () => {
    const { invocation } = ask(['gc', '--valid', 'a', '--valid', 'b:net1']);
    expect(JSON.parse(invocation.stdin)['cni.dev/valid-attachments']).toEqual([
      { containerID: 'a', ifname: 'eth0' },
      { containerID: 'b', ifname: 'net1' },
    ]);
  });

  test('says what is done when asked to', () => {
    expect(ask(['version', '--trace']).trace).toBe(true);
    expect(ask(['version']).trace).toBe(false);
  });

  test.each([
    [['ad', 'x', 'y'], '"ad" is no command'],
    [['constructor'], '"constructor" is no command'],
    [['add', 'x'], '"add" takes'],
    [['add', 'x', 'y', 'z'], '"add" takes'],
    [['add', 'x', 'y', '--conf'], '"--conf" needs a value'],
    [['add', 'x', 'y', '--nope'], '"--nope" is no option'],
    [['add', 'x', 'y', '--conf', '/nowhere/at/all'], 'Cannot read "/nowhere/at/all"'],
  ])('refuses %j', (argv, message) => {
    expect(() => ask(argv)).toThrow(message);
  });

  test('refuses a list without a plugin of its type', () => {
    expect(() => ask(['add', 'x', 'y'], '{"name":"n","plugins":[{"type":"ptp"}]}')).toThrow(
      'no plugin of "type" "bridge"',
    );
  });
});
