import fc from 'fast-check';
import { ipLine, script, sysctlLine } from '../../lib/plan/render.ts';
import type { Step } from '../../lib/plan/step.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { judgeVariables } from '../../lib/skel/variables.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { parseResult } from '../../lib/spec/convert.ts';
import { CniError } from '../../lib/spec/errors.ts';
import { type BridgeConf, parseBridgeConf } from './conf.ts';
import { completeResult } from './gateways.ts';
import { planAddresses, planAround, planLink } from './plan.ts';
import { bridgeFacts } from './testFacts.ts';

/**
 * What somebody would write to get a line of his own in: separators and quotes of every tool, in and around good
 * values.
 */
const evil = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '\n',
    '\r\n',
    ' ',
    '"',
    "'",
    '\\',
    '#',
    ';',
    '{',
    '}',
    '$(x)',
    '`x`',
    '%d',
    '\0',
    '..',
    '/',
    '\u2028',
  ),
);
const spiced = (good: string) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(good) },
    { weight: 1, arbitrary: evil },
    { weight: 1, arbitrary: fc.tuple(evil, evil).map(([before, after]) => `${before}${good}${after}`) },
  );

const call = fc.record({
  network: spiced('mynet'),
  containerId: spiced('2e34dcf34'),
  ifName: spiced('eth0'),
  bridge: spiced('cni0'),
  mac: spiced('02:11:22:33:44:55'),
  backend: spiced('nftables'),
  address: spiced('10.1.2.3/24'),
  address6: spiced('fd00:1::3/64'),
  gateway: spiced('10.1.2.1'),
  dst: spiced('192.0.2.0/24'),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

/**
 * All steps of an ADD with these strings in every field that a caller has a hand in. Throws CniError where one is
 * refused.
 */
function stepsOf(given: Call): Step[] {
  const { network: name, containerId, ifName } = given;
  const variables = { CNI_CONTAINERID: containerId, CNI_IFNAME: ifName, CNI_NETNS: '/x' };
  judgeVariables({ CNI_COMMAND: 'ADD', ...variables });
  const json = {
    cniVersion: '1.1.0',
    name,
    type: 'bridge',
    bridge: given.bridge,
    isDefaultGateway: true,
    ipMasq: true,
    hairpinMode: true,
    ipMasqBackend: given.backend,
    runtimeConfig: { mac: given.mac },
  };
  const network = parseNetworkConf(json);
  const conf = parseBridgeConf({ command: 'ADD', network, args: new Map() });
  const netns = { path: '/proc/1/fd/5', fd: 5, id: 'net:[5]', given: '/x' };
  const request = {
    conf,
    network: network.network,
    containerId,
    ifName,
    netns,
  } as AttachmentRequest<BridgeConf>;
  const ipam = {
    cniVersion: '1.1.0',
    ips: [{ address: given.address, gateway: given.gateway }, { address: given.address6 }],
    routes: [{ dst: given.dst }],
  };
  const result = completeResult(conf, parseResult(ipam, '1.1.0'));
  const facts = bridgeFacts({ backend: conf.ipMasqBackend ?? 'iptables' });
  return [
    ...planLink(request, facts),
    ...planAddresses(request, facts, result),
    ...planAround(request, facts, result),
  ].flat();
}

/** The text that a tool gets for a step, and how many lines it may have. */
function textOf(step: Step): { text: string; lines: number }[] {
  if ('words' in step) return [{ text: ipLine(step.words), lines: 1 }];
  if (step.tool === 'sysctl') return [{ text: sysctlLine(step.key, step.value), lines: 1 }];
  return [...step.attempts, step.undo ?? []].map((lines) => ({
    text: script(lines).trimEnd(),
    lines: lines.length,
  }));
}

test('no string in any field adds a line, a quote or a statement to what the tools are given', () => {
  const plain = stepsOf({
    network: 'mynet',
    containerId: '2e34dcf34',
    ifName: 'eth0',
    bridge: 'cni0',
    mac: '02:11:22:33:44:55',
    backend: 'nftables',
    address: '10.1.2.3/24',
    address6: 'fd00:1::3/64',
    gateway: '10.1.2.1',
    dst: '192.0.2.0/24',
  });
  let accepted = 0;
  fc.assert(
    fc.property(call, (given) => {
      let steps: Step[];
      try {
        steps = stepsOf(given);
      } catch (error) {
        expect(error).toBeInstanceOf(CniError);
        return;
      }
      accepted++;
      for (const { text, lines } of steps.flatMap(textOf)) {
        expect(text.split(/[\n\r\v\f\0\u2028\u2029]/)).toHaveLength(lines);
        expect((text.match(/"/g) ?? []).length % 2).toBe(0);
        expect(text).not.toMatch(/[\\'`$]/);
      }
      // Whatever got through has the plan that good strings have: as many steps, and as many words in each line for ip.
      if (given.backend === 'nftables') expect(steps.map(shape)).toEqual(plain.map(shape));
    }),
    { numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(100);
});

function shape(step: Step): string {
  return step.tool === 'ip' ? `ip ${step.words.length}` : step.tool;
}
