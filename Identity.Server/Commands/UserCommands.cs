using System.CommandLine;
using System.Globalization;
using Identity.Server.Audit;
using Identity.Server.Database;
using Identity.Server.Roles;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Identity.Server.Users.Administration;
using Identity.Server.Users.Details;
using Identity.Server.Users.Passwords.Policy;

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
            SetUpLinkCommand.Create(host),
            ImportCommand.Create(host),
        };

    private static Command CreateOne(CommandHost host)
    {
        var name = new Option<string?>("--name");
        var zone = new Option<string?>("--time-zone") { Description = "An IANA name such as Europe/Warsaw." };
        var unverified = new Option<bool>("--unverified") { Description = "The address still has to be verified." };
        var invite = new Option<bool>("--invite")
        {
            Description = "A letter lets the person choose the password; none is read.",
        };
        return host.On(
            new Command("create", "Create an account; the password is read from standard input.")
            {
                Email,
                name,
                zone,
                unverified,
                invite,
            },
            async (services, arguments, ct) =>
            {
                await MakeRoomAsync(services, ct);
                var isInvited = arguments.GetValue(invite);
                var asked = new NewAccount(
                    arguments.GetRequiredValue(Email),
                    isInvited ? null : await SecretInput.ReadAsync("Password", ct),
                    arguments.GetValue(name),
                    arguments.GetValue(zone),
                    IsVerified: !isInvited && !arguments.GetValue(unverified)
                )
                {
                    IsInvited = isInvited,
                };
                var change = await services.GetRequiredService<Accounts>().CreateAsync(asked, ct);
                return ToResult(change, isInvited ? "invited" : "created");
            }
        );
    }

    private static Command List(CommandHost host)
    {
        var search = new Option<string?>("--search")
        {
            Description = "A part of the address or the name; or a whole id or number.",
        };
        var take = new Option<int>("--take") { DefaultValueFactory = _ => 100 };
        return host.On(
            new Command("list", "Show accounts, oldest first.") { search, take },
            async (services, arguments, ct) =>
            {
                var query = new AccountQuery(AccountOrder.CreatedAt, IsDescending: false, arguments.GetValue(take))
                {
                    Search = arguments.GetValue(search),
                };
                var found = await services.GetRequiredService<AccountDirectory>().ListAsync(query, ct);
                return CommandResult.Done(
                    Table.Of(
                        ["NUMBER", "EMAIL", "NAME", "ID", "VERIFIED", "SUSPENDED", "LAST SIGN-IN"],
                        found.Items.Select(account =>
                            new[]
                            {
                                account.Number.ToString(CultureInfo.InvariantCulture),
                                account.Email,
                                account.Name ?? "",
                                account.Id.ToString(),
                                Show(account.EmailVerifiedAt),
                                Show(account.SuspendedAt),
                                Show(account.LastSignInAt),
                            }
                        )
                    )
                );
            }
        );
    }

    private static Command Suspend(CommandHost host)
    {
        var message = new Option<string?>("--message") { Description = "What the person may be told." };
        return OnAccount(
            host,
            new Command("suspend", "Lock an account, and end the tokens that are out.") { Email, message },
            async (services, target, arguments, ct) =>
            {
                var change = await services
                    .GetRequiredService<Suspensions>()
                    .SuspendAsync(target, arguments.GetValue(message), Owners.MayGoAsync, ct);
                return await EndTokensAsync(services, change, "suspended", ct);
            }
        );
    }

    private static Command Restore(CommandHost host) =>
        OnAccount(
            host,
            new Command("restore", "Unlock a suspended account.") { Email },
            async (services, target, _, ct) =>
                ToResult(await services.GetRequiredService<Suspensions>().ReinstateAsync(target, ct), "restored")
        );

    private static Command SetPassword(CommandHost host)
    {
        var once = new Option<bool>("--once") { Description = "The person chooses another at the next sign-in." };
        return OnAccount(
            host,
            new Command("set-password", "Read a new password from standard input, and end the tokens that are out.")
            {
                Email,
                once,
            },
            async (services, target, arguments, ct) =>
            {
                if (await SecretInput.ReadAsync("New password", ct) is not { } password)
                    return CommandResult.Failed("There is no password on standard input.");
                var change = await services
                    .GetRequiredService<AccountPasswords>()
                    .SetAsync(target, password, arguments.GetValue(once), PasswordPolicy.OfOperator, ct);
                return await EndTokensAsync(services, change, "changed the password of", ct);
            }
        );
    }

    private static Command SetDetails(CommandHost host)
    {
        var json = new Option<FileInfo>("--json")
        {
            Description = "A file with an object of standard claims, such as given_name or address.",
            Required = true,
        };
        return OnAccount(
            host,
            new Command("set-details", "Replace what an account says of its owner beyond the name.") { Email, json },
            async (services, target, arguments, ct) =>
            {
                var file = arguments.GetRequiredValue(json);
                if (!file.Exists)
                    return CommandResult.Failed($"There is no file {file}.");
                var (details, problem) = StrictDetailsJson.Read(await File.ReadAllTextAsync(file.FullName, ct));
                if (details is null)
                    return CommandResult.Failed(problem!);
                var change = await services
                    .GetRequiredService<AccountEdits>()
                    .SaveAsync(target, form => form with { Details = details }, ct);
                return ToResult(change, "changed the details of");
            }
        );
    }

    private static Command OnAccount(
        CommandHost host,
        Command command,
        Func<IServiceProvider, AccountTarget, ParseResult, CancellationToken, Task<CommandResult>> work
    ) =>
        host.On(
            command,
            async (services, arguments, ct) =>
            {
                await MakeRoomAsync(services, ct);
                var email = arguments.GetRequiredValue(Email);
                return await services.GetRequiredService<AccountDirectory>().FindAsync(email, ct) is { } account
                    ? await work(
                        services,
                        new AccountTarget(account.Id, Version: null, AuditParty.Console),
                        arguments,
                        ct
                    )
                    : CommandResult.Failed($"There is no account '{email}'.");
            }
        );

    // Where no server has run lately, neither letters nor the deny list have room for today.
    private static Task MakeRoomAsync(IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<DailyTables>().KeepAsync(ct);

    private static async Task<CommandResult> EndTokensAsync(
        IServiceProvider services,
        AccountChange change,
        string done,
        CancellationToken ct
    )
    {
        if (change is AccountChange.Done account)
            await services.GetRequiredService<TokenRevocation>().RevokeAllAsync(account.Id, account.Email, ct);
        return ToResult(change, done);
    }

    private static CommandResult ToResult(AccountChange change, string done) =>
        change switch
        {
            AccountChange.Done account => CommandResult.Done($"{done} {account.Email} ({account.Id})"),
            AccountChange.Taken taken => CommandResult.Failed($"There is already an account '{taken.Email}'."),
            AccountChange.Invalid invalid => CommandResult.Failed(
                string.Join(' ', invalid.Problems.Select(one => one.Sentence))
            ),
            AccountChange.WeakPassword weak => CommandResult.Failed(
                string.Join(
                    ' ',
                    weak.Faults.Select(fault => PasswordSentence.Of(fault, PasswordPolicy.OfOperator.MinimumLength))
                )
            ),
            AccountChange.Prevented => CommandResult.Failed(
                "This is the last owner who can sign in. Make somebody else an owner first."
            ),
            AccountChange.Busy => CommandResult.Failed("Too many passwords are being hashed. Try again shortly."),
            _ => CommandResult.Failed("The account was changed or deleted at this moment. Look again."),
        };

    private static string Show(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture) ?? "";
}
