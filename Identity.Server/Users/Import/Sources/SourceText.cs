using System.Text;

namespace Identity.Server.Users.Import.Sources;

/// <summary>Reads the text of a file as UTF-8, with or without its mark at the beginning, and refuses what is none.</summary>
internal static class SourceText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    public static StreamReader Open(Stream file) => new(file, Strict, detectEncodingFromByteOrderMarks: false);

    public static async ValueTask<int> ReadAsync(TextReader text, Memory<char> buffer, CancellationToken ct)
    {
        try
        {
            return await text.ReadAsync(buffer, ct);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidOperationException("The file is not UTF-8.", e);
        }
    }
}
