/* One function for each file of tests: it registers that file's suite, and asserts that this worked. */
#ifndef TESTS_UNIT_SUITES_H
#define TESTS_UNIT_SUITES_H

/* cgi/ */
void arena_suite(void);
void buffer_suite(void);
void calendar_suite(void);
void cookies_suite(void);
void currency_suite(void);
void db_suite(void);
void device_token_suite(void);
void etag_suite(void);
void faults_suite(void);
void fields_suite(void);
void hashing_room_suite(void);
void offline_event_suite(void);
void origin_suite(void);
void parameters_suite(void);
void problem_suite(void);
void request_suite(void);
void response_suite(void);
void router_suite(void);
void statements_suite(void);
void strict_cbor_suite(void);
void strict_json_suite(void);
void utf8_suite(void);
void webauthn_suite(void);

/* ctl/ */
void install_list_suite(void);
void options_suite(void);
void password_prompt_suite(void);

/* site/ */
void grant_suite(void);
void key_suite(void);
void log_suite(void);
void password_suite(void);
void settings_suite(void);
void token_suite(void);
void uuid_suite(void);

/* ws/ */
void database_suite(void);
void doorbell_suite(void);
void frame_suite(void);
void hub_suite(void);
void ledger_suite(void);
void listener_suite(void);
void nonce_suite(void);
void outbox_suite(void);
void seq_suite(void);
void subscribe_suite(void);
void subscriber_suite(void);
void wheel_suite(void);

#endif
