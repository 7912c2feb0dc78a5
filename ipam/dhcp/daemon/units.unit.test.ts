import { readFileSync } from 'node:fs';

const folder = new URL('../../../conf-examples/systemd/', import.meta.url).pathname;
const unit = (name: string) => readFileSync(`${folder}${name}`, 'utf8');

/** What a unit says that ends it when another one is stopped or started anew (systemd.unit(5)). */
const fates = /^(?:PartOf|BindsTo|Requires|Requisite)=(.*)$/gm;

test('calls wait at the socket while the service is started anew: it does not share its fate', () => {
  expect(unit('cni-dhcp.socket').match(fates)).toBeNull();
  expect(unit('cni-dhcp.service').match(fates)).toEqual(['Requires=cni-dhcp.socket']);
});

test('the service is started again however often it ends, and may open files for a crowd', () => {
  expect(unit('cni-dhcp.service')).toMatch(/^\[Unit\]\n(?:.+\n)*StartLimitIntervalSec=0$/m);
  expect(unit('cni-dhcp.service')).toMatch(/^\[Service\]\n(?:.+\n)*LimitNOFILE=65536$/m);
  expect(unit('cni-dhcp.socket')).toMatch(/^SocketMode=0660$/m);
});
