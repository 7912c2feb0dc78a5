/** One field of a protobuf message: a number as varint, text and messages with their length. */
export function field(tag: number, value: number | string | Uint8Array): Uint8Array {
  if (typeof value === 'number') return Buffer.concat([varint(tag << 3), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((tag << 3) | 2), varint(bytes.length), bytes]);
}

/** The text of a message whose only field is a short one: the ID in an answer. */
export function firstText(message: Uint8Array): string {
  const [, length = 0] = message;
  return Buffer.from(message.subarray(2, 2 + length)).toString();
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return Uint8Array.from([...bytes, left]);
}
