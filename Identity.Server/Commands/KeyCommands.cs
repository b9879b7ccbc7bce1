using System.CommandLine;
using System.Globalization;
using Identity.Server.Keys;

namespace Identity.Server.Commands;

/// <summary>`keys …`: what tokens are signed with.</summary>
internal static class KeyCommands
{
    public static Command Create(CommandHost host) =>
        new("keys", "What tokens are signed with.") { List(host), Rotate(host) };

    private static Command List(CommandHost host) =>
        host.On(
            new Command("list", "Show every published key."),
            async (services, _, ct) =>
            {
                var keys = services.GetRequiredService<SigningKeys>();
                await keys.EnsureAsync(ct);
                return Show(keys, services.GetRequiredService<TimeProvider>().GetUtcNow());
            }
        );

    private static Command Rotate(CommandHost host)
    {
        var now = new Option<bool>("--now")
        {
            Description =
                "Sign with the new keys at once: for keys that may have leaked. Otherwise caches are given time to see them.",
        };
        return host.On(
            new Command("rotate", "Make each algorithm's next key.") { now },
            async (services, arguments, ct) =>
            {
                var keys = services.GetRequiredService<SigningKeys>();
                await keys.EnsureAsync(ct);
                await services.GetRequiredService<KeyDesk>().RotateAsync(only: null, arguments.GetValue(now), ct);
                return Show(keys, services.GetRequiredService<TimeProvider>().GetUtcNow());
            }
        );
    }

    private static CommandResult Show(SigningKeys keys, DateTimeOffset now) =>
        CommandResult.Done(
            Table.Of(
                ["KEY", "ALGORITHM", "GENERATION", "STATE", "SIGNS FROM", "UNTIL"],
                keys.Ring.Keys.Select(key =>
                    new[]
                    {
                        key.Key.KeyId!,
                        key.Key.Algorithm.Name,
                        key.Generation.ToString(CultureInfo.InvariantCulture),
                        key.StateAt(now).ToString(),
                        key.ActiveAt.ToString("u", CultureInfo.InvariantCulture),
                        key.SupersededAt?.ToString("u", CultureInfo.InvariantCulture) ?? "",
                    }
                )
            )
        );
}
