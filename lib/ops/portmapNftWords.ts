/** The table of our port mappings. */
export const portmapTable = 'inet weft-portmap';

/** A chain, written anew; `hooked`: where it is entered, or nothing. */
export function chain(name: string, hooked: string, ...rules: string[]): string[] {
  const whole = `${portmapTable} ${name}`;
  return [
    `add chain ${whole}${hooked && ` { ${hooked} }`}`,
    `flush chain ${whole}`,
    ...rules.map((rule) => `add rule ${whole} ${rule}`),
  ];
}

/** A map, made if it is not there. */
export function map(name: string, type: string): string {
  return `add map ${portmapTable} ${name} { type ${type} ; }`;
}

/** A set, made if it is not there. */
export function set(name: string, type: string): string {
  return `add set ${portmapTable} ${name} { type ${type} ; }`;
}
