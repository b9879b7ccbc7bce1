using Identity.Server.Audit;
using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Users.Administration;

/// <summary>Shuts people out of their accounts, and lets them in again. Their tokens are for the caller to end.</summary>
internal sealed class Suspensions(AccountChanges changes, TimeProvider clock)
{
    public const int LongestMessage = 500;

    private const string Suspend = """
        UPDATE users
           SET suspended_at = COALESCE(suspended_at, $2), suspension_message = $3, updated_at = $2,
               concurrency_stamp = gen_random_uuid()::text
         WHERE id = $1
        """;

    private const string Reinstate = """
        UPDATE users
           SET suspended_at = NULL, suspension_message = NULL, updated_at = $2,
               concurrency_stamp = gen_random_uuid()::text
         WHERE id = $1
        """;

    /// <param name="message">What the person may be told.</param>
    public async Task<AccountChange> SuspendAsync(
        AccountTarget target,
        string? message,
        AccountGuard mayGo,
        CancellationToken ct
    )
    {
        if (message is { Length: > LongestMessage } || message?.Any(char.IsControl) is true)
        {
            var sentence = $"A message is one line of at most {LongestMessage} characters.";
            return new AccountChange.Invalid([new AccountProblem("message", sentence)]);
        }

        return await changes.DoAsync(
            target,
            AuditKind.Suspension,
            mayGo,
            async (connection, before) =>
            {
                await using var command = new NpgsqlCommand(Suspend, connection);
                command.Parameters.AddWithValue(before.Id);
                command.Parameters.AddWithValue(clock.GetUtcNow());
                command.Parameters.AddOptional(message is "" ? null : message);
                await command.ExecuteNonQueryAsync(ct);
                return null;
            },
            ct
        );
    }

    public Task<AccountChange> ReinstateAsync(AccountTarget target, CancellationToken ct) =>
        changes.DoAsync(
            target,
            AuditKind.Reinstatement,
            mayGo: null,
            async (connection, before) =>
            {
                await using var command = new NpgsqlCommand(Reinstate, connection);
                command.Parameters.AddWithValue(before.Id);
                command.Parameters.AddWithValue(clock.GetUtcNow());
                await command.ExecuteNonQueryAsync(ct);
                return null;
            },
            ct
        );
}
