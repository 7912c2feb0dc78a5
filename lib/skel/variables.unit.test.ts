import { Code } from '../spec/errors.ts';
import { judgeVariables } from './variables.ts';

const all = {
  CNI_CONTAINERID: 'c1',
  CNI_NETNS: '/run/netns/c1',
  CNI_IFNAME: 'eth0',
  CNI_PATH: '/opt/cni/bin',
};

const refusal = (env: Record<string, string | undefined>) => {
  try {
    judgeVariables(env);
  } catch (error) {
    return error as Error & { code: number };
  }
  throw new Error('not refused');
};

test.each(['ADD', 'DEL', 'CHECK', 'GC', 'STATUS', 'VERSION'] as const)(
  'judgeVariables() knows %s',
  (command) => {
    expect(judgeVariables({ ...all, CNI_COMMAND: command })).toBe(command);
  },
);

test.each([
  ['ADD', ['CNI_CONTAINERID', 'CNI_NETNS', 'CNI_IFNAME']],
  ['CHECK', ['CNI_CONTAINERID', 'CNI_NETNS', 'CNI_IFNAME']],
  ['DEL', ['CNI_CONTAINERID', 'CNI_IFNAME']],
  ['GC', ['CNI_PATH']],
])('judgeVariables() names every variable that %s lacks, missing or empty', (command, names) => {
  for (const env of [{}, Object.fromEntries(names.map((name) => [name, '']))]) {
    const { code, message } = refusal({ ...env, CNI_COMMAND: command });
    expect(code).toBe(Code.invalidEnvironment);
    for (const name of names) expect(message).toContain(name);
  }
});

test.each(['DEL', 'STATUS', 'VERSION'])('judgeVariables() lets %s do without what is optional', (command) => {
  const { CNI_CONTAINERID, CNI_IFNAME } = all;
  expect(judgeVariables({ CNI_COMMAND: command, CNI_CONTAINERID, CNI_IFNAME })).toBe(command);
});

test('judgeVariables() names missing and invalid variables in one message, with the values', () => {
  const { message } = refusal({
    CNI_COMMAND: 'ADD',
    CNI_CONTAINERID: 'some-%%container-id',
    CNI_IFNAME: 'a b',
  });
  expect(message).toContain('CNI_NETNS is missing');
  expect(message).toContain('CNI_CONTAINERID "some-%%container-id"');
  expect(message).toContain('CNI_IFNAME "a b"');
});

test.each(['', 'NOPE', 'add', ' ADD', 'toString', '__proto__'])(
  'judgeVariables() refuses the command %j',
  (command) => {
    const { code, message } = refusal({ ...all, CNI_COMMAND: command });
    expect(code).toBe(Code.invalidEnvironment);
    expect(message).toContain('CNI_COMMAND');
  },
);

test.each(['', '.a', '-a', '_a', 'a b', 'a/b', '../a', 'a\n', 'é'])(
  'judgeVariables() refuses the container ID %j',
  (id) => {
    expect(refusal({ ...all, CNI_COMMAND: 'DEL', CNI_CONTAINERID: id }).message).toContain('CNI_CONTAINERID');
  },
);

test.each([
  '1234567890123456',
  'a b',
  'a/b',
  'a:b',
  'a\nb',
  'a\tb',
  '.',
  '..',
  'eth%d',
  'all',
  'default',
  'a"b',
])('judgeVariables() refuses the interface name %j', (name) => {
  const { message } = refusal({ ...all, CNI_COMMAND: 'ADD', CNI_IFNAME: name });
  expect(message).toContain('CNI_IFNAME');
  expect(message).toContain(JSON.stringify(name));
});

test.each(['GC', 'STATUS', 'VERSION'])(
  'judgeVariables() does not look at what %s does not need',
  (command) => {
    const env = {
      CNI_COMMAND: command,
      CNI_PATH: '/x',
      CNI_CONTAINERID: '%%',
      CNI_IFNAME: 'x'.repeat(40),
      CNI_NETNS: 'dummy',
    };
    expect(judgeVariables(env)).toBe(command);
  },
);
