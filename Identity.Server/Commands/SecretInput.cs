using System.Text;

namespace Identity.Server.Commands;

/// <summary>Reads a secret: a line of standard input, or what is typed at a terminal without showing it.</summary>
internal static class SecretInput
{
    public static async Task<string?> ReadAsync(string prompt, CancellationToken ct)
    {
        if (Console.IsInputRedirected)
            return await Console.In.ReadLineAsync(ct) is { Length: > 0 } line ? line : null;

        await Console.Error.WriteAsync($"{prompt}: ");
        var typed = new StringBuilder();
        for (
            var key = Console.ReadKey(intercept: true);
            key.Key != ConsoleKey.Enter;
            key = Console.ReadKey(intercept: true)
        )
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }
        await Console.Error.WriteLineAsync();
        return typed.Length > 0 ? typed.ToString() : null;
    }
}
