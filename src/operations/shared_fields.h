#pragma once
#include "operations/customers.h"
#include "operations/services.h"

/// What a customer's registry shares with another customer's: taken, and warned of when it is saved (R29).
/// Staff are told by the operation itself, the ERP by the answer to a single call that changed something; a
/// load tells of none, since the list *Conflitos de login* has them all.
namespace operations {

/// The result with what is to be said of the fields that `put` gives a value.
base::Result<Written> with_shared_fields(const Context& context, const CustomerPut& put,
                                         base::Result<Written> written);
base::Result<ServiceWritten> with_shared_login(const Context& context, const ServicePut& put,
                                               base::Result<ServiceWritten> written);

}  // namespace operations
