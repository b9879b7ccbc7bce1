using System.Text.Json.Nodes;

namespace Identity.Admin.Blocks.Editing;

/// <summary>Two administrators changed one thing: what each did, and where they meet.</summary>
public sealed class Merge
{
    private readonly JsonObject _mine;

    public Merge(JsonObject original, JsonObject mine, JsonObject theirs)
    {
        _mine = mine;
        var changedHere = Change.Between(original, mine).ToDictionary(change => change.Member, StringComparer.Ordinal);
        Theirs = [.. Change.Between(original, theirs)];
        Mine = [.. changedHere.Values];
        Conflicts =
        [
            .. from change in Theirs
            where changedHere.ContainsKey(change.Member) && !Change.AreSame(change.After, mine[change.Member])
            select new Conflict(change.Member, change.Before, mine[change.Member], change.After),
        ];
    }

    /// <summary>What was changed here.</summary>
    public IReadOnlyList<Change> Mine { get; }

    /// <summary>What the other one changed.</summary>
    public IReadOnlyList<Change> Theirs { get; }

    /// <summary>Members that both changed, and not to the same.</summary>
    public IReadOnlyList<Conflict> Conflicts { get; }

    /// <summary>What is to be saved over theirs: all that was changed here alone, and of the conflicts those that are named.</summary>
    public JsonObject Result(IReadOnlySet<string> taken)
    {
        JsonObject result = [];
        foreach (var change in Mine)
        {
            var isConflict = Conflicts.Any(conflict => conflict.Member == change.Member);
            if (!isConflict || taken.Contains(change.Member))
                result[change.Member] = _mine[change.Member]?.DeepClone();
        }
        return result;
    }
}

/// <summary>A member that two people changed.</summary>
public sealed record Conflict(string Member, JsonNode? Before, JsonNode? Mine, JsonNode? Theirs);
