namespace Identity.Server.Database.Upgrades;

/// <summary>Reads the words of a statement from the left.</summary>
internal sealed class SqlCursor(IReadOnlyList<string> words)
{
    private int _at;

    public bool IsAtEnd => _at >= words.Count;

    /// <summary>What is still to be read.</summary>
    public IReadOnlyList<string> Rest => [.. words.Skip(_at)];

    /// <summary>Goes on behind these words, where they are the next.</summary>
    public bool Take(params ReadOnlySpan<string> expected)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (_at + i >= words.Count || words[_at + i] != expected[i])
                return false;
        }
        _at += expected.Length;
        return true;
    }

    public bool TakeAny(params ReadOnlySpan<string> expected)
    {
        foreach (var word in expected)
        {
            if (Take(word))
                return true;
        }
        return false;
    }

    /// <summary>The name of a table or an index, without the schema that everything of ours is in.</summary>
    public string Name()
    {
        var name = Next();
        while (Take("."))
            name = name == "public" ? Next() : $"{name}.{Next()}";
        return name;
    }

    /// <summary>Names with commas between them.</summary>
    public IReadOnlyList<string> Names()
    {
        var names = new List<string> { Name() };
        while (Take(","))
            names.Add(Name());
        return names;
    }

    /// <summary>Goes on behind the next of this word.</summary>
    public bool TakePast(string word)
    {
        for (var at = _at; at < words.Count; at++)
        {
            if (words[at] != word)
                continue;
            _at = at + 1;
            return true;
        }
        return false;
    }

    /// <summary>The rest, cut at the commas that stand in no brackets.</summary>
    public IEnumerable<SqlCursor> Parts()
    {
        var part = new List<string>();
        var depth = 0;
        foreach (var word in Rest)
        {
            depth += word switch
            {
                "(" => 1,
                ")" => -1,
                _ => 0,
            };
            if (word != "," || depth > 0)
            {
                part.Add(word);
                continue;
            }
            yield return new SqlCursor(part);
            part = [];
        }
        yield return new SqlCursor(part);
    }

    private string Next() => IsAtEnd ? "?" : words[_at++];
}
