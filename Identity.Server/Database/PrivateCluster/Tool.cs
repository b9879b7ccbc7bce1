using System.Diagnostics;

namespace Identity.Server.Database.PrivateCluster;

/// <summary>Runs a program of the system or of PostgreSQL, in an environment that nothing of ours or the user's leaks into.</summary>
internal static class Tool
{
    // PG* variables would redirect PostgreSQL's programs, and our own settings may hold secrets: only these are passed on.
    private static readonly string[] Inherited =
    [
        "PATH",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        "TMPDIR",
        "TMP",
        "TEMP",
        "TZ",
        "SystemRoot",
        "SystemDrive",
        "ComSpec",
        "PATHEXT",
        "USERPROFILE",
        "APPDATA",
        "ProgramData",
    ];

    public static ProcessStartInfo Command(params IReadOnlyList<string> words)
    {
        // The root folder: an unprivileged user may not be allowed to stand where we stand.
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = Path.GetPathRoot(Environment.SystemDirectory) is { Length: > 0 } root ? root : "/",
        };
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                start.Environment[name] = value;
        }

        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <returns>The exit code, and what the program wrote on its two outputs.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyList<string> words, CancellationToken ct)
    {
        var start = Command(words);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var error = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, (await output + await error).Trim());
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <returns>What the program wrote.</returns>
    /// <exception cref="PrivateClusterException">The program failed.</exception>
    public static async Task<string> RequireAsync(IReadOnlyList<string> words, CancellationToken ct)
    {
        var (exitCode, output) = await RunAsync(words, ct);
        return exitCode is 0
            ? output
            : throw new PrivateClusterException(
                $"{Path.GetFileName(words[0])} failed with exit code {exitCode}: {output}"
            );
    }

    /// <summary>Where a program of the system is, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(OperatingSystem.IsWindows() ? [] : ["/usr/bin", "/bin", "/usr/sbin", "/sbin"])
            .Where(Path.IsPathRooted)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
