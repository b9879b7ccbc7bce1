namespace Identity.Server.Database.Upgrades;

/// <summary>One statement of SQL with its words: what stands in quotes is one word, and comments are none.</summary>
/// <param name="Words">In small letters, as PostgreSQL reads them; punctuation is a word for each character.</param>
internal sealed record SqlStatement(string Text, IReadOnlyList<string> Words)
{
    /// <summary>What a literal is among the words; its text says nothing about locks.</summary>
    public const string Literal = "'…'";

    public static IReadOnlyList<SqlStatement> Split(string sql)
    {
        var statements = new List<SqlStatement>();
        var words = new List<string>();
        var (first, last) = (0, 0);
        foreach (var (start, end, word) in Read(sql))
        {
            if (words.Count == 0)
                first = start;
            if (word == ";")
            {
                Close();
                continue;
            }
            words.Add(word);
            last = end;
        }
        Close();
        return statements;

        void Close()
        {
            if (words.Count > 0)
                statements.Add(new SqlStatement(sql[first..last], [.. words]));
            words.Clear();
        }
    }

    private static IEnumerable<(int Start, int End, string Word)> Read(string sql)
    {
        for (var at = 0; at < sql.Length; )
        {
            if (AfterBlank(sql, at) is var next && next > at)
            {
                at = next;
                continue;
            }
            var end = EndOf(sql, at);
            yield return (at, end, WordOf(sql, at, end));
            at = end;
        }
    }

    private static int AfterBlank(string sql, int at)
    {
        if (char.IsWhiteSpace(sql[at]))
            return at + 1;
        if (Follows(sql, at, "--"))
            return Past(sql, at, "\n");
        return Follows(sql, at, "/*") ? Past(sql, at + 2, "*/") : at;
    }

    private static int EndOf(string sql, int at)
    {
        var c = sql[at];
        if (c is '\'' or '"')
            return EndOfQuoted(sql, at, c);
        if (c == '$' && TagAt(sql, at) is { } tag)
            return Past(sql, at + tag.Length, tag);
        if (!IsOfName(c))
            return at + 1;
        var end = at + 1;
        while (end < sql.Length && (IsOfName(sql[end]) || sql[end] == '$'))
            end++;
        return end;
    }

    private static string WordOf(string sql, int start, int end) =>
        sql[start] switch
        {
            '\'' => Literal,
            '$' when end - start > 1 => Literal,
            '"' => sql[(start + 1)..(end - 1)],
            _ => sql[start..end].ToLowerInvariant(),
        };

    // A quote inside is doubled.
    private static int EndOfQuoted(string sql, int at, char quote)
    {
        for (var end = at + 1; end < sql.Length; end++)
        {
            if (sql[end] != quote)
                continue;
            if (end + 1 < sql.Length && sql[end + 1] == quote)
                end++;
            else
                return end + 1;
        }
        return sql.Length;
    }

    // $$ or $name$, which ends where it stands again.
    private static string? TagAt(string sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && IsOfName(sql[end]))
            end++;
        return end < sql.Length && sql[end] == '$' ? sql[at..(end + 1)] : null;
    }

    private static int Past(string sql, int from, string mark) =>
        sql.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var found ? found + mark.Length : sql.Length;

    private static bool Follows(string sql, int at, string text) =>
        string.CompareOrdinal(sql, at, text, 0, text.Length) == 0;

    private static bool IsOfName(char c) => char.IsLetterOrDigit(c) || c == '_';
}
