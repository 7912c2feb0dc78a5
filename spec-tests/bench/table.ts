/** A Markdown table whose columns stand in line, all but the first to the right unless told. */
export function alignedTable(head: string[], rows: string[][], side: 'left' | 'right' = 'right'): string {
  const widths = head.map((text, column) =>
    Math.max(text.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const toTheRight = (column: number) => column > 0 && side === 'right';
  const pad = (cell: string, column: number) => {
    const width = widths[column] ?? 0;
    return toTheRight(column) ? cell.padStart(width) : cell.padEnd(width);
  };
  const rule = widths.map((width, column) =>
    toTheRight(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [head, rule, ...rows].map((cells) => `| ${cells.map(pad).join(' | ')} |\n`).join('');
}
