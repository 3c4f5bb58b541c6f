/** Hooks of Node's module loader, run in its own thread: how a file from outside of Adder is read. */
import type { InitializeHook, ResolveHook } from 'node:module';

/** A module of this package: what `adder` means is asked from its point of view. */
let home = '';

export const initialize: InitializeHook<string> = (url) => {
  home = url;
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  // One copy of the language, the running one, also where the author's folder holds another or none.
  if (/^adder(\/|$)/.test(specifier)) return next(specifier, { ...context, parentURL: home });
  const found = await next(specifier, context);
  // The language is made of ES modules, but `npm init` writes "type": "commonjs", and many a folder has no package.json.
  const ours = found.url.endsWith('.ts') || (context.parentURL === home && found.url.endsWith('.js'));
  return ours ? { ...found, format: 'module' } : found;
};
