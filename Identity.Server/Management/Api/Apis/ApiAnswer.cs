using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Identity.Server.Management.Wire;
using Identity.Server.Resources.Administration;

namespace Identity.Server.Management.Api.Apis;

/// <summary>An API with its scopes, as it is shown.</summary>
[DescribedAs(typeof(ApiMembersShape), typeof(ApiStateShape))]
[JsonConverter(typeof(PlainJsonConverter<ApiAnswer>))]
internal sealed record ApiAnswer(JsonElement Json) : IPlainJson<ApiAnswer>
{
    public static ApiAnswer Of(JsonElement json) => new(json);

    public static ApiAnswer Of(AdministeredApi api) => new(JsonSerializer.SerializeToElement(Write(api)));

    /// <summary>Whoever reads an answer need not know what is usual.</summary>
    public static JsonObject Write(AdministeredApi api)
    {
        var json = api.Json.DeepClone().AsObject();
        json.TryAdd("token_profile", "at+jwt");
        json.TryAdd("subject", "id");
        json.TryAdd("claims", new JsonArray());
        json.TryAdd("scopes", new JsonArray());
        var state = new ApiStateShape
        {
            Secrets = [.. api.Secrets.Select(ApiSecretAnswer.Of)],
            IsBuiltIn = api.IsBuiltIn,
            CreatedAt = api.CreatedAt,
        };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(state, ManagementJson.Options)!.AsObject())
            json[name] = value?.DeepClone();
        return json;
    }
}

/// <summary>An API that was made just now, with its secret, which nobody can read again.</summary>
[DescribedAs(typeof(ApiMembersShape), typeof(ApiStateShape), typeof(ApiHandoverShape))]
[JsonConverter(typeof(PlainJsonConverter<NewApiAnswer>))]
internal sealed record NewApiAnswer(JsonElement Json) : IPlainJson<NewApiAnswer>
{
    public static NewApiAnswer Of(JsonElement json) => new(json);

    public static NewApiAnswer Of(AdministeredApi api, byte[]? secret)
    {
        var json = ApiAnswer.Write(api);
        if (secret is not null)
            json["secret"] = Base64Url.EncodeToString(secret);
        return new NewApiAnswer(JsonSerializer.SerializeToElement(json));
    }

    public override string ToString() => nameof(NewApiAnswer);
}

/// <summary>An API to be made.</summary>
[DescribedAs(typeof(ApiMembersShape))]
[JsonConverter(typeof(PlainJsonConverter<NewApiBody>))]
internal sealed record NewApiBody(JsonElement Json) : IPlainJson<NewApiBody>
{
    public static NewApiBody Of(JsonElement json) => new(json);
}

/// <summary>What is to change of an API; not its audience, and not how its tokens are signed.</summary>
[DescribedAs(typeof(ApiMembersShape))]
[JsonConverter(typeof(PlainJsonConverter<ApiPatch>))]
internal sealed record ApiPatch(JsonElement Json) : IPlainJson<ApiPatch>
{
    public static ApiPatch Of(JsonElement json) => new(json);
}

/// <summary>The members of an API that somebody decides about.</summary>
internal sealed record ApiMembersShape
{
    public string? Audience { get; init; }
    public string? Name { get; init; }
    public string? Algorithm { get; init; }

    /// <summary>`at+jwt` or `plain`.</summary>
    public string? TokenProfile { get; init; }

    /// <summary>`id` or `email`.</summary>
    public string? Subject { get; init; }
    public IReadOnlyList<string>? Claims { get; init; }
    public TimeSpan? AccessTokenLifetimeSeconds { get; init; }
    public IReadOnlyList<ApiScopeShape>? Scopes { get; init; }
}

/// <summary>A scope of an API.</summary>
internal sealed record ApiScopeShape(string Name, string? Description);

/// <summary>The members of an API that a change of it does not touch.</summary>
internal sealed record ApiStateShape
{
    public required IReadOnlyList<ApiSecretAnswer> Secrets { get; init; }
    public required bool IsBuiltIn { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What a new API is told beside what it is.</summary>
internal sealed record ApiHandoverShape
{
    /// <summary>In base64url; for the HS algorithms alone.</summary>
    public string? Secret { get; init; }
}

/// <summary>A secret shared with an API, as it is shown: never itself.</summary>
internal sealed record ApiSecretAnswer
{
    public required Guid Id { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    public static ApiSecretAnswer Of(AdministeredApiSecret secret) =>
        new()
        {
            Id = secret.Id,
            CreatedAt = secret.CreatedAt,
            ExpiresAt = secret.ExpiresAt,
        };
}
