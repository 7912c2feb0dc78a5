/** What has been opened and not yet closed: the members of an object so far, or undefined for a list. */
interface Open {
  names: Set<string> | undefined;
  /** The member whose value is being read. */
  member: string;
}

/**
 * The first name that the member `path` of a document, an object, holds twice; undefined if there is none.
 * JSON.parse says nothing about it and keeps the last one. `text` must be valid JSON. Names on the path count in
 * any letter case, the names it looks for as they are.
 */
export function duplicateName(text: string, path: string[]): string | undefined {
  const open: Open[] = [];
  let last = '""';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token.startsWith('"')) last = token;
    else if (token === ':') {
      if (isSecond(open.at(-1), JSON.parse(last)) && isAt(open, path)) return open.at(-1)?.member;
    } else nest(open, token);
  }
  return undefined;
}

function nest(open: Open[], bracket: string): void {
  if (bracket === '}' || bracket === ']') open.pop();
  else open.push({ names: bracket === '{' ? new Set() : undefined, member: '' });
}

/** Notes a member's name; true if the object has had it before. */
function isSecond(object: Open | undefined, name: string): boolean {
  if (object?.names === undefined) return false;
  object.member = name;
  const before = object.names.size;
  return object.names.add(name).size === before;
}

function isAt(open: Open[], path: string[]): boolean {
  const above = open.slice(0, -1);
  return (
    above.length === path.length && above.every(({ names, member }, i) => names && isSame(member, path[i]))
  );
}

function isSame(a: string, b = ''): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
