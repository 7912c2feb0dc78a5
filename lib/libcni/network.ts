/**
 * A network as a runtime knows it: the list of plugins that one attachment passes through (specification, section 1).
 * Made by `loadNetwork`, `loadFile` and `parseList`.
 */
export interface Network {
  /** `name`, as written: it is judged when an operation starts, not when the network is loaded. */
  name: string;
  /**
   * The version of the protocol selected from `cniVersion` and `cniVersions`; "0.1.0" when the configuration says none.
   * As written, so it may be a version that nobody knows.
   */
  version: string;
  disableCheck: boolean;
  disableGC: boolean;
  loadOnlyInlinedPlugins: boolean;
  /** In the order of ADD. */
  plugins: PluginConf[];
  /** JSON text of a list that means this network, plugins from its folder included. It is what the cache keeps. */
  source: string;
}

/** One plugin of a network. */
export interface PluginConf {
  type: string;
  /** The names marked true in `capabilities`. */
  capabilities: string[];
  /**
   * The whole object as loaded; keys of the protocol in their exact spelling, everything else untouched. Numbers are
   * JavaScript's: a whole number above 2^53 loses its last digits, as it does in the reference library.
   */
  json: Record<string, unknown>;
}
