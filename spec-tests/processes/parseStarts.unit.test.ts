import { parseStarts } from './parseStarts.ts';

const netns = '/run/netns/c1';
const threads = (lines: Record<number, string[]>) =>
  new Map(Object.entries(lines).map(([id, all]) => [Number(id), all]));
const exec = (file: string, ending = '0') =>
  `execve("${file}", ["${file}", "-"], 0x7f /* 7 vars */) = ${ending}`;
const enter = (path: string, ending = '0') => `setns(5<${path}>, CLONE_NEWNET)   = ${ending}`;
const fork = (id: number) => `vfork()                                 = ${id}`;
const thread = (id: number) => `clone3({flags=CLONE_VM => {parent_tid=[${id}]}, 88) = ${id}`;

test('parseStarts tells where each program was started: where its parent was at that moment', () => {
  const lines = {
    10: [exec('/bin/bridge'), fork(11), enter(netns), fork(12), enter('net:[4026531840]'), fork(13)],
    11: [exec('/sbin/ip')],
    12: [exec('/sbin/ip')],
    13: [exec('/sbin/nft')],
  };
  expect(parseStarts(threads(lines), netns)).toEqual(['ip container', 'ip host', 'nft host']);
});

test('parseStarts follows threads, programs started by programs and those that take the place of others', () => {
  const lines = {
    10: [exec('/bin/bridge'), thread(11)],
    11: [fork(12)],
    12: [exec('/bin/nsenter'), enter(netns), exec('/bin/sh'), 'fork() = 13'],
    13: [exec('/sbin/ip')],
  };
  expect(parseStarts(threads(lines), netns)).toEqual(['ip container', 'nsenter host', 'sh container']);
});

test('parseStarts leaves out what failed, and everything else that strace tells', () => {
  const lines = {
    10: [
      exec('/bin/bridge'),
      enter(netns, '-1 EPERM (Operation not permitted)'),
      'vfork()                                 = ? ERESTARTNOINTR (To be restarted)',
      fork(11),
      '--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=11, si_uid=0, si_status=0} ---',
      '',
    ],
    11: [exec('/usr/local/sbin/ip', '-1 ENOENT (No such file or directory)'), exec('/sbin/ip')],
  };
  expect(parseStarts(threads(lines), netns)).toEqual(['ip host']);
});

test('parseStarts does not lose a program for a thread that was on the way when the call ended', () => {
  const lines = {
    9: [exec('/bin/bridge'), fork(10), 'clone3({flags=CLONE_VM} <unfinished ...>) = ?'],
    10: [exec('/sbin/ip')],
    11: [''],
  };
  expect(parseStarts(threads(lines), netns)).toEqual(['ip host']);
});
