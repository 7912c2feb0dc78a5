import { readSync, writeSync } from 'node:fs';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { hostLocal } from './main.ts';

// For tests: a process that says "ready", waits for a byte, attaches containers one after the other, and prints ID and
// address of each that succeeded. Arguments: configuration, what the IDs begin with, how many.
const [json = '', prefix = '', count = '0'] = process.argv.slice(2);
const network = parseNetworkConf(JSON.parse(json));
const world = { runner: undefined as never, delegate: undefined as never, trace: () => undefined };

writeSync(1, 'ready\n');
readSync(0, Buffer.alloc(1));
for (let n = 0; n < Number(count); n++) {
  const conf = hostLocal.parse({ command: 'ADD', network, args: new Map() });
  const attachment = { containerId: `${prefix}${n}`, ifName: 'eth0', sandbox: '/x' };
  const request = { command: 'ADD', version: network.version, network: network.network, conf } as const;
  const rest = { validAttachments: [], invocation: { env: {}, stdin: '' } };
  const added = await hostLocal.add({ ...request, ...attachment, ...rest }, world).catch(() => undefined);
  if (added) writeSync(1, `${attachment.containerId} ${added.ips?.[0]?.address}\n`);
}
