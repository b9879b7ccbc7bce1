// Asks the identity server what a token is worth, and tells nginx: 204 let in, 401 not with this token, 403 not for this.
export default { check, credentials };

// The secret comes from the environment, and stands in no file.
function credentials() {
  return 'Basic ' + Buffer.from(process.env.CLIENT_ID + ':' + process.env.CLIENT_SECRET).toString('base64');
}

async function check(r) {
  const bearer = /^Bearer +([\w.~+\/-]+=*)$/i.exec(r.headersIn.Authorization || '');
  if (!bearer) return refuse(r, 401, 'Bearer');

  const answer = await r.subrequest('/_introspect', { method: 'POST', body: 'token=' + encodeURIComponent(bearer[1]) });
  if (answer.status !== 200) {
    r.error('The introspection was answered with ' + answer.status + '.');
    return r.return(500);
  }

  // RFC 7662 §2.2: what is not active says nothing else. What is active may still be for somebody else.
  const token = JSON.parse(answer.responseText);
  if (!token.active || token.token_type !== 'Bearer' || token.aud !== process.env.AUDIENCE)
    return refuse(r, 401, 'Bearer error="invalid_token"');
  const scope = r.variables.required_scope;
  if ((token.scope || '').split(' ').indexOf(scope) < 0)
    return refuse(r, 403, 'Bearer error="insufficient_scope", scope="' + scope + '"');

  r.headersOut['X-Subject'] = token.sub;
  r.headersOut['X-Client'] = token.client_id;
  r.return(204);
}

function refuse(r, status, challenge) {
  r.headersOut['X-Challenge'] = challenge;
  r.return(status);
}
