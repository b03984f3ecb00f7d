// SPDX-License-Identifier: EUPL-1.2
// A real OpenID provider for tests: node provider.mjs SETTINGS-FILE. It prints "ready" when it listens.
// Settings: {port, callback, client, secret, alg, accounts: {LOGIN: claims}, keys: [private JWKs]}.
import { readFileSync } from 'node:fs';
import Provider from 'oidc-provider';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const issuer = `http://127.0.0.1:${settings.port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: settings.client,
    client_secret: settings.secret,
    redirect_uris: [settings.callback],
    id_token_signed_response_alg: settings.alg ?? 'RS256',
    token_endpoint_auth_method: settings.auth ?? 'client_secret_basic',
  }],
  jwks: { keys: settings.keys },
  cookies: { keys: ['only for tests'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256'] },
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  findAccount(_, login) {
    const claims = settings.accounts[login];
    return claims && { accountId: login, claims: async () => ({ sub: login, ...claims }) };
  },
});
provider.listen(settings.port, '127.0.0.1', () => console.log('ready'));
