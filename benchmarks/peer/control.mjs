// The control of the certification's checks: the peer with everything that the modules ask for switched on. A check that fails
// here as well is looked at for being wrong. PORT=4499 node control.mjs, then the tests with CONFORMANCE_CONTROL=http://127.0.0.1:4499
import { Provider } from 'oidc-provider';

const port = process.env.PORT ?? '4499';
const provider = new Provider(`http://127.0.0.1:${port}`, {
  responseTypes: ['code', 'id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token', 'none'],
  claims: {
    profile: ['name', 'zoneinfo'],
    email: ['email', 'email_verified'],
    phone: ['phone_number'],
    address: ['address'],
  },
  features: {
    devInteractions: { enabled: true },
    registration: { enabled: true },
    claimsParameter: { enabled: true },
    userinfo: { enabled: true },
    requestObjects: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  pkce: { required: () => false },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: 'Test Person',
      zoneinfo: 'Europe/Warsaw',
      email: id,
      email_verified: true,
      phone_number: '+48221234567',
      address: { street_address: 'Prosta 1', locality: 'Warszawa' },
    }),
  }),
  enableHttpPostMethods: true,
  cookies: { keys: ['control'], long: { sameSite: 'none' } },
});
provider.listen(Number(port), '127.0.0.1');
