/* SPDX-License-Identifier: EUPL-1.2 */
/* serve_keys.c — the configuration keys of the section [serve]. */
#include "portal/serve.h"

const ov_config_key ov_serve_keys[] = {
    {"serve", "socket", OV_KEY_PATH, "/run/overens/overens.sock", false,
     "the unix socket that nginx connects to; at most 107 bytes; not used when systemd hands over "
     "a socket",
     0, 0},
    {"serve", "socket_mode", OV_KEY_TEXT, "0660", false,
     "mode of the socket, in octal; nobody but the web server's group may write to it", 0, 0},
    {"serve", "pidfile", OV_KEY_PATH, "/run/overens/master.pid", false,
     "file with the master's process number; its lock keeps a second master away", 0, 0},
    {"serve", "workers", OV_KEY_INT, "3", true, "number of workers", 1, 256},
    {"serve", "request_limit", OV_KEY_DURATION, "10s", true,
     "a worker that takes longer for one request is replaced", 1, 3600},
    {"serve", "max_requests", OV_KEY_INT, "10000", true,
     "a worker is replaced after so many requests, give or take a tenth; 0: never", 0, 1000000000},
    {0}};
