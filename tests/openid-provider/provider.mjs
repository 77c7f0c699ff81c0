// An OpenID provider for the sign-in tests: the library is the certified one, the people are made up. It listens on a free port of the
// loopback address and prints it; the tests then say where the portal stands (POST /test/portal) and what is known of people
// (POST /test/people). Nothing of it is shipped.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const people = new Map();
let handler = null;

const server = createServer((request, response) => {
  if (request.url.startsWith('/test/')) {
    void control(request, response);
  } else if (handler) {
    handler(request, response);
  } else {
    response.writeHead(503).end();
  }
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
process.stdin.on('end', () => process.exit(0)).resume(); // whoever started it is gone

async function control(request, response) {
  const body = JSON.parse(await text(request));
  if (request.url === '/test/portal') {
    handler = provide(`http://127.0.0.1:${server.address().port}`, body.address);
  } else {
    people.set(body.sub, body);
  }
  response.writeHead(204).end();
}

function provide(issuer, portal) {
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'governance-portal',
      client_secret: 'a secret of the tests alone',
      redirect_uris: [`${portal}/signin/provider/callback`],
      post_logout_redirect_uris: [`${portal}/signin`],
      backchannel_logout_uri: `${portal}/api/v1/session/provider-logout`,
      backchannel_logout_session_required: true,
      response_types: ['code'],
      grant_types: ['authorization_code'],
      require_auth_time: true,
    }],
    claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email', 'email_verified'] },
    cookies: { keys: ['a key of the tests alone'] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true }, backchannelLogout: { enabled: true } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true, methods: ['S256'] },
    findAccount: (_, sub) => people.has(sub) ? { accountId: sub, claims: () => people.get(sub) } : undefined,
    // The portal is the organisation's own: nobody is asked whether it may know them.
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback();
  return (request, response) => request.url.startsWith('/interaction/') ? void interact(provider, request, response) : callback(request, response);
}

async function interact(provider, request, response) {
  if (request.method === 'GET') {
    const { uid } = await provider.interactionDetails(request, response);
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><html lang="en"><title>Bank directory</title><main><h1>Bank directory</h1>
<form method="post" action="/interaction/${uid}"><label>User <input name="user" autofocus></label> <button>Continue</button></form></main></html>`);
    return;
  }
  const accountId = new URLSearchParams(await text(request)).get('user');
  await provider.interactionFinished(request, response, { login: { accountId } }, { mergeWithLastSubmission: false });
}

async function text(request) {
  let all = '';
  for await (const part of request) {
    all += part;
  }
  return all;
}
