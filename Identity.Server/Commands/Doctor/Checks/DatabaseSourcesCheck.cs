using System.Runtime.CompilerServices;
using Identity.Server.Commands.Settings;
using Identity.Server.Database;
using Identity.Server.Database.Connections;
using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Finds every place that names a database, heard or not: two that differ are an evening lost in the wrong one.</summary>
internal sealed class DatabaseSourcesCheck : ICheck
{
    private static readonly string[] Names =
    [
        "DATABASE_URL",
        "IDENTITY__ConnectionStrings__Identity",
        "ConnectionStrings__Identity",
    ];

    public string Name => "Database settings";

    public async IAsyncEnumerable<Finding> LookAsync(Examination at, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var heard = SettingOrigin.Every(at.Configuration, DatabaseHome.Setting).ToList();
        var places = heard
            .Select(one => new Place(one.Origin.Place, one.Value, IsHeard: true))
            .Concat(Unheard(at.Folder))
            .Where(place => !string.IsNullOrWhiteSpace(place.Text))
            .ToList();
        if (places.Count == 0)
        {
            yield return at.Environment.IsDevelopment()
                ? Finding.Pass(Name, "none: Development keeps a private cluster in .data")
                : Finding.Fail(Name, "No source names a database.", $"Set {DatabaseHome.Setting} (or DATABASE_URL).");
            yield break;
        }

        foreach (var place in places.Where(place => place.Read() is null))
            yield return Finding.Fail(Name, place.Fault()!, $"Correct it in {place.Where}.");

        var readable = places.Where(place => place.Read() is not null).ToList();
        if (readable is not [var used, .. var others])
            yield break;
        var differing = others.Where(other => other.Which() != used.Which()).ToList();
        if (!used.IsHeard)
            yield return Unused(used);
        else if (differing.Count == 0)
            yield return Finding.Pass(Name, $"{used.Which()}, from {used.Where}");
        foreach (var other in differing)
            yield return Two(at, used, other);
    }

    private Finding Unused(Place place) =>
        Finding.Warn(
            Name,
            $"{place.Where} names {place.Which()}, and the server does not read that file.",
            $"Set {DatabaseHome.Setting}; `identity settings from-env` shows how."
        );

    private Finding Two(Examination at, Place used, Place other)
    {
        var said =
            $"Two databases are configured: {used.Which()} from {used.Where}, "
            + $"and {other.Which()} from {other.Where}, which {(other.IsHeard ? "is overruled" : "the server does not read")}.";
        var cure = $"Keep one: remove it from {other.Where}, or make both the same.";
        return at.IsStrict ? Finding.Fail(Name, said, cure) : Finding.Warn(Name, said, cure);
    }

    // What other tools read, beside where the server is started.
    private static IEnumerable<Place> Unheard(string folder) =>
        from name in (string[])[".env", ".env.local", ".env.production", ".env.development"]
        let path = Path.Join(folder, name)
        where File.Exists(path)
        from line in DotEnv.Read(File.ReadAllText(path)).Lines
        where Names.Contains(line.Name, StringComparer.OrdinalIgnoreCase)
        select new Place($"the file {path} ({line.Name})", line.Value, IsHeard: false);

    private sealed record Place(string Where, string Text, bool IsHeard)
    {
        public string Which()
        {
            var read = ConnectionText.Read("", Text);
            return ConnectionText.DescribeDatabase(read);
        }

        public Npgsql.NpgsqlConnectionStringBuilder? Read() => Fault() is null ? ConnectionText.Read("", Text) : null;

        public string? Fault()
        {
            try
            {
                ConnectionText.Read(Where, Text);
                return null;
            }
            catch (InvalidOperationException e)
            {
                return e.Message;
            }
        }
    }
}
