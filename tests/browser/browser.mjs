// What the browser tests share: a browser, a person signed in, NEO's questions, and the report.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { chromium } from 'playwright-core';

export const site = JSON.parse(readFileSync(process.argv[2], 'utf8'));

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  // Nothing leaves the machine, and none of it runs in a container that allows a sandbox.
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

let failed = 0;
export const ok = (right, sentence, detail = '') => {
  if (!right) failed += 1;
  console.log(`${right ? 'ok' : 'not ok'} - ${sentence}${right || !detail ? '' : `: ${detail.slice(0, 1500)}`}`);
  return right;
};
export const finish = () => process.exit(failed ? 1 : 0);

// Clicks and waits for the page it leads to.
export const follow = async (page, selector) => {
  const place = typeof selector === 'string' ? page.locator(selector) : selector;
  await Promise.all([page.waitForNavigation(), place.first().click()]);
};

export const signIn = async (page, person) => {
  await page.goto(`${site.base_url}/entrar`);
  await page.fill('[name=email]', person.email);
  await page.fill('[name=senha]', person.senha);
  await follow(page, 'main button[type=submit]');
};

// What the page says went wrong or right.
export const said = async (page) => (await page.locator('.notice, .problem').allInnerTexts()).join(' ').replace(/\s+/g, ' ');

// A call as a platform makes it, by address: the host names of the tests are known to the browser only.
export const ask = (url, query) => new Promise((resolve, reject) => {
  const { host, pathname } = new URL(url);
  request({ host: '127.0.0.1', port: site.port, path: `${pathname}?${new URLSearchParams(query)}`, headers: { host } }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (piece) => { text += piece; });
    answer.on('end', () => resolve({ status: answer.statusCode, ...(text ? JSON.parse(text) : {}) }));
  }).on('error', reject).end();
});
