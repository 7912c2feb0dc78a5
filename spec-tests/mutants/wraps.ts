import type { Good, Heard, Json, Said, Wrap } from './mutant.ts';
import { shell } from './shell.ts';

/** Standard output decoded, changed, and put back. */
export function edited(said: Said, change: (json: Json) => unknown): Said {
  const json = decoded(said.stdout);
  return json === undefined ? said : { ...said, stdout: `${JSON.stringify(change(json))}\n` };
}

function decoded(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Wraps some commands alone; the others are as good as ever. */
export function on(commands: string, wrap: Wrap): Wrap {
  return (heard, good) => (commands.split(' ').includes(heard.command) ? wrap(heard, good) : good());
}

/** Wraps a command where something is so. */
export function where(commands: string, so: (heard: Heard) => boolean, wrap: Wrap): Wrap {
  return on(commands, (heard, good) => (so(heard) ? wrap(heard, good) : good()));
}

/** Lies in the result of a successful command. */
export function lies(change: (json: Json, heard: Heard) => unknown, command = 'ADD'): Wrap {
  return on(command, (heard, good) => {
    const said = good();
    return said.exitCode === 0 ? edited(said, (json) => change(json, heard)) : said;
  });
}

/** Says something else in its error objects. */
export function misreports(change: (error: Json) => unknown): Wrap {
  return (_, good) => {
    const said = good();
    return said.exitCode === 0 ? said : edited(said, change);
  };
}

/** Takes the configuration for another. */
export function misreads(commands: string, change: (conf: Json, heard: Heard) => object): Wrap {
  return on(commands, (heard, good) =>
    Object.keys(heard.conf).length === 0 ? good() : good({ conf: change(heard.conf, heard) }),
  );
}

/** Does something more, by lines of shell with the variables of the call, after a command has succeeded. */
export function andThen(command: string, script: string, place: 'host' | 'container' = 'host'): Wrap {
  return on(command, (heard, good) => {
    const said = good();
    if (said.exitCode === 0) shell(heard, script, place);
    return said;
  });
}

/** The good plugin in place of which nothing is done. */
export function instead(commands: string, said: Said): Wrap {
  return on(commands, () => said);
}

/** Calls it a second time with something changed, after the first was right. */
export function alsoWith(good: Good, change: Parameters<Good>[0]): Said {
  const said = good();
  if (said.exitCode === 0) good(change);
  return said;
}
