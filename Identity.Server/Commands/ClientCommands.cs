using System.CommandLine;
using System.Globalization;
using Identity.Server.Clients;

namespace Identity.Server.Commands;

/// <summary>`clients …`: who may ask for tokens.</summary>
internal static class ClientCommands
{
    private static readonly Argument<string> ClientId = new("client-id");

    public static Command Create(CommandHost host) =>
        new("clients", "Who may ask for tokens.")
        {
            CreateOne(host),
            AdminClientCommand.Create(host),
            List(host),
            Disable(host),
            Enable(host),
            RotateSecret(host),
            InitialTokenCommands.Create(host),
        };

    private static Command CreateOne(CommandHost host)
    {
        var name = new Option<string?>("--name") { Description = "What people are shown." };
        var authentication = new ClientAuthenticationChoice();
        var grants = new Option<string[]>("--grant") { Description = "A grant type; repeatable.", Required = true };
        var scopes = new Option<string[]>("--scope") { Description = "A scope it may ask for; repeatable." };
        var redirects = new Option<string[]>("--redirect-uri")
        {
            Description = "Where answers may be sent; repeatable.",
        };
        var logout = new LogoutArguments();
        var audience = new Option<string?>("--api")
        {
            Description = "The API it speaks for when it introspects tokens.",
        };
        var firstParty = new Option<bool>("--first-party") { Description = "Ours: a refused sign-in may say why." };
        var unverified = new Option<bool>("--allow-unverified")
        {
            Description = "People may sign in before their e-mail is verified.",
        };
        var life = new Option<TimeSpan?>("--access-token-lifetime") { Description = "At most the API's; as hh:mm:ss." };

        var create = new Command("create", "Register a client; its secret, where it has one, is shown once.")
        {
            ClientId,
            name,
            grants,
            scopes,
            redirects,
            audience,
            firstParty,
            unverified,
            life,
        };
        foreach (var option in authentication.Options.Concat(logout.Options))
            create.Add(option);
        return host.On(
            create,
            async (services, arguments, ct) =>
            {
                var asked = new NewClient
                {
                    ClientId = arguments.GetRequiredValue(ClientId),
                    Name = arguments.GetValue(name),
                    GrantTypes = arguments.GetValue(grants) ?? [],
                    Scopes = arguments.GetValue(scopes) ?? [],
                    RedirectUris = arguments.GetValue(redirects) ?? [],
                    Audience = arguments.GetValue(audience),
                    IsFirstParty = arguments.GetValue(firstParty),
                    RequiresVerifiedEmail = !arguments.GetValue(unverified),
                    Lifetimes = new ClientLifetimes(
                        arguments.GetValue(life),
                        RefreshTokenIdle: null,
                        RefreshToken: null
                    ),
                };
                var chosen = await authentication.ReadAsync(arguments, ct);
                if (chosen.Problem is { } problem)
                    return CommandResult.Failed(problem);
                asked = asked with
                {
                    AuthenticationMethod = chosen.Method,
                    Metadata = logout.AddTo(chosen.Metadata, arguments),
                };
                return ToResult(
                    await services.GetRequiredService<ClientRegistry>().CreateAsync(asked, ct),
                    $"created {asked.ClientId}"
                );
            }
        );
    }

    private static Command List(CommandHost host) =>
        host.On(
            new Command("list", "Show every client."),
            async (services, _, ct) =>
                CommandResult.Done(
                    Table.Of(
                        ["CLIENT", "NAME", "AUTHENTICATION", "GRANTS", "SCOPES", "SECRETS", "DISABLED"],
                        (await services.GetRequiredService<ClientRegistry>().ListAsync(ct)).Select(client =>
                            new[]
                            {
                                client.ClientId,
                                client.Name,
                                client.AuthenticationMethod.ToString(),
                                string.Join(' ', client.GrantTypes),
                                string.Join(' ', client.Scopes),
                                client.Secrets.ToString(CultureInfo.InvariantCulture),
                                client.DisabledAt?.ToString("u", CultureInfo.InvariantCulture) ?? "",
                            }
                        )
                    )
                )
        );

    private static Command Disable(CommandHost host) =>
        SetDisabled(host, "disable", "Refuse a client from now on.", isDisabled: true);

    private static Command Enable(CommandHost host) =>
        SetDisabled(host, "enable", "Let a disabled client in again.", isDisabled: false);

    private static Command SetDisabled(CommandHost host, string verb, string description, bool isDisabled) =>
        host.On(
            new Command(verb, description) { ClientId },
            async (services, arguments, ct) =>
            {
                var id = arguments.GetRequiredValue(ClientId);
                return ToResult(
                    await services.GetRequiredService<ClientRegistry>().SetDisabledAsync(id, isDisabled, ct),
                    $"{verb}d {id}"
                );
            }
        );

    private static Command RotateSecret(CommandHost host)
    {
        var overlap = new Option<TimeSpan>("--overlap")
        {
            Description = "How long the old secrets stay good; as d.hh:mm:ss.",
            DefaultValueFactory = _ => TimeSpan.FromDays(1),
        };
        return host.On(
            new Command("rotate-secret", "Give a client a new secret; it is shown once.") { ClientId, overlap },
            async (services, arguments, ct) =>
            {
                var id = arguments.GetRequiredValue(ClientId);
                var registry = services.GetRequiredService<ClientRegistry>();
                return ToResult(
                    await registry.RotateSecretAsync(id, arguments.GetValue(overlap), ct),
                    $"rotated the secret of {id}"
                );
            }
        );
    }

    private static CommandResult ToResult(Registration registration, string done) =>
        registration switch
        {
            Registration.Refused refused => CommandResult.Failed(refused.Why),
            Registration.Done { Secret: { } secret } => CommandResult.Done(done, $"secret: {secret}"),
            _ => CommandResult.Done(done),
        };
}
