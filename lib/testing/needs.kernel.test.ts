import { needs } from './needs.ts';

describe('needs()', () => {
  test('lists everything that is missing, with the package that has it', () => {
    expect(() => needs('sh', 'no-such-program', '/no/such/path')).toThrow(
      /^Cannot work with real namespaces: missing .*no-such-program \(Debian package no-such-program\), \/no\/such\/path$/,
    );
  });
});
