/** One thing that a runtime may do wrong: what is put for what in the correct one, and the requirement that must find it. */
export interface RuntimeMutant {
  does: string;
  finds: string;
  instead: string;
  put: string;
}

/** Everything is compared with `testToyRuntime.mjs`, so `instead` must be in there once. */
export const runtimeMutants: RuntimeMutant[] = [
  {
    does: 'leaves "capabilities" in the request',
    finds: 'REQ-06',
    instead: "const reserved = ['capabilities', ",
    put: 'const reserved = [',
  },
  {
    does: 'passes keys of the list on',
    finds: 'REQ-08',
    instead: '    ...Object.fromEntries(Object.entries(plugin)',
    put: '    ...network,\n    plugins: [],\n    ...Object.fromEntries(Object.entries(plugin)',
  },
  {
    does: 'runs DEL in the order of ADD',
    finds: 'LIST-03',
    instead: 'network.plugins.toReversed()',
    put: 'network.plugins',
  },
  {
    does: 'forgets prevResult at DEL',
    finds: 'DEL-05a',
    instead: "'DEL', remembered())",
    put: "'DEL')",
  },
  {
    does: 'forgets prevResult at CHECK',
    finds: 'CHK-12',
    instead: "'CHECK', remembered())",
    put: "'CHECK')",
  },
  {
    does: 'gives the first plugin the prevResult of its file',
    finds: 'REQ-04',
    instead: "'prevResult', 'runtimeConfig'",
    put: "'runtimeConfig'",
  },
  {
    does: 'gives no plugin the result of the one before',
    finds: 'REQ-04',
    instead: 'prevResult && { prevResult }',
    put: '{}',
  },
  {
    does: 'remembers the result of the first plugin',
    finds: 'LIST-02',
    instead: '      prevResult = JSON.parse(output);',
    put: '      prevResult ??= JSON.parse(output);',
  },
  {
    does: 'passes parameters as arguments',
    finds: 'EXEC-02',
    instead: '{plugin.type}`]',
    put: '{plugin.type}`, command, CONTAINER]',
  },
  {
    does: 'passes the configuration as an argument',
    finds: 'EXEC-02',
    instead: 'words, { env, input,',
    put: "[input], { env, input: '',",
  },
  {
    does: 'names valid attachments in a list of another shape',
    finds: 'REQ-05',
    instead: 'const valid = pairs.map((pair) => ({ containerID: pair.split',
    put: 'const valid = pairs.map((pair) => ({ containerId: pair.split',
  },
  {
    does: 'leaves the list out when nothing is valid',
    finds: 'REQ-05',
    instead: "const more = { 'cni.dev",
    put: "const more = valid.length === 0 ? {} : { 'cni.dev",
  },
  {
    does: 'stops GC at the first error',
    finds: 'LIST-05',
    instead: "call(network, plugin, 'GC', more).failure",
    put: "all(network, [plugin], 'GC', more)",
  },
  {
    does: 'goes on with ADD after an error',
    finds: 'LIST-01',
    instead: '      if (failure) fail(failure);',
    put: '      if (failure) continue;',
  },
  {
    does: 'goes on with DEL after an error',
    finds: 'LIST-03',
    instead: '    if (failure) fail(failure);\n  }',
    put: '  }',
  },
  {
    does: 'calls CHECK in spite of disableCheck',
    finds: 'CFG-07',
    instead: '    if (network.disableCheck) return;\n',
    put: '',
  },
  {
    does: 'calls GC in spite of disableGC',
    finds: 'CFG-08',
    instead: 'network.disableGC || ',
    put: '',
  },
  {
    does: 'calls CHECK for what was never added',
    finds: 'CHK-12',
    instead: "    if (!remembered()) fail('not attached');\n",
    put: '',
  },
  {
    does: 'chooses the version that is written last',
    finds: 'VSEL-01',
    instead: 'supported.filter((one) => [...cniVersions, cniVersion].includes(one)).at(-1)',
    put: '[...cniVersions, cniVersion].filter((one) => supported.includes(one)).at(-1)',
  },
  {
    does: 'keeps the version of the plugin object',
    finds: 'REQ-01',
    instead: 'cniVersion: network.version,',
    put: 'cniVersion: plugin.cniVersion ?? network.version,',
  },
  {
    does: 'keeps the name of the plugin object',
    finds: 'REQ-02',
    instead: 'name: network.name,',
    put: 'name: plugin.name ?? network.name,',
  },
  {
    does: 'drops keys that are null',
    finds: 'PCF-08',
    instead: 'filter(([key]) => !reserved.includes(key))',
    put: 'filter(([key, value]) => value !== null && !reserved.includes(key))',
  },
  {
    does: 'passes every capability on, declared or not',
    finds: 'RTC-01',
    instead: 'plugin.capabilities?.[name] === true',
    put: 'name',
  },
  {
    does: 'passes capabilities that are declared false',
    finds: 'REQ-03',
    instead: 'plugin.capabilities?.[name] === true',
    put: 'name in (plugin.capabilities ?? {})',
  },
  {
    does: 'runs a type that leads out of the folder',
    finds: 'PCF-02',
    instead: String.raw`/^[^/\\]+$/`,
    put: '/./',
  },
  {
    does: 'believes every container ID',
    finds: 'ENV-02',
    instead: 'if (!identifier.test(CONTAINER))',
    put: 'if (!CONTAINER)',
  },
  {
    does: 'believes every network name',
    finds: 'CFG-04',
    instead: 'if (!identifier.test(NETWORK))',
    put: 'if (!NETWORK)',
  },
  {
    does: 'runs plugins in the network of the container',
    finds: 'EXEC-01',
    instead: 'const program = [',
    put: "const program = ['nsenter', '--net=' + NETNS, ",
  },
  {
    does: 'keeps the arguments to itself',
    finds: 'LIFE-07',
    instead: ', CNI_ARGS: ARGS }',
    put: ' }',
  },
  {
    does: 'remembers one attachment per container',
    finds: 'LIFE-06',
    instead: `-\${CONTAINER}-\${IFNAME}\``,
    put: `-\${CONTAINER}\``,
  },
  {
    does: 'deletes only what was added with success',
    finds: 'LIFE-03',
    instead: '  del(network) {\n',
    put: '  del(network) {\n    if (!remembered()) return;\n',
  },
  {
    does: 'deletes by GC',
    finds: 'GC-09',
    instead: "toReversed(), 'DEL'",
    put: "toReversed(), 'GC'",
  },
  {
    does: 'gives the first plugin a variable of its own',
    finds: 'LIST-07',
    instead: 'PATH: process.env.PATH,',
    put: 'PATH: process.env.PATH, POSITION: network.plugins.indexOf(plugin),',
  },
  {
    does: 'demands interfaces of a result',
    finds: 'RES-08',
    instead: '      prevResult = JSON.parse(output);',
    put: "      prevResult = JSON.parse(output);\n      if (!prevResult.interfaces) fail('no interfaces');",
  },
];
