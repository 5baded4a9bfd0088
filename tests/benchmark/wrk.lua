-- Asks random questions of a file and checks the body of every answer.
--   wrk … -s wrk.lua URL -- PREFIX QUESTIONS SEED [any]
-- A line of QUESTIONS: query <tab> expected body; @N@ in a query is another number from 1 to N each time. A body that is
-- in no line is wrong.
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
    -- LuaJIT tells long strings apart by their ends and two places inside; the length puts these into the keys, else it
    -- takes seconds to a minute to hold so many.
    requests[#requests + 1] =
      "GET " .. prefix .. "?" .. query .. " HTTP/1.1\r\nHost: bench.localhost\r\nAccept: application/json\r\n\r\n"
    if check then expected[body] = true end
  end
  math.randomseed(seed * 100 + number)
  if not check then response = nil end
end

function request()
  local text = requests[math.random(#requests)]
  if not text:find("@", 1, true) then return text end
  return (text:gsub("@(%d+)@", function(most) return math.random(tonumber(most)) end))
end

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
