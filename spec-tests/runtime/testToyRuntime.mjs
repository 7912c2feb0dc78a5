// A container runtime as small as can be that does everything the specification asks; the mutants are made of it, each by
// one change. Its parameters are variables: NETWORK, NETNS, CONTAINER, IFNAME, ARGS, CAPABILITIES, VALID, CONF, CACHE, PLUGINS.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const {
  NETWORK,
  NETNS,
  CONTAINER,
  IFNAME,
  ARGS = '',
  CAPABILITIES = '{}',
  VALID,
  CONF,
  CACHE,
  PLUGINS,
} = process.env;
const supported = ['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0', '1.1.0'];
const identifier = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;
const listKeys = ['cniVersions', 'disableCheck', 'disableGC', 'loadOnlyInlinedPlugins', 'plugins'];
const reserved = ['capabilities', 'prevResult', 'runtimeConfig', 'cni.dev/valid-attachments', ...listKeys];
const cacheFile = `${CACHE}/${NETWORK}-${CONTAINER}-${IFNAME}`;

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

function loadPlugin(plugin) {
  if (typeof plugin?.type !== 'string' || !/^[^/\\]+$/.test(plugin.type)) fail(`bad type ${plugin?.type}`);
  if (!Object.values(plugin.capabilities ?? {}).every((one) => typeof one === 'boolean'))
    fail('capabilities');
  return plugin;
}

function loadPlugins(list) {
  const folder = `${CONF}/${list.name}`;
  const inlined = list.plugins ?? [];
  if (!Array.isArray(inlined) || ('plugins' in list && inlined.length === 0)) fail('bad plugins');
  if (list.loadOnlyInlinedPlugins || !existsSync(folder)) return inlined.map(loadPlugin);
  const more = readdirSync(folder).map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')));
  return [...inlined, ...more].map(loadPlugin);
}

function loadNetwork() {
  if (!identifier.test(NETWORK)) fail(`bad network name ${NETWORK}`);
  for (const file of readdirSync(CONF)
    .filter((name) => name.endsWith('.conflist'))
    .sort()) {
    const list = JSON.parse(readFileSync(`${CONF}/${file}`, 'utf8'));
    if (list?.name !== NETWORK) continue;
    const { cniVersion = '0.1.0', cniVersions = [] } = list;
    if (!Array.isArray(cniVersions) || cniVersions.some((one) => !/^\d+\.\d+\.\d+$/.test(one)))
      fail('versions');
    const version = supported.filter((one) => [...cniVersions, cniVersion].includes(one)).at(-1);
    const plugins = loadPlugins(list);
    if (!version || plugins.length === 0) fail('bad configuration');
    return { ...list, version, plugins };
  }
  return fail(`no network ${NETWORK}`);
}

/** Runs one plugin; its output, or an error object. */
function call(network, plugin, command, more = {}) {
  const isAboutOne = ['ADD', 'CHECK', 'DEL'].includes(command);
  const offered = isAboutOne ? Object.entries(JSON.parse(CAPABILITIES)) : [];
  const runtimeConfig = offered.filter(([name]) => plugin.capabilities?.[name] === true);
  const request = {
    ...Object.fromEntries(Object.entries(plugin).filter(([key]) => !reserved.includes(key))),
    cniVersion: network.version,
    name: network.name,
    ...(runtimeConfig.length > 0 ? { runtimeConfig: Object.fromEntries(runtimeConfig) } : {}),
    ...more,
  };
  const attachment = { CNI_CONTAINERID: CONTAINER, CNI_NETNS: NETNS, CNI_IFNAME: IFNAME, CNI_ARGS: ARGS };
  const always = { PATH: process.env.PATH, CNI_COMMAND: command, CNI_PATH: PLUGINS };
  const env = isAboutOne ? { ...always, ...attachment } : always;
  const input = JSON.stringify(request);
  const program = [`${PLUGINS}/${plugin.type}`];
  const [file, ...words] = program;
  const { status, stdout, error } = spawnSync(file, words, { env, input, encoding: 'utf8' });
  if (status === 0) return { output: stdout };
  return { failure: stdout || `cannot run ${plugin.type}: ${error ?? status}` };
}

/** Runs plugins until one fails. */
function all(network, plugins, command, more) {
  for (const plugin of plugins) {
    const { failure } = call(network, plugin, command, more);
    if (failure) fail(failure);
  }
}

function remembered() {
  return existsSync(cacheFile) ? { prevResult: JSON.parse(readFileSync(cacheFile, 'utf8')) } : undefined;
}

const commands = {
  add(network) {
    if (!existsSync(NETNS)) fail(`no namespace ${NETNS}`);
    let prevResult;
    for (const plugin of network.plugins) {
      const { output, failure } = call(network, plugin, 'ADD', prevResult && { prevResult });
      if (failure) fail(failure);
      prevResult = JSON.parse(output);
    }
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(cacheFile, JSON.stringify(prevResult));
  },
  check(network) {
    if (network.disableCheck) return;
    if (!remembered()) fail('not attached');
    all(network, network.plugins, 'CHECK', remembered());
  },
  del(network) {
    all(network, network.plugins.toReversed(), 'DEL', remembered());
    rmSync(cacheFile, { force: true });
  },
  gc(network) {
    if (network.disableGC || network.version !== '1.1.0') return;
    const pairs = (VALID || '').split(' ').filter(Boolean);
    const valid = pairs.map((pair) => ({ containerID: pair.split(':')[0], ifname: pair.split(':')[1] }));
    const more = { 'cni.dev/valid-attachments': valid };
    const collect = (plugin) => call(network, plugin, 'GC', more).failure;
    const failures = network.plugins.map(collect).filter(Boolean);
    if (failures.length > 0) fail(failures.join('\n'));
  },
  status(network) {
    if (network.version === '1.1.0') all(network, network.plugins, 'STATUS');
  },
};

if (!identifier.test(CONTAINER)) fail(`bad container ID ${CONTAINER}`);
commands[process.argv[2]](loadNetwork());
