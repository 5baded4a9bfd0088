// The main story through the pages alone: integration → products → packages → plans → customer → service → NEO's answers,
// following every change. With --without-scripts the browser runs none.
import { ask, finish, follow, launch, ok, said, signIn, site } from './browser.mjs';

const scripts = !process.argv.includes('--without-scripts');
const mark = `${Date.now() % 1e6}${scripts ? 'a' : 'b'}`;
const how = scripts ? '' : ' (without scripts)';
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'pt-BR', javaScriptEnabled: scripts });
const page = await context.newPage();
const errors = [];
page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
page.on('pageerror', (error) => errors.push(error.message));
page.setDefaultTimeout(15000);

const open = (path) => page.goto(new URL(path, site.base_url).href);
const save = () => follow(page, '.form-actions button[type=submit]');
const read = async (expected, sentence) => {  // the question, and then yes
  const question = await page.locator('main').innerText();
  ok(question.includes(expected), sentence + how, question);
  await save();
};
const tab = async (name) => { if (scripts) await page.click(`.tabs >> text="${name}"`); };
const fill = async (fields) => { for (const [name, value] of Object.entries(fields)) await page.fill(`[name="${name}"]`, value); };
// A choice among many: typed into where a script has put a field beside the select.
async function pick(name, label) {
  const field = page.locator(`.picker:has([name="${name}"]) [role=combobox]`);
  if (!await field.count()) return page.selectOption(`[name="${name}"]`, { label });
  await field.fill(label);
  return page.keyboard.press('Enter');
}
// The name of a row's fields by its place among those in sight; one more is added where a script can.
async function row(name, number, field, add) {
  const seen = page.locator(`[name^="${name}."][name$=".${field}"]:visible`);
  if (scripts) await page.click(`text=${add}`);
  return await seen.count() > number ? (await seen.nth(number).getAttribute('name')).replace(`.${field}`, '') : '';
}
const step = async (sentence, expected) => {
  const text = await said(page);
  ok(text.includes(expected), sentence + how, `${page.url()} says "${text}"`);
};
const same = (found, wanted, sentence) => ok(found === wanted, sentence + how, `${found}, not ${wanted}`);

// --- what NEO hears -------------------------------------------------------------------------------------------------
let callback = '';
let subscriber = '';
const login = { login: `maria${mark}`, password: 'segredo-da-maria' };
const verdict = async (product) => {
  const answer = await ask(callback, { id: subscriber, product });
  return answer.access === true ? 'liberado' : answer.error;
};

// Asks again and again while something happens; the answers that were no `liberado`.
async function askedDuring(product, act) {
  let going = true;
  let asked = 0;
  const wrong = [];
  const asking = (async () => {
    while (going) {
      const answer = await verdict(product);
      asked += 1;
      if (answer !== 'liberado') wrong.push(answer);
    }
  })();
  try {
    await act();
  } finally {
    going = false;
    await asking;
  }
  return { asked, wrong };
}

// --- what is sold ---------------------------------------------------------------------------------------------------
const products = [['HBO Max', 'HBO'], ['Telecine', 'TC'], ['Desenhos', 'KIDS']];
const packages = [['TV Extra', 'HBO Max', '30,00'], ['Cinema', 'Telecine', '19,90'], ['Infantil', 'Desenhos', '9,90']];

async function integration() {
  await open('/plataformas/novo?gateway=neo');
  await fill({ descricao: `NEO ${mark}` });
  await save();
  await step('an integration is created', 'Integração criada');
  for (const [nome, codigo] of products) {
    await follow(page, 'text=Adicionar Produto');
    await fill({ nome, codigo });
    await save();
    await step(`the product ${nome} is typed in`, 'Produto criado');
  }
  await open(`/plataformas?busca=${encodeURIComponent(`NEO ${mark}`)}`);
  callback = await page.locator('[data-copy*="/callback/"]').first().getAttribute('data-copy');
  ok(/\/callback\/[\w-]{22,}$/.test(callback), `the list shows the callback URL${how}`, callback);
}

async function catalogue() {
  for (const [name, product, value] of packages) {
    await open('/pacotes/novo');
    await fill({ descricao: `${name} ${mark}`, valor: value });
    const line = await row('composicao', 0, 'descricao', 'Adicionar linha');
    await fill({ [`${line}.descricao`]: 'Licença', [`${line}.tipo`]: 'SVA', [`${line}.valor`]: value });
    await tab('Integração');
    await page.selectOption('[name=plataforma]', { label: `NEO ${mark}` });
    await page.locator('.checks-group', { hasText: `NEO ${mark}` }).getByText(product).click();
    await tab('DICI');
    await page.selectOption('[name=classe_regulatoria]', 'SVA');
    await save();
    await step(`the package ${name} is created`, 'Pacote criado');
  }
}

// A plan with some of the packages: [index, required, trial days].
async function plan(name, rows) {
  await open('/planos/novo');
  await fill({ descricao: `${name} ${mark}`, valor: '99,90', tecnologia: 'FIBRA', download_kbps: '500 Mb', upload_kbps: '250' });
  await tab('Pacotes');
  for (const [number, [index, required, days]] of rows.entries()) {
    const [title, , value] = packages[index];
    let line = await row('pacotes', number, 'codigo', 'Adicionar pacote');
    if (!line) {  // without a script there are two spare rows a time
      await save();
      await follow(page, page.getByRole('link', { name: `${name} ${mark}` }));
      line = await row('pacotes', number, 'codigo', '');
    }
    await pick(`${line}.codigo`, `${title} ${mark} - (R$ ${value})`);
    if (required) await page.check(`[name="${line}.obrigatorio"]`);
    if (days) {
      await page.check(`[name="${line}.degustacao"]`);
      await fill({ [`${line}.dias`]: days });
    }
  }
  await save();
  await step(`the plan ${name} is saved with its packages`, 'Plano ');
}

async function plans() {
  await plan('Fibra 500', [[0, true], [1, false], [2, false, '15']]);
  await plan('Fibra 1000', [[0, true]]);
}

// --- who has it -----------------------------------------------------------------------------------------------------
let service = '';

async function customer() {
  await open('/clientes/novo');
  await fill({ codigo_cliente: mark, nome_razaosocial: `Maria da Silva ${mark}`, cpf_cnpj: '529.982.247-25',
    email_principal: `maria${mark}@exemplo.com.br`, telefone_primario: '37 99876-1234', cidade: 'Formiga' });
  await page.selectOption('[name=uf]', 'MG');
  await save();
  await step('a customer is created', 'Cliente criado');
  await follow(page, 'text=Adicionar Serviço');
  await follow(page, `main a:has-text("Fibra 500 ${mark}")`);
  await fill({ id_cliente_servico: String(Date.now() % 1e9) });
  await page.selectOption('[name=status_prefixo]', 'servico_habilitado');
  await tab('Pacotes');
  await page.getByLabel(`Cinema ${mark}`).uncheck();
  await tab('Autenticação');
  await fill({ login_autenticacao: login.login, senha_autenticacao: login.password });
  await save();
  await step('a service is created with the packages of its plan, the optional one dropped in that act', 'Serviço criado');
  const card = await page.locator('.card').innerText();
  ok(card.includes(`TV Extra ${mark}`) && card.includes(`Infantil ${mark}`) && !card.includes(`Cinema ${mark}`),
    `its card shows the packages it got${how}`, card);
  service = new URL(await page.locator('a[href^="/servicos/"]:has-text("Editar")').first().getAttribute('href'), site.base_url).pathname;
}

async function existence() {
  const first = await ask(callback, login);
  ok(/^[0-9a-f]{32}$/.test(first.subscriber_id), `NEO finds the customer${how}`, JSON.stringify(first));
  subscriber = first.subscriber_id;
  same((await ask(callback, login)).subscriber_id, subscriber, 'the subscriber_id is stable');
  same((await ask(callback, { ...login, password: 'errada' })).error, 'usuario_inexistente', 'a wrong password finds nobody');
  same(await verdict('HBO'), 'liberado', "the required package's product is allowed");
  same(await verdict('KIDS'), 'liberado', "the trial's product is allowed");
  same(await verdict('TC'), 'sem_produto', "the declined package's product is denied");
}

async function setStatus(prefix) {
  await open(`${service}/status`);
  await page.selectOption('[name=status_prefixo]', prefix);
  await save();
  await save();  // what will happen has been read
}

async function suspension() {
  await setStatus('suspenso_debito');
  same(await verdict('HBO'), 'suspenso', 'the very next call after the suspension is denied');
  await setStatus('servico_habilitado');
  same(await verdict('HBO'), 'liberado', 'the very next call after the enabling is allowed');
}

async function sale() {
  await open(`${service}/pacotes/novo`);
  await follow(page, `main a:has-text("Cinema ${mark}")`);
  await read(' → ', 'before the sale the page says what it costs');
  await step('a package is added to the service', 'Pacote adicionado');
  same(await verdict('TC'), 'liberado', "the added package's product is allowed");
  const remove = await page.locator('tr', { hasText: `Cinema ${mark}` }).locator('a:has-text("Remover")').getAttribute('href');
  await open(remove);
  const question = await page.locator('main').innerText();
  ok(question.includes('Telecine'), `the question says what is lost${how}`, question);
  await save();
  await step('the package is removed', 'Pacote removido');
  same(await verdict('TC'), 'sem_produto', "the removed package's product is denied");
}

async function migration() {
  const { asked, wrong } = await askedDuring('HBO', async () => {
    await open(`${service}/migrar`);
    await follow(page, `main a:has-text("Fibra 1000 ${mark}")`);
    await page.check(`label:has-text("Manter Infantil ${mark}")`);
    await save();
    await read('Por mês', 'before the migration the page says what it costs');
    await step('the service migrates', 'Serviço migrado');
  });
  ok(wrong.length === 0 && asked > 5, `while it migrates nothing is denied that both plans hold${how}`, `${wrong.length} of ${asked}: ${wrong[0]}`);
  same((await ask(callback, login)).subscriber_id, subscriber, 'the subscriber_id survives the migration');
  same(await verdict('KIDS'), 'liberado', 'the trial that somebody kept moved along');
}

async function trial() {
  await open(`${service}/pacotes`);
  await follow(page, page.locator('main').getByRole('link', { name: `Infantil ${mark}` }));
  await follow(page, page.locator('.page-actions').getByRole('link', { name: 'Editar' }));
  // By parts: Debian's Node.js knows no locale but en-US.
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Sao_Paulo', year: 'numeric', month: '2-digit', day: '2-digit' })
    .formatToParts(new Date());
  const today = ['year', 'month', 'day'].map((type) => parts.find((part) => part.type === type).value).join('-');
  await fill({ data_limite: today });
  await save();
  await read('deixa de ser liberado', 'before a date that ends the access the page says so');
  await step('the date of the trial is moved to today', 'Pacote salvo');
  same(await verdict('KIDS'), 'degustacao_vencida', 'a trial whose date has come is over');
  same(await verdict('HBO'), 'liberado', 'and takes nothing else with it');
}

async function end() {
  await setStatus('cancelado');
  same(await verdict('HBO'), 'cancelado', 'after the end the product is denied as cancelado');
  same((await ask(callback, login)).error, 'usuario_inexistente', 'and the customer is not found any more');
}

try {
  await signIn(page, site.admin);
  for (const part of [integration, catalogue, plans, customer, existence, suspension, sale, migration, trial, end]) await part();
} catch (error) {
  ok(false, `the story goes on to its end${how}`, `${page.url()}: ${error.message}`);
}
ok(errors.length === 0, `the browser reports no error and no violation of the policy${how}`, errors.join(' | '));
await browser.close();
finish();
