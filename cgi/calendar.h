/* Days and instants as the contract writes them. */
#ifndef CGI_CALENDAR_H
#define CGI_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

/* Whether text[0..bytes) is a day of the Gregorian calendar, YYYY-MM-DD, from 0001-01-01 to 9999-12-31. */
bool calendar_is_day(const char *text, size_t bytes);

/* Whether text[0..bytes) is an instant by RFC 3339, with up to 9 digits of a second's fraction; no leap
 * seconds. */
bool calendar_is_instant(const char *text, size_t bytes);

#endif
