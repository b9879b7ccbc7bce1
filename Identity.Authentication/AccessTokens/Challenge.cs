using System.Globalization;
using System.Text;

namespace Identity.Authentication.AccessTokens;

/// <summary>A WWW-Authenticate header: which tokens are wanted, and what was wrong with the one that came.</summary>
/// <remarks>RFC 6750 §3; RFC 9110 §11.6.1.</remarks>
internal sealed class Challenge(string scheme)
{
    private readonly StringBuilder _text = new(scheme);
    private bool _hasParameters;

    public Challenge With(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return this;
        _text.Append(_hasParameters ? ", " : " ").Append(name).Append("=\"");
        foreach (var letter in value)
        {
            if (letter is '"' or '\\')
                _text.Append('\\');
            // Nothing that comes here was written by a stranger, and still nothing can end the line.
            _text.Append(letter is < ' ' or > '~' ? '?' : letter);
        }
        _text.Append('"');
        _hasParameters = true;
        return this;
    }

    /// <remarks>RFC 9470 §3: whole seconds.</remarks>
    public Challenge With(string name, TimeSpan? value) =>
        value is { } time ? With(name, ((long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture)) : this;

    public override string ToString() => _text.ToString();
}
