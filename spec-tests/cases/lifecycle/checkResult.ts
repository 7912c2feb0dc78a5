import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import type { Case } from '../../conformance/case.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import type { Trial } from '../../conformance/trial.ts';
import { ownIps, withOwnInterface } from './attachmentFacts.ts';
import { mustBeSound, notices, noticesOnly, refused } from './notices.ts';
import { made } from './stale.ts';

/** CHECK with a prevResult that is not what there is: then it has to say so, for that is what it has to go by. */
export const checkResult: Case[] = [
  {
    name: 'check/other-address-in-result',
    title: 'CHECK fails when prevResult has an address that is not there',
    judges: ['CHK-01', 'CHK-08'],
    kinds: ['interface', 'ipam'],
    since: '0.4.0',
    async run(trial) {
      const { result } = await trial.add();
      await mustBeSound(trial);
      const prevResult = withOtherAddress(trial, result);
      // An IPAM plugin may say that the one is not its own, and the other was taken out of the result by a later plugin.
      const level = trial.subject.profile.kind === 'ipam' ? 'should' : 'must';
      const what = 'prevResult has another address';
      await noticesOnly(trial, { requirement: 'CHK-01', what, change: { prevResult }, level });
    },
  },
  {
    name: 'check/other-interface-in-result',
    title: 'CHECK fails when prevResult has another interface or another MAC',
    judges: ['CHK-01', 'CHK-03'],
    kinds: ['interface'],
    since: '0.4.0',
    async run(trial) {
      const { result } = await trial.add();
      await mustBeSound(trial);
      const named = withOwnInterface(trial, result, { name: 'other0' });
      await notices(trial, {
        requirement: 'CHK-01',
        what: 'prevResult has another interface in the container',
        change: { prevResult: named },
      });
      const mac = withOwnInterface(trial, result, { mac: '02:00:5e:00:53:03' });
      await notices(trial, {
        requirement: 'CHK-03',
        what: 'the interface has another MAC than prevResult',
        change: { prevResult: mac },
      });
    },
  },
  {
    name: 'check/without-result',
    title: 'CHECK without prevResult says that it is missing',
    judges: ['CHK-11'],
    since: '0.4.0',
    async run(trial) {
      await trial.add();
      const check = await trial.call('CHECK', { prevResult: undefined });
      trial.observe('CHK-11', refused(check), 'an error: nothing says what is expected', check);
    },
  },
  {
    name: 'check/after-del',
    title: 'CHECK fails after DEL',
    judges: ['CHK-13', 'CHK-08'],
    since: '0.4.0',
    async run(trial) {
      const { kind } = trial.subject.profile;
      const { lines } = await made(trial);
      await mustBeSound(trial);
      await trial.call('DEL');
      // A plugin that keeps nothing anywhere has nothing to miss.
      if (kind === 'interface' || (kind === 'ipam' && lines.length > 0))
        return noticesOnly(trial, { requirement: 'CHK-13', what: 'the attachment has been taken away' });
      const check = await trial.call('CHECK');
      trial.observe('CHK-13', refused(check), 'an error, since the attachment has been taken away', check);
    },
  },
];

/** Another host of the same subnet: the last part of the first own address changed. */
function withOtherAddress(trial: Trial, result: PluginOutput): PluginOutput {
  const [own] = ownIps(trial, result);
  if (!own) throw new CannotJudge('the result has no addresses');
  const ips = (result.ips ?? []).map((ip) =>
    ip === own ? { ...ip, address: otherAddress(ip.address) } : ip,
  );
  return { ...result, ips };
}

function otherAddress(cidr: string): string {
  const [ip = '', length = ''] = cidr.split('/');
  const last = /[0-9a-f]*$/i.exec(ip)?.[0] ?? '';
  const other = last === '77' ? '78' : '77';
  return `${ip.slice(0, ip.length - last.length)}${other}/${length}`;
}
