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
}

await page.goto(`${site.base_url}/pacotes/novo`);
await page.locator('[role=tab]').first().focus();
await page.keyboard.press('ArrowRight');
ok(await page.locator('[role=tab][aria-selected=true]').innerText() === 'Integração', 'the arrow keys go through the tabs');

await page.goto(`${site.base_url}/planos/novo`);
await page.locator('.form-actions button').focus();
await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
ok(await focused('className') === 'problem', 'after a refusal the focus is on the summary of errors');
await page.keyboard.press('Tab');
await page.keyboard.press('Enter');
ok(await focused('name') === 'descricao', 'an entry of the summary leads to its field');

await browser.close();
finish();
