import { z } from 'zod/mini';
import { versions } from '../../lib/spec/version.ts';

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

const filledIn = z.exactOptional(z.never({ error: 'the harness fills it in at each call' }));
const line = z.string().check(z.minLength(1));
const lines = z.array(line);
const pattern = line.check(
  z.refine(isPattern, { error: 'not a regular expression' }),
  z.meta({ format: 'regex' }),
);
const patterns = z.array(pattern);
const confPart = z.record(z.string(), z.unknown());

/** A key that has to be there, with what its description says. */
function key<T extends z.ZodMiniType>(schema: T, description: string): T {
  return schema.check(z.describe(description));
}

/** A key that may be absent. */
function may<T extends z.ZodMiniType>(schema: T, description: string) {
  return z.exactOptional(key(schema, description));
}

const prepare = z.strictObject({
  host: may(lines, 'On the host, once, before the first container is made.'),
  container: may(lines, 'In each container, once, when it is made.'),
});

const daemon = z.strictObject({
  run: key(line, 'The program with its arguments; it goes on in the background.'),
  ready: key(line, 'A line of shell that succeeds once it works. It is repeated for ten seconds.'),
});

const damage = z.strictObject({
  name: key(line, 'What is wrong then: completes "CHECK fails when …".'),
  where: may(z.enum(['host', 'container']), 'Where the lines run. Default: host.'),
  run: key(z.array(line).check(z.minLength(1)), 'Lines of shell.'),
  judges: may(
    z.enum(['CHK-03', 'CHK-04', 'CHK-05']),
    'CHK-03: something that the result lists; CHK-04: something that it does not list; CHK-05: the container cannot be reached. Default: CHK-04.',
  ),
});

const conf = z.looseObject({ name: filledIn, type: filledIn, cniVersion: filledIn, prevResult: filledIn });

/** A profile as a file has it. profile.schema.json says the same, which a test sees to. */
export const profileSchema = z
  .strictObject({
    $schema: may(z.string(), 'Where this schema is, for editors. Says nothing to the harness.'),
    type: key(z.string().check(z.regex(/^[^/\s]+$/)), 'Name of the executable.'),
    kind: key(
      z.enum(['interface', 'chained', 'ipam', 'loopback']),
      'What the plugin does: makes an interface, works on the interface of a plugin before it, gives addresses to a plugin that asks, or is the loopback.',
    ),
    conf: key(
      conf,
      'The least configuration that works: one plugin object, without the keys that the harness fills in.',
    ),
    versions: may(
      z.array(z.enum(versions)).check(z.minLength(1)),
      'Versions of the specification to judge. Default: those that VERSION reports.',
    ),
    prepare: may(prepare, 'Lines of shell that make what the plugin needs before it is called.'),
    probe: may(
      line,
      'A line of shell, run on a fresh host, that fails where this kernel or machine cannot run the plugin.',
    ),
    daemons: may(
      z.array(daemon),
      'Programs that the plugin relies on, started on the host one after the other.',
    ),
    prevResult: may(
      z.boolean(),
      'Whether ADD gets the result of a plugin before it. Default: true for kind chained, otherwise false.',
    ),
    remains: may(
      patterns,
      'Patterns of what may be left after the last DEL because attachments share it, such as a bridge: lines of a difference, "+ host link …".',
    ),
    malformed: may(
      z.array(confPart),
      'Configurations to be refused, each with one field that is malformed or unusable: top-level keys to replace.',
    ),
    damages: may(z.array(damage), 'Ways to damage what ADD made, each of which CHECK has to notice.'),
    scarce: may(
      confPart,
      'Top-level keys to replace so that exactly one attachment fits and a second has to fail.',
    ),
    single: may(
      z.boolean(),
      'True if the configuration fits one attachment at a time, as with one device or one host port: cases with several do without it.',
    ),
    incapable: may(
      lines,
      'Lines of shell, run on the host, after which no ADD can succeed and so STATUS must fail.',
    ),
    traces: may(
      patterns,
      'Patterns of lines of a snapshot, "host link …", that are there because of one attachment. {id} is the container ID, {ifname} the interface.',
    ),
    notes: may(z.string(), 'What of all this is special, for the reader of a report.'),
  })
  .check(
    z.meta({
      title: 'Profile of a CNI plugin',
      description: 'What cni-conformance has to know about a plugin to judge it.',
    }),
  );

/** The schema in the form that is published. */
export function publishedSchema(): object {
  return JSON.parse(JSON.stringify(z.toJSONSchema(profileSchema))) as object;
}
