import type { Case } from '../../conformance/case.ts';
import { isErrorObject } from '../../conformance/errorObject.ts';
import { addAndDelete } from './addAndDelete.ts';
import { type Variation, variations } from './variation.ts';

const attachments = [{ containerID: 'c1', ifname: 'eth0' }];

/** What the protocol itself puts into a configuration, whether a plugin uses it or not. */
const injected: Variation[] = [
  { name: 'with an empty "runtimeConfig"', change: { conf: { runtimeConfig: {} } }, requirement: 'PCF-10' },
  {
    name: 'with a foreign capability in "runtimeConfig"',
    change: { conf: { runtimeConfig: { 'org.example.none': [{ a: null }] } } },
    requirement: 'PCF-10',
    open: true,
  },
  {
    name: 'with "capabilities"',
    change: { conf: { capabilities: { portMappings: true, 'org.example.none': false } } },
    requirement: 'PCF-10',
    open: true,
  },
  {
    name: 'with "cni.dev/valid-attachments"',
    change: { conf: { 'cni.dev/valid-attachments': attachments, 'cni.dev/attachments': attachments } },
    requirement: 'PCF-10',
    open: true,
  },
  {
    name: 'with "args" that it does not know',
    change: { conf: { args: { cni: { 'org.example.none': { a: [1] } }, 'org.example': true } } },
    requirement: 'CNV-02',
  },
  {
    name: 'with labels in "args"',
    change: { conf: { args: { cni: { labels: [{ key: 'app', value: 'myapp' }] } } } },
    requirement: 'CNV-02',
  },
];

const unknownField: Case = {
  name: 'conf/unknown-field',
  title: 'an unknown field is accepted, or refused by name and value with code 2',
  judges: ['PCF-09'],
  async run(trial) {
    const call = await addAndDelete(trial, { conf: { zzUnknown: 'zzValue' } });
    if (call.exitCode === 0 || !isErrorObject(call.json))
      return trial.judge('PCF-09', call.exitCode === 0, 'success, or an error object', call);
    const { code, msg, details } = call.json;
    const told = ['zzUnknown', 'zzValue'].every((word) => `${msg} ${details}`.includes(word));
    trial.judge('PCF-09', code === 2 && told, 'success, or code 2 with key and value', call);
  },
};

const malformed: Case = {
  name: 'conf/malformed',
  title: 'a field that is malformed or unusable is refused',
  judges: ['CNV-01'],
  unless: ({ profile }) =>
    profile.malformed ? undefined : 'the profile gives no "malformed" configurations to try',
  async run(trial) {
    const before = await trial.snapshot();
    for (const conf of trial.subject.profile.malformed ?? []) {
      const call = await addAndDelete(trial, { conf });
      trial.judge('CNV-01', call.exitCode !== 0, `a refusal of ${JSON.stringify(conf)}`, call);
      if (call.exitCode !== 0) await trial.call('DEL');
    }
    const left = await trial.since(before);
    // What DEL leaves behind is another requirement's to judge.
    trial.observe('CNV-01', left.length === 0, 'nothing left of such configurations after DEL', left);
  },
};

/** Well-known capabilities, each with a value of a shape that it cannot have. */
const misshapen = {
  portMappings: [{ hostPort: 'x' }],
  ipRanges: [['x']],
  bandwidth: { ingressRate: 'x' },
  dns: [{}],
  ips: { a: 1 },
  mac: { a: 1 },
  infinibandGUID: [1],
  deviceID: [1],
  aliases: 'x',
  cgroupPath: 5,
};

const capabilities: Case = {
  name: 'conf/capabilities',
  title: 'a malformed capability is refused or ignored',
  judges: ['RTC-02'],
  async run(trial) {
    for (const [name, value] of Object.entries(misshapen)) {
      const call = await addAndDelete(trial, { conf: { runtimeConfig: { [name]: value } } });
      const ok = call.exitCode === 0 || isErrorObject(call.json);
      trial.judge('RTC-02', ok, `"${name}" with ${JSON.stringify(value)}: ignored, or an error object`, call);
    }
  },
};

export const confVariations: Case[] = [
  variations(
    { name: 'conf/injected', title: 'keys of the protocol that it does not use do no harm' },
    injected,
  ),
  unknownField,
  malformed,
  capabilities,
];
