/* The form of an event that an offline client has made: its envelope, and what its data may hold. */
#ifndef CGI_OFFLINE_EVENT_H
#define CGI_OFFLINE_EVENT_H

#include "faults.h"

#include <json-c/json.h>

/* Adds to `faults` what is wrong with the envelope of the event at `place` (from 0) of a batch; fields are
 * named events[PLACE].FIELD. */
void offline_event_check_envelope(struct json_object *event, size_t place, struct faults *faults);

/* Adds to `faults` what is wrong with the data of an event whose envelope is sound; fields are named
 * data.FIELD. */
void offline_event_check_data(struct json_object *event, struct faults *faults);

/* Adds to `faults` what is wrong with the event at `place` of an export: its form, and its data as above;
 * fields are named events[PLACE].FIELD and events[PLACE].data.FIELD. */
void offline_event_check_exported(struct json_object *event, size_t place, struct faults *faults);

#endif
