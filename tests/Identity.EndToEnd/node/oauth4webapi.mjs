// A relying party made of npm's oauth4webapi: every answer is taken apart by the letter of its specification.
import * as oauth from 'oauth4webapi';
import { listen } from './callbacks.mjs';
import { answer } from './lines.mjs';

const insecure = { [oauth.allowInsecureRequests]: true };
let server;
let client;
let authentication;
let callbacks;
let redirectUri;
let asked;

const claimsOf = async (response, tokens) => {
  await oauth.validateApplicationLevelSignature(server, response, insecure);
  return { ...tokens, claims: oauth.getValidatedIdTokenClaims(tokens) };
};

await answer({
  async listen() {
    callbacks = await listen();
    return (redirectUri = `${callbacks.address}/callback`);
  },
  async discover({ issuer, clientId, secret, method, algorithm }) {
    const url = new URL(issuer);
    const response = await oauth.discoveryRequest(url, { algorithm, ...insecure });
    server = await oauth.processDiscoveryResponse(url, response);
    client = { client_id: clientId };
    authentication = {
      client_secret_basic: () => oauth.ClientSecretBasic(secret),
      client_secret_post: () => oauth.ClientSecretPost(secret),
      none: () => oauth.None(),
    }[method]();
    return server;
  },
  async begin({ scope, pushed, ...more }) {
    asked = { verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() };
    const parameters = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope,
      code_challenge: await oauth.calculatePKCECodeChallenge(asked.verifier),
      code_challenge_method: 'S256',
      state: asked.state,
      nonce: asked.nonce,
      ...more,
    });
    const url = new URL(server.authorization_endpoint);
    if (pushed) {
      const response = await oauth.pushedAuthorizationRequest(server, client, authentication, parameters, insecure);
      const { request_uri } = await oauth.processPushedAuthorizationResponse(server, client, response);
      url.search = new URLSearchParams({ client_id: client.client_id, request_uri });
    } else {
      url.search = parameters;
    }
    return url.href;
  },
  async finish({ maxAge }) {
    const parameters = oauth.validateAuthResponse(server, client, await callbacks.next(), asked.state);
    const response = await oauth.authorizationCodeGrantRequest(
      server, client, authentication, parameters, redirectUri, asked.verifier, insecure);
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: asked.nonce,
      requireIdToken: true,
      maxAge,
    });
    return claimsOf(response, tokens);
  },
  async refresh({ token }) {
    const response = await oauth.refreshTokenGrantRequest(server, client, authentication, token, insecure);
    return claimsOf(response, await oauth.processRefreshTokenResponse(server, client, response));
  },
  async userInfo({ token, subject }) {
    const response = await oauth.userInfoRequest(server, client, token, insecure);
    return oauth.processUserInfoResponse(server, client, subject, response);
  },
  async introspect({ token }) {
    const response = await oauth.introspectionRequest(server, client, authentication, token, insecure);
    return oauth.processIntrospectionResponse(server, client, response);
  },
  async revoke({ token }) {
    const response = await oauth.revocationRequest(server, client, authentication, token, insecure);
    return oauth.processRevocationResponse(response) ?? null;
  },
  // A resource server's look at the access token.
  async access({ token, audience }) {
    const request = new Request(audience, { headers: { Authorization: `Bearer ${token}` } });
    return oauth.validateJwtAccessToken(server, request, audience, insecure);
  },
});
