using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Jose;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Database;
using Identity.Server.Database.Documents;
using Identity.Server.Resources.Declarations;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Declarations;

/// <summary>What came of applying a profile.</summary>
internal abstract record ProfileApplied
{
    /// <param name="MadeSecret">The API's shared secret, where one had to be made: nobody can read it again.</param>
    public sealed record Done(string? MadeSecret) : ProfileApplied
    {
        public override string ToString() => nameof(Done);
    }

    public sealed record Refused(IReadOnlyList<string> Problems) : ProfileApplied;
}

/// <summary>Makes the server serve a profile with its API and its client. Applying it twice changes nothing.</summary>
internal sealed class ProfileApplication(
    IDbContextFactory<ServerDbContext> contexts,
    DeclarationApplication declarations
)
{
    private static readonly ApplicationTerms Terms = new(Prunes: false, IsDry: false);

    /// <param name="profile">What the document says.</param>
    /// <param name="secret">The API's shared secret; null for the one that it has, or a new one.</param>
    public async Task<ProfileApplied> ApplyAsync(AccountProfile profile, string? secret, CancellationToken ct)
    {
        if (ProfileParts.Problems(profile).ToArray() is { Length: > 0 } problems)
            return new ProfileApplied.Refused(problems);

        var made = secret is null && await NeedsSecretAsync(profile.Api, ct) ? NewSecret(profile.Api.Algorithm) : null;
        var given = (secret ?? made) is { } text
            ? new GivenSecret("what was given", Encoding.UTF8.GetBytes(text), Overlap: TimeSpan.Zero)
            : null;
        var declared = new Declaration { Profiles = [new DeclaredProfile(profile, given)] };
        return await declarations.ApplyAsync(declared, Terms, ct) is Applied.Refused refused
            ? new ProfileApplied.Refused([.. refused.Problems.Select(problem => problem.Sentence)])
            : new ProfileApplied.Done(made);
    }

    private async Task<bool> NeedsSecretAsync(ProfileApi api, CancellationToken ct)
    {
        if (!api.Algorithm.IsSymmetric)
            return false;
        await using var context = await contexts.CreateDbContextAsync(ct);
        return !await ApiDeclarations.ExistsAsync(context, api.Audience, ct);
    }

    private static string NewSecret(JwsAlgorithm algorithm) =>
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Math.Max(32, algorithm.HashLength)));
}
