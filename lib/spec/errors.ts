/** Error codes: those of the specification (section "Error"), and ours from 100 up. */
export const Code = {
  /** The configuration's `cniVersion` is not supported. */
  incompatibleVersion: 1,
  /** The configuration holds a field, or a value of a field, that is not supported. Names key and value. */
  unsupportedField: 2,
  /** The container is unknown; the runtime needs no clean-up. */
  unknownContainer: 3,
  /** A necessary environment variable is missing or invalid. Names the variables. */
  invalidEnvironment: 4,
  /** Reading or writing failed. */
  io: 5,
  /** Content could not be decoded. */
  decode: 6,
  /** The network configuration is invalid. Names key and value. */
  invalidConfig: 7,
  /** A transient condition: try again later. */
  tryAgainLater: 11,
  /** STATUS: the plugin cannot service ADD. */
  notAvailable: 50,
  /** STATUS: the plugin cannot service ADD, and existing containers may be cut off. */
  limitedConnectivity: 51,
  /** The kernel, or a tool that changes it, refused a step. */
  kernelRefused: 100,
  /** CHECK: what is there differs from what ADD made. */
  differs: 101,
  /** No address is left to give, or the requested one is taken. */
  addressUnavailable: 102,
  /** A delegated plugin could not be found, run or understood. */
  delegateFailed: 103,
  /** The interface name is taken already. */
  nameTaken: 104,
  /** Undoing or deleting failed in part; `details` lists everything that failed. */
  incomplete: 105,
  /** A port of the host belongs to another attachment, which the message names. */
  portTaken: 106,
  /** A defect of ours. */
  internal: 199,
} as const;

/** A code that we give ourselves. An error from a delegated plugin may carry any other. */
/** The error object of the specification: what goes to stdout when a command fails. */
export interface ErrorObject {
  cniVersion: string;
  code: number;
  msg: string;
  details?: string;
}

/**
 * An error that has a place in the protocol.
 * `message` is the short form ("action, object, colon, state"); `details` holds the evidence: a command and its
 * stderr, or one line per finding.
 */
export class CniError extends Error {
  readonly code: number;
  readonly details: string | undefined;

  constructor(code: number, message: string, details?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CniError';
    this.code = code;
    this.details = details;
  }

  /** The object for stdout; `cniVersion` is the version in use for this request. */
  toObject(cniVersion: string): ErrorObject {
    const object: ErrorObject = { cniVersion, code: this.code, msg: this.message };
    return this.details ? { ...object, details: this.details } : object;
  }
}

/** Anything thrown, as a CniError: a foreign error is a defect of ours and says so without a stack trace. */
export function asCniError(thrown: unknown): CniError {
  if (thrown instanceof CniError) return thrown;
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new CniError(Code.internal, `Internal error: ${text}`, undefined, thrown);
}
