using System.Runtime.CompilerServices;
using Identity.Server.Database.Sealing;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Resources;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Looks for secrets shared with APIs that can be guessed: whoever does makes tokens for everybody.</summary>
internal sealed class SharedSecretsCheck : IDatabaseCheck
{
    private const string Ask = """
        SELECT s.id, s.audience, s.sealed_secret FROM api_secrets s
         WHERE s.expires_at IS NULL OR s.expires_at > now() ORDER BY s.audience, s.created_at
        """;

    public string Name => "Shared secrets";

    public async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        if (!await patient.HasTableAsync("api_secrets", ct))
            yield break;
        var secrets = await patient.ListAsync(
            Ask,
            row => (Id: row.GetGuid(0), Audience: row.GetString(1), Sealed: row.GetFieldValue<byte[]>(2)),
            ct
        );
        if (secrets.Count == 0)
        {
            yield return Finding.Pass(Name, "no API has one; clients' secrets are made by the server");
            yield break;
        }

        var weak = 0;
        foreach (var (id, audience, sealedSecret) in secrets)
        {
            if (Look(at, id, audience, sealedSecret) is { } finding)
            {
                weak++;
                yield return finding;
            }
        }
        if (weak == 0)
            yield return Finding.Pass(Name, $"{secrets.Count} looked at, none can be guessed");
    }

    private Finding? Look(Examination at, Guid id, string audience, byte[] sealedSecret)
    {
        var secret = Array.Empty<byte>();
        try
        {
            using var master = at.LoadMasterKey();
            secret = master?.Unseal(sealedSecret, ApiRegistry.NameOf(id)) ?? [];
        }
        catch (UnsealingException e)
        {
            return Finding.Fail(
                Name,
                $"{audience}: {e.Message}",
                "Configure the master key that belongs to this database."
            );
        }
        catch (InvalidOperationException)
        {
            return Finding.Warn(
                Name,
                $"{audience}: not looked at without a master key.",
                "Configure the master key first."
            );
        }

        return SecretStrength.WeaknessOf(secret) is { } weakness
            ? Finding.Fail(
                Name,
                $"The secret of {audience} {weakness}.",
                $"Run `identity apis rotate-secret {audience}`, and give the API the new one within the overlap."
            )
            : null;
    }
}
