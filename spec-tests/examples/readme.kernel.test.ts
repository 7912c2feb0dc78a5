/** The README's network by hand, typed as it stands there: in one shell, in a throwaway host, stopping at the first failure. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { difference } from '../../lib/testing/difference.ts';
import { needs, systemPath } from '../../lib/testing/needs.ts';
import { thisMachine } from '../../lib/testing/place.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { commandsIn, patternOf } from './commandsIn.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(`${checkout}README.md`, 'utf8');
const { script, claims } = commandsIn(readme, '## A first network by hand');

/** `make` and what it calls may be anywhere on the caller's path. */
const env = { PATH: `${process.env.PATH}:${systemPath}`, HOME: '/run', LC_ALL: 'C' };

beforeAll(async () => {
  needs('make', 'ip', 'iptables', 'nft', 'ping');
  // There is no package registry in a throwaway host: what "make install" builds has to be there already.
  const { exitCode } = await thisMachine().run(['make', '-C', checkout, '--question', 'bin/weft'], { env });
  if (exitCode !== 0)
    throw new Error('Cannot install: bin/weft is missing or older than its sources, run "make build"');
});

test('the README shows commands, and what they print', () => {
  expect(script).toContain('\nbridge add 2e34dcf34 /var/run/netns/2e34dcf34 ');
  expect(claims.length).toBeGreaterThan(10);
});

test('the commands of the README work as they stand there and leave what they say', async () => {
  await using host = await throwawayHost();
  const before = await snapshot(host);
  const { stdout, stderr } = await host.ok(
    ['bash', '-e', '-o', 'pipefail', '-c', `cd '${checkout}'\n${script}`],
    {
      env,
      timeout: 120_000,
    },
  );
  for (const claim of claims) expect(`${stdout}${stderr}`).toMatch(patternOf(claim));
  const left = difference(before, await snapshot(host));
  expect(
    left.filter(
      (line) => !/ sysctl net\/ipv[46]\/\S*forward|_reserved_ip|\/var\/lib\/cni\/\S+ folder/.test(line),
    ),
  ).toEqual([]);
  expect((await host.ok(['ls', '/opt/cni/bin'])).stdout).toBe('');
}, 150_000);
