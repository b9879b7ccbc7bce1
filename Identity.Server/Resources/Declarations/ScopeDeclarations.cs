using Identity.Server.Database;
using Identity.Server.Database.Documents;

namespace Identity.Server.Resources.Declarations;

/// <summary>Gives the scopes of declared APIs to them: a scope may go from one to another in one step.</summary>
internal sealed class ScopeDeclarations(ServerDbContext context, List<ScopeRow> rows)
{
    public IEnumerable<string> Names => rows.Select(scope => scope.Name);

    public IEnumerable<ScopeRow> Of(string audience) => rows.Where(scope => scope.Audience == audience);

    /// <param name="declared">What APIs are to be.</param>
    /// <param name="ended">The APIs that are to be no more.</param>
    /// <returns>What is wrong: a scope that two APIs want.</returns>
    public List<DocumentProblem> Put(IReadOnlyList<DeclaredApi> declared, IReadOnlyCollection<string> ended)
    {
        var problems = new List<DocumentProblem>();
        var wanted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in declared)
        {
            foreach (var (at, name) in one.Api.Scopes.Index())
            {
                if (!wanted.TryAdd(name, one.Api.Audience))
                    problems.Add(Taken($"{one.At}.scopes[{at}]", name, wanted[name]));
            }
        }
        var givers = declared.Select(one => one.Api.Audience).Concat(ended).ToHashSet(StringComparer.Ordinal);
        foreach (var one in declared)
        {
            foreach (var (at, name) in one.Api.Scopes.Index().Where(scope => wanted[scope.Item] == one.Api.Audience))
            {
                var row = rows.Find(scope => scope.Name == name);
                if (row is not null && !givers.Contains(row.Audience))
                    problems.Add(Taken($"{one.At}.scopes[{at}]", name, row.Audience));
                else
                    Put(row, name, one.Api);
            }
        }
        foreach (var gone in rows.Where(row => givers.Contains(row.Audience) && !wanted.ContainsKey(row.Name)).ToList())
        {
            context.Remove(gone);
            rows.Remove(gone);
        }
        return problems;
    }

    private void Put(ScopeRow? row, string name, NewApi api)
    {
        var description = api.ScopeDescriptions.GetValueOrDefault(name);
        if (row is null)
        {
            row = new ScopeRow
            {
                Name = name,
                Description = description ?? name,
                Audience = api.Audience,
            };
            context.Add(row);
            rows.Add(row);
            return;
        }
        row.Audience = api.Audience;
        row.Description = description ?? row.Description;
    }

    private static DocumentProblem Taken(string at, string scope, string audience) =>
        new(at, $"The scope '{scope}' belongs to the API '{audience}' already.");
}
