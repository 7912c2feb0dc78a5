import { existsSync, mkdirSync } from '#files';
import { parseIp } from '../../lib/net/ip.ts';
import type { Attachment } from '../../lib/skel/request.ts';
import { attemptAll, namesIn, readIfThere } from './disk.ts';
import { Drafts } from './drafts.ts';
import { giveBack } from './giveBack.ts';
import { LastReserved } from './lastReserved.ts';
import { OwnerIndex } from './ownerIndex.ts';

/** For folders of ours alone. */
const privately = { recursive: true, mode: 0o700 } as const;

/** The folder of drafts in that of the index. */
export const draftsName = 'new';

/**
 * The reservations of one network, in the reference's format: `<dataDir>/<network>/<address>`, holding container ID, CR LF,
 * interface name. What is ours alone (the index, files being written) lies in `<dataDir>/.weft/<network>/`, which is no
 * network's folder: no network name begins with ".". README.md tells what the two programs see of each other.
 */
export class Store {
  readonly folder: string;
  readonly index: OwnerIndex;
  readonly drafts: Drafts;
  readonly last: LastReserved;

  constructor(dataDir: string, network: string) {
    this.folder = `${dataDir}/${network}`;
    this.index = new OwnerIndex(`${dataDir}/.weft/${network}`);
    this.drafts = new Drafts(`${this.index.folder}/${draftsName}`);
    this.last = new LastReserved(this.folder);
  }

  path(address: string): string {
    return `${this.folder}/${address}`;
  }

  /** What an address file holds; empty while the reference writes it; undefined if the address is free. */
  holder(address: string): string | undefined {
    return readIfThere(this.path(address))?.trim();
  }

  /** All addresses that are taken. */
  taken(): string[] {
    return namesIn(this.folder).filter((name) => parseIp(name));
  }

  /** The addresses of an attachment: from the index, unless that knows of none or cannot know of all. */
  addressesOf(attachment: Attachment): string[] {
    const indexed = this.indexedFor(attachment);
    const isAll = indexed.length > 0 && this.last.foreign().length === 0;
    return isAll ? indexed : this.ownedAmong(this.taken(), attachment);
  }

  indexedFor(attachment: Attachment): string[] {
    const noted = [attachment.containerId.trim(), ownerText(attachment)].flatMap((o) =>
      this.index.addresses(o),
    );
    return this.ownedAmong(noted, attachment);
  }

  /** Where very old versions wrote the container ID alone, that counts if nothing else is the attachment's. */
  ownedAmong(addresses: string[], attachment: Attachment): string[] {
    const held = [...new Set(addresses)]
      .filter((address) => parseIp(address))
      .map((a) => [a, this.holder(a)]);
    const of = (text: string) => held.flatMap(([address = '', holder]) => (holder === text ? [address] : []));
    const exact = of(ownerText(attachment));
    return exact.length > 0 ? exact : of(attachment.containerId.trim());
  }

  /** Gives back all addresses of an attachment, and what a killed ADD left of it. Returns what failed, a line each. */
  release(attachment: Attachment): string[] {
    const owners = [ownerText(attachment), attachment.containerId.trim()];
    const drafts = attemptAll([() => this.drafts.forget(ownerText(attachment))]);
    const failures = giveBack(this, this.addressesOf(attachment), (holder) => owners.includes(holder));
    for (const owner of owners)
      this.index.forget(owner, (address) => !parseIp(address) || this.holder(address) !== owner);
    return [...drafts, ...failures];
  }

  /** Makes the folders, and fills the index, or adds what the reference has reserved. Drafts' folder comes last: it says "complete". */
  prepare(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o755 });
    const isComplete = existsSync(this.drafts.folder);
    if (isComplete) attemptAll([() => this.drafts.removeStale()]);
    else mkdirSync(this.index.folder, privately);
    const foreign = this.last.foreign();
    if (!isComplete || foreign.length > 0)
      this.last.adopt(foreign, () => this.index.noteMissing(this.#reservations()));
    if (!isComplete) mkdirSync(this.drafts.folder, privately);
  }

  *#reservations(): Generator<[owner: string, address: string]> {
    for (const address of this.taken()) {
      const owner = this.holder(address);
      if (owner) yield [owner, address];
    }
  }
}

/** What an address file of an attachment holds. */
export function ownerText({ containerId, ifName }: Attachment): string {
  return `${containerId.trim()}\r\n${ifName}`;
}
