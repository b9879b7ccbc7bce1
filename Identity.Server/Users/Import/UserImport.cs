using System.Runtime.CompilerServices;
using Identity.Server.Database.Connections;
using Identity.Server.Users.Import.Sources;

namespace Identity.Server.Users.Import;

/// <summary>Moves accounts in from another system, with their ids, their passwords and their past.</summary>
/// <remarks>
/// It may be run again at any time, also after it was interrupted: what is in already is left as it is, and what is not in
/// comes in. Nothing is changed before the whole source was read and found whole.
/// </remarks>
internal sealed class UserImport(DirectDatabase database, TimeProvider clock)
{
    /// <summary>Accounts in one transaction: an interruption costs at most these.</summary>
    public const int BatchSize = 5_000;

    /// <param name="report">Hears of every row that is not imported, with its reason.</param>
    public async Task<ImportSummary> RunAsync(
        IImportSource source,
        ImportMap map,
        ImportTerms terms,
        Func<ImportRejection, Task> report,
        CancellationToken ct
    )
    {
        if (await database.WhyNotAsync(ct) is { } reason)
            throw new InvalidOperationException($"Users cannot be imported here. {reason}");

        var now = clock.GetUtcNow();
        var columns = map.Resolve(await source.ReadColumnsAsync(ct));
        var reading = new Reading(new AccountReader(map, terms, now), report);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var stage = new ImportStage(connection, now);
        await stage.CreateAsync(ct);
        await stage.FillAsync(reading.AccountsAsync(source.ReadAsync(columns, ct), ct), ct);
        var counts = await stage.JudgeAsync(ct);
        await foreach (var rejection in stage.NotNewAsync(ct))
            await report(rejection);

        var (fresh, suspended, withoutPassword) = counts.GetValueOrDefault(StageVerdict.New);
        var lost = terms.Applies ? await ApplyAsync(stage, report, ct) : 0;
        var existing = counts.GetValueOrDefault(StageVerdict.Exists).All;
        var unchanged = counts.GetValueOrDefault(StageVerdict.Unchanged).All;
        return new ImportSummary(
            reading.Read,
            fresh - lost,
            unchanged,
            existing,
            reading.Read - fresh + lost - existing - unchanged,
            suspended,
            withoutPassword
        );
    }

    private static async Task<long> ApplyAsync(
        ImportStage stage,
        Func<ImportRejection, Task> report,
        CancellationToken ct
    )
    {
        await stage.MoveNumbersAsync(ct);
        var (lost, after) = (0L, 0L);
        while (await stage.InsertAsync(after, BatchSize, ct) is [.., var last] batch)
        {
            foreach (var (row, email, _) in batch.Where(account => !account.IsIn))
            {
                lost++;
                await report(new ImportRejection(row, email, "its address, id or number was taken meanwhile"));
            }
            after = last.Row;
        }
        return lost;
    }

    /// <summary>Reads rows as accounts, and counts them; the others go to the report at once.</summary>
    private sealed class Reading(AccountReader reader, Func<ImportRejection, Task> report)
    {
        public long Read { get; private set; }

        public async IAsyncEnumerable<ImportedAccount> AccountsAsync(
            IAsyncEnumerable<SourceRow> rows,
            [EnumeratorCancellation] CancellationToken ct
        )
        {
            await foreach (var row in rows.WithCancellation(ct))
            {
                Read++;
                var (account, rejection) = reader.Read(row);
                if (rejection is not null)
                    await report(rejection);
                else if (account is not null)
                    yield return account;
            }
        }
    }
}
