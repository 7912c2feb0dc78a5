import type { Case } from '../../conformance/case.ts';
import { type Damage, damages } from './damages.ts';
import { mustBeSound, notices, noticesOnly } from './notices.ts';

/** CHECK that has to fail, after something is wrong that the result of any interface plugin tells of. */
export const checkDamaged: Case[] = [
  ...damages.map(caseOf),
  {
    name: 'check/link-down',
    title: 'CHECK fails when the interface is down',
    judges: ['CHK-03', 'CHK-05'],
    kinds: ['interface', 'loopback'],
    since: '0.4.0',
    async run(trial) {
      await trial.add();
      await mustBeSound(trial);
      await trial.sh(trial.container, 'ip link set $IFNAME down');
      const isAllItDid = trial.subject.profile.kind === 'loopback';
      const requirement = isAllItDid ? 'CHK-03' : 'CHK-05';
      await notices(trial, { requirement, what: `"${trial.ifName}" is down` });
    },
  },
];

function caseOf({ name, what, requirement, where, damage, tempting }: Damage): Case {
  return {
    name: `check/${name}`,
    title: `CHECK fails when ${what}`,
    judges: [requirement, ...(tempting ? ['CHK-08'] : [])],
    kinds: ['interface'],
    since: '0.4.0',
    async run(trial) {
      const { result } = await trial.add();
      await mustBeSound(trial);
      await trial.sh(where === 'host' ? trial.host : trial.container, await damage(trial, result));
      await (tempting ? noticesOnly : notices)(trial, { requirement, what });
    },
  };
}
