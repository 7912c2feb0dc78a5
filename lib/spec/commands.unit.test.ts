import { type Command, commands, isCommand, type Variable } from './commands.ts';
import { versions } from './version.ts';

/** Specification 1.1.0, section 2: R required, O optional, - not mentioned. */
const table: Record<Command, Partial<Record<Variable, 'R' | 'O' | '-'>>> = {
  ADD: { CNI_CONTAINERID: 'R', CNI_NETNS: 'R', CNI_IFNAME: 'R', CNI_ARGS: 'O', CNI_PATH: 'O' },
  DEL: { CNI_CONTAINERID: 'R', CNI_NETNS: 'O', CNI_IFNAME: 'R', CNI_ARGS: 'O', CNI_PATH: 'O' },
  CHECK: { CNI_CONTAINERID: 'R', CNI_NETNS: 'R', CNI_IFNAME: 'R', CNI_ARGS: 'O', CNI_PATH: 'O' },
  GC: { CNI_CONTAINERID: '-', CNI_NETNS: '-', CNI_IFNAME: '-', CNI_ARGS: '-', CNI_PATH: 'R' },
  STATUS: { CNI_CONTAINERID: '-', CNI_NETNS: '-', CNI_IFNAME: '-', CNI_ARGS: '-', CNI_PATH: 'O' },
  VERSION: { CNI_CONTAINERID: '-', CNI_NETNS: '-', CNI_IFNAME: '-', CNI_ARGS: '-', CNI_PATH: '-' },
};

describe('commands', () => {
  test('holds the six of the specification and no other', () => {
    expect(Object.keys(commands).sort()).toEqual(Object.keys(table).sort());
  });

  test.each(Object.entries(table))('%s requires what the specification marks as required', (command, row) => {
    const required = Object.entries(row).filter(([, mark]) => mark === 'R');
    expect(commands[command as Command].required).toEqual(required.map(([variable]) => variable));
  });

  test.each([
    ['ADD', '0.1.0', true],
    ['DEL', '0.1.0', true],
    ['CHECK', '0.4.0', true],
    ['GC', '1.1.0', false],
    ['STATUS', '1.1.0', false],
    ['VERSION', '0.1.0', false],
  ] as const)('%s is known since %s, about an attachment: %s', (command, since, attachment) => {
    expect(commands[command]).toMatchObject({ since, attachment });
    expect(versions).toContain(since);
  });

  test('a command is about an attachment when it cannot do without a container ID', () => {
    for (const row of Object.values(commands)) {
      expect(row.attachment).toBe(row.required.includes('CNI_CONTAINERID'));
    }
  });
});

describe('isCommand', () => {
  test.each(Object.keys(table))('accepts %s', (text) => {
    expect(isCommand(text)).toBe(true);
  });

  // Decision table of the reference skeleton, rows 22 and 24, and what JavaScript objects have by nature.
  test.each(['NOPE', 'add', 'Add', ' ADD', 'ADD\n', '', 'toString', '__proto__', 'constructor'])(
    'refuses %j',
    (text) => {
      expect(isCommand(text)).toBe(false);
    },
  );
});
