// What is stored comes back as text only: in a page it opens no element, in a CSV it begins no formula and no
// record.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "web/csv.h"
#include "web/templates.h"

namespace {

void must(bool right) {
  if (!right) std::abort();
}

std::string page_with(std::string_view text) {
  static const web::Templates k_templates(CATRACA_SOURCE_DIR "/templates", "");
  const web::Document document("bare.html");
  auto view = document.view();
  view.set("TITLE", text).set("CSS", text).set("FAVICON", text).show("PROVIDER_SHOWN");
  view.set_global("PROVIDER", text);
  view.include("CONTENT", "error.html").set("MESSAGE", text).show("MESSAGE");
  return k_templates.render(document);
}

/// Characters that end a text or an attribute's value.
long marks_of(const std::string& page) {
  return std::count_if(page.begin(), page.end(), [](char c) { return c == '<' || c == '>' || c == '"'; });
}

void check_csv(std::string_view text) {
  const auto record = web::csv_record({std::string(text), "fim"});
  must(record.ends_with(";fim\r\n"));
  const auto first = record.front() == '"' ? record.at(1) : record.front();
  must(std::string_view("=+@\t\r").find(first) == std::string_view::npos);
  bool quoted = false;
  for (const char c : std::string_view(record).substr(0, record.size() - 6)) {
    if (c == '"') quoted = !quoted;
    must(quoted || (c != ';' && c != '\n' && c != '\r'));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const auto k_marks = marks_of(page_with("a"));
  if (!text.empty()) must(marks_of(page_with(text)) == k_marks);
  check_csv(text);
  return 0;
}
