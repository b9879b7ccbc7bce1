using System.Text;

namespace Identity.Server.Users.Import.Sources;

/// <summary>One record, and the line on which it begins.</summary>
internal sealed record CsvRecord(long Line, IReadOnlyList<string> Fields)
{
    public override string ToString() => $"line {Line}";
}

/// <summary>Reads comma-separated values strictly: a file that is cut or quoted wrongly is not guessed at.</summary>
/// <remarks>RFC 4180 §2. Lines may end in LF alone, as those of most systems do.</remarks>
internal sealed class CsvText(TextReader text)
{
    /// <summary>Characters in one record; an account has a few hundred.</summary>
    public const int LongestRecord = 64 * 1024;

    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _field = new();
    private int _position;
    private int _filled;
    private long _line = 1;

    /// <returns>Null at the end. Empty lines are passed over.</returns>
    /// <exception cref="InvalidOperationException">The rest cannot be read.</exception>
    public async ValueTask<CsvRecord?> ReadAsync(CancellationToken ct)
    {
        while (await PeekAsync(ct) is { } next && next is '\r' or '\n')
            await EndLineAsync(ct);
        if (await PeekAsync(ct) is null)
            return null;

        var (start, fields, length) = (_line, new List<string>(), 0);
        while (true)
        {
            _field.Clear();
            if (await PeekAsync(ct) == '"')
                await ReadQuotedAsync(LongestRecord - length, ct);
            else
                await ReadPlainAsync(LongestRecord - length, ct);
            length += _field.Length + 1;
            fields.Add(_field.ToString());

            if (await PeekAsync(ct) != ',')
                break;
            _position++;
            if (length >= LongestRecord)
                throw TooLong();
        }
        await EndLineAsync(ct);
        return new CsvRecord(start, fields);
    }

    private async ValueTask ReadPlainAsync(int room, CancellationToken ct)
    {
        while (await PeekAsync(ct) is { } next && next is not (',' or '\r' or '\n'))
        {
            if (next == '"')
                throw Broken("has a quote inside a field that is not quoted");
            Append(next, room);
            _position++;
        }
    }

    private async ValueTask ReadQuotedAsync(int room, CancellationToken ct)
    {
        var opened = _line;
        _position++;
        while (await PeekAsync(ct) is { } next)
        {
            _position++;
            if (next == '"' && await PeekAsync(ct) == '"')
                _position++;
            else if (next == '"')
                return;
            if (next == '\n')
                _line++;
            Append(next, room);
        }
        throw new InvalidOperationException($"The quote that is opened on line {opened} is never closed.");
    }

    private void Append(char character, int room)
    {
        if (_field.Length >= room)
            throw TooLong();
        _field.Append(character);
    }

    private async ValueTask EndLineAsync(CancellationToken ct)
    {
        if (await PeekAsync(ct) == '\r')
        {
            _position++;
            if (await PeekAsync(ct) is not (null or '\n'))
                throw Broken("has a carriage return that ends no line");
        }
        if (await PeekAsync(ct) is not { } next)
            return;
        if (next != '\n')
            throw Broken("goes on after the quote that closes a field");
        _position++;
        _line++;
    }

    private async ValueTask<char?> PeekAsync(CancellationToken ct)
    {
        if (_position == _filled)
        {
            (_position, _filled) = (0, 0);
            _filled = await SourceText.ReadAsync(text, _buffer, ct);
        }
        return _filled == 0 ? null : _buffer[_position];
    }

    private InvalidOperationException TooLong() => Broken($"is longer than {LongestRecord} characters");

    private InvalidOperationException Broken(string what) => new($"Line {_line} {what}.");
}
