using System.Globalization;
using System.Text.Json.Nodes;
using Identity.Server.Database.Documents;
using Identity.Server.Resources.Declarations;

namespace Identity.Server.Resources.Administration;

/// <summary>An API as those see it who manage it: all but its secrets themselves.</summary>
internal sealed record AdministeredApi
{
    public required string Audience { get; init; }

    /// <summary>As documents write it.</summary>
    public required JsonObject Json { get; init; }

    /// <summary>The newest first, which is the one that signs.</summary>
    public required IReadOnlyList<AdministeredApiSecret> Secrets { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsBuiltIn => BuiltInApi.Is(Audience);

    /// <summary>Another one after each change.</summary>
    public string Version =>
        ContentVersion.Of([
            Json.ToJsonString(),
            .. Secrets.Select(secret =>
                string.Create(CultureInfo.InvariantCulture, $"{secret.Id} {secret.ExpiresAt:O}")
            ),
        ]);

    public static AdministeredApi Of(ApiRow row, IEnumerable<ScopeRow> scopes) =>
        new()
        {
            Audience = row.Audience,
            Json = ApiMembers.Write(row, scopes),
            Secrets =
            [
                .. row
                    .Secrets.OrderByDescending(secret => secret.Id)
                    .Select(secret => new AdministeredApiSecret(secret.Id, secret.CreatedAt, secret.ExpiresAt)),
            ],
            CreatedAt = row.CreatedAt,
        };
}

/// <summary>A secret shared with an API, by what may be told of it.</summary>
internal sealed record AdministeredApiSecret(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);
