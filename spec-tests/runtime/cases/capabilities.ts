import type { RuntimeCase } from '../runtimeCase.ts';

/** One value of every JSON type. */
const provided: Record<string, unknown> = {
  portMappings: [{ hostPort: 8080, containerPort: 80, protocol: 'tcp' }],
  bandwidth: { ingressRate: 2048, nested: { list: [1, [2, null]] } },
  mac: '02:00:00:00:00:09',
  depth: 1.5,
  flag: false,
};

/** What is asked for; `aliases` and `ips` are asked for and not provided. */
const declared = {
  portMappings: true,
  bandwidth: true,
  mac: true,
  depth: true,
  flag: false,
  aliases: true,
  ips: false,
};

const wanted = {
  portMappings: provided.portMappings,
  bandwidth: provided.bandwidth,
  mac: provided.mac,
  depth: provided.depth,
};

/** `runtimeConfig`: what the runtime provides and the plugin declares. */
export const capabilities: RuntimeCase[] = [
  {
    name: 'capabilities/declared',
    title: 'A plugin gets what it declares and the runtime provides, unchanged and nothing else',
    judges: ['REQ-03', 'RTC-01', 'RTC-02', 'REQ-06'],
    needs: ['capabilityArgs'],
    async run(trial) {
      for (const type of ['first', 'second']) trial.spy(type);
      const plugins = [{ type: 'first', capabilities: declared }, { type: 'second' }];
      trial.configure(trial.list(plugins));
      const capabilityArgs = JSON.stringify(provided);
      for (const command of ['add', 'check', 'del'] as const) {
        if (!trial.adapter.commands[command]) continue;
        const { spied } = await trial.must(command, { capabilityArgs });
        const of = (type: string) => spied.find((call) => call.type === type)?.stdin;
        const given = (of('first')?.runtimeConfig ?? {}) as Record<string, unknown>;
        for (const id of ['REQ-03', 'RTC-02']) trial.same(id, given, wanted, `${command}: runtimeConfig`);
        const keys = Object.keys(given).sort();
        trial.same('RTC-01', keys, Object.keys(wanted).sort(), `${command}: keys of runtimeConfig`);
        const none = of('second')?.runtimeConfig ?? {};
        trial.same('RTC-01', none, {}, `${command}: runtimeConfig of a plugin that declares nothing`);
        trial.judge(
          'REQ-06',
          !('capabilities' in (of('first') ?? {})),
          `${command}: no "capabilities"`,
          of('first'),
        );
      }
    },
  },
  {
    name: 'capabilities/not-provided',
    title: 'What the runtime does not provide is not made up',
    judges: ['RTC-01'],
    async run(trial) {
      trial.spy('first');
      trial.configure(trial.list([{ type: 'first', capabilities: { mac: true, ips: false } }]));
      const { spied } = await trial.must('add');
      trial.same('RTC-01', spied[0]?.stdin.runtimeConfig ?? {}, {}, 'runtimeConfig');
    },
  },
];
