/* A process that owns a lab and waits to be killed: for the test that proves that nothing of the lab runs on then. */
import { inLab } from './boot.ts';

await inLab({ script: 'exec sleep 1000', bound: 300_000 }, () => {});
