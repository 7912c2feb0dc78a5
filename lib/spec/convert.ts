import { CniError, Code } from './errors.ts';
import { Fields } from './fields.ts';
import { quote } from './quote.ts';
import type { IpConfig, Result } from './result.ts';
import { parseShape } from './resultSchema.ts';
import { type AnyResult, shape } from './resultShapes.ts';
import { steps } from './resultSteps.ts';
import { tidy } from './tidy.ts';
import { current, isSupportedVersion, unversioned, type Version, versions } from './version.ts';

/**
 * A result from outside, in any version, as a 1.1.0 one. The version that it names decides its shape; when it names
 * none, `fallbackVersion` does (the one of the configuration). An interface index that leads nowhere is left out: the
 * specification asks for patience with those. Throws CniError, code 6, with key and value.
 *
 * @param path where the result stands in its document, for messages: "prevResult".
 */
export function parseResult(json: Record<string, unknown>, fallbackVersion: string, path = ''): Result {
  const version = versionOf(json, fallbackVersion, path);
  const result: Result = convertResult(parseShape(json, version, path), version, current);
  const links = result.interfaces?.length ?? 0;
  return tidy<Result>(
    { ...result, ips: result.ips?.map((ip) => withoutDanglingIndex(ip, links)) },
    shape.result,
  );
}

/**
 * A result in the form of any version, members in the order of the specification, nothing in it that the version does
 * not know. Empty lists are left out; `dns` is always there before 1.0.0, and only if it says something since.
 * Throws CniError: code 1 for a version that is not supported, 7 for a result without address before 0.3.0.
 */
export function renderResult(result: Result, version: string): AnyResult {
  const target = version || unversioned;
  if (!isSupportedVersion(target)) {
    const state = `not one of ${versions.join(', ')}`;
    throw new CniError(
      Code.incompatibleVersion,
      `Cannot convert the result to version ${quote(version)}: ${state}`,
    );
  }
  return convertResult(inOrder(result), current, target);
}

/** Walks the steps between two versions. The result must have the shape of the first, and gets `cniVersion` of the other. */
export function convertResult(result: AnyResult, from: Version, to: Version): AnyResult {
  const start = versions.indexOf(from);
  const end = versions.indexOf(to);
  let shaped = result;
  for (const step of steps.slice(start, end)) shaped = step.up(shaped);
  for (const step of steps.slice(end, start).reverse()) shaped = step.down(shaped);
  return { ...shaped, cniVersion: to };
}

function versionOf(json: Record<string, unknown>, fallback: string, path: string): Version {
  const fields = new Fields(json, ['cniVersion'], { path, code: Code.decode });
  const version = fields.text('cniVersion') || fallback || unversioned;
  if (isSupportedVersion(version)) return version;
  throw fields.refusal('cniVersion', `not one of ${versions.join(', ')}`, version);
}

function withoutDanglingIndex(ip: IpConfig, links: number): IpConfig {
  const { interface: index, ...rest } = ip;
  return index !== undefined && index >= 0 && index < links ? ip : rest;
}

/** A plugin writes its result in any order, and may leave empty what it has not. */
function inOrder(result: Result): Result {
  const interfaces = result.interfaces?.map((link) => tidy(link, shape.interface110));
  const ips = result.ips?.map((ip) => tidy(ip, shape.ip));
  const routes = result.routes?.map((route) => tidy(route, shape.route110));
  const dns = result.dns && tidy(result.dns, shape.dns);
  return tidy<Result>({ cniVersion: current, interfaces, ips, routes, dns }, shape.result);
}
