using System.Globalization;
using System.Text.RegularExpressions;

namespace Identity.Server.Database.PrivateCluster;

/// <summary>The PostgreSQL programs of one major version that are installed on this machine.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    public string Initdb => Program(Folder, "initdb");

    public string PgCtl => Program(Folder, "pg_ctl");

    public string Postgres => Program(Folder, "postgres");

    /// <summary>Finds the version that an existing cluster needs, or else the first one installed.</summary>
    /// <exception cref="PostgresNotInstalledException">There is none.</exception>
    /// <exception cref="PrivateClusterException">There are only versions that the cluster cannot use.</exception>
    public static async Task<PostgresBinaries> FindAsync(
        IReadOnlyList<string>? folders,
        ClusterHome home,
        CancellationToken ct
    )
    {
        var needed = home.Version;
        var others = new List<int>();
        foreach (var folder in (folders ?? [.. UsualFolders()]).Where(IsComplete).Distinct(StringComparer.Ordinal))
        {
            if (await MajorOfAsync(folder, ct) is not { } major)
                continue;
            if (needed is null || needed == major)
                return new PostgresBinaries(folder, major);

            others.Add(major);
        }

        throw others is []
            ? new PostgresNotInstalledException()
            : new PrivateClusterException(
                $"The private cluster in {home.Folder} was made by PostgreSQL {needed}, and this machine has only PostgreSQL "
                    + $"{string.Join(", ", others.Distinct())}: install PostgreSQL {needed}, "
                    + "or carry the data over with pg_upgrade, or delete that folder to begin with an empty one, "
                    + "or name a server in the setting ConnectionStrings:Identity."
            );
    }

    private static async Task<int?> MajorOfAsync(string folder, CancellationToken ct)
    {
        var (exitCode, output) = await Tool.RunAsync([Program(folder, "postgres"), "--version"], ct);
        return exitCode is 0 && Version().Match(output) is { Success: true } match
            ? int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture)
            : null;
    }

    private static IEnumerable<string> UsualFolders()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var onPath = path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted);
        var programFiles = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);

        return onPath
            .Concat(Versions("/usr/lib/postgresql", "*"))
            .Concat(Versions("/usr", "pgsql-*"))
            .Concat(Versions("/opt/homebrew/opt", "postgresql*"))
            .Concat(Versions("/usr/local/opt", "postgresql*"))
            .Concat(Versions("/home/linuxbrew/.linuxbrew/opt", "postgresql*"))
            .Concat(programFiles is "" ? [] : Versions(Path.Combine(programFiles, "PostgreSQL"), "*"));
    }

    private static IEnumerable<string> Versions(string folder, string pattern) =>
        Directory.Exists(folder)
            ? Directory
                .EnumerateDirectories(folder, pattern)
                .OrderByDescending(version =>
                    int.TryParse(Digits().Match(version).ValueSpan, CultureInfo.InvariantCulture, out var number)
                        ? number
                        : 0
                )
                .Select(version => Path.Combine(version, "bin"))
            : [];

    private static bool IsComplete(string folder) =>
        Array.TrueForAll(Needed, name => File.Exists(Program(folder, name)));

    private static string Program(string folder, string name) =>
        Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();

    [GeneratedRegex("[0-9]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
