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

-- LuaJIT tells strings apart by a few of their bytes: of 200,000 that are nearly equal, bodies or requests, so many can fall together
-- that holding them takes minutes. So the file is held as one string, its questions as places in it, its bodies as numbers.
local byte, find, sub = string.byte, string.find, string.sub

-- The number of text[from..to]: below 2^43, so that times 257 it is still exact. One wrong body in 10^7 would pass for right.
local function number_of(text, from, to)
  local number = to - from
  for at = from, to do number = (number * 257 + byte(text, at)) % 8796093022151 end
  return number
end

function init(args)
  local prefix, file, seed = args[1], args[2], tonumber(args[3])
  check = args[4] ~= "any"
  questions, ends, expected, wrong, answered, example = {}, {}, {}, 0, 0, ""
  local input = assert(io.open(file, "rb"))
  lines = input:read("*a")
  input:close()
  head, tail = "GET " .. prefix .. "?", " HTTP/1.1\r\nHost: bench.localhost\r\nAccept: application/json\r\n\r\n"
  local at = 1
  while at <= #lines do
    local tab, stop = find(lines, "\t", at, true), find(lines, "\n", at, true) or #lines + 1
    questions[#questions + 1], ends[#ends + 1] = at, tab - 1
    if check then expected[number_of(lines, tab + 1, stop - 1)] = true end
    at = stop + 1
  end
  math.randomseed(seed * 100 + number)
  if not check then response = nil end
end

function request()
  local which = math.random(#questions)
  local text = head .. sub(lines, questions[which], ends[which]) .. tail
  if not find(text, "@", 1, true) then return text end
  return (text:gsub("@(%d+)@", function(most) return math.random(tonumber(most)) end))
end

function response(status, headers, body)
  answered = answered + 1
  if expected[number_of(body, 1, #body)] then return end
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
