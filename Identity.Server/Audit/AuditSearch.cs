using System.Globalization;
using Identity.Server.Database.Lists;
using Npgsql;

namespace Identity.Server.Audit;

/// <summary>Writes the statement for a query: only the conditions that it has, so that each finds its index, and stops where the page is full.</summary>
/// <remarks>All text in it is our own: what a caller sends is a parameter.</remarks>
internal sealed class AuditSearch
{
    private const string Order = "ORDER BY at DESC, id DESC";

    private readonly List<string> _conditions = [];
    private readonly List<object> _values = [];
    private readonly AuditQuery _query;
    private readonly string? _party;

    public AuditSearch(AuditQuery query)
    {
        _query = query;
        _conditions.Add($"at >= {Parameter(query.Since)} AND at < {Parameter(query.Until)}");
        if (query.Kind is { } kind)
            _conditions.Add($"kind = {Parameter(kind)}");
        if (query.Actor is { } actor)
            _conditions.Add($"actor = {Parameter(actor.ToString())}");
        if (query.OtherParty is { } other)
        {
            var name = Parameter(other.ToString());
            _conditions.Add($"(target = {name} OR actor = {name})");
        }
        if (query.Refused is { } refused)
            _conditions.Add(refused ? "refusal IS NOT NULL" : "refusal IS NULL");
        if (query.Correlation is { } correlation)
            _conditions.Add($"correlation = {Parameter(correlation)}");
        _party = query.Party is { } party ? Parameter(party.ToString()) : null;
    }

    /// <param name="columns">What is selected of an event.</param>
    public NpgsqlCommand Page(NpgsqlConnection connection, string columns)
    {
        List<string> conditions = [.. _conditions];
        if (_query.After is { } after)
            conditions.Add($"(at, id) < ({Parameter(after.At)}, {Parameter(after.Id)})");
        var page = $"{Order} LIMIT {Parameter(_query.Take)}";
        return Command(connection, $"SELECT {columns} FROM {From(columns, conditions, page)} {page}");
    }

    public NpgsqlCommand Count(NpgsqlConnection connection)
    {
        var limit = string.Create(CultureInfo.InvariantCulture, $"LIMIT {CappedCount.Limit}");
        var counted = _party is null
            ? $"SELECT FROM {From("at", _conditions, limit)} {limit}"
            : $"SELECT FROM {From("at", _conditions, limit)}";
        return Command(connection, $"SELECT count(*) FROM ({counted}) AS counted");
    }

    // Whoever did it and whoever it was done to have an index each, in the order of time: a page is merged of the two.
    private string From(string columns, IReadOnlyList<string> conditions, string end)
    {
        if (_party is null)
            return $"audit_events WHERE {string.Join(" AND ", conditions)}";
        var asTarget = string.Join(" AND ", conditions.Prepend($"target = {_party}"));
        var asActor = string.Join(
            " AND ",
            conditions.Prepend($"actor = {_party} AND target IS DISTINCT FROM {_party}")
        );
        return $"""
            ((SELECT {columns} FROM audit_events WHERE {asTarget} {end})
             UNION ALL (SELECT {columns} FROM audit_events WHERE {asActor} {end})) AS involved
            """;
    }

    private string Parameter(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string statement)
    {
        var command = new NpgsqlCommand(statement, connection);
        foreach (var value in _values)
            command.Parameters.AddWithValue(value);
        return command;
    }
}
