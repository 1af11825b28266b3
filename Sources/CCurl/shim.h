#ifndef CARTEIRO_CURL_SHIM_H
#define CARTEIRO_CURL_SHIM_H

#include <curl/curl.h>

/*
 * Swift cannot call C functions with variable arguments, and curl's option and info calls read the type of theirs off
 * the va_list without a check. So there is one function with a fixed signature for each type of argument: the type is
 * then checked where it is passed. https://curl.se/libcurl/c/curl_easy_setopt.html
 */

/* Options of type CURLOPTTYPE_LONG and CURLOPTTYPE_VALUES: numbers, switches, enumerations. */
static inline CURLcode carteiro_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/* Options of type CURLOPTTYPE_OFF_T: 64-bit sizes, which are not `long` on every platform. */
static inline CURLcode carteiro_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/* Options of type CURLOPTTYPE_STRINGPOINT: curl copies the text; NULL takes a default away. */
static inline CURLcode carteiro_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/* Options of type CURLOPTTYPE_OBJECTPOINT and CURLOPTTYPE_CBPOINT: curl keeps the pointer and copies nothing. */
static inline CURLcode carteiro_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

/* Options of type CURLOPTTYPE_SLISTPOINT: curl reads the list during the transfer; it stays the caller's. */
static inline CURLcode carteiro_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

/* CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION share this signature. */
typedef size_t (*carteiro_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);

/* Function pointers, so that a closure of another signature does not compile. */
static inline CURLcode carteiro_curl_set_data_callback(
    CURL *handle, CURLoption option, carteiro_curl_data_callback value
) {
    return curl_easy_setopt(handle, option, value);
}

/* CURLOPT_PREREQFUNCTION, with its own signature for the same reason. */
static inline CURLcode carteiro_curl_set_prerequest_callback(CURL *handle, curl_prereq_callback value) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}

/* CURLOPT_READFUNCTION has the signature of the two above in 7.88, under a name of its own. */
static inline CURLcode carteiro_curl_set_read_callback(CURL *handle, curl_read_callback value) {
    return curl_easy_setopt(handle, CURLOPT_READFUNCTION, value);
}

/* CURLOPT_XFERINFOFUNCTION, with its own signature. */
static inline CURLcode carteiro_curl_set_progress_callback(CURL *handle, curl_xferinfo_callback value) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}

/* CURLOPT_OPENSOCKETFUNCTION and CURLOPT_CLOSESOCKETFUNCTION, each with its own signature. */
static inline CURLcode carteiro_curl_set_open_socket_callback(CURL *handle, curl_opensocket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode carteiro_curl_set_close_socket_callback(CURL *handle, curl_closesocket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, value);
}

/* Infos of type CURLINFO_LONG. */
static inline CURLcode carteiro_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

/* Infos of type CURLINFO_OFF_T. */
static inline CURLcode carteiro_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

/* Infos of type CURLINFO_STRING; the text is curl's, and lasts as long as the handle is not used again. */
static inline CURLcode carteiro_curl_get_text(CURL *handle, CURLINFO info, const char **value) {
    return curl_easy_getinfo(handle, info, (char **)value);
}

/* CURLINFO_PRIVATE, which curl declares as a string and which holds whatever pointer was set. */
static inline CURLcode carteiro_curl_get_private(CURL *handle, void **value) {
    return curl_easy_getinfo(handle, CURLINFO_PRIVATE, (char **)value);
}

/* Options of the multi handle of type CURLOPTTYPE_LONG. */
static inline CURLMcode carteiro_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/* Options of the multi handle of type CURLOPTTYPE_OBJECTPOINT. */
static inline CURLMcode carteiro_curl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}

/* CURLMOPT_SOCKETFUNCTION and CURLMOPT_TIMERFUNCTION, each with its own signature. */
static inline CURLMcode carteiro_curl_multi_set_socket_callback(CURLM *multi, curl_socket_callback value) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}

static inline CURLMcode carteiro_curl_multi_set_timer_callback(CURLM *multi, curl_multi_timer_callback value) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}

/* CURL_SOCKET_TIMEOUT, in place of a socket, is a macro with a cast, which Swift does not import. */
static inline CURLMcode carteiro_curl_multi_timer_action(CURLM *multi) {
    int running = 0;
    return curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
}

/* CURLMsg keeps the result in a union, which Swift would import as two overlapping properties of one type. */
static inline CURLcode carteiro_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}

/* CURLVERSION_NOW is a macro that names an enumerator, which Swift does not import; so these two ask here. */
static inline const char *carteiro_curl_version(void) {
    return curl_version_info(CURLVERSION_NOW)->version;
}

static inline int carteiro_curl_resolves_asynchronously(void) {
    return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_ASYNCHDNS) != 0;
}

#endif
