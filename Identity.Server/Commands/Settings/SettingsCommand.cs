using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Identity.Server.Hosting;

namespace Identity.Server.Commands.Settings;

/// <summary>`settings`: what this server would be started with, and which file or variable says so.</summary>
internal static class SettingsCommand
{
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
                var rows = SettingsReport.Of(start.CreateBuilder().Configuration).ToList();
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
}
