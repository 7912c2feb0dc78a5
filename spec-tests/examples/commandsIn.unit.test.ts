import { commandsIn, patternOf } from './commandsIn.ts';

const fence = '```';
const document = `# Title

## One

${fence}sh
echo one
${fence}

Words.

${fence}sh
cat <<'END'
## no heading
END
${fence}

${fence}text
one
${fence}

### Below

${fence}sh
echo below
${fence}

## Two

${fence}sh
echo two
${fence}
`;

test('commandsIn takes the blocks of one section, those below its own headings too', () => {
  expect(commandsIn(document, '## Two')).toEqual({ script: 'echo two\n', claims: [] });
  expect(commandsIn(document, '## Three')).toEqual({ script: '', claims: [] });
  expect(commandsIn(document.replace('## no heading\n', ''), '## One')).toEqual({
    script: "echo one\ncat <<'END'\nEND\necho below\n",
    claims: ['one'],
  });
});

test('patternOf takes a claim literally but for what nobody can foresee', () => {
  expect('x\nveth01ab: UP (1.5)  \n').toMatch(patternOf('veth<hash>: UP (1.5)'));
  expect('veth01ab: UP (1x5)').not.toMatch(patternOf('veth<hash>: UP (1.5)'));
  expect('eth0@if12    UP').toMatch(patternOf('eth0@if<n>         UP'));
});
