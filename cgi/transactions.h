/* What may be said of a transaction, in a request and in an event. */
#ifndef CGI_TRANSACTIONS_H
#define CGI_TRANSACTIONS_H

#include "fields.h"

/* The data of TRANSACTION_CREATED and of TRANSACTION_UPDATED. */
extern const struct field *const transaction_created_fields;
extern const struct field *const transaction_updated_fields;

#endif
