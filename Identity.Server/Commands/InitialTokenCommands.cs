using System.CommandLine;
using System.Globalization;
using Identity.Server.Clients;
using Identity.Server.Clients.DynamicRegistration;
using Microsoft.Extensions.Options;

namespace Identity.Server.Commands;

/// <summary>`clients initial-token …`: who may register clients themselves, and which.</summary>
internal static class InitialTokenCommands
{
    public static Command Create(CommandHost host) =>
        new("initial-token", "Tokens that let their holders register clients (RFC 7591).")
        {
            CreateOne(host),
            List(host),
            Revoke(host),
        };

    private static Command CreateOne(CommandHost host)
    {
        var name = new Argument<string>("name") { Description = "Whom it is for, to tell it from others." };
        var uses = new Option<int?>("--uses") { Description = "How many clients it is good for; any number without." };
        var life = new Option<TimeSpan?>("--expires") { Description = "For how long it is good; as d.hh:mm:ss." };
        var grants = new Option<string[]>("--allow-grant")
        {
            Description =
                "A grant type that its clients may have; repeatable. Those of Registration:GrantTypes without.",
        };
        var scopes = new Option<string[]>("--allow-scope")
        {
            Description = "A scope that its clients may have; repeatable. Those of Registration:Scopes without.",
        };
        var noPkce = new Option<bool>("--allow-no-pkce")
        {
            Description = "Confidential clients may do without PKCE, for what is older than it.",
        };
        return host.On(
            new Command("create", "Make a token; it is shown once.") { name, uses, life, grants, scopes, noPkce },
            async (services, arguments, ct) =>
            {
                var usual = services.GetRequiredService<IOptions<RegistrationOptions>>().Value.ToPolicy();
                var policy = new RegistrationPolicy
                {
                    GrantTypes = arguments.GetValue(grants) is { Length: > 0 } some ? some : usual.GrantTypes,
                    Scopes = arguments.GetValue(scopes) is { Length: > 0 } others ? others : usual.Scopes,
                    RequiresPkce = !arguments.GetValue(noPkce),
                };
                var (times, lifetime) = (arguments.GetValue(uses), arguments.GetValue(life));
                if (Problem(arguments.GetRequiredValue(name), policy, times, lifetime) is { } problem)
                    return CommandResult.Failed(problem);

                var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
                var (id, token) = await services
                    .GetRequiredService<InitialAccessTokens>()
                    .CreateAsync(arguments.GetRequiredValue(name), policy, times, now + lifetime, ct);
                return CommandResult.Done($"created {id}", $"token: {token.Reveal()}");
            }
        );
    }

    private static Command List(CommandHost host) =>
        host.On(
            new Command("list", "Show every token, but not the token itself."),
            async (services, _, ct) =>
                CommandResult.Done(
                    Table.Of(
                        ["ID", "NAME", "LEFT", "EXPIRES", "GRANTS", "SCOPES"],
                        (await services.GetRequiredService<InitialAccessTokens>().ListAsync(ct)).Select(token =>
                            new[]
                            {
                                token.Id.ToString(),
                                token.Name,
                                token.Remaining?.ToString(CultureInfo.InvariantCulture) ?? "any number",
                                token.ExpiresAt?.ToString("u", CultureInfo.InvariantCulture) ?? "",
                                string.Join(' ', token.Policy.GrantTypes),
                                string.Join(' ', token.Policy.Scopes),
                            }
                        )
                    )
                )
        );

    private static Command Revoke(CommandHost host)
    {
        var id = new Argument<Guid>("id");
        return host.On(
            new Command("revoke", "Make a token good for nothing. Clients that were registered with it stay.") { id },
            async (services, arguments, ct) =>
            {
                var revoked = arguments.GetRequiredValue(id);
                return await services.GetRequiredService<InitialAccessTokens>().DeleteAsync(revoked, ct)
                    ? CommandResult.Done($"revoked {revoked}")
                    : CommandResult.Failed($"There is no token {revoked}.");
            }
        );
    }

    private static string? Problem(string name, RegistrationPolicy policy, int? uses, TimeSpan? life)
    {
        if (name.Length is 0 or > NewClient.LongestName)
            return $"A name has 1 to {NewClient.LongestName} characters.";
        if (uses <= 0)
            return "--uses is at least 1.";
        if (life <= TimeSpan.Zero)
            return "--expires lies in the future.";
        return
            policy.GrantTypes.Except(NewClient.KnownGrantTypes, StringComparer.Ordinal).FirstOrDefault() is { } unknown
            ? $"There is no grant type '{unknown}'. Known: {string.Join(", ", NewClient.KnownGrantTypes)}."
            : null;
    }
}
