#include <fstream>
#include <iostream>

#include "base/secrets.h"
#include "command.h"
#include "provider_context.h"
#include "web/api/bulk_load.h"

namespace door {

namespace {

/// The file named on the command line; standard input for none and for "-".
std::istream& source_of(const Arguments& arguments, std::ifstream& file) {
  if (arguments.words.size() > 1) throw UsageError("one file at a time");
  if (arguments.words.empty() || arguments.words.front() == "-") return std::cin;
  file.open(arguments.words.front(), std::ios::binary);
  if (!file) throw UsageError("cannot read " + arguments.words.front());
  return file;
}

}  // namespace

int import_lines(const Settings& settings, const Arguments& arguments) {
  std::ifstream file;
  auto& source = source_of(arguments, file);
  if (arguments.has("key") && arguments.get("key").empty())
    throw UsageError("--key is empty and would protect nothing; name the load, or leave the option out");
  ProviderContext of(settings, arguments);
  auto feed = of.context();
  feed.writer = operations::Writer::erp;
  const auto totals =
      web::api::run_bulk_load({.with = feed,
                               .scopes = {domain::Scope::configuration, domain::Scope::customers},
                               .key_owner = "import",
                               .key = arguments.get("key"),
                               .request_id = base::random_id(),
                               .read =
                                   [&](char* into, std::size_t size) {
                                     source.read(into, static_cast<std::streamsize>(size));
                                     return static_cast<std::size_t>(source.gcount());
                                   },
                               .answer = [](std::string_view line) { std::cout << line; }});
  std::cout.flush();
  if (source.bad() || !std::cout) throw std::runtime_error("the load was cut off while reading or writing");
  if (totals.interrupted) return k_database_away;
  if (totals.bad == 0) return k_done;
  throw std::runtime_error(std::to_string(totals.bad) + " of " + std::to_string(totals.good + totals.bad) +
                           " lines were refused; each says why");
}

}  // namespace door
