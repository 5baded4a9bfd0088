// A body or a line of the ERP API, read by every kind of field; what is read is clean, what is written is
// JSON again.
#include "web/json.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "web/api/line_source.h"

namespace {

void must(bool right) {
  if (!right) std::abort();
}

void read_all(web::JsonReader& body, int depth) {
  static const base::TimeZone k_zone("America/Sao_Paulo");
  if (const auto text = body.text("a"); text.value) must(base::is_clean_text(*text.value));
  if (const auto code = body.code("b"); code.value) must(base::is_code(*code.value));
  if (const auto money = body.money("c"); money.value) must(*money.value >= 0);
  if (const auto number = body.number("d", 3, 9); number.value)
    must(*number.value >= 3 && *number.value <= 9);
  body.exact_text("e");
  body.id("f");
  body.flag("g");
  body.date("h");
  body.instant("i", k_zone);
  body.texts("j");
  body.codes("k");
  body.scalar("l");
  if (depth > 8) return;
  if (auto inner = body.object("m"); inner.value) read_all(*inner.value, depth + 1);
  if (auto rows = body.objects("n", 20); rows.value)
    for (auto& row : *rows.value) read_all(row, depth + 1);
}

void read_body(std::string_view text) {
  auto body = web::JsonReader::parse(text);
  if (!body) return must(!body.error().message.empty());
  read_all(*body, 0);
  body->finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_body(text);

  std::size_t at = 0;
  web::api::LineSource source([&](char* into, std::size_t room) {
    const auto piece = text.substr(at, std::min<std::size_t>(room, 7));
    piece.copy(into, piece.size());
    at += piece.size();
    return piece.size();
  });
  std::size_t last = 0;
  for (web::api::SourceLine line; source.next(line);) {
    must(line.number > last && line.text.find('\n') == std::string::npos);
    last = line.number;
    read_body(line.text);
  }

  web::JsonWriter out;
  out.begin_object().field("texto", text).end_object();
  must(web::JsonReader::parse(out.text()).ok());
  return 0;
}
