#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "web/site.h"

namespace test {

/// Something in a form that a person can type into or switch.
struct Control {
  std::string name = {};
  std::string type = {};  ///< of an input; select, textarea
  std::string value = {};
  std::vector<std::string> options = {};
  bool checked = false;
  bool locked = false;
  bool required = false;
  bool is_money = false;
  bool is_number = false;
};

/// The first form of a page that carries what it showed, as a browser understands it.
struct PageForm {
  std::string action = {};  ///< empty: the page has none
  std::vector<Control> controls = {};

  Control* find(std::string_view name);
  /// What a browser sends when the form is submitted.
  Fields fields() const;
};
PageForm form_of(const std::string& body);
/// The text of an attribute, as the page means it.
std::string plain_text(std::string_view html);

/// A browser without a script: cookies, pages, forms.
class Browser {
 public:
  explicit Browser(Site& site) : site_(site) {}

  http::Response get(const std::string& path);
  http::Response post(const std::string& path, const Fields& fields);
  http::Response submit(const PageForm& form) { return post(form.action, form.fields()); }
  /// Signs in by the log-in page `page` shows, or by one it asks for.
  http::Response sign_in(const std::string& email, const std::string& password,
                         const http::Response* page = nullptr);
  void forget(const std::string& cookie) { cookies_.erase(cookie); }
  std::string cookie(const std::string& name) const;
  void set_cookie(const std::string& name, const std::string& value) { cookies_[name] = value; }

 private:
  http::Response send(http::Request request);

  Site& site_;
  std::map<std::string, std::string> cookies_ = {};
};

}  // namespace test
