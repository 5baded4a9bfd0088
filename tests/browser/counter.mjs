// The fifteen tasks of a counter, each walked in the browser by an attendant or an administrator; prints a table of the
// clicks and page loads of each. A task that cannot be done fails, and so does a median of more than three clicks of the
// everyday acts, counted from the customer's open page.
//
// A click is whatever a hand does with the mouse: a link, a button, a tick; Enter that sends or takes what was found is one.
// Typing is none, and Tab leads from field to field. A load is a page asked for, with the redirect that follows a form.
import { request } from 'node:http';
import { ask, finish, follow, launch, ok, said, signIn, site } from './browser.mjs';

const most = { median: 3 };
const { callback, callers } = site.counter;
const mark = `${Date.now() % 1e6}`;
const password = 'senha-certa-2026';
const browser = await launch();

let clicks = 0;
let loads = 0;
let acts = [];
const table = [];

async function person(who) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'pt-BR' });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  await signIn(page, who);
  page.on('request', (asked) => { if (asked.isNavigationRequest() && asked.frame() === page.mainFrame() && !asked.redirectedFrom()) loads += 1; });
  return page;
}
const attendant = await person(site.operador);
const administrator = await person(site.admin);
let page = attendant;

// --- what a hand does ----------------------------------------------------------------------------------------------
const place = (where) => (typeof where === 'string' ? page.locator(where) : where).first();
const go = async (where) => { clicks += 1; await follow(page, place(where)); };
const tap = async (where) => { clicks += 1; await place(where).click(); };
const write = async (fields) => { for (const [name, value] of Object.entries(fields)) await page.fill(`[name="${name}"]`, value); };
const enter = async () => { clicks += 1; await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]); };
const save = () => go('.form-actions button[type=submit]:not(.back)');
const start = (path = '/') => page.goto(new URL(path, site.base_url).href);
const find = async (text) => {
  await page.keyboard.press('/');
  await page.keyboard.type(text);
  await enter();
};
const main = () => page.locator('main').innerText();
const product = (name) => page.locator('.access-lines li', { hasText: name });
const menu = (name) => page.locator('.sidebar').getByRole('link', { name, exact: true });

function must(right, what) { if (!right) throw new Error(what); }
async function shows(text) {
  const seen = await main();
  must(seen.includes(text), `${page.url()} does not say “${text}”: ${seen.replace(/\s+/g, ' ').slice(0, 300)}`);
}
async function tells(text) {
  const told = await said(page);
  must(told.includes(text), `${page.url()} says “${told}”, not “${text}”`);
}
const ids = {};  // a platform asks by the id it was told at first
async function verdict(who) {
  ids[who] ??= (await ask(callback, { login: `${who}.quaresma`, password })).subscriber_id;
  const answer = await ask(callback, { id: ids[who], product: 'MUMO' });
  return answer.access === true ? 'liberado' : answer.error;
}
const is = async (who, wanted) => must(await verdict(who) === wanted, `${who} is ${await verdict(who)}, not ${wanted}`);

// --- tasks ---------------------------------------------------------------------------------------------------------
// From here on the clicks of an everyday act count: the customer is open.
async function act(everyday, does) {
  const before = clicks;
  await does();
  acts.push({ everyday, clicks: clicks - before });
}
const open = async (who) => { await start(); await find(callers[who]); await shows(callers[who]); };
const api = (token, path) => new Promise((resolve, reject) => {
  const headers = { host: new URL(site.base_url).host, authorization: `Bearer ${token}` };
  request({ host: '127.0.0.1', port: site.port, path: `/api/v1/integracao/${path}`, headers }, (answer) => {
    answer.resume();
    answer.on('end', () => resolve(answer.statusCode));
  }).on('error', reject).end();
});
const day = (back) => {  // by parts: Debian's Node.js knows no locale but en-US
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Sao_Paulo', year: 'numeric', month: '2-digit', day: '2-digit' })
    .formatToParts(new Date(Date.now() - back * 864e5));
  return ['day', 'month', 'year'].map((type) => parts.find((part) => part.type === type).value).join('/');
};

async function task(name, who, does) {
  [clicks, loads, acts, page] = [0, 0, [], who];
  let wrong = '';
  try {
    await start();
    loads = 0;
    await does();
  } catch (error) {
    wrong = `${page.url()}: ${error.message}`;
  }
  table.push({ name, clicks, loads, acts, done: !wrong });
  ok(!wrong, `at the counter: ${name}`, wrong);
}

await task('find by half a name, by CPF, by login', attendant, async () => {
  for (const text of ['quaresma pit', '168.995.350-09', 'senha.quaresma']) {
    await find(text);
    await shows(text.startsWith('168') ? callers.suspensa : callers.senha);
  }
  await find('quaresma');  // several: told apart by phone, plan, status and log-in
  for (const text of ['(34) 99887-7661', 'Fibra do Balcão', 'Suspenso', 'senha.quaresma']) await shows(text);
});

await task('“não entro no Mumo”: suspended', attendant, async () => {
  await open('suspensa');
  await act(true, async () => {
    must((await product('Mumo').innerText()).includes('suspenso'), 'the page does not say that it is the suspension');
    await go(product('Mumo').locator('a:has-text("Habilitar")'));
    await save();
  });
  await is('suspensa', 'liberado');
});

await task('“não entro no Mumo”: wrong password', attendant, async () => {
  await ask(callback, { login: 'senha.quaresma', password: 'errada' });
  await new Promise((done) => setTimeout(done, 300));  // until the attempt is written down
  await open('senha');
  await act(true, async () => {
    must(/senha/.test(await page.locator('.attempts li').first().innerText()), 'the page does not tell of the wrong password');
    await go('.attempts a:has-text("Corrigir login")');
    await tap('.tabs >> text="Autenticação"');
    await write({ senha_autenticacao: password });
    await save();
  });
  await is('senha', 'liberado');
});

await task('“não entro no Mumo”: never bought', attendant, async () => {
  await open('sem_pacote');
  await act(true, async () => {
    await go('main a:has-text("Ver todos os produtos")');
    await go(product('Mumo').locator('a:has-text("Vender")'));
    await save();
  });
  await is('sem_pacote', 'liberado');
});

await task('sell a package', attendant, async () => {
  await open('compra');
  await act(true, async () => {
    await go('.card-packages a:has-text("Adicionar Pacote")');
    await page.keyboard.type('mumo');
    await go(page.locator('.offers a', { hasText: 'Mumo TV' }));
    await shows('R$ 9,90');
    await save();
  });
  await tells('Pacote adicionado: Mumo TV.');
  await is('compra', 'liberado');
});

await task('say why a locked plan takes no package', attendant, async () => {
  await open('travada');
  await act(true, async () => {
    await go('.card-packages a:has-text("Adicionar Pacote")');
    await shows('trava');
  });
});

await task('remove a package and restore it', attendant, async () => {
  await open('compra');
  await act(true, async () => {
    await go('.card-packages a:has-text("Mumo TV")');
    await go('.page-actions a:has-text("Remover")');
    await save();
  });
  await is('compra', 'sem_produto');
  await open('compra');
  await act(true, async () => {
    await go(product('Mumo').locator('a:has-text("Restaurar")'));
    await save();
  });
  await is('compra', 'liberado');
});

await task('suspend a service and enable it', attendant, async () => {
  await open('compra');
  await act(true, async () => {
    await tap('.card-head .row-menu');
    await go('.menu:popover-open a:has-text("Suspender")');
    await save();
  });
  await is('compra', 'suspenso');
  await act(true, async () => {
    await tap('.card-head .row-menu');
    await go('.menu:popover-open a:has-text("Habilitar")');
    await save();
  });
  await is('compra', 'liberado');
});

await task('migrate to another plan', attendant, async () => {
  await open('compra');
  await act(true, async () => {
    await tap('.card-head .row-menu');
    await go('.menu:popover-open a:has-text("Migrar")');
    await go('.offers a:has-text("Fibra do Balcão Mais")');
    await save();
    await shows('Por mês');
    await save();
  });
  await tells('agora em Fibra do Balcão Mais');
  await is('compra', 'liberado');
});

await task('NEO from nothing: integration, product, Callback URL', administrator, async () => {
  await go(menu('Plataformas de Conteúdo'));
  await go('.page-actions a:has-text("Adicionar")');
  await go('main a:has-text("NEO")');
  await write({ descricao: `NEO do balcão ${mark}` });
  await save();
  await tells(`Integração criada: NEO do balcão ${mark}.`);
  await go('.notice a:has-text("Informar produtos")');
  await write({ nome: 'Mumo', codigo: 'MUMO' });
  await save();
  await tells('Produto criado: Mumo.');
  await go(menu('Plataformas de Conteúdo'));
  const row = page.locator('tr', { hasText: `NEO do balcão ${mark}` });
  must(/\/callback\/[\w-]{22,}$/.test(await row.locator('[data-copy]').first().getAttribute('data-copy')), 'no Callback URL to copy');
});

await task('a plan with a required, an optional and a trial package', administrator, async () => {
  await go(menu('Serviços/Planos'));
  await go('.page-actions a:has-text("Adicionar")');
  await write({ descricao: `Fibra três pacotes ${mark}`, valor: '99,90', tecnologia: 'FIBRA', download_kbps: '500 Mb', upload_kbps: '250' });
  await tap('.tabs >> text="Pacotes"');
  for (const name of ['TV Básico', 'TV Cinema', 'TV Infantil']) {
    await tap('text="Adicionar pacote"');
    await page.keyboard.type(name);
    clicks += 1;
    await page.keyboard.press('Enter');
  }
  const field = (row, name) => page.locator('.row-line:not(.row-spare)').nth(row).locator(`[name$=".${name}"]`);
  await tap(field(0, 'obrigatorio'));
  await tap(field(2, 'degustacao'));
  await field(2, 'dias').fill('15');
  await save();
  await tells(`Plano criado: Fibra três pacotes ${mark}.`);
  must((await page.locator('.just-saved').innerText()).includes('500 Mbps'), 'the row is not marked, or its speed is not in Mbps');
});

await task('trials that end this week, with phone and CSV', attendant, async () => {
  await go('main a:has-text("Todos, com telefone e CSV")');
  must(/\(\d\d\) \d{4,5}-\d{4}/.test(await page.locator('.grid').innerText()), 'no phone in the list');
  const [file] = await Promise.all([page.waitForEvent('download'), tap('a.csv')]);
  must(file.suggestedFilename() === 'terminam.csv', 'no CSV');
});

await task('what changed yesterday, and by whom', administrator, async () => {
  await go(menu('Auditoria'));
  await write({ de: day(1), ate: day(1) });
  await tap('.filter-buttons button');
  await page.locator('#lista', { hasText: 'Fibra Travada' }).waitFor();
  await shows('ERP da demonstração');
});

await task('a colleague comes and goes', administrator, async () => {
  await go(menu('Usuários'));
  await go('.page-actions a:has-text("Adicionar")');
  await write({ nome: `Colega ${mark}`, email: `colega${mark}@demo.example` });
  await save();
  await shows(`Usuário criado: Colega ${mark}`);
  await go('.form-actions a');
  await tap(page.locator('.just-saved .row-menu'));
  await go('.menu:popover-open a:has-text("Inativar")');
  await save();
  await tells(`Usuário inativado: Colega ${mark}.`);
});

await task('a token, and its first call', administrator, async () => {
  await go(menu('Tokens'));
  await go('.page-actions a:has-text("Adicionar")');
  await write({ descricao: `ERP do balcão ${mark}` });
  await save();
  const token = await page.locator('.secret code').innerText();
  must(await api(token, 'cliente?busca=codigo_cliente&termo_busca=1') === 200, 'the token opens nothing');
  await go('main a:has-text("Voltar aos tokens")');
  must(!(await page.locator('.just-saved').innerText()).includes('Nunca'), 'the page does not show the first call');
});

// --- the table -----------------------------------------------------------------------------------------------------
const everyday = table.flatMap((row) => row.acts.filter((one) => one.everyday).map((one) => one.clicks)).sort((left, right) => left - right);
const middle = everyday.length / 2;
const median = everyday.length % 2 ? everyday[Math.floor(middle)] : (everyday[middle - 1] + everyday[middle]) / 2;
const cells = ([task_, ...numbers]) => `# ${task_.padEnd(58)}${numbers.map((text) => String(text).padStart(9)).join('')}`;
console.log(cells(['a counter\'s task', 'clicks', 'loads', 'once open']));
for (const row of table)
  console.log(cells([row.name, row.done ? row.clicks : 'not done', row.loads, row.acts.map((one) => one.clicks).join(' + ') || '—']));
console.log(`# median of the ${everyday.length} everyday acts, once the customer is open: ${median} clicks`);
ok(table.length === 15, 'the fifteen tasks of a counter were walked');
ok(everyday.length >= 10 && median <= most.median, `an everyday act takes ${most.median} clicks or fewer once the customer is open`, `${everyday}`);
await browser.close();
finish();
