import type { Dial } from './dial.ts';

/** A stream of the runtime. It takes what it can, and says when it can take more. */
interface Stream {
  write(bytes: Uint8Array): number;
  terminate(): void;
}
declare const Bun: { connect(options: object): Promise<Stream> };

/** The Dial of the compiled executable. */
export const bunDial: Dial = async (path, ears) => {
  const decoder = new TextDecoder();
  let unsaid = new Uint8Array(0);
  const goOn = (stream: Stream) => {
    if (unsaid.length > 0) unsaid = unsaid.subarray(Math.max(stream.write(unsaid), 0));
  };
  const stream = await Bun.connect({
    unix: path,
    socket: {
      data: (_: Stream, bytes: Uint8Array) => ears.heard(decoder.decode(bytes, { stream: true })),
      drain: goOn,
      close: (_: Stream, error?: Error) => ears.ended(codeOf(error) ?? 'closed'),
      error: (_: Stream, error: Error) => ears.ended(codeOf(error) ?? error.message),
    },
  });
  return {
    say(text) {
      unsaid = new TextEncoder().encode(text);
      goOn(stream);
    },
    hangUp: () => stream.terminate(),
  };
};

function codeOf(error: Error | undefined): string | undefined {
  return error && 'code' in error ? String(error.code) : undefined;
}
