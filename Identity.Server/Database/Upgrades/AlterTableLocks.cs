namespace Identity.Server.Database.Upgrades;

/// <summary>Tells what an ALTER TABLE locks: of several actions in one statement the strictest counts, and the longest.</summary>
internal static class AlterTableLocks
{
    private static readonly string[] Serials = ["serial", "bigserial", "smallserial", "serial4", "serial8", "serial2"];

    // What a type's own brackets look like a call of.
    private static readonly string[] SizedTypes =
    [
        "varying",
        "character",
        "varchar",
        "char",
        "numeric",
        "bit",
        "timestamp",
        "time",
    ];

    private static readonly string[] SameForAll =
    [
        "now",
        "current_setting",
        "statement_timestamp",
        "transaction_timestamp",
    ];

    private static readonly string[] Volatile =
    [
        "gen_random_uuid",
        "random",
        "clock_timestamp",
        "timeofday",
        "nextval",
        "uuid_generate_v4",
    ];

    // Where the expression of a default ends.
    private static readonly string[] AfterDefault =
    [
        "not",
        "null",
        "constraint",
        "references",
        "check",
        "unique",
        "primary",
        "generated",
        "collate",
    ];

    public static StatementEffect Of(SqlCursor words)
    {
        words.Take("if", "exists");
        words.Take("only");
        var table = words.Name();
        var actions = words.Parts().Select(action => OfAction(table, action)).ToList();
        if (actions.Find(action => action.Unknown is not null) is { } unknown)
            return unknown with
            {
                Contracts = actions.Select(action => action.Contracts).FirstOrDefault(one => one is not null),
            };
        return new StatementEffect([
            .. actions
                .SelectMany(action => action.Locks)
                .GroupBy(one => one.Table, StringComparer.Ordinal)
                .Select(Strictest),
        ])
        {
            Contracts = actions.Select(action => action.Contracts).FirstOrDefault(one => one is not null),
        };
    }

    private static TableLock Strictest(IGrouping<string, TableLock> locks)
    {
        var notes = locks.Select(one => one.Note).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return new TableLock(
            locks.Max(one => one.Mode),
            locks.Key,
            locks.Max(one => one.Work),
            notes.Count == 0 ? null : string.Join("; ", notes)
        );
    }

    private static StatementEffect OfAction(string table, SqlCursor words)
    {
        if (words.Take("add"))
            return OfAdd(table, words);
        if (words.Take("drop"))
            return OfDrop(table, words);
        if (words.Take("alter"))
            return OfColumn(table, words);
        if (words.Take("validate", "constraint"))
            return One(LockMode.ShareUpdateExclusive, table, LockWork.Reads);
        if (words.Take("rename", "constraint"))
            return One(LockMode.AccessExclusive, table);
        if (words.Take("rename"))
            return One(LockMode.AccessExclusive, table) with
            {
                Contracts = new Contraction(table, "a name is another one"),
            };
        if (words.Take("owner", "to"))
            return One(LockMode.AccessExclusive, table);
        if (words.Take("enable", "trigger") || words.Take("disable", "trigger"))
            return One(LockMode.ShareRowExclusive, table);
        if (words.Take("attach", "partition"))
        {
            return new StatementEffect(
                new TableLock(LockMode.ShareUpdateExclusive, table, LockWork.Moment),
                new TableLock(
                    LockMode.AccessExclusive,
                    words.Name(),
                    LockWork.Reads,
                    "unless a CHECK proves its bounds"
                )
            );
        }
        return words.Take("set") ? OfSet(table, words) : NotKnown(words);
    }

    private static StatementEffect OfAdd(string table, SqlCursor words)
    {
        if (words.Take("constraint"))
        {
            words.Name();
            return OfConstraint(table, words);
        }
        if (words.Rest is ["primary" or "unique" or "check" or "foreign" or "exclude", ..])
            return OfConstraint(table, words);
        words.Take("column");
        words.Take("if", "not", "exists");
        var column = words.Name();
        return OfNewColumn(table, column, words.Rest);
    }

    private static StatementEffect OfNewColumn(string table, string column, IReadOnlyList<string> words)
    {
        var isFilled = words.Contains("generated") || words.Any(Serials.Contains);
        var (work, note) = isFilled ? (LockWork.Rewrites, null) : OfDefaultValue(words);
        if (work == LockWork.Moment && words.Any(word => word is "references" or "check" or "unique" or "primary"))
            work = LockWork.Reads;
        var isRequired = Has(words, "not", "null") && !words.Contains("default") && !isFilled;
        return new StatementEffect([
            new TableLock(LockMode.AccessExclusive, table, work, note),
            .. StatementLocks.References(words, LockWork.Moment),
        ])
        {
            Contracts = isRequired ? new Contraction(table, $"{column} must be given, which it does not know") : null,
        };
    }

    // A default that is the same for all rows is kept beside the table; one that is not is written into each.
    private static (LockWork Work, string? Note) OfDefaultValue(IReadOnlyList<string> words)
    {
        var expression = words
            .SkipWhile(word => word != "default")
            .Skip(1)
            .TakeWhile(word => !AfterDefault.Contains(word))
            .ToList();
        var called = expression
            .Zip(expression.Skip(1))
            .Where(pair => pair.Second == "(" && char.IsLetter(pair.First[0]) && !SizedTypes.Contains(pair.First))
            .Select(pair => pair.First)
            .Except(SameForAll, StringComparer.Ordinal)
            .ToList();
        if (called.Count == 0)
            return (LockWork.Moment, null);
        return called.Exists(Volatile.Contains)
            ? (LockWork.Rewrites, null)
            : (LockWork.Unknown, $"it rewrites the table if {called[0]}() is volatile");
    }

    private static StatementEffect OfConstraint(string table, SqlCursor words)
    {
        var isTaken = Has(words.Rest, "not", "valid") || Has(words.Rest, "using", "index");
        var work = isTaken ? LockWork.Moment : LockWork.Reads;
        var contracts = new Contraction(table, "rows are refused from now on that it may write");
        if (words.Take("foreign", "key"))
        {
            return new StatementEffect([
                new TableLock(LockMode.ShareRowExclusive, table, work),
                .. StatementLocks.References(words.Rest, work),
            ])
            {
                Contracts = contracts,
            };
        }
        return words.TakeAny("primary", "unique", "check", "exclude")
            ? One(LockMode.AccessExclusive, table, work) with
            {
                Contracts = contracts,
            }
            : NotKnown(words);
    }

    private static StatementEffect OfDrop(string table, SqlCursor words)
    {
        if (words.Take("constraint"))
        {
            words.Take("if", "exists");
            var constraint = words.Name();
            // By our names: what only forbids may go, what a statement of the server may rest on may not.
            var isNeeded =
                !constraint.StartsWith("fk_", StringComparison.Ordinal)
                && !constraint.StartsWith("ck_", StringComparison.Ordinal);
            return new StatementEffect(
                new TableLock(
                    LockMode.AccessExclusive,
                    table,
                    LockWork.Moment,
                    "and for the table that a foreign key leads to"
                )
            )
            {
                Contracts = isNeeded ? new Contraction(table, $"{constraint} is gone") : null,
            };
        }
        words.Take("column");
        words.Take("if", "exists");
        return One(LockMode.AccessExclusive, table) with
        {
            Contracts = new Contraction(table, $"{words.Name()} is gone"),
        };
    }

    private static StatementEffect OfColumn(string table, SqlCursor words)
    {
        words.Take("column");
        var column = words.Name();
        if (words.Take("type") || words.Take("set", "data", "type"))
        {
            return new StatementEffect(
                new TableLock(
                    LockMode.AccessExclusive,
                    table,
                    LockWork.Unknown,
                    "it rewrites the table, unless what is stored can stay as it is (varchar(10) to varchar(20), or to text)"
                )
            )
            {
                Contracts = new Contraction(table, $"{column} is of another type"),
            };
        }
        if (words.Take("set", "not", "null"))
        {
            return new StatementEffect(
                new TableLock(LockMode.AccessExclusive, table, LockWork.Reads, "unless a valid CHECK proves it")
            )
            {
                Contracts = new Contraction(table, $"{column} must be given"),
            };
        }
        if (words.Take("set", "default") || words.Take("drop", "default") || words.Take("drop", "not", "null"))
            return One(LockMode.AccessExclusive, table);
        return words.Take("set", "statistics") ? One(LockMode.ShareUpdateExclusive, table) : NotKnown(words);
    }

    private static StatementEffect OfSet(string table, SqlCursor words)
    {
        if (words.TakeAny("logged", "unlogged", "tablespace"))
            return One(LockMode.AccessExclusive, table, LockWork.Rewrites);
        return words.Take("(") && words.Rest is [var parameter, ..] && IsStorage(parameter)
            ? One(LockMode.ShareUpdateExclusive, table)
            : NotKnown(words);
    }

    private static bool IsStorage(string parameter) =>
        parameter == "fillfactor"
        || parameter.StartsWith("autovacuum_", StringComparison.Ordinal)
        || parameter == "toast";

    private static StatementEffect One(LockMode mode, string table, LockWork work = LockWork.Moment) =>
        new(new TableLock(mode, table, work));

    private static StatementEffect NotKnown(SqlCursor words) =>
        StatementLocks.Unknown($"ALTER TABLE … {string.Join(' ', words.Rest.Take(3)).ToUpperInvariant()} is not known");

    private static bool Has(IReadOnlyList<string> words, string first, string second) =>
        words.Zip(words.Skip(1)).Any(pair => pair.First == first && pair.Second == second);
}
