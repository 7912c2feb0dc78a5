import { execFileSync } from 'node:child_process';
import { handingOn, saidFunction } from './replay.ts';

const result = '{"interfaces":[{"name":"veth1","mac":"02:00:00:00:00:01"}]}';
const add = { script: "env -i ADD bridge <<'CONF'\n{}\nCONF", result };
const changed = '{"prevResult":{"dns":{},"interfaces":[{"mac":"02:00:00:00:00:01"}]}}';
const check = { script: `env -i CHECK bridge <<'CONF'\n${changed}\nCONF` };

test('handingOn() lets a call have what the call before it says in that very run', () => {
  expect(handingOn([add, check]).map(({ script }) => script)).toEqual([
    "env -i ADD bridge <<'CONF' > /run/result-0.json\n{}\nCONF",
    `sed -e 's|"02:00:00:00:00:01"|"'"$(said 0 2)"'"|g' <<'CONF' | env -i CHECK bridge\n${changed}\nCONF`,
  ]);
});

test('handingOn() leaves alone what nobody uses later, and what means something to a shell', () => {
  const others = [
    { script: 'ip link' },
    add,
    { script: "env -i DEL bridge <<'CONF'\n{}\nCONF", container: 'c1' },
  ];
  expect(handingOn(others)).toEqual(others);
  const hostile = { ...add, result: '{"name":"$(reboot)|"}' };
  const later = { script: 'env -i DEL x <<\'CONF\'\n{"name":"$(reboot)|"}\nCONF' };
  expect(handingOn([hostile, later])).toEqual([hostile, later]);
});

test('handingOn() takes the last of equal values, and a call can take one and give one', () => {
  const chained = { ...check, result: '{"ips":[{"address":"10.1.0.9/24"}]}' };
  const last = { script: `env -i DEL tuning <<'CONF'\n{"address":"10.1.0.9/24"}\nCONF` };
  const scripts = handingOn([add, add, chained, last]).map(({ script }) => script);
  expect(scripts[0]).toBe(add.script);
  expect(scripts[2]).toContain('$(said 1 2)');
  expect(scripts[2]).toMatch(/\| env -i CHECK bridge > \/run\/result-2\.json\n/);
  expect(scripts[3]).toContain('$(said 2 1)');
});

test('a shell does what is meant, with results in one line and in many', () => {
  const said = saidFunction.replace('/run/result-$1.json', '"$file"');
  for (const space of [0, 2]) {
    const text = JSON.stringify(
      { cniVersion: '1.0.0', interfaces: [{ name: 'v', mac: '0a:0b' }] },
      null,
      space,
    );
    const script = `file=$(mktemp); cat > "$file"; ${said}; said 0 1; said 0 2; rm "$file"`;
    expect(execFileSync('sh', ['-c', script], { input: text, encoding: 'utf8' })).toBe('v\n0a:0b\n');
  }
});
