import { parseResolvConf } from './resolvConf.ts';

test('parseResolvConf() reads a single nameserver (HL-12)', () => {
  expect(parseResolvConf('nameserver 192.0.2.0\n')).toEqual({ nameservers: ['192.0.2.0'] });
});

test('parseResolvConf() passes over comments, blank lines and keywords without a value (HL-13)', () => {
  const text = '\n# nameserver 192.0.2.1\n  ; nameserver 192.0.2.2\n\t\nsearch\ndomain\nnameserver 192.0.2.0';
  expect(parseResolvConf(text)).toEqual({ nameservers: ['192.0.2.0'] });
});

test('parseResolvConf() adds up nameserver, search and options, and takes the last domain (HL-14)', () => {
  const text = [
    'nameserver 192.0.2.0',
    'domain example.com',
    'search example.com example.net',
    'options foo bar',
    'nameserver 2001:db8::53\textra',
    'domain example.org and more',
    'search example.org',
    'options baz\r',
  ].join('\n');
  expect(parseResolvConf(text)).toEqual({
    nameservers: ['192.0.2.0', '2001:db8::53'],
    domain: 'example.org',
    search: ['example.com', 'example.net', 'example.org'],
    options: ['foo', 'bar', 'baz'],
  });
});

test('parseResolvConf() passes over a nameserver that is no address, and keeps one with a zone', () => {
  expect(parseResolvConf('nameserver dns.example\nnameserver fe80::1%eth0\n')).toEqual({
    nameservers: ['fe80::1%eth0'],
  });
});

test('parseResolvConf() is not led astray by names every object has', () => {
  expect(parseResolvConf('__proto__ x\nconstructor y\ntoString z\n')).toEqual({});
});
