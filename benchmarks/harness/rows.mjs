// The table's rows: the work, the target, the ceiling it is held against.
// `against` is a ceiling's path, or the peer whose rate is multiplied; `rests` names the subjects a target rests on.
export const rows = [
  { id: 'discovery', title: 'discovery', ceiling: 'http', target: 0.8 },
  { id: 'jwks', title: 'JWKS', ceiling: 'http', target: 0.8 },
  { id: 'client-credentials-rs256', title: 'client_credentials, RS256', ceiling: 'rsa', target: 0.9 },
  { id: 'client-credentials-es256', title: 'client_credentials, ES256', ceiling: 'es256', target: 0.7 },
  { id: 'client-credentials-hs256', title: 'client_credentials, HS256', ceiling: 'http', target: 0.6 },
  { id: 'refresh', title: 'refresh_token with rotation, RS256 access token', ceiling: 'rsa-insert', target: 0.8 },
  { id: 'introspection', title: 'introspection of a JWT', ceiling: 'http', target: 0.4 },
  { id: 'userinfo', title: 'userinfo', timesPeer: 3 },
  { id: 'code', title: 'authorization code with PKCE, full round trip', timesPeer: 4 },
];

// How the table names a ceiling.
export const ceilingNames = {
  http: 'http',
  rsa: 'http+rsa',
  es256: 'http+es256',
  insert: 'http+insert',
  'rsa-insert': 'http+rsa+insert',
};
