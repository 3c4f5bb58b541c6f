/** The files of `templates/`, filled in. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

/** The same folder seen from the sources and from what they compile to. */
const folder = new URL('../../../templates/', import.meta.url);

const compiled = new Map<string, Handlebars.TemplateDelegate>();

/** @param name of a file in `templates/`, without `.hbs` */
export function render(name: string, values: Readonly<Record<string, unknown>>): string {
  let template = compiled.get(name);
  if (!template) {
    template = Handlebars.compile(readTemplate(`${name}.hbs`), { noEscape: true, strict: true });
    compiled.set(name, template);
  }
  return template(values);
}

/** A file of `templates/` that has nothing to fill in. */
export function readTemplate(name: string): string {
  return readFileSync(fileURLToPath(new URL(name, folder)), 'utf8');
}

/** The C++ in front of the mains that talk through pipes. */
export function mainSupport(): string {
  return readTemplate('verilator-values.cpp') + readTemplate('verilator-support.cpp');
}
