import { fileURLToPath } from 'node:url';
import { reportOfRuntime } from './judgeRuntime.ts';
import { parseOptions } from './options.ts';

const adapter = fileURLToPath(new URL('../runtime/adapters/cnitool.json', import.meta.url));
const surroundings = { version: '1.2.3', environment: { kernel: '6.1', rootless: false, leftOut: [] } };

test.each([
  ['LIST-01,LSIT-02', 'LSIT-02'],
  ['LIST-01,DEL-02', 'DEL-02'],
  ['NO-1,NO-2', 'NO-1", "NO-2'],
])('reportOfRuntime() refuses --only %s before it judges anything', async (only, named) => {
  const options = parseOptions(['--runtime', adapter, '--only', only]);
  if (!options) throw new Error('no options');
  await expect(reportOfRuntime(adapter, options, surroundings)).rejects.toThrow(
    `Cannot judge only "${named}": no requirement of runtimes`,
  );
});
