/** The part of JSON Schema (draft 2020-12) that profile.schema.json makes use of. */
export interface Schema {
  [keyword: string]: unknown;
  description?: string;
}

/** Keywords that only describe. */
const silent = ['$schema', 'title', 'description', 'required', 'additionalProperties'];

/** Whether a value is valid by a schema. Throws for a keyword that it does not know, so that none goes unnoticed. */
export function accepts(schema: Schema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, operand]) => {
    if (silent.includes(keyword)) return true;
    const judge = keywords[keyword];
    if (!judge) throw new Error(`This test does not know the keyword "${keyword}"`);
    return judge(operand, value, schema);
  });
}

type Judge = (operand: unknown, value: unknown, schema: Schema) => boolean;

const keywords: Record<string, Judge> = {
  type: (type, value) => typeOf(value) === type,
  enum: (allowed, value) => (allowed as unknown[]).includes(value),
  not: (schema, value) => !accepts(schema as Schema, value),
  pattern: (pattern, value) => typeof value !== 'string' || new RegExp(pattern as string).test(value),
  format: (format, value) => format === 'regex' && (typeof value !== 'string' || isPattern(value)),
  minLength: (least, value) => typeof value !== 'string' || value.length >= (least as number),
  minItems: (least, value) => !Array.isArray(value) || value.length >= (least as number),
  items: (schema, value) => !Array.isArray(value) || value.every((item) => accepts(schema as Schema, item)),
  propertyNames: (schema, value) =>
    !isObject(value) || Object.keys(value).every((key) => accepts(schema as Schema, key)),
  properties: (schemas, value, { required = [], additionalProperties = {} }) => {
    if (!isObject(value)) return true;
    const known = schemas as Record<string, Schema>;
    const complete = (required as string[]).every((key) => key in value);
    return (
      complete &&
      Object.entries(value).every(([key, inner]) => {
        const schema = Object.hasOwn(known, key) ? known[key] : additionalProperties;
        return schema !== false && accepts(schema as Schema, inner);
      })
    );
  },
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeOf(value) === 'object';
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
