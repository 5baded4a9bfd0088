// What the keyboard alone can do.
import { finish, launch, ok, signIn, site } from './browser.mjs';

const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'pt-BR' })).newPage();
const focused = (property) => page.evaluate((name) => document.activeElement[name], property);

await page.goto(`${site.base_url}/entrar`);
await page.keyboard.type(site.admin.email);
await page.keyboard.press('Tab');
await page.keyboard.type(site.admin.senha);
await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
ok(!page.url().includes('/entrar'), 'the log-in begins in its first field and is sent by Enter');

await page.keyboard.press('Tab');
ok(await focused('className') === 'skip', 'the first stop of Tab leads to the content');
await page.keyboard.press('Enter');
ok(await focused('id') === 'conteudo', 'the skip link puts the focus on the content');

await page.keyboard.press('/');
ok(await focused('name') === 'q', '"/" goes to the search');

await page.goto(`${site.base_url}/planos`);
const menu = page.locator('.row-menu').first();
if (await menu.count()) {
  await menu.focus();
  await page.keyboard.press('Enter');
  const open = () => page.locator('.menu:popover-open').count();
  ok(await open() === 1, 'Enter opens the actions of a row');
  await page.keyboard.press('Tab');
  ok(await focused('className').then((name) => name.includes('menu-item')), 'Tab goes into the opened actions');
  await page.keyboard.press('Escape');
  ok(await open() === 0, 'Escape closes them');
  await menu.focus();
  await page.keyboard.press('ArrowDown');
  const first = await focused('textContent');
  await page.keyboard.press('ArrowDown');
  const second = await focused('textContent');
  await page.keyboard.press('ArrowUp');
  ok(await open() === 1 && first !== second && await focused('textContent') === first, 'the arrow keys open the actions and go through them');
  await page.keyboard.press('Escape');
}
await page.keyboard.press('?');
ok(await page.locator('.keys:popover-open').isVisible(), '"?" lists the keys');
await page.keyboard.press('?');
ok(await page.locator('.keys:popover-open').count() === 0, 'and puts them away again');

await page.goto(`${site.base_url}${site.customer}`);
await page.goto(new URL(await page.locator('a:has-text("Adicionar Pacote")').first().getAttribute('href'), site.base_url).href);
const offers = () => page.locator('.offers a').count();
const all = await offers();
await page.locator('#filtro').focus();
await page.keyboard.type('camera');
await page.waitForFunction((before) => document.querySelectorAll('.offers a').length < before, all);
ok(await offers() === 1, 'packages are narrowed while one types');
await page.keyboard.press('ArrowDown');
ok((await focused('textContent')).includes('CAMERA'), 'the arrow leads from the field to what was found');

await page.goto(`${site.base_url}/pacotes/novo`);
await page.locator('[role=tab]').first().focus();
await page.keyboard.press('ArrowRight');
ok(await page.locator('[role=tab][aria-selected=true]').innerText() === 'Integração', 'the arrow keys go through the tabs');

await page.goto(`${site.base_url}/planos/novo`);
await page.click('.tabs >> text="Pacotes"');
await page.click('text="Adicionar pacote"');
ok(await focused('role') === 'combobox', 'a new row begins in the field of its package');
await page.keyboard.type('tv cinema');
ok(await page.locator('.picker-list:visible li').count() === 1, 'the packages of a plan are narrowed while one types');
await page.keyboard.press('Enter');
ok((await page.locator('.row-line:not(.row-spare) select').first().inputValue()) === 'tv-cinema', 'Enter takes what was found');

await page.goto(`${site.base_url}/planos/novo`);
await page.locator('.form-actions button').focus();
await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
ok(await focused('className') === 'problem', 'after a refusal the focus is on the summary of errors');
await page.keyboard.press('Tab');
await page.keyboard.press('Enter');
ok(await focused('name') === 'descricao', 'an entry of the summary leads to its field');

await browser.close();
finish();
