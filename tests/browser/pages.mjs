// Every page that the administrator can reach by links, one of each kind: accessibility, valid HTML, weight, layout shift,
// console, no sideways scrolling; at three widths, light and dark. Then what people of the other roles reach, and every form as it
// is shown again when it was sent empty: valid HTML and accessibility.
//
//   node pages.mjs SITE.json [SHOTS]    SHOTS: where to leave a picture of every page in every look
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { finish, launch, ok, signIn, site } from './browser.mjs';

const shots = process.argv[3];
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const most = { bytes: 150 * 1024, shift: 0.001, kinds: 200, atOnce: 6 };
const looks = [[1440, 900], [1024, 768], [390, 844]].flatMap(([width, height]) =>
  ['light', 'dark'].map((scheme) => ({ width, height, scheme, name: `${width}×${height} ${scheme}` })));
// Not behind any link: what follows from typing; first a customer whose page has something on it.
const typed = [site.customer, site.invitation, ...site.pages, '/perfil/senha', '/perfil/sessoes', '/busca?q=maria', '/busca?q=nada-assim', '/nao-existe'];

// Pages of one kind differ by their numbers and by the query.
const kind = (url) => url.pathname.replace(/\/\d+/g, '/N').replace(/[0-9a-f]{64}/g, 'H').replace(/[\w-]{43}/g, 'T') +
  (/gateway|plano|pacote|nada-assim/.test(url.search) ? '?…' : '');
const fileName = (name) => name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_$/, 'inicio');

const browser = await launch();
// What each page says, as it came.
const sources = mkdtempSync(`${tmpdir()}/catraca-html-`);

async function signedIn({ width, height, scheme }, person = site.admin) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, locale: 'pt-BR' });
  const page = await context.newPage();
  await signIn(page, person);
  return page;
}

// Counts the bytes of a page with all it loads.
async function scales(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const scale = { bytes: 0 };
  session.on('Network.loadingFinished', (event) => { scale.bytes += event.encodedDataLength; });
  return scale;
}

const isPage = (url) => url.origin === new URL(site.base_url).origin && !url.searchParams.has('formato') &&
  !/^\/(api|assets)\//.test(url.pathname);

// From the start page along all links, a page of each kind: name → address.
async function found() {
  const page = await signedIn(looks[0]);
  const scale = await scales(page);
  const first = new URL('/', site.base_url);
  const kinds = new Map();
  const wrong = [];
  const heavy = [];
  let heaviest = 0;
  const waiting = [first.href, ...typed.map((path) => new URL(path, first).href)];
  // One kind in several states, each of which is a page to look at.
  const named = new Map(Object.entries(site.states).map(([name, path]) => [new URL(path, first).href, name]));
  waiting.push(...named.keys());
  while (waiting.length && kinds.size < most.kinds) {
    const url = new URL(waiting.shift());
    const name = named.get(url.href) ?? kind(url);
    if (!isPage(url) || kinds.has(name)) continue;
    kinds.set(name, url.href);
    scale.bytes = 0;
    const response = await page.goto(url.href);
    heaviest = Math.max(heaviest, scale.bytes);
    if (scale.bytes > most.bytes) heavy.push(`${name} ${scale.bytes}`);
    if ((named.has(url.href) || site.pages.includes(url.pathname)) && page.url() !== url.href) wrong.push(`${name} leads to ${page.url()}`);
    if (response.status() !== (url.pathname === '/nao-existe' ? 404 : 200)) wrong.push(`${name} ${response.status()}`);
    writeFileSync(`${sources}/${fileName(name)}.html`, await response.text());
    for (const href of await page.locator('a[href]:not(svg a)').evaluateAll((links) => links.map((link) => link.href))) waiting.push(href.split('#')[0]);
  }
  await page.context().close();
  ok(kinds.size > 60, `pages of ${kinds.size} kinds were found`);
  ok(wrong.length === 0, 'every link leads to a page', wrong.join(' '));
  ok(heavy.length === 0, `no page weighs more than 150 KB with all it loads (the heaviest ${Math.round(heaviest / 1024)} KB)`, heavy.join(' '));
  return kinds;
}

// Names what axe-core has against the page as it stands.
const complaints = async (page) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((how) => window.axe.run(document, how), rules);
  return violations.map((one) => `${one.id} at ${one.nodes[0].target.join(' ')}`);
};

async function checkLook(kinds, look) {
  const page = await signedIn(look);
  const against = { wide: [], moved: [], refused: [], errors: [] };
  page.on('console', (message) => message.type() === 'error' && !page.url().endsWith('/nao-existe') && against.errors.push(message.text()));
  page.on('pageerror', (error) => against.errors.push(error.message));
  await page.addInitScript(() => {
    window.shifted = { by: 0, what: [] };
    const described = (node) => node?.nodeType === Node.ELEMENT_NODE ? `${node.tagName}.${node.className?.baseVal ?? node.className}` : 'text';
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        window.shifted.by += entry.value;
        window.shifted.what.push(...entry.sources.map((source) => described(source.node)));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  for (const [name, href] of kinds) {
    await page.goto(href, { waitUntil: 'load' });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30))));
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) against.wide.push(name);
    const { by, what } = await page.evaluate(() => window.shifted);
    if (by > most.shift) against.moved.push(`${name} by ${by.toFixed(4)}: ${what.join(' ')}`);
    if (shots) await page.screenshot({ path: `${shots}/${fileName(name)}-${look.width}-${look.scheme}.png`, fullPage: true });
    await page.evaluate(() => document.querySelector('main .menu')?.showPopover());
    against.refused.push(...(await complaints(page)).map((one) => `${name} ${one}`));
  }
  ok(against.refused.length === 0, `axe-core has nothing against any page, ${look.name}`, against.refused.join(' | '));
  ok(against.wide.length === 0, `no page scrolls sideways, ${look.name}`, against.wide.join(' '));
  ok(against.moved.length === 0, `nothing moves after the first paint, ${look.name}`, against.moved.join(' '));
  ok(against.errors.length === 0, `no error and no violation of the policy, ${look.name}`, against.errors.join(' | '));
  await page.context().close();
}

// A button of each kind while the pointer is over it; another page after a click may show one there at once.
async function checkPointer(kinds, look) {
  const page = await signedIn(look);
  const left = new Set(['btn-primary', 'btn-danger', 'btn-outline-secondary']);
  const refused = [];
  for (const [name, href] of kinds) {
    const html = readFileSync(`${sources}/${fileName(name)}.html`, 'utf8');
    const here = [...left].filter((one) => new RegExp(`class="[^"]*\\b${one}\\b`).test(html.slice(html.indexOf('<main'))));
    if (here.length) await page.goto(href);
    for (const one of here) {
      const button = page.locator(`main .${one}:visible`).first();
      if (!(await button.count())) continue;
      await button.hover();
      await page.waitForTimeout(250); // its colours change gently
      await page.evaluate(axe);
      const { violations, passes } = await page.evaluate(() => window.axe.run('main .btn:hover', { runOnly: ['color-contrast'] }));
      if (passes.length + violations.length) left.delete(one);
      if (violations.length) refused.push(`${name} ${one}`);
    }
  }
  ok(left.size === 0, `buttons of every kind were met, ${look.name}`, [...left].join(' '));
  ok(refused.length === 0, `the words of a button can be read while the pointer is over it, ${look.name}`, refused.join(' '));
  await page.context().close();
}

// Asks for addresses from within a page, as its person: status and HTML of each.
const fetched = (page, hrefs) => page.evaluate((all) => Promise.all(all.map(async (href) => {
  const answer = await fetch(href);
  return { href, status: answer.status, html: await answer.text() };
})), hrefs);

// What a page is built of, however often.
const shape = (html) => [...new Set([...html.slice(html.indexOf('<main')).matchAll(/<([a-z0-9]+)(?:[^>]*? class="([^"]*)")?/g)]
  .map(([, tag, names]) => `${tag}.${names ?? ''}`))].sort().join(' ');
const linksOf = (html) => [...html.matchAll(/<a [^>]*href="([^"#]+)/g)].map(([, href]) => href.replaceAll('&amp;', '&'));

// What a person of another role reaches by links, without a browser; a page that is built otherwise than the administrator's is
// then looked at.
async function checkRole(role, look) {
  const page = await signedIn(look, site[role]);
  const first = new URL('/', site.base_url);
  const shapes = new Set(readdirSync(sources).map((file) => shape(readFileSync(`${sources}/${file}`, 'utf8'))));
  const kinds = new Map();
  const against = { wrong: [], refused: [] };
  let waiting = ['/', site.customer, '/perfil/sessoes', '/busca?q=maria'].map((path) => new URL(path, first));
  while (waiting.length) {
    for (const url of waiting) if (isPage(url) && !kinds.has(kind(url))) kinds.set(kind(url), { href: url.href });
    const fresh = [...kinds.values()].filter((one) => !one.html).slice(0, most.atOnce);
    const answers = await fetched(page, fresh.map((one) => one.href));
    answers.forEach((answer, at) => Object.assign(fresh[at], answer));
    waiting = answers.flatMap((answer) => linksOf(answer.html).map((href) => new URL(href, answer.href)));
    if (!waiting.length && [...kinds.values()].some((one) => !one.html)) waiting = [first];
  }
  for (const [name, { href, status, html }] of kinds) {
    if (status !== 200) against.wrong.push(`${name} ${status}`);
    writeFileSync(`${sources}/${role}_${fileName(name)}.html`, html);
    if (shapes.has(shape(html))) continue;
    shapes.add(shape(html));
    await page.goto(href);
    against.refused.push(...(await complaints(page)).map((one) => `${name} ${one}`));
  }
  ok(kinds.size > 40, `a ${role} reaches pages of ${kinds.size} kinds`);
  ok(against.wrong.length === 0, `every link shown to a ${role} leads to a page`, against.wrong.join(' '));
  ok(against.refused.length === 0, `axe-core has nothing against any page as a ${role} sees it`, against.refused.join(' | '));
  await page.context().close();
}

// Sends the form of each page that demands something, with nothing in it, and looks at how it comes back.
async function checkRefusals(kinds, look) {
  const page = await signedIn(look);
  const against = { accepted: [], refused: [] };
  let forms = 0;
  for (const [name, href] of kinds) {
    const html = readFileSync(`${sources}/${fileName(name)}.html`, 'utf8');
    if (!/<form class="form"[^]*? (required|aria-required="true")[ >]/.test(html)) continue;
    const answer = await page.evaluate(async (from) => {
      const shown = new DOMParser().parseFromString(await (await fetch(from)).text(), 'text/html');
      const form = shown.querySelector('form.form[method=post]:has([required], [aria-required])');
      if (!form) return null;
      const own = [...form.querySelectorAll('input[type=hidden]')].map((input) => [input.name, input.value]);
      const typed = [...form.elements].filter((one) => one.name && !['hidden', 'checkbox'].includes(one.type)).map((one) => [one.name, '']);
      const refusal = await fetch(form.getAttribute('action'), { method: 'POST', body: new URLSearchParams([...own, ...typed]) });
      return { status: refusal.status, html: await refusal.text() };
    }, href);
    if (!answer) continue;
    forms += 1;
    if (answer.status !== 422) against.accepted.push(`${name} ${answer.status}`);
    writeFileSync(`${sources}/refused_${fileName(name)}.html`, answer.html);
    await page.route(href, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: answer.html }), { times: 1 });
    await page.goto(href);
    if (shots) await page.screenshot({ path: `${shots}/${fileName(name)}-refused.png`, fullPage: true });
    against.refused.push(...(await complaints(page)).map((one) => `${name} ${one}`));
  }
  ok(forms >= 15, `${forms} forms were sent empty`);
  ok(against.accepted.length === 0, 'a form that demands something is not taken empty', against.accepted.join(' '));
  ok(against.refused.length === 0, 'axe-core has nothing against a form that was refused', against.refused.join(' | '));
  await page.context().close();
}

// HTML has <link rel="expect" blocking="render">, this validator has not heard of it.
const unheard = '.*link. element with a .blocking. attribute.*';

// What the validator has against the files of a directory.
function invalid(directory) {
  const vnu = ['-jar', 'node_modules/vnu-jar/build/dist/vnu.jar', '--errors-only', '--filterpattern', unheard, directory];
  try {
    execFileSync('java', vnu, { stdio: 'pipe' });
    return '';
  } catch (error) {
    return String(error.stderr).split('\n').slice(0, 10).join(' | ').replaceAll(directory, '');
  }
}

// The checkers themselves: a bad page does not pass them.
async function checkCheckers() {
  const bad = '<!doctype html><html><title>x</title><body><img src="x.png"><p><div></p></body></html>';
  const page = await browser.newPage();
  await page.setContent(bad);
  ok((await complaints(page)).some((one) => one.startsWith('image-alt')), 'axe-core refuses a picture without words');
  await page.close();
  const directory = mkdtempSync(`${tmpdir()}/catraca-bad-`);
  writeFileSync(`${directory}/bad.html`, bad);
  ok(invalid(directory) !== '', 'the validator refuses a tag closed too often');
  rmSync(directory, { recursive: true });
}

if (shots) mkdirSync(shots, { recursive: true });
await checkCheckers();
const kinds = await found();
const [desktop, , , , phone] = looks;
const waiting = [...looks.map((look) => () => checkLook(kinds, look)), ...looks.slice(0, 2).map((look) => () => checkPointer(kinds, look)),
  () => checkRefusals(kinds, desktop), () => checkRole('operador', desktop), () => checkRole('leitura', phone)];
const work = async () => { while (waiting.length) await waiting.shift()(); };
await Promise.all([work(), work(), work()]);
const complaint = invalid(sources);
ok(complaint === '', 'every page is valid HTML', complaint);
rmSync(sources, { recursive: true });
await browser.close();
finish();
