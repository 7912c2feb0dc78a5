import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { Journal } from '../conformance/journal.ts';
import type { SpecText } from '../conformance/requirement.ts';
import type { Adapter } from './adapter.ts';
import type { RuntimeCase } from './runtimeCase.ts';
import { coverScript } from './runtimeScript.ts';
import { RuntimeTrial } from './runtimeTrial.ts';

export interface OpenRuntimeTrial extends AsyncDisposable {
  trial: RuntimeTrial;
}

/** Makes the ground for one case: a host whose only plugins are spies, one container, and what the adapter prepares. */
export async function openRuntimeTrial(
  adapter: Adapter,
  { name: caseName }: Pick<RuntimeCase, 'name'>,
  text: SpecText,
): Promise<OpenRuntimeTrial> {
  const spies = spyPlugins();
  const host = await throwawayHost({ plugins: spies.path }).catch((error: unknown) => {
    spies[Symbol.dispose]();
    throw error;
  });
  const close = async () => {
    await host[Symbol.asyncDispose]();
    spies[Symbol.dispose]();
  };
  try {
    const container = await host.container('c1');
    const journal = journalFor(adapter, spies.room);
    const trial = new RuntimeTrial({ adapter, caseName, text, host, container, spies, journal });
    await trial.sh([`mkdir -p ${adapter.confDir} ${adapter.cacheDir}`, ...adapter.prepare].join('\n'));
    return { trial, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** By hand nothing may be written to the machine's folders. /opt, /run and /var/lib are the script's own anyway. */
function journalFor({ confDir, cacheDir }: Adapter, room: string): Journal {
  const journal = new Journal('eth0');
  journal.rename(room, '/run/room');
  journal.note({ script: 'mkdir -p /run/room; ip netns add c1' });
  const shared = [confDir, cacheDir].filter((path) => !/^\/(opt|run|var\/lib)\//.test(path));
  for (const root of new Set(shared.map((path) => `/${path.split('/')[1]}`)))
    journal.note({ script: coverScript(root) });
  return journal;
}
