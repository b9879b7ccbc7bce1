using System.Text.Json.Serialization;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Roles;
using Identity.Server.Tokens;

namespace Identity.Server.Management.Api;

/// <summary>Who calls, what they may do, and which server this is.</summary>
internal sealed class MeResource(Issuer issuer, IHostEnvironment environment) : IResource
{
    private static readonly string Version = typeof(MeResource).Assembly.GetName().Version!.ToString(fieldCount: 3);

    public string Tag => "Me";

    public void Declare(Routes routes) =>
        routes.Get("/me", Permission.NotNeeded, "Who I am here, and what I may do", ReadAsync);

    private Task<Reply<MeAnswer>> ReadAsync(Call call, CancellationToken ct)
    {
        var caller = call.Caller;
        Reply<MeAnswer> answer = new MeAnswer
        {
            Kind = caller.Party.Kind,
            Id = caller.Party.Id,
            Name = caller.Name,
            Email = caller.Email,
            Roles = [.. caller.Actor.Roles.Select(role => role.Name)],
            Permissions = [.. caller.Rights.Permissions.Select(one => one.Name)],
            Environment = environment.EnvironmentName,
            Issuer = issuer.Value,
            Version = Version,
        };
        return Task.FromResult(answer);
    }
}

/// <summary>Who calls, as they are told.</summary>
internal sealed record MeAnswer
{
    /// <summary>user or client.</summary>
    public required string Kind { get; init; }
    public required string Id { get; init; }
    public required string Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }
    public required IReadOnlyList<string> Roles { get; init; }
    public required IReadOnlyList<string> Permissions { get; init; }
    public required string Environment { get; init; }
    public required string Issuer { get; init; }
    public required string Version { get; init; }
}
