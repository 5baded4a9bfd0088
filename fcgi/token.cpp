#include <charconv>
#include <iostream>

#include "base/text.h"
#include "command.h"
#include "operations/tokens.h"
#include "provider_context.h"
#include "storage/tokens.h"

namespace door {

namespace {

std::vector<domain::Scope> scopes_of(const std::string& names) {
  std::vector<domain::Scope> scopes;
  for (const auto name : base::split(names, ',')) {
    const auto scope = domain::scope_from(base::trim(name));
    if (!scope) throw UsageError("--scopes takes configuracao, clientes, leitura, with commas between");
    scopes.push_back(*scope);
  }
  return scopes;
}

int add(ProviderContext& of, const Arguments& arguments) {
  const operations::TokenInput input{.description = arguments.need("description"),
                                     .scopes = scopes_of(arguments.get("scopes", "configuracao,clientes"))};
  std::cout << value_or_throw(operations::issue_token(of.context(), input)).text << "\n";
  return k_done;
}

int list(ProviderContext& of) {
  const auto page_of = [&](const storage::Page& page) { return storage::list_tokens(of.tenant(), {}, page); };
  for_each_line(page_of, [](const storage::ApiToken& token) {
    std::cout << token.id << "\t…" << token.token_tail << "\t" << token.description << "\t"
              << domain::names_of(token.scopes) << "\t"
              << (token.last_used_at ? "used " + base::to_rfc3339(*token.last_used_at) : "never used")
              << (token.revoked_at ? "\trevoked" : "") << "\n";
  });
  return k_done;
}

int revoke(ProviderContext& of, const Arguments& arguments) {
  const auto text = arguments.need("id");
  std::uint32_t id = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || stop != text.data() + text.size())
    throw UsageError("--id is a number (token list)");
  value_or_throw(operations::revoke_token(of.context(), id));
  return k_done;
}

}  // namespace

int token(const Settings& settings, const Arguments& arguments) {
  const auto verb = arguments.words.empty() ? "" : arguments.words.front();
  ProviderContext of(settings, arguments);
  if (verb == "add") return add(of, arguments);
  if (verb == "list") return list(of);
  if (verb == "revoke") return revoke(of, arguments);
  throw UsageError("say add, list or revoke");
}

}  // namespace door
