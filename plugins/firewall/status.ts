import { busProgram, firewalldAnswers } from '../../lib/kernel/firewalld.ts';
import { refuseUnlessAble } from '../../lib/skel/able.ts';
import type { NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { rulesBackend, usesFirewalld } from './backend.ts';
import type { FirewallConf } from './conf.ts';

/** STATUS: throws (code 50) when ADD could not let anything through with the backend that it would choose now. */
export async function statusOfFirewall({ conf }: NetworkRequest<FirewallConf>, world: World): Promise<void> {
  const zones = await usesFirewalld(conf, world);
  const rules = zones && conf.ingressPolicy === 'open' ? [] : programs(conf);
  const ports = conf.ingressPolicy === 'isolated' ? ['ip'] : [];
  refuseUnlessAble([...(zones ? [busProgram() ?? 'dbus-send'] : []), ...rules, ...ports]);
  if (zones && !(await firewalldAnswers(world.runner)))
    throw new CniError(Code.notAvailable, 'Cannot attach containers: firewalld does not run');
}

function programs(conf: FirewallConf): string[] {
  const tools = ['iptables', 'ip6tables'].flatMap((tool) => [tool, `${tool}-restore`]);
  return rulesBackend(conf) === 'nftables' ? ['nft'] : tools;
}
