using System.CommandLine;
using System.Globalization;
using Identity.Server.Audit;

namespace Identity.Server.Commands;

/// <summary>`audit`: what happened, to whom, and why something was refused.</summary>
internal static class AuditCommand
{
    private static readonly Option<string?> Kind = new("--kind")
    {
        Description = string.Join(", ", AuditKind.All.Order(StringComparer.Ordinal)),
    };

    private static readonly Option<Guid?> User = new("--user")
    {
        Description = "Who did it or to whom: an account's id.",
    };

    private static readonly Option<string?> Client = new("--client") { Description = "Likewise a client's id." };

    private static readonly Option<string?> Request = new("--request")
    {
        Description = "The number that a log line or an error page names.",
    };

    private static readonly Option<bool> Refused = new("--refused") { Description = "Only what was refused." };

    private static readonly Option<int> Days = new("--days")
    {
        Description = "How many days to look back.",
        DefaultValueFactory = _ => 7,
    };

    private static readonly Option<int> Take = new("--take") { DefaultValueFactory = _ => 50 };

    public static Command Create(CommandHost host) =>
        host.On(
            new Command("audit", "Show what happened, the latest first.")
            {
                Kind,
                User,
                Client,
                Request,
                Refused,
                Days,
                Take,
            },
            async (services, arguments, ct) =>
            {
                if (arguments.GetValue(Kind) is { } kind && !AuditKind.All.Contains(kind))
                    return CommandResult.Failed($"There is no kind '{kind}'. There are: {Kind.Description}.");
                var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
                var found = await services.GetRequiredService<AuditStorage>().FindAsync(Read(arguments, now), ct);
                return CommandResult.Done(
                    Table.Of(["AT", "KIND", "TARGET", "BY", "FROM", "REFUSED BECAUSE", "REQUEST"], found.Select(ToRow))
                );
            }
        );

    private static AuditQuery Read(ParseResult arguments, DateTimeOffset now) =>
        new(now.AddDays(-arguments.GetValue(Days)), now.AddDays(1), arguments.GetValue(Take))
        {
            Kind = arguments.GetValue(Kind),
            Party = PartyOf(arguments),
            Correlation = arguments.GetValue(Request),
            Refused = arguments.GetValue(Refused) ? true : null,
        };

    private static AuditParty? PartyOf(ParseResult arguments)
    {
        if (arguments.GetValue(User) is { } user)
            return AuditParty.User(user);
        return arguments.GetValue(Client) is { } client ? AuditParty.Client(client) : null;
    }

    private static string[] ToRow(AuditEntry entry) =>
        [
            entry.At.ToString("u", CultureInfo.InvariantCulture),
            entry.Kind,
            entry.Target ?? entry.Details ?? "",
            entry.Actor ?? "",
            entry.Address?.ToString() ?? "",
            entry.Refusal ?? "",
            entry.Correlation ?? "",
        ];
}
