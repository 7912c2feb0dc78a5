/** The executable that judges plugins. It is one of its own: whoever wants it need not have ours, and the other way round. */
import { main } from '../spec-tests/conformance/main.ts';

declare const WEFT_VERSION: string | undefined;

/** Compiled, this file is inside of the executable; otherwise it is the argument of what runs it. */
const compiled = typeof WEFT_VERSION !== 'undefined';
const again = compiled ? [process.execPath] : [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
const version = compiled ? WEFT_VERSION : 'from source';

process.exit(await main(process.argv.slice(2), { version, again }));
