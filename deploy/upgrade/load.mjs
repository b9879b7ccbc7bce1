// Load for the rehearsal of an upgrade: what clients do all day, on whichever nodes are in the list, with a ledger of what the
// server has acknowledged. Ends when the phase is `end`, and says what became of each request and of everything in the ledger.
import { readFileSync } from 'node:fs'

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const pause = (ms) => new Promise((done) => setTimeout(done, ms))
const read = (name) => readFileSync(`${settings.folder}/${name}`, 'utf8').trim()

const phases = new Map()
const strange = new Map()
let phase = read('phase')
let nodes = read('nodes').split(' ')
let turn = 0

const watch = setInterval(() => {
  phase = read('phase')
  nodes = read('nodes').split(' ')
}, 20)

const row = () => {
  if (!phases.has(phase)) phases.set(phase, { requests: 0, refused: 0, unanswered: 0, times: [], last: 0, gap: 0, byNode: new Map() })
  return phases.get(phase)
}

// One request to the node whose turn it is: a chain goes from node to node, as behind a balancer that knows no sessions.
async function send(client, path, form, expected) {
  const node = nodes[turn++ % nodes.length]
  const seen = row()
  const began = performance.now()
  seen.requests++
  seen.byNode.set(node, (seen.byNode.get(node) ?? 0) + 1)
  try {
    const answer = await fetch(node + path, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(10_000),
    })
    const body = await answer.text()
    const now = performance.now()
    seen.times.push(now - began)
    if (seen.last > 0) seen.gap = Math.max(seen.gap, now - seen.last)
    seen.last = now
    if (answer.status === 200) return body ? JSON.parse(body) : {}
    seen.refused++
    const what = `${phase}: ${form.grant_type ?? path} answered ${answer.status} ${body.slice(0, 90)}`
    strange.set(what, (strange.get(what) ?? 0) + 1)
  } catch (fault) {
    seen.unanswered++
    const what = `${phase}: ${form.grant_type ?? path} got no answer: ${fault.cause?.code ?? fault.name}`
    strange.set(what, (strange.get(what) ?? 0) + 1)
  }
  return expected
}

const token = (client, form) => send(client, '/connect/token', form)
const signIn = (user) =>
  token(settings.app, { grant_type: 'password', username: user, password: settings.password, scope: 'openid offline_access' })
const goesOn = () => phase !== 'end'

// The ledger: the last refresh token of each chain that was acknowledged, and every access token whose end was.
const chains = []
const revoked = []

async function chain(user) {
  const own = {}
  chains.push(own)
  while (goesOn()) {
    own.current ??= (await signIn(user))?.refresh_token
    if (!own.current) continue
    // A request that got no answer is repeated with the same token, as a client does.
    const answer = await token(settings.app, { grant_type: 'refresh_token', refresh_token: own.current })
    if (answer) own.current = answer.refresh_token
    await pause(15)
  }
}

async function worker() {
  while (goesOn()) {
    const answer = await token(settings.worker, { grant_type: 'client_credentials' })
    for (let i = 0; answer && i < 3 && goesOn(); i++) {
      const told = await send(settings.worker, '/connect/introspect', { token: answer.access_token })
      if (told && !told.active) strange.set(`${phase}: a good token was said to be none`, 1)
      await pause(10)
    }
  }
}

async function leaver(user) {
  while (goesOn()) {
    const answer = await signIn(user)
    if (answer && (await send(settings.app, '/connect/revoke', { token: answer.refresh_token }))) revoked.push(answer.access_token)
    await pause(100)
  }
}

await Promise.all([
  ...settings.users.flatMap((user) => [chain(user), chain(user)]),
  worker(),
  worker(),
  leaver(settings.users[0]),
])
clearInterval(watch)

// What was acknowledged must be there: each last token works once more, and what was ended is ended.
phase = 'afterwards'
nodes = read('nodes').split(' ')
let lost = 0
for (const one of chains) if (!one.current || !(await token(settings.app, { grant_type: 'refresh_token', refresh_token: one.current }))) lost++
for (const one of revoked) {
  const told = await send(settings.app, '/connect/introspect', { token: one })
  if (!told || told.active) lost++
}

const p = (times, part) => (times.length ? times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * part)].toFixed(0) : '–')
console.log('| phase | requests | refused | unanswered | p50, ms | p99, ms | longest gap, ms | by node |')
console.log('|---|---|---|---|---|---|---|---|')
for (const [name, seen] of phases) {
  const shares = settings.names.map(([node, is]) => (seen.byNode.has(node) ? `${is} ${seen.byNode.get(node)}` : '')).filter(Boolean)
  console.log(
    `| ${name} | ${seen.requests} | ${seen.refused} | ${seen.unanswered} | ${p(seen.times, 0.5)} | ${p(seen.times, 0.99)} | ${seen.gap.toFixed(0)} | ${shares.join(', ')} |`,
  )
}
console.log(`\nRefresh chains: ${chains.length}. Grants that were ended: ${revoked.length}. Acknowledged and lost: ${lost}.`)
for (const [what, times] of strange) console.log(`- ${times} × ${what}`)
process.exit(lost === 0 && strange.size === 0 ? 0 : 1)
