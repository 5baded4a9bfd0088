#pragma once
#include <string>
#include <string_view>

#include "base/problem.h"
#include "web/context.h"

namespace web {

/// The log-in page's hidden field for a form to come back to.
inline constexpr std::string_view k_kept_form = "_guardado";

/// What stands in a form in place of what is stored: all that was typed into it (Context::refill).
struct Refill {
  http::Params typed = {};
  std::string record = {};     ///< of the form that was typed into (k_form_record)
  base::Problem problem = {};  ///< why it is shown again
  int status = 200;
};

/// The page at `url` ("/planos/7?x=1") with its form as it was typed; what the page answers when its record
/// is no more there.
http::Response shown_again(const Context& context, std::string_view url, const Refill& refill);

/// The typed form of somebody who is no longer signed in, sealed for the log-in page's hidden field; empty
/// when it is no form of ours or too large to keep.
std::string kept_form(const Context& context);
/// The same form, on its page, for the person who has just signed in again; nothing when `kept` is none, too
/// old, or somebody else's.
std::optional<http::Response> reopened(const Context& context, std::string_view kept);
/// The form of another session of the same person, to be looked at and sent again; nothing when it is not.
std::optional<http::Response> remarked(const Context& context);

}  // namespace web
