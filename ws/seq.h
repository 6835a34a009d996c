/* Positions in a ledger's log, as text. */
#ifndef WS_SEQ_H
#define WS_SEQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads text[0..bytes), decimal digits and nothing else, into *seq; a number beyond INT64_MAX becomes
 * INT64_MAX, which is beyond every log too. Returns false, *seq untouched, if it is no number. */
__attribute__((warn_unused_result)) bool seq_parse(const char *text, size_t bytes, int64_t *seq);

#endif
