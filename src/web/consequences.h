#pragma once
#include "operations/service_preview.h"
#include "web/confirm.h"

namespace web {

/// The question that a preview makes: in words and numbers ("3 pacotes continuam no serviço: A, B, C.", …)
/// and in money; dangerous when something is lost. Title, button and addresses are the page's.
Confirmation confirmation_of(const operations::ServicePreview& preview);

}  // namespace web
