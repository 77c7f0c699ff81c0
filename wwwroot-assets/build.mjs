// Bundles src/*.ts and css/*.css into the folder given first, and the sheets named after it into its css/components.css. Every output is
// replaced in one step, so a server that reads the folder meanwhile never sees half a file.
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const [outputFolder, ...componentStyles] = process.argv.slice(2);
if (!outputFolder) {
  console.error('Usage: node build.mjs OUTPUT-FOLDER [SHEET...]');
  process.exit(2);
}

const filesIn = async (folder, extension) =>
  (await readdir(join(here, folder)))
    .filter(name => name.endsWith(extension) && !name.endsWith('.d.ts'))
    .map(name => join(here, folder, name));

// theme.js runs in the head, before the first paint: a classic script, because modules are deferred.
const isClassic = file => basename(file) === 'theme.ts';

const scripts = await filesIn('src', '.ts');
const styles = await filesIn('css', '.css');
const outdir = resolve(outputFolder);
// By name, so that the same sheets in whatever order and folder make the same file.
const components = componentStyles
  .map(file => resolve(file))
  .sort((a, b) => (basename(a) < basename(b) ? -1 : 1))
  .map(file => `@import ${JSON.stringify(file)};`)
  .join('\n');
const shared = {
  absWorkingDir: here,
  outdir,
  bundle: true,
  minify: true,
  write: false,
  charset: 'utf8',
  target: ['es2022', 'chrome109', 'firefox115', 'safari16'],
  legalComments: 'inline',
  logLevel: 'warning',
};

const results = await Promise.all([
  build({ ...shared, entryPoints: scripts.filter(file => !isClassic(file)), format: 'esm' }),
  build({ ...shared, entryPoints: scripts.filter(isClassic), format: 'iife' }),
  // Addresses in styles are those of the running portal, not of files here.
  build({ ...shared, entryPoints: styles, outdir: join(outdir, 'css'), external: ['*.svg'] }),
  build({ ...shared, stdin: { contents: components, loader: 'css', resolveDir: here }, outfile: join(outdir, 'css', 'components.css'), outdir: undefined }),
]);

const fonts = await Promise.all((await filesIn('fonts', '.woff2'))
  .map(async file => ({ path: join(outdir, 'fonts', basename(file)), contents: await readFile(file) })));
const outputs = [...results.flatMap(result => result.outputFiles), ...fonts];
for (const file of outputs) {
  await mkdir(dirname(file.path), { recursive: true });
  const draft = `${file.path}.${process.pid}.tmp`;
  await writeFile(draft, file.contents);
  await rename(draft, file.path);
}

// What an earlier source left behind would still be served.
const wanted = new Set(outputs.map(file => file.path));
for (const folder of [outdir, join(outdir, 'css'), join(outdir, 'fonts')]) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile() && !wanted.has(path)) {
      await rm(path, { force: true });
    }
  }
}

console.log(outputs.map(file => `${file.path.slice(outdir.length + 1)} ${file.contents.length}`).join('\n'));
