using System.Globalization;
using System.Text.Json.Nodes;
using Identity.Server.Clients.Declarations;
using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.Administration;

/// <summary>A client as those see it who manage it: all but its secrets themselves.</summary>
internal sealed record AdministeredClient
{
    public required NewClient Client { get; init; }

    public required bool IsDisabled { get; init; }

    /// <summary>Whether nobody of ours registered it: it manages its registration itself, too.</summary>
    public required bool IsSelfRegistered { get; init; }

    /// <summary>The newest first.</summary>
    public required IReadOnlyList<AdministeredSecret> Secrets { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    public string ClientId => Client.ClientId;

    /// <summary>As documents write it.</summary>
    public JsonObject Json => ClientMembers.Write(Client, IsDisabled);

    /// <summary>Another one after each change.</summary>
    public string Version =>
        ContentVersion.Of([
            Json.ToJsonString(),
            .. Secrets.Select(secret =>
                string.Create(CultureInfo.InvariantCulture, $"{secret.Id} {secret.ExpiresAt:O}")
            ),
        ]);

    public static AdministeredClient Of(ClientRow row) =>
        new()
        {
            Client = row.ToNewClient(),
            IsDisabled = row.DisabledAt is not null,
            IsSelfRegistered = row.RegistrationTokenHash is not null,
            Secrets =
            [
                .. row
                    .Secrets.OrderByDescending(secret => secret.Id)
                    .Select(secret => new AdministeredSecret(secret.Id, secret.CreatedAt, secret.ExpiresAt)),
            ],
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
        };
}

/// <summary>A secret by what may be told of it.</summary>
internal sealed record AdministeredSecret(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);
