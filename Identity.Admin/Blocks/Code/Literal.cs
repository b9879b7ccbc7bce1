using System.Text.Encodings.Web;
using System.Text.Json;

namespace Identity.Admin.Blocks.Code;

/// <summary>Texts as languages write them, so that nothing that is stored can leave its quotes.</summary>
public static class Literal
{
    // Quotes, backslashes and control characters are escaped, as C#, JavaScript and Python all read it; nothing of it is ever markup.
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A text in C#, JavaScript or Python.</summary>
    public static string Text(string value) => JsonSerializer.Serialize(value, Plain);

    /// <summary>A text that a shell takes as it is.</summary>
    public static string Word(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
