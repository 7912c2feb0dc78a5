/*
 * A process that owns a throwaway host with a daemon and a container, says where it is and waits to be killed: for the
 * test that proves that nothing of it is left then.
 */
import { writeSync } from 'node:fs';
import { throwawayHost } from './throwawayHost.ts';

const host = await throwawayHost();
await host.processContainer();
await host.ok(['sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 &']);
writeSync(1, `${host.pid}\n`);
setInterval(() => {}, 1000);
