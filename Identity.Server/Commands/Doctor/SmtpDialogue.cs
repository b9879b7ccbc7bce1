using System.Text;

namespace Identity.Server.Commands.Doctor;

/// <summary>Asks an SMTP server, and reads its answer to the last line.</summary>
/// <remarks>RFC 5321 §4.2.</remarks>
internal static class SmtpDialogue
{
    private const int Longest = 8 * 1024;

    public static async Task<string> AskAsync(Stream stream, string command, CancellationToken ct)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), ct);
        await stream.FlushAsync(ct);
        return await ReadAsync(stream, ct);
    }

    public static async Task<string> ReadAsync(Stream stream, CancellationToken ct)
    {
        var answer = new StringBuilder();
        var buffer = new byte[1024];
        while (answer.Length < Longest && !IsWhole(answer.ToString()))
        {
            var read = await stream.ReadAsync(buffer, ct);
            if (read == 0)
                break;
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        return answer.ToString();
    }

    // The last line has a space behind the code, those before it a hyphen.
    private static bool IsWhole(string answer) =>
        answer.EndsWith('\n')
        && answer.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., { Length: >= 4 } last]
        && last[3] is not '-';
}
