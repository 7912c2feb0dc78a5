import { dlopen } from 'bun:ffi';

/**
 * Functions of the C library, bound. Undefined where none can be called: the runtime makes code for each, which a process must
 * not that is kept from having memory both writable and executable, as by systemd's MemoryDenyWriteExecute.
 */
export function bind<Functions>(signatures: Parameters<typeof dlopen>[1]): Functions | undefined {
  try {
    return dlopen('libc.so.6', signatures).symbols as Functions;
  } catch {
    return undefined;
  }
}
