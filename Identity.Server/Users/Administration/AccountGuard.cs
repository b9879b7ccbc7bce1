using Npgsql;

namespace Identity.Server.Users.Administration;

/// <summary>
/// Whether others can do without an account: asked first in the transaction that takes it away, and what the answer rests on
/// stays as it is until the transaction ends.
/// </summary>
internal delegate Task<bool> AccountGuard(NpgsqlConnection connection, Guid userId, CancellationToken ct);
