#include "web/consequences.h"

#include "domain/refusals.h"
#include "web/form.h"
#include "web/money.h"

namespace web {

namespace {

std::string listed(const std::vector<std::string>& names, std::string_view mark) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : std::string(mark)) + name;
  return text;
}

/// "3 pacotes continuam: A, B, C."; nothing for none.
void say(std::vector<std::string>& lines, const std::vector<std::string>& names, std::string_view one,
         std::string_view many, std::string_view mark = ", ") {
  if (names.empty()) return;
  lines.push_back(std::to_string(names.size()) + " " + std::string(names.size() == 1 ? one : many) + ": " +
                  listed(names, mark) + ".");
}

std::vector<std::string> consequences_of(const operations::ServicePreview& preview) {
  std::vector<std::string> lines;
  say(lines, preview.loses, "produto deixa de ser liberado agora", "produtos deixam de ser liberados agora");
  say(lines, preview.gains, "produto passa a ser liberado agora", "produtos passam a ser liberados agora");
  say(lines, preview.goes_on, "produto continua liberado", "produtos continuam liberados", "; ");
  if (preview.loses.empty() && preview.gains.empty()) lines.push_back("Nenhum acesso muda agora.");
  say(lines, preview.ends, "pacote sai do serviço", "pacotes saem do serviço");
  say(lines, preview.returns, "pacote volta", "pacotes voltam");
  say(lines, preview.comes, "pacote entra", "pacotes entram");
  say(lines, preview.stays, "pacote continua no serviço", "pacotes continuam no serviço");
  for (const auto& warning : preview.warnings) lines.push_back(sentence_of(warning));
  std::vector<std::string> left_out;
  for (const auto& left : preview.left_out) left_out.push_back(left.message);
  for (const auto& text : domain::said_once(left_out)) lines.push_back("Fica de fora: " + sentence_of(text));
  return lines;
}

}  // namespace

Confirmation confirmation_of(const operations::ServicePreview& preview) {
  return {.consequences = consequences_of(preview),
          .money = money_lines(preview.before, preview.after),
          .danger = !preview.loses.empty()};
}

}  // namespace web
