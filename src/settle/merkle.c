/* SPDX-License-Identifier: EUPL-1.2 */
/* merkle.c — one hash over many salted lines: lines can be purged later, and the root still holds.
 */
#include "settle/settle.h"

#include "util/buf.h"
#include "util/hash.h"

#define LEVELS 64 /* a tree of size_t leaves is never higher */

void ov_merkle_leaf(ov_str salt, ov_str line, uint8_t leaf[32])
{
    ov_buf buf = {0};

    ov_buf_addc(&buf, 0);
    ov_buf_adds(&buf, salt);
    ov_buf_adds(&buf, line);
    ov_sha256(ov_buf_str(&buf), leaf);
    ov_buf_free(&buf);
}

static void join(const uint8_t left[32], uint8_t right_and_out[32])
{
    uint8_t bytes[65] = {1};

    memcpy(bytes + 1, left, 32);
    memcpy(bytes + 33, right_and_out, 32);
    ov_sha256((ov_str){(const char *)bytes, sizeof bytes}, right_and_out);
}

/* Promoting an odd node, level by level, gives the same tree as joining full pairs as they appear
 * and what is left from the right at the end; that way it needs one hash a level and no heap. */
void ov_merkle_root(const uint8_t (*leaves)[32], size_t n, uint8_t root[32])
{
    uint8_t stack[LEVELS][32];
    size_t height = 0;

    if (n == 0) {
        ov_sha256((ov_str){"", 0}, root);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        memcpy(stack[height++], leaves[i], 32);
        for (size_t full = i + 1; full % 2 == 0; full /= 2) {
            join(stack[height - 2], stack[height - 1]);
            memcpy(stack[height - 2], stack[height - 1], 32);
            height--;
        }
    }
    for (; height > 1; height--) {
        join(stack[height - 2], stack[height - 1]);
        memcpy(stack[height - 2], stack[height - 1], 32);
    }
    memcpy(root, stack[0], 32);
}
