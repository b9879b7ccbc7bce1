using Identity.Server.Database.Connections;

namespace Identity.Server.Users.Import.Sources;

/// <summary>Opens what an operator names as the source: a file by its ending, or a database by its URL.</summary>
internal static class ImportSources
{
    private const string Name = "The source";
    private const string Table = "table=";
    private const string UsualTable = "users";

    public static IImportSource Open(string from, bool isKeycloak)
    {
        if (PostgresUrl.IsUrl(from))
        {
            var (url, table) = TakeTable(from);
            return new PostgresSource(ConnectionText.Read(Name, url), table);
        }
        if (isKeycloak)
            return new KeycloakSource(OpenFile(from));
        return Path.GetExtension(from).ToUpperInvariant() switch
        {
            ".CSV" => new CsvSource(OpenFile(from)),
            ".JSON" => new JsonArraySource(OpenFile(from)),
            ".JSONL" or ".NDJSON" => new JsonLinesSource(OpenFile(from)),
            _ => throw new InvalidOperationException(
                "--from names a file that ends in .csv, .json or .jsonl, or a database as postgres://…?table=users."
            ),
        };
    }

    /// <summary>The table is a parameter of ours, beside those of PostgreSQL.</summary>
    public static (string Url, string Table) TakeTable(string from)
    {
        var question = from.IndexOf('?', StringComparison.Ordinal);
        if (question < 0)
            return (from, UsualTable);
        var parameters = from[(question + 1)..].Split('&');
        var table = parameters.LastOrDefault(IsTable) is { } named
            ? Uri.UnescapeDataString(named[Table.Length..])
            : UsualTable;
        if (table.Length == 0)
            throw new InvalidOperationException("The source names no table: it is written ?table=users.");
        var rest = string.Join('&', parameters.Where(parameter => !IsTable(parameter)));
        return (rest.Length == 0 ? from[..question] : $"{from[..question]}?{rest}", table);
    }

    private static bool IsTable(string parameter) => parameter.StartsWith(Table, StringComparison.OrdinalIgnoreCase);

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(
                path,
                new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan }
            );
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"{path} cannot be read: {e.Message}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidOperationException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
