-- Asks random questions of a file and checks the body of every answer.
--   wrk … -s wrk.lua URL -- PREFIX QUESTIONS SEED [any]
-- A line of QUESTIONS: query <tab> expected body. Each pair is in the file once, so a body that is in no line is wrong.
-- `any`: bodies are not looked at. Prints one line of JSON.
local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("number", #threads)
end

function init(args)
  local prefix, file, seed = args[1], args[2], tonumber(args[3])
  check = args[4] ~= "any"
  requests, expected, wrong, answered, example = {}, {}, 0, 0, ""
  for line in io.lines(file) do
    local query, body = line:match("^([^\t]*)\t(.*)$")
    requests[#requests + 1] = "GET " .. prefix .. "?" .. query .. " HTTP/1.1\r\nHost: bench\r\n\r\n"
    if check then expected[body] = true end
  end
  math.randomseed(seed * 100 + number)
  if not check then response = nil end
end

function request() return requests[math.random(#requests)] end

function response(status, headers, body)
  answered = answered + 1
  if expected[body] then return end
  wrong = wrong + 1
  if example == "" then example = status .. " " .. body:sub(1, 200) end
end

function done(summary, latency)
  local wrong, answered, example = 0, 0, ""
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("wrong")
    answered = answered + thread:get("answered")
    if example == "" then example = thread:get("example") end
  end
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"us":%d,"p50_us":%d,"p99_us":%d,"max_us":%d,"answered":%d,"wrong":%d,"example":"%s","lost":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max, answered, wrong,
    example:gsub('[%c\\"]', "?"), errors.connect + errors.read + errors.write + errors.timeout))
end
