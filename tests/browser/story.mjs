// The main story through the pages alone: integration → products → packages → plans → customer → service → NEO's answers,
// following every change. With --without-scripts the browser runs none.
import { finish, follow, launch, ok, said, signIn, site } from './browser.mjs';

const scripts = !process.argv.includes('--without-scripts');
const mark = `${Date.now() % 1e6}${scripts ? 'a' : 'b'}`;
const how = scripts ? '' : ' (without scripts)';
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, javaScriptEnabled: scripts });
const page = await context.newPage();
const errors = [];
page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
page.on('pageerror', (error) => errors.push(error.message));
page.setDefaultTimeout(15000);

const open = (path) => page.goto(new URL(path, site.base_url).href);
const save = () => follow(page, '.form-actions button[type=submit], .form-actions .btn-primary, .form-actions .btn-danger');
const tab = async (name) => { if (scripts) await page.click(`.tabs >> text="${name}"`); };
const fill = async (fields) => { for (const [name, value] of Object.entries(fields)) await page.fill(`[name="${name}"]`, value); };
const step = async (sentence, expected) => {
  const text = await said(page);
  ok(text.includes(expected), sentence + how, `${page.url()} says "${text}"`);
};

// NEO's question at the callback URL.
let callback = '';
const asked = async (query) => {
  const response = await fetch(`${callback}?${new URLSearchParams(query)}`);
  return { status: response.status, ...(await response.json().catch(() => ({}))) };
};
const login = { login: `maria${mark}`, password: 'segredo-da-maria' };
const access = (product) => asked({ ...login, product });

async function integration() {
  await open('/plataformas/novo?gateway=neo');
  await fill({ descricao: `NEO ${mark}` });
  await save();
  await step('an integration is created', 'Integração criada');
  for (const [nome, codigo] of [['HBO Max', 'HBO'], ['Telecine', 'TC']]) {
    await follow(page, 'text=Adicionar Produto');
    await fill({ nome, codigo });
    await save();
    await step(`the product ${nome} is typed in`, 'Produto criado');
  }
  await open(`/plataformas?busca=${encodeURIComponent(`NEO ${mark}`)}`);
  callback = await page.locator('[data-copy*="/callback/"]').first().getAttribute('data-copy');
  ok(callback.includes('/callback/'), `the list shows the callback URL${how}`);
}

async function packages() {
  for (const [name, product, value] of [['TV Extra', 'HBO Max', '30,00'], ['Cinema', 'Telecine', '19,90']]) {
    await open('/pacotes/novo');
    await fill({ descricao: `${name} ${mark}`, valor: value });
    if (scripts) await page.click('text=Adicionar linha');
    await fill({ 'composicao.0.descricao': 'Licença', 'composicao.0.tipo': 'SVA', 'composicao.0.valor': value });
    await tab('Integração');
    await page.selectOption('[name=plataforma]', { label: `NEO ${mark}` });
    await page.locator('.checks-group', { hasText: `NEO ${mark}` }).getByText(product).click();
    await tab('DICI');
    await page.selectOption('[name=classe_regulatoria]', 'SVA');
    await save();
    await step(`the package ${name} is created`, 'Pacote criado');
  }
}

async function plans() {
  for (const [name, required, trial] of [['Fibra 500', true, ''], ['Fibra 1000', true, '7']]) {
    await open('/planos/novo');
    await fill({ descricao: `${name} ${mark}`, valor: '99,90', tecnologia: 'FIBRA', download_kbps: '500000', upload_kbps: '250000' });
    await tab('Pacotes');
    if (scripts) await page.click('text=Adicionar pacote');
    await page.selectOption('[name="pacotes.0.codigo"]', { label: `TV Extra ${mark} - (R$ 30,00)` });
    if (required) await page.check('[name="pacotes.0.obrigatorio"]');
    if (trial) {
      await page.check('[name="pacotes.0.degustacao"]');
      await fill({ 'pacotes.0.dias': trial });
    }
    await save();
    await step(`the plan ${name} is created`, 'Plano criado');
  }
}

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
  await tab('Autenticação');
  await fill({ login_autenticacao: login.login, senha_autenticacao: login.password });
  await save();
  await step('a service is created with the packages of its plan', 'Serviço criado');
}

async function validation() {
  const first = await asked(login);
  ok(/^[0-9a-f]{32}$/.test(first.subscriber_id), `NEO finds the customer${how}`, JSON.stringify(first));
  ok((await asked(login)).subscriber_id === first.subscriber_id, `the subscriber_id is stable${how}`);
  ok((await asked({ ...login, password: 'errada' })).status === 404, `a wrong password finds nobody${how}`);
  ok((await access('HBO')).access === true, `the product of the plan's package is allowed${how}`);
  ok((await access('TC')).error === 'sem_produto', `a product that was not sold is denied${how}`);
}

async function status(prefix) {
  await page.selectOption('[name=status_prefixo]', prefix);
  await save();
}

async function changes() {
  const service = await page.locator('a[href^="/servicos/"]:has-text("Editar")').first().getAttribute('href');
  await open(service);
  await status('suspenso_debito');
  ok((await access('HBO')).error === 'suspenso', `the very next call after the suspension is denied${how}`);
  await open(service);
  await status('servico_habilitado');
  ok((await access('HBO')).access === true, `the very next call after the enabling is allowed${how}`);

  await open(`${service}/pacotes/novo`);
  await follow(page, `main a:has-text("Cinema ${mark}")`);
  await save();
  await step('a package is added to the service', 'Pacote adicionado');
  ok((await access('TC')).access === true, `the added package's product is allowed${how}`);
  const remove = await page.locator('tr', { hasText: `Cinema ${mark}` }).locator('a:has-text("Remover")').getAttribute('href');
  await open(remove);
  ok((await page.locator('main').innerText()).includes(`Perde agora: Telecine (NEO ${mark})`), `the question says what is lost${how}`);
  await save();
  await step('the package is removed', 'Pacote removido');
  ok((await access('TC')).error === 'sem_produto', `the removed package's product is denied${how}`);

  const before = (await asked(login)).subscriber_id;
  await open(`${service}/migrar`);
  await follow(page, `main a:has-text("Fibra 1000 ${mark}")`);
  ok((await page.locator('main').innerText()).includes('Continua sem interrupção: HBO Max'), `the question says what goes on${how}`);
  await save();
  await step('the service migrates', 'Serviço migrado');
  ok((await access('HBO')).access === true, `nothing is denied after the migration${how}`);
  ok((await asked(login)).subscriber_id === before, `the subscriber_id survives the migration${how}`);

  await open(service);
  await status('cancelado');
  ok((await access('HBO')).error === 'cancelado', `after the end the product is denied as cancelado${how}`);
}

try {
  await signIn(page, site.admin);
  for (const part of [integration, packages, plans, customer, validation, changes]) await part();
} catch (error) {
  ok(false, `the story goes on to its end${how}`, `${page.url()}: ${error.message}`);
}
ok(errors.length === 0, `the browser reports no error and no violation of the policy${how}`, errors.join(' | '));
await browser.close();
finish();
