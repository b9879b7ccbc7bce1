// A relying party made of npm's openid-client, which learns everything from discovery.
import * as client from 'openid-client';
import { listen } from './callbacks.mjs';
import { answer } from './lines.mjs';

let config;
let callbacks;
let checks;
let decryption;

await answer({
  async discover({ issuer, clientId, secret, jwk, method, algorithm, metadata }) {
    const key = jwk && {
      key: await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']),
      kid: jwk.kid,
    };
    const authentication = {
      client_secret_basic: () => client.ClientSecretBasic(secret),
      client_secret_post: () => client.ClientSecretPost(secret),
      client_secret_jwt: () => client.ClientSecretJwt(secret),
      private_key_jwt: () => client.PrivateKeyJwt(key),
      none: () => client.None(),
    }[method]();
    config = await client.discovery(new URL(issuer), clientId, metadata, authentication, {
      algorithm: algorithm ?? 'oidc',
      execute: [client.allowInsecureRequests],
    });
    if (decryption) client.enableDecryptingResponses(config, ['A128CBC-HS256', 'A256GCM'], decryption);
    return config.serverMetadata();
  },
  // As one that nobody has registered before.
  async register({ issuer, token, ...description }) {
    config = await client.dynamicClientRegistration(new URL(issuer), description, undefined, {
      initialAccessToken: token,
      execute: [client.allowInsecureRequests],
    });
    return config.clientMetadata();
  },
  // Made here, so that the server has nothing but the public half.
  async makeKey({ alg }) {
    const how =
      alg === 'RSA-OAEP-256'
        ? { name: 'RSA-OAEP', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }
        : { name: 'ECDH', namedCurve: 'P-256' };
    const pair = await crypto.subtle.generateKey(how, true, alg === 'RSA-OAEP-256' ? ['encrypt', 'decrypt'] : ['deriveBits']);
    decryption = { key: pair.privateKey, alg, kid: 'theirs' };
    const { key_ops, ext, ...jwk } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    return { ...jwk, use: 'enc', alg, kid: 'theirs' };
  },
  clientCredentials: ({ scope }) => client.clientCredentialsGrant(config, { scope }),
  async password({ username, password, scope }) {
    const tokens = await client.genericGrantRequest(config, 'password', { username, password, scope });
    return { ...tokens, claims: tokens.claims(), expiresIn: tokens.expiresIn() };
  },
  async refresh({ token, scope }) {
    const tokens = await client.refreshTokenGrant(config, token, scope ? { scope } : undefined);
    return { ...tokens, claims: tokens.claims() };
  },
  device: ({ scope }) => client.initiateDeviceAuthorization(config, { scope }),
  // Until somebody has decided, as often as it was told to ask.
  async poll({ begun }) {
    const tokens = await client.pollDeviceAuthorizationGrant(config, begun);
    return { ...tokens, claims: tokens.claims() };
  },
  introspect: ({ token }) => client.tokenIntrospection(config, token),
  revoke: ({ token }) => client.tokenRevocation(config, token),
  userInfo: ({ token, subject }) => client.fetchUserInfo(config, token, subject),
  async listen() {
    callbacks = await listen();
    return `${callbacks.address}/callback`;
  },
  async begin({ scope, pushed, ...more }) {
    client.enableNonRepudiationChecks(config);
    checks = {
      pkceCodeVerifier: client.randomPKCECodeVerifier(),
      expectedState: client.randomState(),
      expectedNonce: client.randomNonce(),
      idTokenExpected: true,
    };
    const parameters = {
      redirect_uri: `${callbacks.address}/callback`,
      scope,
      code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      ...more,
    };
    const url = pushed
      ? await client.buildAuthorizationUrlWithPAR(config, parameters)
      : client.buildAuthorizationUrl(config, parameters);
    return url.href;
  },
  async finish() {
    const tokens = await client.authorizationCodeGrant(config, await callbacks.next(), checks);
    return { ...tokens, claims: tokens.claims() };
  },
  endSession: ({ token, address }) =>
    client.buildEndSessionUrl(config, { id_token_hint: token, post_logout_redirect_uri: address, state: 'over' }).href,
  cameBack: async () => (await callbacks.next()).href,
  // It checks the ID token against the key set as well, and not only the TLS connection it came by.
  strict() {
    client.enableNonRepudiationChecks(config);
  },
});
