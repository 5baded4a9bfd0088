-- The same table from inside nginx: Debian's lua-dbi-mysql, one connection a worker, prepared. {…} is put in by the bench.
local DBI = require "DBI"
local products = {{products}}

-- Globals of a handler end with its request; a loaded module stays with the worker.
local state = package.loaded.catraca_bench
if not state then
  state = {}
  state.db = assert(DBI.Connect("MySQL", "{database}", "catraca_app", "{password}", "{socket}"))
  state.db:autocommit(true)
  state.held = assert(state.db:prepare(
    "SELECT active_until, held_until, ended_by FROM entitlement WHERE subscriber_id = ? AND product_id = ?"))
  state.known = assert(state.db:prepare(
    "SELECT 1 FROM account WHERE subscriber_id = ? AND integration_id = {integration}"))
  package.loaded.catraca_bench = state
end

local args = ngx.req.get_uri_args()
local id, product = args.subscriber_id, args.product
local key = id:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end)

local function say(status, error)
  ngx.status = status
  local body = '{"access":' .. (error and "false" or "true") .. ',"subscriber_id":"' .. id .. '","product":"' .. product .. '"'
  body = body .. (error and ',"error":"' .. error .. '"}' or "}")
  ngx.header["Content-Length"] = #body
  ngx.print(body)
end

assert(state.held:execute(key, products[product] or 0))
local row = state.held:fetch()
if not row then
  assert(state.known:execute(key))
  if not state.known:fetch() then return say(404, "assinante_inexistente") end
  return say(403, "sem_produto")
end
local now = ngx.utctime()
if now < row[1] then return say(200) end
if now < row[2] then return say(403, "suspenso") end
say(403, row[3] == 1 and "degustacao_vencida" or "cancelado")
