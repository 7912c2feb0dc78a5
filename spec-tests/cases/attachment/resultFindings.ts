import { atLeast } from '../../../lib/spec/version.ts';
import type { Level } from '../../conformance/requirement.ts';
import { isObject, type JsonObject, shown } from './jsonParts.ts';
import { agreementFindings } from './resultAgreement.ts';
import { type Key, type Keys, resultKeys } from './resultShapes.ts';
import type { Check } from './resultValues.ts';

/** One thing that is wrong with the result of an ADD. */
export interface Finding {
  requirement: string;
  /** "ips[0].gateway \"x\": not an IP address". */
  text: string;
  /** Weaker than the requirement's own level where the text says less. */
  level?: Level;
}

/** All that is wrong with the form of the result of an ADD in that version of the specification; empty if nothing is. */
export function resultFindings(output: unknown, version: string): Finding[] {
  if (!isObject(output)) return [{ requirement: 'ADD-02', text: `${shown(output)}: not a JSON object` }];
  return [
    ...versionFindings(output, version),
    ...objectFindings(output, resultKeys, version, { path: '', requirement: 'RES-06' }),
    ...agreementFindings(output),
  ];
}

/** A result without cniVersion is in the specification's own examples, so that one is less than a wrong one. */
function versionFindings({ cniVersion }: JsonObject, version: string): Finding[] {
  if (cniVersion === undefined || cniVersion === null || cniVersion === '')
    return [{ requirement: 'RES-01', level: 'should', text: 'cniVersion: missing' }];
  if (cniVersion === version) return [];
  return [
    { requirement: 'RES-01', text: `cniVersion ${shown(cniVersion)}: not "${version}", which was asked for` },
  ];
}

interface Place {
  path: string;
  requirement: string;
}

function objectFindings(object: JsonObject, keys: Keys, version: string, place: Place): Finding[] {
  const present = Object.entries(object).flatMap(([name, value]) =>
    keyFindings(name, value, keys[name], version, place),
  );
  const missing = Object.entries(keys).filter(
    ([name, key]) => key.needed && isIn(key, version) && object[name] === undefined,
  );
  return [
    ...present,
    ...missing.map(([name, key]) => ({
      requirement: key.requirement ?? place.requirement,
      text: `${place.path}${name}: missing`,
    })),
  ];
}

function keyFindings(
  name: string,
  value: unknown,
  key: Key | undefined,
  version: string,
  place: Place,
): Finding[] {
  const path = `${place.path}${name}`;
  if (!key) return [{ requirement: 'RES-06', level: 'may', text: `${path}: not in any version` }];
  if (!isIn(key, version)) return [outOfVersion(path, key, version, place.path === '')];
  const requirement = key.requirement ?? place.requirement;
  if (value === null)
    return [{ requirement, level: 'may', text: `${path}: null, where leaving it out says the same` }];
  if (typeof key.is === 'function') return valueFindings(value, key.is, key.usually, { path, requirement });
  if ('object' in key.is) return entryFindings(value, key.is.object, version, { path, requirement });
  const { list } = key.is;
  if (!Array.isArray(value)) return [{ requirement, text: `${path} ${shown(value)}: not a list` }];
  return value.flatMap((entry, i) =>
    entryFindings(entry, list, version, { path: `${path}[${i}]`, requirement }),
  );
}

/** A value that is right and only not as usual is no fault. */
function valueFindings(value: unknown, is: Check, usually: Check | undefined, place: Place): Finding[] {
  const { path, requirement } = place;
  const told = (problem: string) => ({ requirement, text: `${path} ${shown(value)}: ${problem}` });
  const wrong = is(value);
  if (wrong !== undefined) return [told(wrong)];
  const unusual = usually?.(value);
  return unusual === undefined ? [] : [{ ...told(unusual), level: 'may' }];
}

function entryFindings(entry: unknown, keys: Keys, version: string, { path, requirement }: Place): Finding[] {
  if (!isObject(entry)) return [{ requirement, text: `${path} ${shown(entry)}: not an object` }];
  return objectFindings(entry, keys, version, { path: `${path}.`, requirement });
}

/** A top-level key of another version means another format; below that, runtimes ignore what they don't know. */
function outOfVersion(path: string, key: Key, version: string, isTop: boolean): Finding {
  const text = `${path}: not in ${version}`;
  if (isTop) return { requirement: 'VSEL-06', text };
  if (key.since && !atLeast(version, key.since)) return { requirement: 'RESV-01', level: 'may', text };
  return { requirement: 'RES-06', level: 'should', text };
}

function isIn({ since, before }: Key, version: string): boolean {
  return (!since || atLeast(version, since)) && !(before && atLeast(version, before));
}
