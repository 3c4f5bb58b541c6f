/** The name of a code, for failures. */
export function nameOf(codes: Readonly<Record<string, number>>, code: number): string {
  return Object.keys(codes).find((name) => codes[name] === code) ?? `code ${code}`;
}
