#ifndef CARTEIRO_QRENCODE_SHIM_H
#define CARTEIRO_QRENCODE_SHIM_H

#include <errno.h>
#include <qrencode.h>

/*
 * libqrencode says by `errno` why it gave no symbol, and Swift may touch `errno` before it could read it. So it is read
 * here: EINVAL, ENOMEM or ERANGE (too long) with NULL, 0 with a symbol. https://fukuchi.org/works/qrencode/manual/
 */

/* The smallest symbol for the text, in whichever mixture of digits, capitals and bytes is the shortest. */
static inline QRcode *carteiro_qr_encode_text(const char *text, QRecLevel level, int *error) {
    errno = 0;
    QRcode *code = QRcode_encodeString(text, 0, level, QR_MODE_8, 1);
    *error = code ? 0 : errno;
    return code;
}

/* The same for bytes that may hold a NUL, which ends a C string. */
static inline QRcode *carteiro_qr_encode_bytes(const unsigned char *bytes, int count, QRecLevel level, int *error) {
    errno = 0;
    QRcode *code = QRcode_encodeData(count, bytes, 0, level);
    *error = code ? 0 : errno;
    return code;
}

#endif
