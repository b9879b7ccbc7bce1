using System.Runtime.CompilerServices;
using Identity.Server.Database.Sealing;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Keys;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Opens every stored signing key with the master key that is configured, and looks whether the next ones are announced in time.</summary>
internal sealed class SigningKeysCheck : IDatabaseCheck
{
    private const string Ask =
        "SELECT key_id, algorithm, sealed_private_key, active_at FROM signing_keys ORDER BY algorithm, generation";

    public string Name => "Signing keys";

    public async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        if (!await patient.HasTableAsync("signing_keys", ct))
            yield break;
        var keys = await patient.ListAsync(
            Ask,
            row => new StoredKey(
                row.GetString(0),
                row.GetString(1),
                row.GetFieldValue<byte[]>(2),
                row.GetFieldValue<DateTimeOffset>(3)
            ),
            ct
        );
        if (keys.Count == 0)
        {
            yield return Finding.Warn(
                Name,
                "None yet: the first start makes them.",
                "Start the server, and run doctor again."
            );
            yield break;
        }

        var sealedWell = Open(at, keys);
        if (sealedWell is not null)
            yield return sealedWell;
        var options = at.Options<KeyOptions>(KeyOptions.Section);
        foreach (var algorithm in keys.GroupBy(key => key.Algorithm, StringComparer.Ordinal))
        {
            yield return Judge(
                algorithm.Key,
                [.. algorithm.Select(key => key.ActiveAt)],
                options,
                at.Clock.GetUtcNow()
            );
        }
    }

    /// <param name="activeAt">When each key of the algorithm starts to sign.</param>
    public static Finding Judge(string algorithm, DateTimeOffset[] activeAt, KeyOptions options, DateTimeOffset now)
    {
        const string Check = "Signing keys";
        const string Rotate = "Run `identity jobs run rotate-keys`, and look why the job does not run by itself.";
        if (activeAt.All(time => time > now))
            return Finding.Fail(Check, $"{algorithm} has no key that signs now.", "Run `identity keys rotate --now`.");
        var changeover = activeAt.Max() + options.ActiveFor;
        if (changeover < now)
        {
            return Finding.Warn(
                Check,
                $"{algorithm}: the key signs past its time, which ended {changeover:u}.",
                Rotate
            );
        }
        return changeover - options.AnnouncedFor < now - TimeSpan.FromHours(2)
            ? Finding.Warn(Check, $"{algorithm}: the next key should have been announced by now.", Rotate)
            : Finding.Pass(Check, $"{algorithm}: {activeAt.Length} stored, the newest signs until {changeover:u}");
    }

    private Finding? Open(Examination at, List<StoredKey> keys)
    {
        try
        {
            using var master = at.LoadMasterKey();
            if (master is null)
                return Finding.Fail(Name, $"There is no master key to open the {keys.Count} stored keys with.", Cure);
            foreach (var key in keys)
                master.Unseal(key.Sealed, SigningKeys.NameOf(key.Id));
            return Finding.Pass(Name, $"all {keys.Count} open with the master key");
        }
        catch (UnsealingException e)
        {
            return Finding.Fail(Name, $"The master key is not the one that sealed what is stored: {e.Message}", Cure);
        }
        catch (InvalidOperationException)
        {
            // That there is none that can be read is a finding already.
            return null;
        }
    }

    private const string Cure =
        "Set MasterKey:Value or MasterKey:File to the key of this database, from its backup; a wrong database has another one's.";

    private sealed record StoredKey(string Id, string Algorithm, byte[] Sealed, DateTimeOffset ActiveAt);
}
