// Called by ./build: compiles the stylesheet, packs the icons, names every file by its content.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { compile } from 'sass';

const out = process.argv[2];
const fresh = `${out}.new`;

const stylesheet = () => compile('assets/css/catraca.scss', {
  loadPaths: ['node_modules', 'assets/css'],
  style: 'compressed',
  quietDeps: true,
  silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
}).css;

const symbol = (name) => {
  const svg = readFileSync(`node_modules/bootstrap-icons/icons/${name}.svg`, 'utf8');
  const body = svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>')).replace(/\n\s*/g, '');
  return `<symbol id="${name}" viewBox="0 0 16 16">${body}</symbol>`;
};

const sprite = () => {
  const names = readFileSync('assets/icons.txt', 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
  return `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join('')}</svg>`;
};

const licences = () => ['bootstrap', 'bootstrap-icons', 'htmx.org'].map((name) => {
  const read = (file) => readFileSync(`node_modules/${name}/${file}`, 'utf8');
  const about = JSON.parse(read('package.json'));
  return `${name} ${about.version} (${about.license})\n\n${read('LICENSE')}`;
}).join('\n----\n\n');

const files = {
  'catraca.css': stylesheet(),
  'catraca.js': readFileSync('assets/js/catraca.js', 'utf8'),
  'catraca.svg': readFileSync('assets/catraca.svg', 'utf8'),
  'htmx.js': readFileSync('node_modules/htmx.org/dist/htmx.min.js', 'utf8'),
  'icons.svg': sprite(),
};

rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
const manifest = {};
for (const [name, text] of Object.entries(files)) {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const hashed = name.replace(/(\.\w+)$/, `.${hash}$1`);
  manifest[name] = hashed;
  writeFileSync(`${fresh}/${hashed}`, text);
  writeFileSync(`${fresh}/${hashed}.gz`, gzipSync(text, { level: 9 }));
}
writeFileSync(`${fresh}/LICENSES.txt`, licences());
writeFileSync(`${fresh}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
rmSync(out, { recursive: true, force: true });
renameSync(fresh, out);
