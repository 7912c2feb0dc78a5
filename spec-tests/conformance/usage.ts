/** Formats of the report. */
export const formats = ['pretty', 'tap', 'junit', 'json', 'markdown'] as const;

/** Levels of requirements, strongest first. */
export const levels = ['must', 'should', 'may'] as const;

/** The two texts of version 1.1.0. */
export const texts = ['tag', 'main'] as const;

/** What --help prints. */
export const usage = `cni-conformance judges CNI plugins against the CNI specification, requirement by requirement. Every
experiment runs in namespaces of its own: nothing of this machine is changed.

  cni-conformance --cni-path DIR [--type TYPE,…|--all] [options]
  cni-conformance --runtime ADAPTER [options]

  --cni-path DIR     folder of the plugins; several: DIR:DIR
  --type TYPE,…      the plugins to judge, by the names of their executables; may be repeated
  --all              every executable in DIR that answers VERSION and has a profile (the default)
  --profile FILE     what to know about a plugin that is not built in, or other than that; may be repeated.
                     Without --type and --all its plugin alone is judged
  --runtime FILE     judge a runtime, with spies in the place of plugins; its adapter says how it is commanded
  --spec TEXT        which of the two texts that bear the number 1.1.0: tag (of April 2024) or main (the default)
  --only ID,…        these requirements alone, or these cases
  --level LEVEL      the weakest level to report: must, should or may (the default)
  --format FORMAT    pretty (the default), tap, junit, json or markdown
  --out FILE         write the report there
  --compare DIR2     put the plugins of the same names in another folder beside them
  --fast             leave out the cases that take seconds
  --jobs N           cases at once (default: one per processor)
  --patience N       time limits N times as long, for a slow machine
  --keep             let the namespaces of failing cases live until Ctrl-C, and say how to enter them
  --list             list the requirements
  --explain ID       what a requirement says, how it is understood and which cases judge it

FAIL is a broken MUST, WARN a broken SHOULD, INFO what the text leaves open, SKIP what does not apply or
could not be seen. Exit status: 0 if no MUST is broken, 1 if one is, 2 if it could not be judged.

  cni-conformance --cni-path /opt/cni/bin --type bridge
  cni-conformance --cni-path ./bin --profile ./my-plugin.json --only DEL-02,DEL-09
`;
