using System.Net;
using System.Text;

namespace Identity.Server.Mail.Rendering;

/// <summary>Sets a letter whose blocks came out as text: a blank line between two blocks, lines that an old terminal can show.</summary>
internal static class PlainText
{
    /// <summary>Stands before each block. No text that others gave can contain it, see <see cref="OneLine"/>.</summary>
    public const string Break = "\u001e";

    private const int Width = 72;

    /// <param name="rendered">What the renderer encoded as it does for HTML; there is no markup in it, so decoding gives back the very text.</param>
    public static string Of(string rendered) =>
        string.Join(
            "\n\n",
            WebUtility
                .HtmlDecode(rendered)
                .Split(Break)
                .Select(block => block.Trim())
                .Where(block => block.Length > 0)
                .Select(Wrap)
        ) + "\n";

    // A word that is longer than a line, such as a link, has a line of its own.
    private static string Wrap(string block)
    {
        var text = new StringBuilder();
        var column = 0;
        foreach (var word in block.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                text.Append('\n');
                column = 0;
            }
            else if (column > 0)
            {
                text.Append(' ');
                column++;
            }
            text.Append(word);
            column += word.Length;
        }
        return text.ToString();
    }
}
