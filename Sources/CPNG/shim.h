#ifndef CARTEIRO_PNG_SHIM_H
#define CARTEIRO_PNG_SHIM_H

#include <png.h>
#include <string.h>

/*
 * libpng's full interface leaves its functions by longjmp on an error, which must never cross a Swift frame. Only the
 * simplified interface is used here: it catches its own errors, frees what it allocated and returns 0.
 * http://www.libpng.org/pub/png/libpng-manual.txt, section "Simplified API"
 */

static inline png_image carteiro_png_two_tone(png_uint_32 width, png_uint_32 height) {
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = PNG_FORMAT_GRAY | PNG_FORMAT_FLAG_COLORMAP;
    /* Two entries make libpng write one bit a pixel. */
    image.colormap_entries = 2;
    return image;
}

/* No image of this size takes more bytes than this as a PNG. */
static inline png_alloc_size_t carteiro_png_two_tone_limit(png_uint_32 width, png_uint_32 height) {
    png_image image = carteiro_png_two_tone(width, height);
    return PNG_IMAGE_PNG_SIZE_MAX(image);
}

/*
 * Writes width * height pixels, a byte each (0 white, 1 black), as a PNG to `memory`, which holds `*size` bytes.
 * Returns whether that went well; `*size` is then the number of bytes written.
 */
static inline int carteiro_png_two_tone_write(
    const png_byte *pixels, png_uint_32 width, png_uint_32 height, void *memory, png_alloc_size_t *size
) {
    static const png_byte tones[2] = {255, 0};
    png_image image = carteiro_png_two_tone(width, height);
    int written = png_image_write_to_memory(&image, memory, size, 0, pixels, (png_int_32)width, tones);
    png_image_free(&image);
    return written != 0;
}

#endif
