import { existsSync } from '#files';
import { CniError, Code } from '../../lib/spec/errors.ts';

/** Throws CniError (code 50) where the device is missing through which taps are made. */
export function refuseWithoutDevice(): void {
  if (!existsSync('/dev/net/tun'))
    throw new CniError(Code.notAvailable, 'Cannot attach containers: device "/dev/net/tun" is missing');
}
