/* The currencies of ISO 4217 that are money in circulation: no funds, metals, units of account or test codes.
 */
#ifndef CGI_CURRENCY_H
#define CGI_CURRENCY_H

#include <stdbool.h>

/* Whether `code` (three upper-case letters) is in use. */
bool currency_is_in_use(const char *code);

/* How many decimals the minor unit of `code` stands for (2 for EUR, 0 for JPY); -1 if it is not in use. */
int currency_decimals(const char *code);

#endif
