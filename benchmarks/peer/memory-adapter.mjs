// Keeps the peer's artefacts in plain maps. The adapter that the package brings along is meant for development: it holds a
// thousand entries and walks a grant's whole history at each rotation, which would make the peer look slower than it is.
export function memoryAdapter() {
  const payloads = new Map();
  const byUid = new Map();
  const byUserCode = new Map();
  const grants = new Map();

  return class MemoryAdapter {
    constructor(model) {
      this.model = model;
    }

    async upsert(id, payload) {
      const key = `${this.model}:${id}`;
      payloads.set(key, payload);
      if (payload.uid) byUid.set(`${this.model}:${payload.uid}`, key);
      if (payload.userCode) byUserCode.set(`${this.model}:${payload.userCode}`, key);
      if (payload.grantId) {
        const members = grants.get(payload.grantId);
        if (members) members.add(key);
        else grants.set(payload.grantId, new Set([key]));
      }
    }

    async find(id) {
      return payloads.get(`${this.model}:${id}`);
    }

    async findByUid(uid) {
      return payloads.get(byUid.get(`${this.model}:${uid}`));
    }

    async findByUserCode(userCode) {
      return payloads.get(byUserCode.get(`${this.model}:${userCode}`));
    }

    async consume(id) {
      payloads.get(`${this.model}:${id}`).consumed = Math.floor(Date.now() / 1000);
    }

    async destroy(id) {
      payloads.delete(`${this.model}:${id}`);
    }

    async revokeByGrantId(grantId) {
      for (const key of grants.get(grantId) ?? []) payloads.delete(key);
      grants.delete(grantId);
    }
  };
}
