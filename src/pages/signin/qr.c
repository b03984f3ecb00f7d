/* SPDX-License-Identifier: EUPL-1.2 */
/* qr.c — QR codes, drawn from libqrencode's modules, which is opened when the first is asked for.
 */
#include "pages/signin/qr.h"

#include "util/library.h"

#include <qrencode.h>

#define QUIET 4

static struct {
    __typeof__(QRcode_encodeString) *encode;
    __typeof__(QRcode_free) *free;
} qr;

static ov_status open_library(ov_err *err)
{
    static const ov_symbol functions[] = {{"QRcode_encodeString", 0},
                                          {"QRcode_free", sizeof(void *)}};
    static bool open;

    if (open)
        return OV_OK;
    OV_TRY(ov_library_open("libqrencode.so.4", "libqrencode4", functions, OV_LEN(functions), &qr,
                           err));
    open = true;
    return OV_OK;
}

/* A row's black runs as one path: "M4,5h7v1h-7z". */
static void draw_row(ov_buf *out, const QRcode *code, int y)
{
    for (int x = 0; x < code->width;) {
        int from = x;

        while (x < code->width && code->data[y * code->width + x] & 1)
            x++;
        if (x > from)
            ov_buf_printf(out, "M%d,%dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
        else
            x++;
    }
}

ov_status ov_qr_svg(ov_arena *arena, const char *text, ov_str *out, ov_err *err)
{
    ov_buf svg = {0};
    QRcode *code;

    OV_TRY(open_library(err));
    code = qr.encode(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!code)
        return ov_fail(err, OV_TOO_LARGE, "too much for a QR code");
    int side = code->width + 2 * QUIET;

    ov_buf_printf(&svg,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"240\" "
                  "height=\"240\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" "
                  "d=\"M0,0h%dv%dh-%dz\"/><path d=\"",
                  side, side, side, side, side);
    for (int y = 0; y < code->width; y++)
        draw_row(&svg, code, y);
    ov_buf_adds(&svg, OV_LIT("\"/></svg>\n"));
    qr.free(code);
    *out = (ov_str){ov_strndup(arena, svg.ptr, svg.len), svg.len};
    ov_buf_free(&svg);
    return OV_OK;
}
