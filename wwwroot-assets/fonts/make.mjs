// Makes inter-latin.woff2 and icons.woff2, the parts of two font families that the portal draws. Run it after a change of icons.txt:
//   npm install --no-save --ignore-scripts subset-font@2.9.0 harfbuzzjs@1.6.4 && node fonts/make.mjs InterVariable.woff2 MaterialSymbolsOutlined.woff2
// Inter is cut to the characters of LATIN, which App.razor names as the range of the face. Icons keep their names as ligatures: a page
// writes "check_circle", and only the symbols listed in icons.txt are in the file, at one weight, filled and not.
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Blob, Buffer as Text, Face, Font, shape } from 'harfbuzzjs';

const require = createRequire(import.meta.url);
const subset = require('subset-font');
const { convert } = require('fontverter');

// With the Greek letters and the small ones below the line that formulas are written in.
const LATIN = [[0x0, 0x24f], [0x2b0, 0x2ff], [0x391, 0x3c9], [0x1d62, 0x1d6a], [0x2000, 0x20cf], [0x2100, 0x22ff], [0x25a0, 0x25ff]];
const LETTERS_OF_NAMES = 'abcdefghijklmnopqrstuvwxyz0123456789_';

const [inter, symbols] = process.argv.slice(2);
if (!inter || !symbols) {
  console.error('Usage: node make.mjs INTER-VARIABLE.woff2 MATERIAL-SYMBOLS-OUTLINED.woff2');
  process.exit(2);
}

const here = dirname(fileURLToPath(import.meta.url));
const letters = LATIN.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i))).join('');
await copyFile(inter, join(here, 'inter.woff2'));
await writeFile(join(here, 'inter-latin.woff2'), await subset(await readFile(inter), letters, { targetFormat: 'woff2' }));

const names = (await readFile(join(here, 'icons.txt'), 'utf8')).split('\n').filter(Boolean);
const woff = await readFile(symbols);
const ttf = await convert(woff, 'truetype');
const face = new Face(new Blob(ttf.buffer.slice(ttf.byteOffset, ttf.byteOffset + ttf.byteLength)));
const font = new Font(face);

/** The one glyph that stands for the text, or undefined when the font draws it as several. */
function glyphOf(text) {
  const buffer = new Text();
  buffer.addText(text);
  buffer.guessSegmentProperties();
  shape(font, buffer);
  const glyphs = buffer.getGlyphInfos();
  return glyphs.length === 1 ? glyphs[0].codepoint : undefined;
}

const codes = new Map([...face.collectUnicodes()].filter(code => code >= 0xe000)
  .map(code => [glyphOf(String.fromCodePoint(code)), String.fromCodePoint(code)]));
const unknown = names.filter(name => !codes.has(glyphOf(name)));
if (unknown.length > 0) {
  console.error(`Material Symbols has no icon named ${unknown.join(', ')}.`);
  process.exit(1);
}

const wanted = LETTERS_OF_NAMES + names.map(name => codes.get(glyphOf(name))).join('');
await writeFile(join(here, 'icons.woff2'), await subset(woff, wanted, { targetFormat: 'woff2', noLayoutClosure: true, variationAxes: { wght: 400 } }));
