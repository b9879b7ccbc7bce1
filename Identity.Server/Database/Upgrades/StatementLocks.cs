namespace Identity.Server.Database.Upgrades;

/// <summary>Tells from a statement alone which tables it locks, how, and for how long.</summary>
/// <remarks>
/// These are the rules of PostgreSQL's documentation (Explicit Locking, ALTER TABLE, CREATE INDEX …); a test lets a real
/// one say of each what it takes. What is not among them is unknown, and never guessed.
/// </remarks>
internal static class StatementLocks
{
    public static StatementEffect Of(SqlStatement statement)
    {
        var words = new SqlCursor(statement.Words);
        if (words.Take("create"))
            return OfCreate(words);
        if (words.Take("alter", "table"))
            return AlterTableLocks.Of(words);
        if (words.Take("drop"))
            return OfDrop(words);
        if (words.TakeAny("insert", "update", "delete", "truncate", "lock"))
            return OfRows(statement);
        if (words.Take("comment", "on"))
            return OfComment(words);
        // Rights, and settings of the session: rows of the catalog.
        if (words.TakeAny("grant", "set", "reset"))
            return new StatementEffect();
        return words.Take("revoke")
            ? OfRevoke(words)
            : Unknown($"{statement.Words[0].ToUpperInvariant()} may do anything");
    }

    public static StatementEffect Unknown(string why) => new() { Unknown = why };

    private static StatementEffect OfCreate(SqlCursor words)
    {
        words.Take("or", "replace");
        var isUnique = words.Take("unique");
        if (words.Take("index"))
            return OfCreateIndex(words, isUnique);
        words.TakeAny("temp", "temporary", "unlogged");
        if (words.Take("table"))
            return OfCreateTable(words);
        words.Take("constraint");
        if (words.Take("trigger"))
        {
            return words.TakePast("on")
                ? new StatementEffect(new TableLock(LockMode.ShareRowExclusive, words.Name(), LockWork.Moment))
                : Unknown("the trigger's table was not found");
        }
        return words.TakeAny(
            "function",
            "procedure",
            "extension",
            "schema",
            "sequence",
            "type",
            "domain",
            "view",
            "role"
        )
            ? new StatementEffect()
            : Unknown("this kind of CREATE is not known");
    }

    private static StatementEffect OfCreateIndex(SqlCursor words, bool isUnique)
    {
        var isConcurrent = words.Take("concurrently");
        words.Take("if", "not", "exists");
        if (!words.TakePast("on"))
            return Unknown("the index's table was not found");
        words.Take("only");
        var table = words.Name();
        return new StatementEffect(
            isConcurrent
                ? new TableLock(
                    LockMode.ShareUpdateExclusive,
                    table,
                    LockWork.Reads,
                    "twice, and waits for every transaction that is older"
                )
                : new TableLock(LockMode.Share, table, LockWork.Reads)
        )
        {
            Contracts = isUnique ? new Contraction(table, "rows that are alike are refused from now on") : null,
        };
    }

    private static StatementEffect OfCreateTable(SqlCursor words)
    {
        words.Take("if", "not", "exists");
        var name = words.Name();
        if (words.Take("partition", "of"))
        {
            return new StatementEffect(new TableLock(LockMode.AccessExclusive, words.Name(), LockWork.Moment))
            {
                Creates = name,
            };
        }
        if (words.Take("as"))
            return new StatementEffect { Creates = name, Unknown = "it reads what its query reads" };
        return new StatementEffect([.. References(words.Rest, LockWork.Moment)]) { Creates = name };
    }

    /// <summary>The tables that foreign keys lead to.</summary>
    public static IEnumerable<TableLock> References(IReadOnlyList<string> words, LockWork work) =>
        words
            .Index()
            .Where(one => one.Item == "references")
            .Select(one => new SqlCursor([.. words.Skip(one.Index + 1)]).Name())
            .Distinct(StringComparer.Ordinal)
            .Select(table => new TableLock(LockMode.ShareRowExclusive, table, work));

    private static StatementEffect OfDrop(SqlCursor words)
    {
        if (words.Take("table"))
        {
            words.Take("if", "exists");
            var tables = words.Names();
            return new StatementEffect([
                .. tables.Select(table => new TableLock(
                    LockMode.AccessExclusive,
                    table,
                    LockWork.Moment,
                    "and for those that its foreign keys lead to"
                )),
            ])
            {
                Contracts = new Contraction(tables[0], $"{string.Join(", ", tables)} is gone"),
            };
        }
        if (words.Take("index"))
            return OfDropIndex(words);
        if (words.Take("trigger"))
        {
            words.Take("if", "exists");
            var trigger = words.Name();
            words.Take("on");
            var table = words.Name();
            return new StatementEffect(new TableLock(LockMode.AccessExclusive, table, LockWork.Moment))
            {
                Contracts = new Contraction(table, $"the trigger {trigger} is gone"),
            };
        }
        return words.TakeAny("function", "procedure", "type", "sequence", "domain")
            ? new StatementEffect { Contracts = new Contraction(Table: null, "a function or a type is gone") }
            : new StatementEffect
            {
                Unknown = "this kind of DROP is not known",
                Contracts = new Contraction(Table: null, "something is gone"),
            };
    }

    private static StatementEffect OfDropIndex(SqlCursor words)
    {
        var isConcurrent = words.Take("concurrently");
        words.Take("if", "exists");
        var mode = isConcurrent ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive;
        var names = words.Names();
        return new StatementEffect([
            .. names.Select(name => new TableLock(mode, $"the table of {name}", LockWork.Moment)),
        ])
        {
            Contracts = new Contraction(
                Table: null,
                $"what rests on {string.Join(", ", names)} is slow, or fails (ON CONFLICT)"
            ),
        };
    }

    private static StatementEffect OfRows(SqlStatement statement)
    {
        var words = new SqlCursor(statement.Words);
        if (words.Take("insert", "into"))
        {
            var table = words.Name();
            return statement.Words.Contains("select")
                ? new StatementEffect(
                    new TableLock(LockMode.RowExclusive, table, LockWork.Unknown, "by what it selects")
                )
                : new StatementEffect(new TableLock(LockMode.RowExclusive, table, LockWork.Moment));
        }
        if (words.Take("update") || words.Take("delete", "from"))
        {
            words.Take("only");
            return new StatementEffect(
                new TableLock(
                    LockMode.RowExclusive,
                    words.Name(),
                    LockWork.Reads,
                    "but who writes a row that it changed waits until the migration is over"
                )
            );
        }
        if (!words.Take("truncate"))
            return Unknown("LOCK says itself what it takes");
        words.Take("table");
        var emptied = words.Names();
        return new StatementEffect([
            .. emptied.Select(table => new TableLock(LockMode.AccessExclusive, table, LockWork.Moment)),
        ])
        {
            Contracts = new Contraction(emptied[0], $"{string.Join(", ", emptied)} is emptied"),
        };
    }

    private static StatementEffect OfComment(SqlCursor words)
    {
        if (words.Take("table"))
            return new StatementEffect(new TableLock(LockMode.ShareUpdateExclusive, words.Name(), LockWork.Moment));
        if (!words.Take("column"))
            return Unknown("what is commented on is not known");
        var column = words.Name();
        return new StatementEffect(
            new TableLock(
                LockMode.ShareUpdateExclusive,
                column[..Math.Max(0, column.LastIndexOf('.'))],
                LockWork.Moment
            )
        );
    }

    private static StatementEffect OfRevoke(SqlCursor words) =>
        words.TakePast("on") && words.TakeAny("function", "procedure", "schema")
            ? new StatementEffect()
            : new StatementEffect { Contracts = new Contraction(Table: null, "a right is taken away") };
}
