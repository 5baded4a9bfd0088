#include "web/browser.h"

#include <regex>

namespace test {

namespace {

using Attributes = std::map<std::string, std::string>;

Attributes attributes_of(const std::string& tag) {
  static const std::regex k_attribute(R"re(([a-z-]+)(?:="([^"]*)")?)re");
  Attributes all;
  for (std::sregex_iterator at(tag.begin(), tag.end(), k_attribute), end; at != end; ++at)
    all.emplace((*at)[1], plain_text((*at)[2].str()));
  return all;
}

std::string get(const Attributes& all, const std::string& name) {
  const auto found = all.find(name);
  return found == all.end() ? "" : found->second;
}

/// The piece between two marks, from `at` on; `at` moves behind it.
std::string between(const std::string& text, std::string_view from, std::string_view to, std::size_t& at) {
  const auto start = text.find(from, at);
  if (start == std::string::npos) return "";
  const auto end = text.find(to, start + from.size());
  if (end == std::string::npos) return "";
  at = end + to.size();
  return text.substr(start, at - start);
}

std::string without_templates(std::string body) {
  for (auto at = body.find("<template>"); at != std::string::npos; at = body.find("<template>"))
    body.erase(at, body.find("</template>", at) + 11 - at);
  return body;
}

void read_options(const std::string& select, Control& control) {
  static const std::regex k_option(R"re(<option[^>]*>)re");
  for (std::sregex_iterator at(select.begin(), select.end(), k_option), end; at != end; ++at) {
    const auto attributes = attributes_of((*at)[0].str().substr(7));
    control.options.push_back(get(attributes, "value"));
    if (attributes.contains("selected") || control.options.size() == 1)
      control.value = control.options.back();
  }
}

Control control_of(const std::string& tag, const std::string& form, std::size_t& at) {
  const auto kind = tag.substr(1, tag.find_first_of(" >") - 1);
  const auto attributes = attributes_of(tag.substr(kind.size() + 1));
  Control control{.name = get(attributes, "name"),
                  .type = attributes.contains("data-day") ? "date"
                          : kind == "input"               ? get(attributes, "type")
                                                          : kind,
                  .value = get(attributes, "value"),
                  .checked = attributes.contains("checked"),
                  .locked = attributes.contains("readonly"),
                  .required = attributes.contains("required") || attributes.contains("aria-required"),
                  .is_money = get(attributes, "inputmode") == "decimal",
                  .is_number = get(attributes, "inputmode") == "numeric"};
  if (kind == "select") read_options(between(form, ">", "</select>", at), control);
  if (kind == "textarea") {
    const auto text = between(form, ">", "</textarea>", at);
    control.value = plain_text(text.substr(1, text.size() - 12));
  }
  return control;
}

}  // namespace

std::string plain_text(std::string_view html) {
  std::string text(html);
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  return text;
}

Control* PageForm::find(std::string_view name) {
  for (auto& control : controls)
    if (control.name == name) return &control;
  return nullptr;
}

Fields PageForm::fields() const {
  Fields fields;
  for (const auto& control : controls)
    if (control.type != "checkbox" || control.checked) fields.emplace_back(control.name, control.value);
  return fields;
}

PageForm form_of(const std::string& page) {
  const auto body = without_templates(page);
  std::size_t at = 0;
  for (auto form = between(body, "<form", "</form>", at); !form.empty();
       form = between(body, "<form", "</form>", at)) {
    if (form.find("name=\"_mostrado\"") == std::string::npos) continue;
    PageForm found{.action = get(attributes_of(form.substr(5, form.find('>') - 5)), "action")};
    static const std::regex k_control(R"re(<(?:input|select|textarea)[^>]*>)re");
    for (std::sregex_iterator each(form.begin(), form.end(), k_control), end; each != end; ++each) {
      auto behind = static_cast<std::size_t>(each->position()) + each->length() - 1;
      found.controls.push_back(control_of(each->str(), form, behind));
    }
    return found;
  }
  return {};
}

http::Response Browser::get(const std::string& path) {
  return send(site_.request(http::Method::get, path, "nobody"));
}

http::Response Browser::post(const std::string& path, const Fields& fields) {
  auto request = site_.request(http::Method::post, path, "nobody");
  request.headers["Content-Type"] = "application/x-www-form-urlencoded";
  request.headers["Origin"] = "http://" + request.host_with_port;
  request.body = encoded(fields);
  return send(std::move(request));
}

http::Response Browser::sign_in(const std::string& email, const std::string& password,
                                const http::Response* page) {
  const auto body = page ? page->body : get("/entrar").body;
  Fields fields{{"email", email}, {"senha", password}};
  for (const auto* name : {"_csrf", "_guardado", "voltar"}) {
    std::size_t at = 0;
    const auto tag = between(body, "name=\"" + std::string(name) + "\" value=\"", ">", at);
    if (!tag.empty()) fields.emplace_back(name, test::get(attributes_of(tag), "value"));
  }
  return post("/entrar", fields);
}

std::string Browser::cookie(const std::string& name) const {
  const auto found = cookies_.find(name);
  return found == cookies_.end() ? "" : found->second;
}

http::Response Browser::send(http::Request request) {
  std::string header;
  for (const auto& [name, value] : cookies_) header += (header.empty() ? "" : "; ") + name + "=" + value;
  if (!header.empty()) request.headers["Cookie"] = header;
  auto response = site_.send(request);
  for (const auto& [name, value] : response.headers) {
    if (name != "Set-Cookie") continue;
    const auto equals = value.find('=');
    const auto own = value.substr(0, equals);
    if (value.find("Max-Age=0") != std::string::npos)
      cookies_.erase(own);
    else
      cookies_[own] = value.substr(equals + 1, value.find(';') - equals - 1);
  }
  return response;
}

}  // namespace test
