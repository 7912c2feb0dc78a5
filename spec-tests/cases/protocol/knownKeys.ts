import type { Case } from '../../conformance/case.ts';
import { isErrorObject } from '../../conformance/errorObject.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import { addAndDelete } from './addAndDelete.ts';

const masquerade: Case = {
  name: 'conf/ipmasq',
  title: 'ipMasq makes a rule of source NAT, and DEL takes it away',
  judges: ['PCF-05'],
  unless: ({ profile }) =>
    'ipMasq' in profile.conf ? undefined : 'its configuration does not have "ipMasq"',
  async run(trial) {
    const before = await trial.snapshot();
    const rules = async () => (await trial.since(before)).filter((line) => /masquerade|snat/i.test(line));
    await trial.add({ conf: { ipMasq: true } });
    const made = await rules();
    trial.judge(
      'PCF-05',
      made.some((line) => line.startsWith('+ ')),
      'a rule of source NAT after ADD',
      made,
    );
    await trial.call('DEL', { conf: { ipMasq: true } });
    const left = await rules();
    trial.judge('PCF-05', left.length === 0, 'no such rule after DEL', left);
    await trial.add({ conf: { ipMasq: false } });
    const unasked = await rules();
    trial.judge('PCF-05', unasked.length === 0, 'no such rule where "ipMasq" is false', unasked);
    await trial.call('DEL', { conf: { ipMasq: false } });
  },
};

const dns = {
  nameservers: ['192.0.2.7'],
  domain: 'example.com',
  search: ['a.example.com'],
  options: ['ndots:3'],
};

const resolver: Case = {
  name: 'conf/dns',
  title: 'dns of the configuration is dns of the result',
  judges: ['PCF-07'],
  kinds: ['interface'],
  async run(trial) {
    const { result } = await trial.add({ conf: { dns } });
    const got = Object.entries(dns).every(
      ([key, value]) => JSON.stringify(result.dns?.[key]) === JSON.stringify(value),
    );
    const seen = `"dns" of the result: ${JSON.stringify(result.dns)}`;
    // The key is optional: only a plugin whose profile says that it takes it can be held to it.
    const how = 'dns' in trial.subject.profile.conf ? 'judge' : 'observe';
    trial[how]('PCF-07', got, '"dns" as in the configuration', seen);
  },
};

const precedence: Case = {
  name: 'conf/args-over-environment',
  title: '"args" goes before CNI_ARGS',
  judges: ['CNV-03'],
  // What an interface plugin gets from another one is that one's doing.
  kinds: ['ipam'],
  async run(trial) {
    const usual = (await addAndDelete(trial, {})).json?.ips?.[0]?.address;
    const [first, second] = [shifted(usual, 10), shifted(usual, 20)];
    if (!first || !second) throw new CannotJudge('ADD gives no IPv4 address');
    const conf = { args: { cni: { ips: [first] } } };
    const understood = await addAndDelete(trial, { conf });
    if (understood.json?.ips?.[0]?.address !== first)
      throw new CannotJudge('it does not understand "ips" in "args"');
    const both = await addAndDelete(trial, { conf, args: `IgnoreUnknown=1;IP=${second}` });
    trial.judge('CNV-03', both.json?.ips?.[0]?.address === first, `the address in "args", ${first}`, both);
  },
};

/** Another address of the same subnet: the last number changed by so much. */
function shifted(address: string | undefined, by: number): string | undefined {
  const [, head, last, length] = /^((?:\d+\.){3})(\d+)(\/\d+)$/.exec(address ?? '') ?? [];
  return head && `${head}${(Number(last) + by) % 250}${length}`;
}

const foreignLink: Case = {
  name: 'conf/foreign-link',
  title: 'an interface of another type is configured too, or refused cleanly',
  judges: ['CNV-04'],
  kinds: ['chained'],
  async run(trial) {
    const lines = ['ip link delete $IFNAME', 'ip link add $IFNAME address 02:00:00:00:02:01 type bridge'];
    await trial.sh(
      trial.container,
      [...lines, 'ip address add 10.99.0.2/24 dev $IFNAME', 'ip link set $IFNAME up'].join('\n'),
    );
    const call = await trial.call('ADD');
    const ok = call.exitCode === 0 || isErrorObject(call.json);
    trial.judge('CNV-04', ok, 'an interface of type bridge: success, or an error object', call);
    trial.observe('CNV-04', call.exitCode === 0, 'an interface of type bridge is configured like any', call);
  },
};

export const knownKeys: Case[] = [masquerade, resolver, precedence, foreignLink];
