#pragma once
#include <string>
#include <string_view>

#include "base/http.h"
#include "web/context.h"

/// Responses that handlers share.
namespace web {

http::Response html(std::string body, int status = 200);
/// 303: go and GET that.
http::Response redirect(std::string location);

/// True for paths whose readers are programs: they get the JSON envelope of CONTRACTS §1.
bool is_api(std::string_view path);

/// An error as the reader of the path understands it: a page with an id and a next step, or the envelope.
http::Response failure(const Context& context, int status, std::string_view message = "");

}  // namespace web
