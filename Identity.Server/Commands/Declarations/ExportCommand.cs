using System.CommandLine;

namespace Identity.Server.Commands.Declarations;

/// <summary>`export`: writes what the server is as the file that would make it so.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandHost host)
    {
        var output = new Option<string?>("--out")
        {
            Description = "The file to write; standard output where left out.",
        };
        return host.On(
            new Command(
                "export",
                "Write APIs, scopes, clients, roles and profiles as a file for `apply`. Never a secret."
            )
            {
                output,
            },
            async (services, arguments, ct) =>
            {
                var text = await services.GetRequiredService<DeclarationExport>().WriteAsync(ct);
                if (arguments.GetValue(output) is not { } path)
                    return CommandResult.Done(text.TrimEnd('\n').Split('\n'));
                await File.WriteAllTextAsync(path, text, ct);
                return CommandResult.Done($"wrote {path}");
            }
        );
    }
}
