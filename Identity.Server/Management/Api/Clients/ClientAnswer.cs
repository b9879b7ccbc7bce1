using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Identity.Server.Clients.Administration;
using Identity.Server.Clients.Metadata;
using Identity.Server.Management.Wire;

namespace Identity.Server.Management.Api.Clients;

/// <summary>A client, as it is shown: the registered names, and those of ours.</summary>
[DescribedAs(typeof(ClientMembersShape), typeof(ClientMetadata), typeof(ClientStateShape))]
[JsonConverter(typeof(PlainJsonConverter<ClientAnswer>))]
internal sealed record ClientAnswer(JsonElement Json) : IPlainJson<ClientAnswer>
{
    public static ClientAnswer Of(JsonElement json) => new(json);

    public static ClientAnswer Of(AdministeredClient client, IEnumerable<string> roles) =>
        new(JsonSerializer.SerializeToElement(Write(client, roles)));

    /// <summary>Whoever reads an answer need not know what is usual: all but what a client never said is in it.</summary>
    public static JsonObject Write(AdministeredClient client, IEnumerable<string> roles)
    {
        var json = client.Json;
        json.TryAdd("redirect_uris", new JsonArray());
        json.TryAdd("scope", "");
        json["is_first_party"] = client.Client.IsFirstParty;
        json["requires_verified_email"] = client.Client.RequiresVerifiedEmail;
        json["disabled"] = client.IsDisabled;
        var state = new ClientStateShape
        {
            IsSelfRegistered = client.IsSelfRegistered,
            Roles = [.. roles],
            Secrets = [.. client.Secrets.Select(SecretAnswer.Of)],
            CreatedAt = client.CreatedAt,
            UpdatedAt = client.UpdatedAt,
        };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(state, ManagementJson.Options)!.AsObject())
            json[name] = value?.DeepClone();
        return json;
    }
}

/// <summary>A client that was registered just now: with what its app needs, and with its secret, which nobody can read again.</summary>
[DescribedAs(typeof(ClientMembersShape), typeof(ClientMetadata), typeof(ClientStateShape), typeof(ClientHandoverShape))]
[JsonConverter(typeof(PlainJsonConverter<NewClientAnswer>))]
internal sealed record NewClientAnswer(JsonElement Json) : IPlainJson<NewClientAnswer>
{
    public static NewClientAnswer Of(JsonElement json) => new(json);

    public static NewClientAnswer Of(AdministeredClient client, ClientHandoverShape handover)
    {
        var json = ClientAnswer.Write(client, roles: []);
        foreach (var (name, value) in JsonSerializer.SerializeToNode(handover, ManagementJson.Options)!.AsObject())
            json[name] = value?.DeepClone();
        return new NewClientAnswer(JsonSerializer.SerializeToElement(json));
    }

    public override string ToString() => nameof(NewClientAnswer);
}

/// <summary>The members of a client that are not kept with its metadata.</summary>
internal sealed record ClientMembersShape
{
    public string? ClientId { get; init; }
    public string? ClientName { get; init; }

    /// <summary>`none`, `client_secret_basic`, `client_secret_post`, `client_secret_jwt` or `private_key_jwt`.</summary>
    public string? TokenEndpointAuthMethod { get; init; }
    public IReadOnlyList<string>? GrantTypes { get; init; }
    public IReadOnlyList<string>? RedirectUris { get; init; }

    /// <summary>With spaces between them.</summary>
    public string? Scope { get; init; }

    /// <summary>The API that it speaks for when it introspects tokens.</summary>
    public string? Audience { get; init; }
    public bool? IsFirstParty { get; init; }
    public bool? RequiresVerifiedEmail { get; init; }
    public TimeSpan? AccessTokenLifetimeSeconds { get; init; }
    public TimeSpan? RefreshTokenIdleLifetimeSeconds { get; init; }
    public TimeSpan? RefreshTokenLifetimeSeconds { get; init; }
    public bool? Disabled { get; init; }
}

/// <summary>The members of a client that a change of it does not touch.</summary>
internal sealed record ClientStateShape
{
    public required bool IsSelfRegistered { get; init; }
    public required IReadOnlyList<string> Roles { get; init; }
    public required IReadOnlyList<SecretAnswer> Secrets { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What a new client is told beside what it is.</summary>
internal sealed record ClientHandoverShape
{
    /// <summary>Nobody can read it again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }
    public required string Issuer { get; init; }

    /// <summary>Where its app reads all other addresses.</summary>
    public required string OpenidConfiguration { get; init; }

    public override string ToString() => nameof(ClientHandoverShape);
}

/// <summary>A secret, as it is shown: never itself.</summary>
internal sealed record SecretAnswer
{
    public required Guid Id { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    public static SecretAnswer Of(AdministeredSecret secret) =>
        new()
        {
            Id = secret.Id,
            CreatedAt = secret.CreatedAt,
            ExpiresAt = secret.ExpiresAt,
        };
}
