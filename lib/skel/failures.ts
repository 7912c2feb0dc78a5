import { asCniError, CniError, Code } from '../spec/errors.ts';

/** For a `catch`: what fails while a failure is taken back is told with it, not in its place. */
export function asText(thrown: unknown): string[] {
  return [asCniError(thrown).message];
}

/** The error of a failed ADD; what could not be taken back is added to its details. */
export function withLeftOver(error: CniError, leftOver: string[]): CniError {
  if (leftOver.length === 0) return error;
  const details = [error.details, 'Not taken back:', ...leftOver].filter((line) => line !== undefined);
  return new CniError(error.code, error.message, details.join('\n'), error);
}

/** The error of a removal that went as far as it could; undefined if nothing failed. */
export function incomplete(action: string, failures: string[]): CniError | undefined {
  if (failures.length === 0) return undefined;
  const [first = ''] = failures;
  return new CniError(Code.incomplete, `Cannot ${action} completely: ${first}`, failures.join('\n'));
}
