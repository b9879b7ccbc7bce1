using System.Buffers.Text;
using System.CommandLine;
using System.Text;
using Identity.Jose;
using Identity.Server.Keys;
using Identity.Server.Resources;

namespace Identity.Server.Commands;

/// <summary>`apis …`: what tokens are made for.</summary>
internal static class ApiCommands
{
    private static readonly Argument<string> Audience = new("audience");

    public static Command Create(CommandHost host) =>
        new("apis", "What access tokens are made for.") { CreateOne(host), List(host), RotateSecret(host) };

    private static Command CreateOne(CommandHost host)
    {
        var name = new Option<string?>("--name") { Description = "What administrators are shown." };
        var algorithm = new Option<string>("--algorithm")
        {
            Description = $"How its tokens are signed: {string.Join(", ", JwsAlgorithm.All)}.",
            DefaultValueFactory = _ => JwsAlgorithm.RS256.Name,
        };
        var plain = new Option<bool>("--plain") { Description = "Plain JWTs with chosen claims instead of RFC 9068." };
        var email = new Option<bool>("--subject-email") { Description = "`sub` is the e-mail address and not the id." };
        var claims = new Option<string[]>("--claim") { Description = "A claim of a plain token; repeatable." };
        var scopes = new Option<string[]>("--scope") { Description = "A scope that belongs to it; repeatable." };
        var life = new Option<TimeSpan?>("--access-token-lifetime")
        {
            Description = "As hh:mm:ss; the server's where left out.",
        };
        var secret = new Option<bool>("--secret-stdin")
        {
            Description = "Read the secret it has already from standard input.",
        };

        return host.On(
            new Command("create", "Create an API; a shared secret is shown once.")
            {
                Audience,
                name,
                algorithm,
                plain,
                email,
                claims,
                scopes,
                life,
                secret,
            },
            async (services, arguments, ct) =>
            {
                if (!JwsAlgorithm.TryParse(arguments.GetValue(algorithm), out var signedWith))
                    return CommandResult.Failed($"There is no algorithm '{arguments.GetValue(algorithm)}'.");

                var asked = new NewApi
                {
                    Audience = arguments.GetRequiredValue(Audience),
                    Name = arguments.GetValue(name),
                    Algorithm = signedWith,
                    Profile = arguments.GetValue(plain) ? TokenProfile.Plain : TokenProfile.AccessTokenJwt,
                    Subject = arguments.GetValue(email) ? SubjectForm.Email : SubjectForm.Id,
                    Claims = arguments.GetValue(claims) ?? [],
                    Scopes = arguments.GetValue(scopes) ?? [],
                    AccessTokenLifetime = arguments.GetValue(life),
                    Secret = arguments.GetValue(secret)
                        ? Encoding.UTF8.GetBytes(await SecretInput.ReadAsync("Secret", ct) ?? "")
                        : null,
                };
                var registration = await services.GetRequiredService<ApiRegistry>().CreateAsync(asked, ct);
                // A key for a new algorithm must be there before the first token is asked for.
                if (registration is ApiRegistration.Done && !signedWith.IsSymmetric)
                    await services.GetRequiredService<SigningKeys>().EnsureAsync(signedWith, ct);
                return ToResult(registration, $"created {asked.Audience}", showSecret: asked.Secret is null);
            }
        );
    }

    private static Command List(CommandHost host) =>
        host.On(
            new Command("list", "Show every API."),
            async (services, _, ct) =>
                CommandResult.Done(
                    Table.Of(
                        ["AUDIENCE", "NAME", "ALGORITHM", "TOKENS", "SCOPES"],
                        (await services.GetRequiredService<ApiRegistry>().ListAsync(ct)).Select(api =>
                            new[]
                            {
                                api.Audience,
                                api.Name,
                                api.Algorithm,
                                api.Profile.ToString(),
                                string.Join(' ', api.Scopes),
                            }
                        )
                    )
                )
        );

    private static Command RotateSecret(CommandHost host)
    {
        var overlap = new Option<TimeSpan>("--overlap")
        {
            Description = "How long tokens signed with the old secrets are still good to us; as d.hh:mm:ss.",
            DefaultValueFactory = _ => TimeSpan.FromDays(1),
        };
        var given = new Option<bool>("--secret-stdin")
        {
            Description = "Read the new secret from standard input: give it to the API first, and no token is refused.",
        };
        return host.On(
            new Command("rotate-secret", "Give an API a new shared secret; one that is made is shown once.")
            {
                Audience,
                overlap,
                given,
            },
            async (services, arguments, ct) =>
            {
                var audience = arguments.GetRequiredValue(Audience);
                var secret = arguments.GetValue(given)
                    ? Encoding.UTF8.GetBytes(await SecretInput.ReadAsync("Secret", ct) ?? "")
                    : null;
                var registration = await services
                    .GetRequiredService<ApiRegistry>()
                    .RotateSecretAsync(audience, arguments.GetValue(overlap), secret, ct);
                return ToResult(registration, $"rotated the secret of {audience}", showSecret: secret is null);
            }
        );
    }

    private static CommandResult ToResult(ApiRegistration registration, string done, bool showSecret) =>
        registration switch
        {
            ApiRegistration.Refused refused => CommandResult.Failed(refused.Why),
            ApiRegistration.Done { Secret: { } secret } when showSecret => CommandResult.Done(
                done,
                $"secret (base64url): {Base64Url.EncodeToString(secret)}"
            ),
            _ => CommandResult.Done(done),
        };
}
