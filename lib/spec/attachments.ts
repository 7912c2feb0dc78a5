import type { Fields } from './fields.ts';

/** One attachment as the runtime names it to GC (specification, section "GC"). */
export interface ValidAttachment {
  containerId: string;
  ifName: string;
}

const key = 'cni.dev/valid-attachments';
/** What the key was called before the specification was released. Runtimes in the field still send it, beside the other. */
const olderKey = 'cni.dev/attachments';

export const attachmentKeys = [key, olderKey] as const;

/**
 * The attachments that still exist. Undefined when the runtime did not say (absent or null), which is not the same as an
 * empty list: that one means that nothing is valid any more. They are for comparing only, so they are not held to the
 * rules for container IDs and interface names.
 */
export function parseValidAttachments(fields: Fields): ValidAttachment[] | undefined {
  return fields.objects(key, entryKeys, parseEntry) ?? fields.objects(olderKey, entryKeys, parseEntry);
}

const entryKeys = ['containerID', 'ifname'] as const;

function parseEntry(fields: Fields): ValidAttachment {
  return { containerId: required(fields, 'containerID'), ifName: required(fields, 'ifname') };
}

function required(fields: Fields, name: string): string {
  const text = fields.text(name);
  if (!text) throw fields.refusal(name, 'is missing or empty');
  return text;
}
