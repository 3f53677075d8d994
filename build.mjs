// Draws together what the browser gets: own theme of the national design system, four font files, htmx, one sprite.
// Reads frontend/ and node_modules/, writes build/static/ (served), build/fonts/ (documents) and build/axe.min.js (tests). Needs no network.
import {copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {brotliCompressSync} from 'node:zlib';
import * as sass from 'sass';

const root = dirname(fileURLToPath(import.meta.url));
const modules = join(root, 'node_modules');
const icons = join(modules, 'dkfds/src/img/svg-icons');
const build = process.env.LYSNING_BUILD || join(root, 'build');
const out = join(build, 'static');
const text = path => readFileSync(path, 'utf8');
const written = new Set();
// Each file changes in one step and stale ones go at the end: a server may read while we write.
const put = (path, content) => {
  const file = join(out, path);
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
  written.add(path);
};
// A source-map comment names a file that is not shipped, which the manifest storage refuses.
const withoutSourceMap = code => code.replace(/\n?\/\/# sourceMappingURL=.*$/m, '');

function styles() {
  const {css} = sass.compile(join(root, 'frontend/scss/lysning.scss'), {loadPaths: [modules], style: 'compressed', quietDeps: true});
  // The few icons that stand in the style sheet travel inside it: no request each.
  const inlined = css.replace(/url\((["']?)\.\.\/img\/svg-icons\/([a-z0-9-]+)\.svg\1\)/g, (_, quote, name) =>
    `url("data:image/svg+xml,${encodeURIComponent(text(join(icons, `${name}.svg`)))}")`);
  put('css/lysning.css', inlined.replace(/^\uFEFF/, ''));
}

function fonts() {
  const plex = join(modules, 'dkfds/dist/fonts/IBMPlexSans');
  for (const weight of ['Regular', 'Medium', 'SemiBold', 'Bold'])
    put(`fonts/plex-${weight.toLowerCase()}.woff2`, readFileSync(join(plex, `split/woff2/IBMPlexSans-${weight}-Latin1.woff2`)));
  put('fonts/OFL.txt', text(join(plex, 'split/woff2/license.txt')));
}

// Paper takes whole fonts; they are not served.
function paper() {
  const complete = join(modules, 'dkfds/dist/fonts/IBMPlexSans/complete/ttf');
  mkdirSync(join(build, 'fonts'), {recursive: true});
  for (const weight of ['Regular', 'Italic', 'SemiBold', 'Bold'])
    copyFileSync(join(complete, `IBMPlexSans-${weight}.ttf`), join(build, `fonts/IBMPlexSans-${weight}.ttf`));
  copyFileSync(join(complete, 'license.txt'), join(build, 'fonts/OFL.txt'));
}

function sprite() {
  const symbols = JSON.parse(text(join(root, 'frontend/icons.json'))).map(name => {
    const file = join(icons, `${name}.svg`);
    if (!existsSync(file)) throw new Error(`frontend/icons.json: the design system has no icon named "${name}"`);
    const [, box, drawing] = text(file).match(/viewBox="([^"]+)"[^>]*>(.*)<\/svg>/s);
    return `<symbol id="${name}" viewBox="${box}">${drawing.trim()}</symbol>`;
  });
  put('img/icons.svg', `<svg xmlns="http://www.w3.org/2000/svg"><!-- Material Symbols, Apache-2.0 -->${symbols.join('')}</svg>`);
  return symbols.length;
}

styles();
fonts();
paper();
const count = sprite();
put('js/htmx.js', withoutSourceMap(text(join(modules, 'htmx.org/dist/htmx.min.js'))));
put('js/lysning.js', text(join(root, 'frontend/js/lysning.js')));
for (const name of ['mark.svg', 'favicon.svg', 'share.png']) {
  const file = join(root, 'frontend/logo', name);
  if (existsSync(file)) put(`img/${name}`, readFileSync(file));
}
copyFileSync(join(modules, 'axe-core/axe.min.js'), join(build, 'axe.min.js'));
for (const entry of readdirSync(out, {recursive: true, withFileTypes: true})) {
  const path = relative(out, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/');
  if (entry.isFile() && !written.has(path)) rmSync(join(out, path), {force: true});
}

const weight = path => statSync(join(out, path)).size;
const sent = path => path.endsWith('woff2') ? weight(path) : brotliCompressSync(readFileSync(join(out, path))).length;
const parts = ['css/lysning.css', 'js/htmx.js', 'js/lysning.js', 'img/icons.svg',
  ...['regular', 'medium', 'semibold', 'bold'].map(name => `fonts/plex-${name}.woff2`)];
for (const path of parts) console.log(`${path.padEnd(28)} ${(sent(path) / 1024).toFixed(1).padStart(6)} KB`);
console.log(`${'first visit without its HTML'.padEnd(28)} ${(parts.reduce((sum, path) => sum + sent(path), 0) / 1024).toFixed(1).padStart(6)} KB, ${count} icons`);
