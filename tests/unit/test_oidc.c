/* SPDX-License-Identifier: EUPL-1.2 */
/* test_oidc.c — ID tokens, good ones and forged ones, signed here with libcjose; attempts; and
 * whose account an identity is. */
#include "auth/auth.h"
#include "auth/identity.h"
#include "auth/oidc/oidc.h"
#include "auth/oidc/oidc_token.h"
#include "register/register.h"
#include "testdb.h"
#include "util/cjose.h"
#include "util/clock.h"
#include "util/hash.h"
#include "util/library.h"

#include <check.h>
#include <jansson.h>
#include <stdlib.h>

static ov_engine engine;
static ov_ctx *ctx;
static ov_arena *arena;

static void setup(void)
{
    ctx = test_ctx(test_db_open(engine));
    arena = ctx->arena;
}

static void teardown(void)
{
    test_db_close(ctx->db);
}

/* ---- Tokens ---- */

/* What only a signer needs. */
static struct signer {
    __typeof__(cjose_jwk_create_RSA_random) *rsa;
    __typeof__(cjose_jwk_create_EC_random) *ec;
    __typeof__(cjose_jwk_to_json) *to_json;
    __typeof__(cjose_header_new) *header;
    __typeof__(cjose_header_set) *set;
    __typeof__(cjose_header_release) *release;
    __typeof__(cjose_jws_sign) *sign;
    __typeof__(cjose_jws_export) *print;
} cj;

static const ov_symbol functions[] = {
    {"cjose_jwk_create_RSA_random", offsetof(struct signer, rsa)},
    {"cjose_jwk_create_EC_random", offsetof(struct signer, ec)},
    {"cjose_jwk_to_json", offsetof(struct signer, to_json)},
    {"cjose_header_new", offsetof(struct signer, header)},
    {"cjose_header_set", offsetof(struct signer, set)},
    {"cjose_header_release", offsetof(struct signer, release)},
    {"cjose_jws_sign", offsetof(struct signer, sign)},
    {"cjose_jws_export", offsetof(struct signer, print)},
};

static cjose_jwk_t *rsa, *small, *ec;

static cjose_jwk_t *rsa_key(size_t bits)
{
    static const uint8_t e[] = {1, 0, 1};
    cjose_err err;
    cjose_jwk_t *key = cj.rsa(bits, e, sizeof e, &err);

    ck_assert_ptr_nonnull(key);
    return key;
}

static void make_keys(void)
{
    ov_err err = {0};
    cjose_err error;

    if (rsa)
        return;
    ck_assert_int_eq(
        ov_library_open("libcjose.so.0", "libcjose0", functions, OV_LEN(functions), &cj, &err),
        OV_OK);
    ck_assert_int_eq(ov_libcjose_open(&err), OV_OK);
    rsa = rsa_key(2048);
    small = rsa_key(1024);
    ec = cj.ec(CJOSE_JWK_EC_P_256, &error);
}

/* "{…,"kid":"KID"}": the public part. */
static const char *public_key(cjose_jwk_t *key, const char *more)
{
    cjose_err err;
    char *json = cj.to_json(key, false, &err);
    const char *text = ov_printf(arena, "%.*s%s}", (int)strlen(json) - 1, json, more);

    free(json);
    return text;
}

static ov_str key_set(const char *a, const char *b)
{
    return ov_str_from(ov_printf(arena, "{\"keys\":[%s%s%s]}", a, b ? "," : "", b ? b : ""));
}

static ov_str sign(cjose_jwk_t *key, const char *alg, const char *kid, const char *claims)
{
    cjose_err err;
    cjose_header_t *header = cj.header(&err);
    const char *text;

    ck_assert(cj.set(header, "alg", alg, &err));
    if (kid)
        ck_assert(cj.set(header, "kid", kid, &err));
    cjose_jws_t *jws = cj.sign(key, header, (const uint8_t *)claims, strlen(claims), &err);
    ck_assert_ptr_nonnull(jws);
    ck_assert(cj.print(jws, &text, &err));
    ov_str token = ov_str_from(ov_strdup(arena, text));
    ov_cjose.jws_release(jws);
    cj.release(header);
    return token;
}

#define IAT 1750000000
static const ov_oidc_expect expect = {.issuer = "https://id.example",
                                      .client_id = "overens",
                                      .nonce = "n",
                                      .access_token = "at",
                                      .now = (ov_instant)(IAT + 10) * OV_SECOND};
static const char good[] = "{\"iss\":\"https://id.example\",\"sub\":\"s-1\",\"aud\":\"overens\","
                           "\"exp\":1750000300,\"iat\":1750000000,\"nonce\":\"n\","
                           "\"email\":\"a@b.se\",\"email_verified\":true,"
                           "\"amr\":[\"pwd\",\"mfa\"],\"acr\":\"high\"}";

static ov_status check(ov_str token, ov_str keys, ov_oidc_claims *out)
{
    ov_oidc_claims claims = {0};
    ov_err err = {0};
    ov_status status = ov_oidc_token_check(arena, token, keys, &expect, &claims, &err);

    ck_assert_msg(status == OV_OK || *err.text, "a refusal without a reason");
    if (out)
        *out = claims;
    return status;
}

START_TEST(good_tokens)
{
    ov_oidc_claims claims;
    ov_str keys;

    make_keys();
    keys = key_set(public_key(rsa, ",\"kid\":\"r\""), public_key(ec, ",\"kid\":\"e\""));
    ck_assert_int_eq(check(sign(rsa, "RS256", "r", good), keys, &claims), OV_OK);
    ck_assert_str_eq(claims.subject, "s-1");
    ck_assert_str_eq(claims.email, "a@b.se");
    ck_assert(claims.email_verified);
    ck_assert_str_eq(claims.amr, "pwd mfa");
    ck_assert_str_eq(claims.acr, "high");
    ck_assert_ptr_null(claims.name);
    ck_assert_int_eq(check(sign(rsa, "PS256", "r", good), keys, NULL), OV_OK);
    ck_assert_int_eq(check(sign(ec, "ES256", "e", good), keys, NULL), OV_OK);
    /* without a kid every key that fits is tried */
    ck_assert_int_eq(check(sign(rsa, "RS256", NULL, good), keys, NULL), OV_OK);
}
END_TEST

START_TEST(keys_that_do_not_fit)
{
    ov_str token;

    make_keys();
    token = sign(rsa, "RS256", "r", good);
    ck_assert_int_eq(check(token, key_set(public_key(rsa, ",\"kid\":\"x\""), NULL), NULL),
                     OV_NOT_FOUND);
    ck_assert_int_eq(check(token, key_set(public_key(ec, ",\"kid\":\"r\""), NULL), NULL),
                     OV_NOT_FOUND);
    ck_assert_int_eq(
        check(token, key_set(public_key(rsa, ",\"kid\":\"r\",\"use\":\"enc\""), NULL), NULL),
        OV_NOT_FOUND);
    ck_assert_int_eq(
        check(token, key_set(public_key(rsa, ",\"kid\":\"r\",\"alg\":\"PS256\""), NULL), NULL),
        OV_NOT_FOUND);
    ck_assert_int_eq(
        check(token, key_set(public_key(rsa, ",\"kid\":\"r\",\"key_ops\":[\"sign\"]"), NULL), NULL),
        OV_NOT_FOUND);
    ck_assert_int_eq(check(token, key_set("7", NULL), NULL), OV_NOT_FOUND);
    ck_assert_int_eq(check(token, OV_LIT("{\"keys\":{}}"), NULL), OV_INVALID);
    ck_assert_int_eq(check(token, OV_LIT("nothing"), NULL), OV_INVALID);
    ck_assert_int_eq(check(sign(small, "RS256", "s", good),
                           key_set(public_key(small, ",\"kid\":\"s\""), NULL), NULL),
                     OV_NOT_FOUND);
}
END_TEST

/* An exponent of 1 would let everybody sign; an even one is no key. */
START_TEST(weak_exponents)
{
    static const char *const exponents[] = {"AQ", "Aw", "AQAA", "AAAAAAAAAAAB", ""};
    const char *key, *n;
    const json_t *json;
    json_error_t error;

    make_keys();
    key = public_key(rsa, "");
    json = json_loads(key, 0, &error);
    n = json_string_value(json_object_get(json, "n"));
    for (size_t i = 0; i < OV_LEN(exponents); i++)
        ck_assert_int_eq(
            check(sign(rsa, "RS256", NULL, good),
                  key_set(ov_printf(arena, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}", n,
                                    exponents[i]),
                          NULL),
                  NULL),
            OV_NOT_FOUND);
    json_decref((json_t *)(uintptr_t)json);
}
END_TEST

static const char *b64(const char *text)
{
    return ov_base64url(arena, (const uint8_t *)text, strlen(text));
}

static ov_str by_hand(const char *header, const char *claims, const char *signature)
{
    return ov_str_from(ov_printf(arena, "%s.%s.%s", b64(header), b64(claims), signature));
}

START_TEST(forged_headers)
{
    uint8_t mac[OV_HASH_SIZE];
    const char *set, *data;
    ov_str keys, token;

    make_keys();
    set = public_key(rsa, ",\"kid\":\"r\"");
    keys = key_set(set, NULL);
    ck_assert_int_eq(check(by_hand("{\"alg\":\"none\"}", good, ""), keys, NULL), OV_INVALID);
    ck_assert_int_eq(check(by_hand("{\"alg\":\"none\"}", good, "AAAA"), keys, NULL), OV_INVALID);
    ck_assert_int_eq(check(by_hand("{\"alg\":\"rs256\"}", good, "AAAA"), keys, NULL), OV_INVALID);
    ck_assert_int_eq(check(by_hand("{}", good, "AAAA"), keys, NULL), OV_INVALID);
    ck_assert_int_eq(check(by_hand("{\"alg\":\"RS256\"}", good, ""), keys, NULL), OV_INVALID);
    /* the public key as the secret */
    data = ov_printf(arena, "%s.%s", b64("{\"alg\":\"HS256\",\"kid\":\"r\"}"), b64(good));
    ov_hmac_sha256(ov_str_from(set), ov_str_from(data), mac);
    token = ov_str_from(ov_printf(arena, "%s.%s", data, ov_base64url(arena, mac, sizeof mac)));
    ck_assert_int_eq(check(token, keys, NULL), OV_INVALID);
    /* extensions and names twice */
    static const char *const headers[] = {
        "{\"alg\":\"RS256\",\"crit\":[\"exp\"]}", "{\"alg\":\"RS256\",\"b64\":false}",
        "{\"alg\":\"RS256\",\"alg\":\"none\"}", "{\"alg\":\"RS256\",\"kid\":7}", "[\"RS256\"]"};
    for (size_t i = 0; i < OV_LEN(headers); i++)
        ck_assert_int_eq(check(by_hand(headers[i], good, "AAAA"), keys, NULL), OV_INVALID);
}
END_TEST

START_TEST(broken_tokens)
{
    static const char *const texts[] = {"",      ".",           "..",          "...",
                                        "a.b.c", "e30.e30.e30", "e30=.e30.e30"};
    ov_str keys, token;
    char *bent;

    make_keys();
    keys = key_set(public_key(rsa, ",\"kid\":\"r\""), NULL);
    token = sign(rsa, "RS256", "r", good);
    for (size_t i = 0; i < OV_LEN(texts); i++)
        ck_assert_int_eq(check(ov_str_from(texts[i]), keys, NULL), OV_INVALID);
    for (size_t n = 0; n < token.len; n += 7)
        ck_assert_int_ne(check((ov_str){token.ptr, n}, keys, NULL), OV_OK);
    for (size_t at = 0; at < token.len; at += 5) {
        bent = ov_str_z(arena, token);
        bent[at] = bent[at] == 'A' ? 'B' : 'A';
        ck_assert_int_ne(check(ov_str_from(bent), keys, NULL), OV_OK);
    }
    bent = ov_alloc(arena, OV_OIDC_TOKEN_MAX + 2);
    memset(bent, 'A', OV_OIDC_TOKEN_MAX + 1);
    ck_assert_int_eq(check((ov_str){bent, OV_OIDC_TOKEN_MAX + 1}, keys, NULL), OV_INVALID);
}
END_TEST

/* good, with one member in the place of another. */
static ov_status claims_with(const char *from, const char *to)
{
    const char *at = strstr(good, from);
    ov_oidc_claims claims;
    ov_err err = {0};

    ck_assert_ptr_nonnull(at);
    return ov_oidc_claims_check(
        arena,
        ov_str_from(ov_printf(arena, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from))),
        &expect, &claims, &err);
}

START_TEST(claims_that_are_not_ours)
{
    static const struct {
        const char *from, *to;
        ov_status status;
    } cases[] = {
        {"\"sub\":\"s-1\"", "\"sub\":\"s-1\"", OV_OK},
        {"https://id.example", "https://id.example/", OV_INVALID},
        {"\"iss\"", "\"ISS\"", OV_INVALID},
        {"\"aud\":\"overens\"", "\"aud\":\"annan\"", OV_INVALID},
        {"\"aud\":\"overens\"", "\"aud\":[\"overens\"]", OV_OK},
        {"\"aud\":\"overens\"", "\"aud\":[]", OV_INVALID},
        {"\"aud\":\"overens\"", "\"aud\":[\"annan\",\"overens\"]", OV_INVALID},
        {"\"aud\":\"overens\"", "\"aud\":[\"annan\",\"overens\"],\"azp\":\"overens\"", OV_OK},
        {"\"aud\":\"overens\"", "\"aud\":\"overens\",\"azp\":\"annan\"", OV_INVALID},
        {"\"aud\":\"overens\"", "\"aud\":\"overens\",\"azp\":7", OV_INVALID},
        {"1750000300", "1749999950", OV_INVALID}, /* a minute ago: expired */
        {"1750000300", "1749999960", OV_OK},      /* within the leeway */
        {"1750000300", "\"1750000300\"", OV_INVALID},
        {"1750000300", "-1", OV_INVALID},
        {"1750000300", "1e300", OV_INVALID},
        {"\"iat\":1750000000", "\"iat\":1750000070", OV_OK},
        {"\"iat\":1750000000", "\"iat\":1750000071", OV_INVALID},
        {"\"iat\":1750000000", "\"iat\":1749999300", OV_INVALID}, /* older than ten minutes */
        {"\"iat\":1750000000", "\"nbf\":1750000000", OV_INVALID},
        {"\"iat\":1750000000", "\"iat\":1750000000,\"nbf\":1750000100", OV_INVALID},
        {"\"nonce\":\"n\"", "\"nonce\":\"m\"", OV_INVALID},
        {"\"nonce\":\"n\"", "\"nonce\":null", OV_INVALID},
        {"\"nonce\":\"n\"", "\"nonce\":\"n\",\"nonce\":\"n\"", OV_INVALID},
        {"\"nonce\":\"n\"", "\"nonce\":\"n\",\"at_hash\":\"AAAA\"", OV_INVALID},
        {"\"sub\":\"s-1\"", "\"sub\":\"\"", OV_INVALID},
        {"\"sub\":\"s-1\"", "\"sub\":1", OV_INVALID},
        {"\"sub\":\"s-1\"", "\"sub\":\"a\\nb\"", OV_INVALID},
        {"\"sub\":\"s-1\"", "\"sub\":\"a\\u0000b\"", OV_INVALID},
    };

    for (size_t i = 0; i < OV_LEN(cases); i++)
        ck_assert_msg(claims_with(cases[i].from, cases[i].to) == cases[i].status, "%s",
                      cases[i].to);
}
END_TEST

START_TEST(at_hash_of_the_access_token)
{
    uint8_t hash[OV_HASH_SIZE];

    ov_sha256(OV_LIT("at"), hash);
    ck_assert_int_eq(
        claims_with("\"acr\":\"high\"", ov_printf(arena, "\"at_hash\":\"%s\"",
                                                  ov_base64url(arena, hash, sizeof hash / 2))),
        OV_OK);
}
END_TEST

START_TEST(email_verified_is_a_boolean)
{
    ov_oidc_claims claims;
    ov_err err = {0};
    const char *text = ov_printf(arena, "%s", good);
    char *at = ov_strdup(arena, text);
    char *value = strstr(at, ":true");

    memcpy(value, ":1   ", 5);
    ck_assert_int_eq(ov_oidc_claims_check(arena, ov_str_from(at), &expect, &claims, &err), OV_OK);
    ck_assert(!claims.email_verified);
}
END_TEST

/* ---- Addresses and lists ---- */

START_TEST(addresses)
{
    ck_assert(ov_oidc_url_allowed("https://id.example/x", false));
    ck_assert(!ov_oidc_url_allowed("https://", false));
    ck_assert(!ov_oidc_url_allowed("http://id.example", true));
    ck_assert(!ov_oidc_url_allowed("http://localhost", false));
    ck_assert(ov_oidc_url_allowed("http://localhost:8080/x", true));
    ck_assert(ov_oidc_url_allowed("http://127.0.0.1", true));
    ck_assert(ov_oidc_url_allowed("http://[::1]:80", true));
    ck_assert(!ov_oidc_url_allowed("http://localhost.example", true));
    ck_assert(!ov_oidc_url_allowed("http://127.0.0.1.example", true));
    ck_assert(!ov_oidc_url_allowed("http://localhost:x@id.example", true));
    ck_assert(!ov_oidc_url_allowed("https://id.example/a b", false));
    ck_assert(!ov_oidc_url_allowed("https://id.example/\r\nX: y", false));
    ck_assert(!ov_oidc_url_allowed("file:///etc/passwd", true));
    ck_assert(ov_oidc_listed("a, b,c", OV_LIT("b")));
    ck_assert(!ov_oidc_listed("a, b,c", OV_LIT("")));
    ck_assert(!ov_oidc_listed("ab", OV_LIT("a")));
}
END_TEST

/* ---- Attempts ---- */

static ov_status add(ov_ctx *c, void *arg)
{
    return ov_oidc_attempt_add(c, arg);
}

typedef struct use {
    const char *state, *browser;
    ov_oidc_attempt got;
} use;

static ov_status use_it(ov_ctx *c, void *arg)
{
    use *u = arg;

    return ov_oidc_attempt_use(c, u->state, u->browser, &u->got);
}

START_TEST(an_attempt_serves_once_in_its_own_browser)
{
    ov_oidc_attempt a, other;
    use u;

    ov_oidc_attempt_make(arena, NULL, &a);
    ov_oidc_attempt_make(arena, a.browser, &other);
    ck_assert_str_eq(other.browser, a.browser);
    ck_assert_str_ne(other.state, a.state);
    ck_assert_str_ne(other.nonce, a.nonce);
    ov_oidc_attempt_make(arena, "not a secret of ours", &other);
    ck_assert_str_ne(other.browser, "not a secret of ours");
    a.provider = "x";
    a.issuer = "https://id.example";
    a.target = "/arenden";
    test_ok(ctx, ov_write(ctx, add, &a));
    u = (use){.state = a.state, .browser = other.browser};
    ck_assert_int_eq(ov_write(ctx, use_it, &u), OV_NOT_FOUND);
    u = (use){.state = other.state, .browser = a.browser};
    ck_assert_int_eq(ov_write(ctx, use_it, &u), OV_NOT_FOUND);
    u = (use){.state = a.state, .browser = a.browser};
    test_ok(ctx, ov_write(ctx, use_it, &u));
    ck_assert_str_eq(u.got.nonce, a.nonce);
    ck_assert_str_eq(u.got.verifier, a.verifier);
    ck_assert_str_eq(u.got.target, "/arenden");
    ck_assert_int_eq(ov_write(ctx, use_it, &u), OV_NOT_FOUND);
}
END_TEST

START_TEST(an_attempt_gets_too_old)
{
    ov_oidc_attempt a;
    use u;

    ov_oidc_attempt_make(arena, NULL, &a);
    a.provider = a.issuer = "x";
    a.target = "/";
    test_ok(ctx, ov_write(ctx, add, &a));
    ctx->now += 10 * OV_MINUTE;
    u = (use){.state = a.state, .browser = a.browser};
    ck_assert_int_eq(ov_write(ctx, use_it, &u), OV_NOT_FOUND);
}
END_TEST

static ov_status fill_attempts(ov_ctx *c, void *arg)
{
    static const ov_sql fill = {
        "test.fill_attempts",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
        "INSERT INTO oidc_attempt (state_hash, browser_hash, provider, issuer, target, created_at, "
        "expires_at) SELECT substr('0000000000000000000000000000000000000000000000000000000000' || "
        "(100000 + i), 1, 64), substr('0000000000000000000000000000000000000000000000000000000000' "
        "|| (100000 + i), 1, 64), 'x', 'x', '/', CAST($1 AS BIGINT), "
        "CAST($1 AS BIGINT) + 600000000 FROM n",
        NULL};

    (void)arg;
    return ov_exec(c, &fill, OV_ARGS(ov_int(c->now)), NULL);
}

START_TEST(a_flood_keeps_nobody_out)
{
    static const ov_sql rows = {"test.attempts", "SELECT count(*) FROM oidc_attempt", NULL};
    ov_oidc_attempt a;
    int64_t n;
    use u;

    test_ok(ctx, ov_write(ctx, fill_attempts, NULL));
    ov_oidc_attempt_make(arena, NULL, &a);
    a.provider = a.issuer = "x";
    a.target = "/";
    test_ok(ctx, ov_write(ctx, add, &a));
    test_ok(ctx, ov_select_int(ctx, &rows, OV_NOARGS, 0, &n));
    ck_assert_int_eq(n, 20000);
    u = (use){.state = a.state, .browser = a.browser};
    test_ok(ctx, ov_write(ctx, use_it, &u));
}
END_TEST

/* ---- Whose account ---- */

typedef struct people {
    ov_id org, other_org, anna, bo, closed;
} people;

static ov_status add_person(ov_ctx *c, const char *login, const char *email, ov_id org, ov_id *id)
{
    return ov_account_add(
        c, &(ov_account){.login = login, .name = login, .email = email, .org_id = org}, "", id);
}

static ov_status add_people(ov_ctx *c, void *arg)
{
    people *p = arg;
    const ov_organisation a = {.type = "municipality", .code = "1489", .name = "Alingsås kommun"},
                          b = {.type = "municipality", .code = "1480", .name = "Göteborg"};

    OV_TRY(ov_organisation_save(c, &a, &p->org));
    OV_TRY(ov_organisation_save(c, &b, &p->other_org));
    OV_TRY(add_person(c, "anna", "Anna@Alingsas.example", p->org, &p->anna));
    OV_TRY(add_person(c, "bo", "bo@goteborg.example", p->other_org, &p->bo));
    OV_TRY(add_person(c, "tva-1", "tva@alingsas.example", p->org, &p->closed));
    OV_TRY(add_person(c, "tva-2", "tva@alingsas.example", p->org, &p->closed));
    OV_TRY(add_person(c, "closed", "stangd@alingsas.example", p->org, &p->closed));
    return ov_account_disable(c, p->closed, true);
}

typedef struct resolving {
    ov_identity identity;
    ov_id account_id;
} resolving;

static ov_status resolve(ov_ctx *c, void *arg)
{
    resolving *r = arg;

    return ov_identity_resolve(c, &r->identity, &r->account_id);
}

static ov_status who(const char *subject, const char *org, const char *email, bool trusted,
                     ov_id *account)
{
    resolving r = {.identity = {.kind = OV_BY_OIDC,
                                .provider = "x",
                                .issuer = "https://id.example",
                                .subject = subject,
                                .org = org,
                                .email = email,
                                .email_trusted = trusted}};
    ov_status status = ov_write(ctx, resolve, &r);

    *account = r.account_id;
    return status;
}

static ov_status remove_first(ov_ctx *c, void *arg)
{
    const people *p = arg;
    const ov_rows *rows;

    OV_TRY(ov_identities_of(c, p->anna, &rows));
    if (ov_identity_remove(c, p->bo, ov_cell_int(rows, 0, 0)) != OV_NOT_FOUND)
        return OV_INTERNAL;
    return ov_identity_remove(c, p->anna, ov_cell_int(rows, 0, 0));
}

START_TEST(only_a_trusted_address_of_the_own_organisation_links)
{
    people p;
    ov_id got;

    test_ok(ctx, ov_write(ctx, add_people, &p));
    ck_assert_int_eq(who("1", "1489", "anna@alingsas.example", false, &got), OV_NOT_FOUND);
    ck_assert_int_eq(who("1", "", "anna@alingsas.example", true, &got), OV_NOT_FOUND);
    ck_assert_int_eq(who("1", NULL, "anna@alingsas.example", true, &got), OV_NOT_FOUND);
    ck_assert_int_eq(who("1", "1489", NULL, true, &got), OV_NOT_FOUND);
    ck_assert_int_eq(who("1", "1489", "", true, &got), OV_NOT_FOUND);
    ck_assert_int_eq(who("1", "1489", "bo@goteborg.example", true, &got), OV_NOT_FOUND);
    ck_assert_int_eq(who("1", "1489", "tva@alingsas.example", true, &got), OV_CONFLICT);
    ck_assert_int_eq(who("1", "1489", "stangd@alingsas.example", true, &got), OV_NOT_FOUND);
    test_ok(ctx, who("1", "1489", "anna@ALINGSAS.example", true, &got));
    ck_assert_int_eq(got, p.anna);
    /* known from now on, whatever else is said */
    test_ok(ctx, who("1", "1480", "bo@goteborg.example", true, &got));
    ck_assert_int_eq(got, p.anna);
    /* a new person with the old address */
    ck_assert_int_eq(who("2", "1489", "anna@alingsas.example", true, &got), OV_CONFLICT);
    test_ok(ctx, ov_write(ctx, remove_first, &p));
    ck_assert_int_eq(who("1", "", NULL, false, &got), OV_NOT_FOUND);
}
END_TEST

static ov_status close_anna(ov_ctx *c, void *arg)
{
    return ov_account_disable(c, ((people *)arg)->anna, true);
}

START_TEST(a_closed_account_stays_closed)
{
    people p;
    ov_id got;

    test_ok(ctx, ov_write(ctx, add_people, &p));
    test_ok(ctx, who("1", "1489", "anna@alingsas.example", true, &got));
    test_ok(ctx, ov_write(ctx, close_anna, &p));
    ck_assert_int_eq(who("1", "1489", "anna@alingsas.example", true, &got), OV_DENIED);
}
END_TEST

static Suite *make(ov_engine e)
{
    Suite *suite = suite_create(e == OV_SQLITE ? "oidc (sqlite)" : "oidc (postgres)");
    TCase *tokens = tcase_create("tokens"), *accounts = tcase_create("accounts");

    engine = e;
    tcase_add_checked_fixture(tokens, setup, teardown);
    tcase_add_checked_fixture(accounts, setup, teardown);
    if (e == OV_SQLITE) {
        tcase_add_test(tokens, good_tokens);
        tcase_add_test(tokens, keys_that_do_not_fit);
        tcase_add_test(tokens, weak_exponents);
        tcase_add_test(tokens, forged_headers);
        tcase_add_test(tokens, broken_tokens);
        tcase_add_test(tokens, claims_that_are_not_ours);
        tcase_add_test(tokens, at_hash_of_the_access_token);
        tcase_add_test(tokens, email_verified_is_a_boolean);
        tcase_add_test(tokens, addresses);
    }
    tcase_add_test(accounts, an_attempt_serves_once_in_its_own_browser);
    tcase_add_test(accounts, an_attempt_gets_too_old);
    tcase_add_test(accounts, a_flood_keeps_nobody_out);
    tcase_add_test(accounts, only_a_trusted_address_of_the_own_organisation_links);
    tcase_add_test(accounts, a_closed_account_stays_closed);
    suite_add_tcase(suite, tokens);
    suite_add_tcase(suite, accounts);
    return suite;
}

int main(void)
{
    return test_both_engines(make);
}
