using System.CommandLine;
using System.Globalization;
using Identity.Server.Audit;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Identity.Server.Users.Details;

namespace Identity.Server.Commands;

/// <summary>`users …`: people's accounts. Passwords come from standard input, never from the command line, which others can see.</summary>
internal static class UserCommands
{
    private static readonly Argument<string> Email = new("email");

    public static Command Create(CommandHost host) =>
        new("users", "People's accounts.")
        {
            CreateOne(host),
            List(host),
            Suspend(host),
            Restore(host),
            SetPassword(host),
            SetDetails(host),
            ImportCommand.Create(host),
        };

    private static Command CreateOne(CommandHost host)
    {
        var name = new Option<string?>("--name");
        var zone = new Option<string?>("--time-zone") { Description = "An IANA name such as Europe/Warsaw." };
        var unverified = new Option<bool>("--unverified") { Description = "The address still has to be verified." };
        return host.On(
            new Command("create", "Create an account; the password is read from standard input.")
            {
                Email,
                name,
                zone,
                unverified,
            },
            async (services, arguments, ct) =>
            {
                var asked = new NewAccount(
                    arguments.GetRequiredValue(Email),
                    await SecretInput.ReadAsync("Password", ct),
                    arguments.GetValue(name),
                    arguments.GetValue(zone),
                    !arguments.GetValue(unverified)
                );
                var change = await services.GetRequiredService<Accounts>().CreateAsync(asked, ct);
                Tell(services, AuditKind.AccountCreation, change);
                return ToResult(change, "created");
            }
        );
    }

    private static Command List(CommandHost host)
    {
        var search = new Option<string?>("--search") { Description = "A part of the address." };
        var take = new Option<int>("--take") { DefaultValueFactory = _ => 100 };
        return host.On(
            new Command("list", "Show accounts, oldest first.") { search, take },
            async (services, arguments, ct) =>
                CommandResult.Done(
                    Table.Of(
                        ["NUMBER", "EMAIL", "NAME", "ID", "VERIFIED", "SUSPENDED", "LAST SIGN-IN"],
                        (
                            await services
                                .GetRequiredService<Accounts>()
                                .ListAsync(arguments.GetValue(search), arguments.GetValue(take), ct)
                        ).Select(user =>
                            new[]
                            {
                                user.Number.ToString(CultureInfo.InvariantCulture),
                                user.Email,
                                user.Name ?? "",
                                user.Id.ToString(),
                                Show(user.EmailVerifiedAt),
                                Show(user.SuspendedAt),
                                Show(user.LastSignInAt),
                            }
                        )
                    )
                )
        );
    }

    private static Command Suspend(CommandHost host)
    {
        var message = new Option<string?>("--message") { Description = "What the person may be told." };
        return host.On(
            new Command("suspend", "Lock an account, and end the tokens that are out.") { Email, message },
            async (services, arguments, ct) =>
            {
                var email = arguments.GetRequiredValue(Email);
                var change = await services
                    .GetRequiredService<Accounts>()
                    .SetSuspendedAsync(email, suspended: true, arguments.GetValue(message), ct);
                Tell(services, AuditKind.Suspension, change);
                return await EndTokensAsync(services, change, "suspended", ct);
            }
        );
    }

    private static Command Restore(CommandHost host) =>
        host.On(
            new Command("restore", "Unlock a suspended account.") { Email },
            async (services, arguments, ct) =>
            {
                var email = arguments.GetRequiredValue(Email);
                var change = await services
                    .GetRequiredService<Accounts>()
                    .SetSuspendedAsync(email, suspended: false, message: null, ct);
                Tell(services, AuditKind.Reinstatement, change);
                return ToResult(change, "restored");
            }
        );

    private static Command SetPassword(CommandHost host) =>
        host.On(
            new Command("set-password", "Read a new password from standard input, and end the tokens that are out.")
            {
                Email,
            },
            async (services, arguments, ct) =>
            {
                if (await SecretInput.ReadAsync("New password", ct) is not { } password)
                    return CommandResult.Failed("There is no password on standard input.");
                var email = arguments.GetRequiredValue(Email);
                var change = await services.GetRequiredService<Accounts>().SetPasswordAsync(email, password, ct);
                Tell(services, AuditKind.PasswordChange, change);
                return await EndTokensAsync(services, change, "changed the password of", ct);
            }
        );

    private static Command SetDetails(CommandHost host)
    {
        var json = new Option<FileInfo>("--json")
        {
            Description = "A file with an object of standard claims, such as given_name or address.",
            Required = true,
        };
        return host.On(
            new Command("set-details", "Replace what an account says of its owner beyond the name.") { Email, json },
            async (services, arguments, ct) =>
            {
                var (email, file) = (arguments.GetRequiredValue(Email), arguments.GetRequiredValue(json));
                if (!file.Exists)
                    return CommandResult.Failed($"There is no file {file}.");
                var (details, problem) = StrictDetailsJson.Read(await File.ReadAllTextAsync(file.FullName, ct));
                if (details is null)
                    return CommandResult.Failed(problem!);
                return await services.GetRequiredService<DetailChanges>().SaveAsync(email, details, ct) switch
                {
                    DetailChange.Saved => CommandResult.Done($"changed the details of {email}"),
                    DetailChange.Refused refused => CommandResult.Failed(
                        string.Join(' ', refused.Problems.Select(one => one.Sentence))
                    ),
                    _ => CommandResult.Failed($"There is no account '{email}'."),
                };
            }
        );
    }

    private static async Task<CommandResult> EndTokensAsync(
        IServiceProvider services,
        AccountChange change,
        string done,
        CancellationToken ct
    )
    {
        if (change is AccountChange.Done account)
        {
            // Where no server has run lately, the deny list has no room for today.
            await services.GetRequiredService<TokenKeeping>().KeepPartitionsAsync(ct);
            await services.GetRequiredService<TokenRevocation>().RevokeAllAsync(account.Id, account.Email, ct);
        }

        return ToResult(change, done);
    }

    private static void Tell(IServiceProvider services, string kind, AccountChange change)
    {
        if (change is not AccountChange.Done done)
            return;
        var happened = new AuditEvent(kind, AuditParty.User(done.Id)) { Actor = AuditParty.Console };
        services.GetRequiredService<AuditTrail>().Record(happened);
    }

    private static CommandResult ToResult(AccountChange change, string done) =>
        change switch
        {
            AccountChange.Done account => CommandResult.Done($"{done} {account.Email} ({account.Id})"),
            AccountChange.Refused refused => CommandResult.Failed(refused.Why),
            _ => CommandResult.Failed("Too many passwords are being hashed. Try again shortly."),
        };

    private static string Show(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture) ?? "";
}
