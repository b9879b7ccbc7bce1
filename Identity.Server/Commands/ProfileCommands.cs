using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Declarations;

namespace Identity.Server.Commands;

/// <summary>`profiles …`: the systems that have moved in. A profile is a file; applying it makes the server speak that system's language.</summary>
internal static class ProfileCommands
{
    private static readonly Argument<string> Name = new("name");
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(CommandHost host) =>
        new("profiles", "The systems that moved in: whose front ends are spoken to as they are used to.")
        {
            Apply(host),
            Check(host),
            List(host),
            Show(host),
            Remove(host),
        };

    private static Command Apply(CommandHost host)
    {
        var files = Files();
        var secretInput = new Option<bool>("--secret-stdin")
        {
            Description = "Read the API's shared secret from standard input, whatever the file names; for one file.",
        };
        return host.On(
            new Command(
                "apply",
                "Create or update profiles with their clients and APIs; a secret that is made is shown once."
            )
            {
                files,
                secretInput,
            },
            async (services, arguments, ct) =>
            {
                var paths = arguments.GetRequiredValue(files);
                var readsSecret = arguments.GetValue(secretInput);
                if (readsSecret && paths.Length > 1)
                    return CommandResult.Failed("--secret-stdin is for one file.");

                var read = await ReadAllAsync(paths, ct);
                if (read.Problem is { } problem)
                    return CommandResult.Failed(problem);
                var given = readsSecret ? await SecretInput.ReadAsync("Secret", ct) : null;
                if (readsSecret && given is null)
                    return CommandResult.Failed("There is no secret on standard input.");

                var lines = new List<string>();
                foreach (var profile in read.Profiles)
                {
                    var secret = given ?? await ProfileSecrets.ReadAsync(profile, ct);
                    switch (await services.GetRequiredService<ProfileApplication>().ApplyAsync(profile, secret, ct))
                    {
                        case ProfileApplied.Refused refused:
                            return CommandResult.Failed(Join(profile.Name, refused.Problems));
                        case ProfileApplied.Done done:
                            lines.Add($"applied {profile.Name}");
                            if (done.MadeSecret is { } made)
                                lines.Add($"secret: {made}");
                            break;
                        default:
                            throw new UnreachableException();
                    }
                }
                return CommandResult.Done(lines);
            }
        );
    }

    private static Command Check(CommandHost host)
    {
        var files = Files();
        return host.On(
            new Command("check", "Say what is wrong with profiles, and change nothing.") { files },
            async (services, arguments, ct) =>
            {
                var read = await ReadAllAsync(arguments.GetRequiredValue(files), ct);
                if (read.Problem is { } problem)
                    return CommandResult.Failed(problem);
                var others = (await services.GetRequiredService<AccountProfileRegistry>().ListAsync(ct)).ToList();
                foreach (var profile in read.Profiles)
                {
                    var problems = ProfileParts
                        .Problems(profile)
                        .Concat(ProfileRules.Collisions(profile, others))
                        .ToArray();
                    if (problems.Length > 0)
                        return CommandResult.Failed(Join(profile.Name, problems));
                    others.RemoveAll(other => other.Name == profile.Name);
                    others.Add(profile);
                }
                return CommandResult.Done(read.Profiles.Select(profile => $"{profile.Name} is good"));
            }
        );
    }

    private static Command List(CommandHost host) =>
        host.On(
            new Command("list", "Show every profile."),
            async (services, _, ct) =>
                CommandResult.Done(
                    Table.Of(
                        ["NAME", "TITLE", "CLIENT", "API", "ALGORITHM", "ROUTES"],
                        (await services.GetRequiredService<AccountProfileRegistry>().ListAsync(ct)).Select(profile =>
                            new[]
                            {
                                profile.Name,
                                profile.Title,
                                profile.Client.Id,
                                profile.Api.Audience,
                                profile.Api.Algorithm.Name,
                                profile.Routes.Count.ToString(CultureInfo.InvariantCulture),
                            }
                        )
                    )
                )
        );

    private static Command Show(CommandHost host) =>
        host.On(
            new Command("show", "Print a profile's document.") { Name },
            async (services, arguments, ct) =>
            {
                var name = arguments.GetRequiredValue(Name);
                var profiles = await services.GetRequiredService<AccountProfileRegistry>().ListAsync(ct);
                return profiles.FirstOrDefault(profile => profile.Name == name) is { } found
                    ? CommandResult.Done(JsonSerializer.Serialize(JsonElement.Parse(found.Document), Readable))
                    : NoSuch(name);
            }
        );

    private static Command Remove(CommandHost host) =>
        host.On(
            new Command("remove", "Stop serving a profile's addresses. Its client, its API and the accounts stay.")
            {
                Name,
            },
            async (services, arguments, ct) =>
            {
                var name = arguments.GetRequiredValue(Name);
                return await services.GetRequiredService<AccountProfileRegistry>().RemoveAsync(name, document: null, ct)
                    ? CommandResult.Done($"removed {name}")
                    : NoSuch(name);
            }
        );

    private static Argument<string[]> Files() =>
        new("file") { Description = "A profile's JSON document.", Arity = ArgumentArity.OneOrMore };

    // All are read before any is applied: a mistake in the last leaves nothing half done.
    private static async Task<(IReadOnlyList<AccountProfile> Profiles, string? Problem)> ReadAllAsync(
        string[] paths,
        CancellationToken ct
    )
    {
        var profiles = new List<AccountProfile>();
        foreach (var path in paths)
        {
            var reading = ProfileReader.Read(await File.ReadAllTextAsync(path, ct));
            if (reading.Profile is not { } profile)
                return ([], Join(path, reading.Problems));
            profiles.Add(profile);
        }
        return (profiles, null);
    }

    private static string Join(string name, IEnumerable<string> problems) =>
        string.Join(Environment.NewLine, problems.Select(problem => $"{name}: {problem}"));

    private static CommandResult NoSuch(string name) => CommandResult.Failed($"There is no profile '{name}'.");
}
