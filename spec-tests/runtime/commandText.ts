import { word } from '../conformance/journal.ts';
import type { Adapter, CommandName, Placeholder } from './adapter.ts';

/** One attachment as the harness names it to a runtime. */
export interface Pair {
  containerId: string;
  ifname: string;
}

/** The values of one call; what is undefined is not said. */
export type Values = Partial<Record<Exclude<Placeholder, 'valid'>, string | undefined>> & {
  valid?: readonly Pair[] | undefined;
};

/** True if the runtime can be told this: if a placeholder of that name stands anywhere it is read from. */
export function canBeTold(adapter: Adapter, what: Placeholder): boolean {
  const places = what === 'valid' ? [adapter.commands.gc ?? ''] : [adapter.commands.add];
  return [...places, ...Object.values(adapter.env)].some((text) => text.includes(`{${what}}`));
}

/** The line of shell for one call: every placeholder as one word of shell, or by what `options` says for it. */
export function lineOf(adapter: Adapter, command: CommandName, values: Values): string {
  const { options } = adapter;
  return filled(adapter.commands[command] ?? '', (name) => {
    if (name === 'valid') return validText(adapter, values.valid ?? []);
    const value = values[name];
    if (value === undefined) return '';
    const option = name === 'args' || name === 'capabilityArgs' ? options[name] : undefined;
    return option === undefined ? word(value) : filled(option, () => word(value));
  }).trim();
}

/** The variables of one call, without those that would say nothing. */
export function variablesOf(adapter: Adapter, values: Values): Record<string, string> {
  const said = Object.entries(adapter.env).filter(([, text]) =>
    named(text).every((name) => values[name as keyof Values] !== undefined),
  );
  return Object.fromEntries(
    said.map(([key, text]) => [
      key,
      filled(
        text,
        (name) => (name === 'valid' ? validText(adapter, values.valid ?? []) : values[name]) ?? '',
      ),
    ]),
  );
}

function validText({ options }: Adapter, valid: readonly Pair[]): string {
  if (valid.length === 0) return options.noneValid ?? '';
  const template = options.valid ?? '{containerId}:{ifname}';
  const one = (pair: Pair) =>
    filled(template, (name) => (name === 'containerId' || name === 'ifname' ? pair[name] : ''));
  return valid.map(one).join(' ');
}

function named(text: string): string[] {
  return [...text.matchAll(/(?<!\$)\{(\w+)\}/g)].map(([, name = '']) => name);
}

function filled(text: string, value: (name: Placeholder) => string): string {
  return text.replaceAll(/(?<!\$)\{(\w+)\}/g, (_, name: Placeholder) => value(name));
}
