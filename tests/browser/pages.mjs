// Every page that the administrator can reach by links, one of each kind: accessibility, valid HTML, weight, layout shift,
// console, no sideways scrolling, at three widths and in both colour schemes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { finish, launch, ok, signIn, site } from './browser.mjs';

const shots = process.argv[3];
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const k_weight = 150 * 1024;
const looks = [[1440, 900, 'light'], [1440, 900, 'dark'], [1024, 768, 'light'], [390, 844, 'light'], [390, 844, 'dark']];

// Pages of one kind differ by their numbers and by the query.
const kind = (url) => url.pathname.replace(/\/\d+/g, '/N').replace(/[0-9a-f]{64}/g, 'H') +
  (url.searchParams.has('gateway') || url.searchParams.has('plano') || url.searchParams.has('pacote') ? '?…' : '');

const browser = await launch();

async function signedIn(width, height, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  await signIn(page, site.admin);
  return page;
}

// From the start page along all links; a page of each kind.
async function found() {
  const page = await signedIn(1440, 900, 'light');
  const first = new URL('/', site.base_url);
  const kinds = new Map();
  const waiting = [first.href, ...['/perfil/senha', '/perfil/sessoes', '/busca?q=maria', '/nao-existe'].map((path) => new URL(path, first).href)];
  while (waiting.length && kinds.size < 120) {
    const url = new URL(waiting.shift());
    if (url.origin !== first.origin || kinds.has(kind(url)) || url.searchParams.has('formato')) continue;
    kinds.set(kind(url), url.href);
    const response = await page.goto(url.href);
    const expected = url.pathname === '/nao-existe' ? 404 : 200;
    ok(response.status() === expected, `${kind(url)} answers ${expected}`, String(response.status()));
    for (const href of await page.locator('a[href]').evaluateAll((links) => links.map((link) => link.href))) waiting.push(href.split('#')[0]);
  }
  await page.context().close();
  return kinds;
}

async function checkLook(kinds, [width, height, scheme]) {
  const page = await signedIn(width, height, scheme);
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && !page.url().endsWith('/nao-existe') && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.addInitScript(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const look = `${width}×${height} ${scheme}`;
  const wide = [];
  const moved = [];
  const refused = [];
  for (const [name, href] of kinds) {
    await page.goto(href, { waitUntil: 'load' });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))));
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wide.push(name);
    if (await page.evaluate(() => window.shifted) > 0.001) moved.push(name);
    await page.evaluate(axe);
    const { violations } = await page.evaluate((runOnly) => axe.run(document, { runOnly }), tags);
    for (const one of violations) refused.push(`${name} ${one.id} at ${one.nodes[0].target.join(' ')}`);
    if (shots) await page.screenshot({ path: `${shots}/${name.replace(/[^A-Za-z0-9]+/g, '_')}-${width}-${scheme}.png`, fullPage: true });
  }
  ok(refused.length === 0, `axe-core has nothing against any page, ${look}`, refused.join(' | '));
  ok(wide.length === 0, `no page scrolls sideways, ${look}`, wide.join(' '));
  ok(moved.length === 0, `nothing moves after the first paint, ${look}`, moved.join(' '));
  ok(errors.length === 0, `no error and no violation of the policy, ${look}`, errors.join(' | '));
  await page.context().close();
}

async function checkWeight(kinds) {
  const page = await signedIn(1440, 900, 'light');
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  const heavy = [];
  let most = 0;
  for (const [name, href] of kinds) {
    bytes = 0;
    await page.goto(href, { waitUntil: 'networkidle' });
    most = Math.max(most, bytes);
    if (bytes > k_weight) heavy.push(`${name} ${bytes}`);
  }
  ok(heavy.length === 0, `no page weighs more than 150 KB with all it loads (the heaviest ${Math.round(most / 1024)} KB)`, heavy.join(' '));
  await page.context().close();
}

async function checkHtml(kinds) {
  const page = await signedIn(1440, 900, 'light');
  const directory = mkdtempSync(`${tmpdir()}/catraca-html-`);
  for (const [name, href] of kinds) {
    const response = await page.goto(href);
    writeFileSync(`${directory}/${name.replace(/[^A-Za-z0-9]+/g, '_') || 'inicio'}.html`, await response.text());
  }
  let complaint = '';
  try {
    execFileSync('java', ['-jar', 'node_modules/vnu-jar/build/dist/vnu.jar', '--errors-only', directory], { stdio: 'pipe' });
  } catch (error) {
    complaint = String(error.stderr).split('\n').slice(0, 10).join(' | ').replaceAll(directory, '');
  }
  ok(complaint === '', 'every page is valid HTML', complaint);
  await page.context().close();
}

if (shots) mkdirSync(shots, { recursive: true });
const kinds = await found();
ok(kinds.size > 20, `pages of ${kinds.size} kinds were found`);
for (const look of looks) await checkLook(kinds, look);
await checkWeight(kinds);
await checkHtml(kinds);
await browser.close();
finish();
