// The table's rows: the work, its target, and what it is held against: a ceiling's path, or how many times the peer.
// `isRight` looks at one answer before anything is measured: a fast wrong answer would otherwise win.
const algorithmOf = ({ access_token: token }) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).alg;
const signedWith = (algorithm) => (answer) => algorithmOf(answer) === algorithm;

export const rows = [
  { id: 'discovery', title: 'discovery', ceiling: 'http', target: 0.8, isRight: ({ issuer }) => issuer !== undefined },
  { id: 'jwks', title: 'JWKS', ceiling: 'http', target: 0.8, isRight: ({ keys }) => keys.length > 0 },
  { id: 'client-credentials-rs256', title: 'client_credentials, RS256', ceiling: 'rsa', target: 0.9, isRight: signedWith('RS256') },
  { id: 'client-credentials-es256', title: 'client_credentials, ES256', ceiling: 'es256', target: 0.7, isRight: signedWith('ES256') },
  { id: 'client-credentials-hs256', title: 'client_credentials, HS256', ceiling: 'http', target: 0.6, isRight: signedWith('HS256') },
  {
    id: 'refresh',
    title: 'refresh_token with rotation, RS256 access token',
    ceiling: 'rsa-insert',
    target: 0.8,
    isRight: signedWith('RS256'),
  },
  { id: 'introspection', title: 'introspection of a JWT', ceiling: 'http', target: 0.4, isRight: ({ active }) => active === true },
  { id: 'userinfo', title: 'userinfo', timesPeer: 3, isRight: ({ sub, email }) => sub !== undefined && email !== undefined },
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
