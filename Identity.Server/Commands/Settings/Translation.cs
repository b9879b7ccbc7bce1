using System.Globalization;

namespace Identity.Server.Commands.Settings;

/// <summary>What a `.env` file of another system says, in settings and commands of ours, and which of its lines have no equivalent.</summary>
internal sealed class Translation
{
    private readonly List<(string Key, string Value, bool IsSecret)> _settings = [];
    private readonly List<string> _notes = [];
    private readonly ApiWish _api = new();

    private Translation() { }

    public static Translation Of(DotEnv file)
    {
        var translation = new Translation();
        foreach (var line in file.Effective)
            translation.Take(line);
        foreach (var line in file.Lines.Except(file.Effective))
            translation._notes.Add($"line {line.Number}: {line.Name} is set again further down, and that counts");
        foreach (var fault in file.Faults)
            translation._notes.Add($"line {fault.Number}: {fault.Why}");
        return translation;
    }

    /// <param name="reveal">Whether secrets are printed, for a file that nobody else reads.</param>
    public IEnumerable<string> Print(bool reveal)
    {
        if (_settings.Count > 0)
        {
            yield return "# Settings, as environment variables:";
            foreach (var (key, value, isSecret) in _settings)
                yield return $"{Variable(key)}={(isSecret && !reveal ? "(hidden)" : Quote(value))}";
        }
        foreach (var line in _api.Commands(reveal))
            yield return line;
        if (_notes.Count > 0)
        {
            yield return "";
            yield return "# Not translated, or to be looked at:";
            foreach (var note in _notes)
                yield return $"# {note}";
        }
    }

    private void Take(DotEnvLine line)
    {
        var known = EnvironmentNames.Find(line.Name);
        if (known is null)
            _notes.Add($"line {line.Number}: {line.Name} has no equivalent");
        else if (known(this, line.Value) is { } problem)
            _notes.Add($"line {line.Number}: {line.Name} {problem}");
    }

    internal void Set(string key, string value, bool isSecret = false) => _settings.Add((key, value, isSecret));

    internal void Note(string note) => _notes.Add(note);

    internal ApiWish Api => _api;

    // Names of the host and of the framework go without our prefix.
    private static string Variable(string key) =>
        key.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
            ? key
            : $"IDENTITY__{key.Replace(":", "__", StringComparison.Ordinal)}";

    private static string Quote(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <summary>What the file says of the tokens that its API verifies with a shared secret.</summary>
internal sealed class ApiWish
{
    public string? Secret { get; set; }

    public string Algorithm { get; set; } = "HS256";

    public TimeSpan? Lifetime { get; set; }

    public List<string> Origins { get; } = [];

    public IEnumerable<string> Commands(bool reveal)
    {
        if (Secret is null && Lifetime is null && Origins.Count == 0)
            yield break;

        yield return "";
        yield return "# Commands (choose the names my-api and my-app):";
        if (Secret is not null || Lifetime is not null)
        {
            var life = Lifetime is { } time
                ? $" --access-token-lifetime {time.ToString("c", CultureInfo.InvariantCulture)}"
                : "";
            var secret = Secret switch
            {
                null => "",
                _ when reveal => $"printf '%s\\n' '{Secret.Replace("'", "'\\''", StringComparison.Ordinal)}' | ",
                _ => "printf '%s\\n' \"$JWT_SECRET\" | ",
            };
            var stdin = Secret is null ? "" : " --secret-stdin";
            yield return $"{secret}identity apis create my-api --algorithm {Algorithm} --plain --claim email{life}{stdin}";
        }
        foreach (var origin in Origins)
            yield return $"# allow the origin {origin} in the account profile of the client my-app";
    }
}
