import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { needs, systemPath } from '../../lib/testing/needs.ts';
import { thisMachine } from '../../lib/testing/place.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const tsx = fileURLToPath(import.meta.resolve('tsx'));
const demo = (bin = pluginsUnderTest) =>
  thisMachine().run([process.execPath, '--import', tsx, main], {
    env: { PATH: systemPath, WEFT_TEST_BIN: bin },
    timeout: 60_000,
  });

beforeAll(() => needs('ip', 'iptables', 'nft', 'ping', `${pluginsUnderTest}/cnitool`));

test('the demo goes from nothing to ping and back to nothing', async () => {
  const { stdout, stderr, exitCode } = await demo();
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(stdout.match(/^ {2}64 bytes from /gm)).toHaveLength(6);
  expect(stdout).toMatch(
    /^Links, addresses, routes, rules, sysctls and files are exactly as they were\.\n\nDone in /m,
  );
}, 60_000);

test('the demo stops with the reason at the first thing that fails', async () => {
  const bin = mkdtempSync(join(tmpdir(), 'demo-'));
  try {
    writeFileSync(join(bin, 'cnitool'), '#!/bin/sh\necho "cnitool: no luck today" >&2\nexit 1\n', {
      mode: 0o755,
    });
    const { stdout, stderr, exitCode } = await demo(bin);
    expect(exitCode).toBe(1);
    expect(stderr).toBe('\ndemo: "cnitool status bridge && echo ready" ended with 1\n');
    expect(stdout).toMatch(/^ {2}cnitool: no luck today$/m);
    expect(stdout).not.toContain('ip netns add');
  } finally {
    rmSync(bin, { recursive: true });
  }
}, 60_000);
