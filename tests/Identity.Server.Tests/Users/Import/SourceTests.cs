using System.Text;
using Identity.Server.Users.Import.Sources;
using Identity.Tests;

namespace Identity.Server.Tests.Users.Import;

public sealed class SourceTests
{
    private const string Lines = """
        {"id": 1, "email": "a@example.com", "is_active": true, "name": null, "tags": ["x"]}

        {"id": 2, "email": "b@example.com"}
        """;

    private const string Keycloak = """
        {"realm": "shop", "users": [
          {"id": "7f3c1f0e-2f5e-4a8e-9a55-1c2d3e4f5a6b", "createdTimestamp": 1700000000000, "username": "ada@example.com",
           "enabled": true, "emailVerified": true, "firstName": "Ada", "lastName": "King", "attributes": {"locale": ["de"]},
           "credentials": [{"type": "otp"}, {"type": "password",
             "secretData": "{\"value\":\"urOyUQh/jjOATd8oHoSqvgYKpV00kmZ0btRuzW5MDgU=\",\"salt\":\"8PHy8/T19vf4+fr7/P3+/w==\"}",
             "credentialData": "{\"hashIterations\":1000,\"algorithm\":\"pbkdf2-sha256\"}"}]},
          {"username": "bob", "email": "bob@example.com", "enabled": false,
           "credentials": [{"type": "password", "secretData": "{}", "credentialData": "{\"algorithm\":\"argon2\"}"}]}]}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_of_JSON_are_rows_and_what_lies_deeper_is_not_looked_at()
    {
        var rows = await ReadAsync(new JsonLinesSource(File(Lines)));

        Assert.Equal([1, 3], rows.Select(row => row.Number));
        Assert.Equal("True", rows[0].Values["IS_ACTIVE"]);
        Assert.Null(rows[0].Values["name"]);
        Assert.False(rows[0].Values.ContainsKey("tags"));
    }

    [Fact]
    public async Task A_line_that_is_not_JSON_is_one_row_and_not_the_end()
    {
        var rows = await ReadAsync(new JsonLinesSource(File("{\n" + Lines)));

        Assert.Equal("it is not JSON", rows[0].Problem);
        Assert.Equal(3, rows.Count);
    }

    [Fact]
    public async Task An_array_of_JSON_is_rows()
    {
        var rows = await ReadAsync(new JsonArraySource(File("[{\"id\": 1, \"email\": \"a@example.com\"}, 7]")));

        Assert.Equal("1", rows[0].Values["id"]);
        Assert.Equal("it is not a JSON object", rows[1].Problem);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{}")]
    [InlineData("")]
    public async Task What_is_no_array_is_refused(string json) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(new JsonArraySource(File(json))));

    [Fact]
    public async Task A_realm_of_Keycloak_is_read_with_its_passwords()
    {
        var rows = await ReadAsync(new KeycloakSource(File(Keycloak)));

        var ada = rows[0].Values;
        Assert.Equal("ada@example.com", ada["email"]);
        Assert.Equal("Ada King", ada["name"]);
        Assert.Equal("de", ada["locale"]);
        Assert.StartsWith("2023-11-14T22:13:20", ada["created_at"], StringComparison.Ordinal);
        Assert.StartsWith("$pbkdf2-sha256$i=1000$", ada["password_hash"], StringComparison.Ordinal);
        Assert.Contains("argon2", rows[1].HashProblem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,A\n")]
    [InlineData("a,,b\n")]
    [InlineData("")]
    public async Task A_header_names_each_column_once(string csv) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(new CsvSource(File(csv))));

    [Fact]
    public async Task A_row_with_a_field_too_few_is_one_row_and_not_the_end()
    {
        var rows = await ReadAsync(new CsvSource(File("id,email\n1\n2,b@example.com\n")));

        Assert.Equal("it has 1 fields, and the header has 2", rows[0].Problem);
        Assert.Equal("b@example.com", rows[1].Values["Email"]);
    }

    [Fact]
    public async Task Thousands_of_damaged_files_are_read_or_refused_and_never_more()
    {
        var damage = new Damage(
            8259,
            ["\"", "{", "}", "[", "]", ",", ":", "null", "\\ud83d", "\\u0000", "1e999", "\n"]
        );
        (string Text, Func<Stream, IImportSource> Open)[] sources =
        [
            (Lines, file => new JsonLinesSource(file)),
            ("[" + Lines.Replace("\n\n", ",\n") + "]", file => new JsonArraySource(file)),
            (Keycloak, file => new KeycloakSource(file)),
        ];
        for (var i = 0; i < 9_999; i++)
        {
            var (text, open) = sources[i % sources.Length];
            try
            {
                await ReadAsync(open(new MemoryStream(damage.Of(Encoding.UTF8.GetBytes(text)))));
            }
            catch (InvalidOperationException e)
            {
                Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("postgres://u@h/d", "postgres://u@h/d", "users")]
    [InlineData("postgres://u@h/d?table=app.people", "postgres://u@h/d", "app.people")]
    [InlineData("postgres://u@h/d?sslmode=require&table=my%20users", "postgres://u@h/d?sslmode=require", "my users")]
    internal void The_table_is_a_parameter_of_ours(string from, string url, string table) =>
        Assert.Equal((url, table), ImportSources.TakeTable(from));

    private static MemoryStream File(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<List<SourceRow>> ReadAsync(IImportSource source)
    {
        await using (source)
        {
            var columns = await source.ReadColumnsAsync(Ct) ?? [];
            var rows = new List<SourceRow>();
            await foreach (var row in source.ReadAsync(columns, Ct))
                rows.Add(row);
            return rows;
        }
    }
}
