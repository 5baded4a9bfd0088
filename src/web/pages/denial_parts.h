#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "operations/denials.h"
#include "operations/log_in_trial.h"
#include "web/integration_choice.h"
#include "web/page.h"
#include "web/pages/call.h"

/// The parts of the page *Por que foi negado?*.
namespace web {

/// Of customers who share a log-in, so many are named.
inline constexpr std::size_t k_most_named = 5;

/// What was typed into the form, and what came of it.
struct Trial {
  std::uint32_t integration_id = 0;
  std::string login = {};
  std::string problem = {};  ///< why it was not looked at
  std::optional<operations::LogInTried> tried = {};
};

/// A number of a link or form; 0 for what is none.
std::uint64_t number_of(const http::Params& params, std::string_view name);

/// The form in which a log-in is tried, for those who may send it, with what the last one found. The
/// password is never shown again.
void fill_trial(const Context& context, View& body, const IntegrationChoice& integrations, const Call* call,
                const Trial* trial);
/// Does what was typed into that form.
Trial try_typed(const Context& context);

/// One product's verdict, step by step, with what decided each.
void fill_denial(const Context& context, View& body, const Call& call, const operations::Denial& denial,
                 const std::string& product_code);

}  // namespace web
