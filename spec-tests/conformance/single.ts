import type { Subject } from './subject.ts';

/** Why cases with several attachments at a time do not apply; undefined if they do. */
export function single({ profile }: Subject): string | undefined {
  return profile.single
    ? 'the configuration in the profile fits one attachment at a time ("single")'
    : undefined;
}
