// The same table from Node: mysql2, a pool, prepared. Settings come as JSON in the first argument.
import http from 'node:http';
import mysql from 'mysql2';

const { socket, database, password, listen, integration, products } = JSON.parse(process.argv[2]);
const pool = mysql.createPool({ socketPath: socket, user: 'catraca_app', password, database, connectionLimit: 16,
  dateStrings: true });
const k_held = 'SELECT active_until, held_until, ended_by FROM entitlement WHERE subscriber_id = ? AND product_id = ?';
const k_known = 'SELECT 1 FROM account WHERE subscriber_id = ? AND integration_id = ?';

function say(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

http.createServer((request, response) => {
  const asked = new URL(request.url, 'http://node').searchParams;
  const subscriber_id = asked.get('subscriber_id'), product = asked.get('product');
  const key = Buffer.from(subscriber_id, 'hex');
  const deny = (status, error) => say(response, status, { access: false, subscriber_id, product, error });
  const fail = () => { response.writeHead(503); response.end(); };
  pool.execute(k_held, [key, products[product] ?? 0], (error, rows) => {
    if (error) return fail();
    if (!rows.length)
      return pool.execute(k_known, [key, integration], (trouble, known) =>
        trouble ? fail() : known.length ? deny(403, 'sem_produto') : deny(404, 'assinante_inexistente'));
    const { active_until, held_until, ended_by } = rows[0];
    const now = new Date().toISOString().replace('T', ' ');
    if (now < active_until) return say(response, 200, { access: true, subscriber_id, product });
    deny(403, now < held_until ? 'suspenso' : ended_by === 1 ? 'degustacao_vencida' : 'cancelado');
  });
}).listen(listen);
