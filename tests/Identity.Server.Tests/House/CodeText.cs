namespace Identity.Server.Tests.House;

/// <summary>Tells code from comments and literals, so that a rule about code is not fooled by a sentence.</summary>
/// <remarks>
/// Blanks are written over what is not code; quotes, holes of interpolated strings and line ends stay, so that offsets
/// in the result are offsets in the file.
/// </remarks>
internal sealed class CodeText
{
    private readonly string _text;
    private readonly char[] _code;
    private int _at;

    private CodeText(string text) => (_text, _code) = (text, text.ToCharArray());

    public static string Of(string text)
    {
        var reader = new CodeText(text);
        reader.ReadCode(closing: 0);
        return new string(reader._code);
    }

    /// <summary>Markup has apostrophes that open nothing, so only its comments are taken out.</summary>
    public static string OfMarkup(string text)
    {
        var reader = new CodeText(text);
        while (reader._at < text.Length)
        {
            if (reader.Sees("@*"))
                reader.BlankThrough("*@");
            else if (reader.Sees("<!--"))
                reader.BlankThrough("-->");
            else
                reader._at++;
        }

        return new string(reader._code);
    }

    /// <summary>Reads code to the end, or, in a hole of an interpolated string, to the braces that close it.</summary>
    private void ReadCode(int closing)
    {
        var depth = 0;
        while (_at < _text.Length)
        {
            if (SkipsWords())
                continue;
            if (closing > 0 && depth == 0 && _text[_at] == '}')
            {
                _at += closing;
                return;
            }

            depth += _text[_at] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            _at++;
        }
    }

    private bool SkipsWords()
    {
        var start = _at;
        if (Sees("//"))
            BlankThrough("\n");
        else if (Sees("/*"))
            BlankThrough("*/");
        else if (_text[_at] == '\'')
            ReadCharacter();
        else if (OpensString(out var dollars, out var isVerbatim))
            ReadString(dollars, isVerbatim);
        return _at > start;
    }

    private bool OpensString(out int dollars, out bool isVerbatim)
    {
        var at = _at;
        (dollars, isVerbatim) = (0, false);
        for (; at < _text.Length && _text[at] is '$' or '@'; at++)
        {
            dollars += _text[at] == '$' ? 1 : 0;
            isVerbatim |= _text[at] == '@';
        }

        if (at >= _text.Length || _text[at] != '"')
            return false;
        _at = at;
        return true;
    }

    /// <summary>Reads any of C#'s strings, the reader standing on its first quote.</summary>
    private void ReadString(int dollars, bool isVerbatim)
    {
        var quotes = Run('"');
        if (quotes == 2 && !isVerbatim)
        {
            _at += 2;
            return;
        }

        var isRaw = quotes >= 3 && !isVerbatim;
        var fence = isRaw ? quotes : 1;
        _at += fence;
        while (_at < _text.Length)
        {
            var run = Run('"');
            if (run >= fence && !(isVerbatim && run % 2 == 0))
            {
                // The fence is the last of the run: what stands before it are doubled quotes of a verbatim string.
                Blank(run - fence);
                _at += fence;
                return;
            }

            if (run > 0)
                Blank(run);
            else if (_text[_at] == '\\' && !isRaw && !isVerbatim)
                Blank(2);
            else if (dollars > 0 && _text[_at] == '{' && OpensHole(isRaw ? dollars : 1, isRaw))
                ReadCode(closing: isRaw ? dollars : 1);
            else
                Blank(1);
        }
    }

    /// <summary>A hole opens with as many braces as the string has dollars; in an ordinary string two are a brace.</summary>
    private bool OpensHole(int braces, bool isRaw)
    {
        var run = Run('{');
        if (isRaw ? run < braces : run % 2 == 0)
        {
            Blank(run);
            return false;
        }

        Blank(run - braces);
        _at += braces;
        return true;
    }

    private void ReadCharacter()
    {
        _at++;
        while (_at < _text.Length && _text[_at] is not ('\'' or '\n'))
            Blank(_text[_at] == '\\' ? 2 : 1);
        _at++;
    }

    private bool Sees(string sign) => string.CompareOrdinal(_text, _at, sign, 0, sign.Length) == 0;

    private int Run(char sign)
    {
        var end = _at;
        while (end < _text.Length && _text[end] == sign)
            end++;
        return end - _at;
    }

    private void BlankThrough(string sign)
    {
        var end = _text.IndexOf(sign, _at + 2, StringComparison.Ordinal);
        Blank((end < 0 ? _text.Length : end + sign.Length) - _at);
    }

    private void Blank(int count)
    {
        for (var end = Math.Min(_at + count, _text.Length); _at < end; _at++)
        {
            if (_code[_at] != '\n')
                _code[_at] = ' ';
        }
    }
}
