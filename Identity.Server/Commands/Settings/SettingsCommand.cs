using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Identity.Server.Database.Connections;
using Identity.Server.Hosting;

namespace Identity.Server.Commands.Settings;

/// <summary>`settings`: what this server would be started with, and which file or variable says so.</summary>
internal static class SettingsCommand
{
    private const string Hidden = "(hidden)";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(CommandHost host)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document in place of the table." };
        var command = host.OnSettings(
            new Command("settings", "Show every setting, its value and where it came from. Secrets are hidden.")
            {
                json,
            },
            (start, arguments, _) =>
            {
                var rows = Rows(start.CreateBuilder().Configuration).ToList();
                var lines = arguments.GetValue(json)
                    ? [JsonSerializer.Serialize(rows, Json)]
                    : Table.Of(
                        ["SETTING", "VALUE", "FROM"],
                        rows.Select(row => new[] { row.Setting, row.Value ?? "–", row.Source })
                    );
                foreach (var line in lines)
                    Console.WriteLine(line);
                return Task.FromResult(0);
            }
        );
        command.Add(FromEnv(host));
        return command;
    }

    public static IEnumerable<Row> Rows(IConfigurationRoot configuration)
    {
        foreach (var setting in KnownSettings.All)
        {
            var sources = SettingOrigin.Every(configuration, setting.Key).ToList();
            if (sources is [])
            {
                yield return new Row(setting.Key, setting.Usual, "default", IsDefault: true);
                continue;
            }
            // The one that is heard first, and what it overrules below it.
            foreach (var (at, (origin, value)) in sources.Index())
            {
                yield return new Row(
                    setting.Key,
                    Mask(setting, value),
                    at == 0 ? origin.Place : $"{origin.Place} (overruled)",
                    IsDefault: false
                );
            }
        }
        foreach (var (key, source) in UnknownSettings.Find(configuration))
            yield return new Row(key, Hidden, $"{source} (not known)", IsDefault: false);
    }

    public static string Mask(KnownSetting setting, string value)
    {
        if (setting.IsSecret)
            return Hidden;
        if (!setting.IsConnection)
            return value;
        try
        {
            return ConnectionText.Describe(ConnectionText.Read(setting.Key, value));
        }
        catch (InvalidOperationException)
        {
            return "(cannot be read)";
        }
    }

    private static Command FromEnv(CommandHost host)
    {
        var file = new Argument<string>("file") { Description = "A .env file of the system that moves in." };
        var reveal = new Option<bool>("--reveal") { Description = "Print secrets as they are." };
        return host.OnSettings(
            new Command("from-env", "Print the settings and commands that say the same as a .env file.")
            {
                file,
                reveal,
            },
            async (_, arguments, ct) =>
            {
                var path = arguments.GetRequiredValue(file);
                if (!File.Exists(path))
                    return ExitStatus.Fail($"There is no file {path}.");
                if (new FileInfo(path).Length > DotEnv.LongestFile)
                    return ExitStatus.Fail($"{path} is longer than {DotEnv.LongestFile} bytes.");
                var translation = Translation.Of(DotEnv.Read(await File.ReadAllTextAsync(path, ct)));
                foreach (var line in translation.Print(arguments.GetValue(reveal)))
                    Console.WriteLine(line);
                return 0;
            }
        );
    }

    /// <summary>One line of what `settings` shows.</summary>
    internal sealed record Row(string Setting, string? Value, string Source, bool IsDefault);
}
