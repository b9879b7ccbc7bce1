using System.Text.Json;
using Identity.Server.Mail;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users;

/// <summary>Reads what lies in the outbox, and has it written as it is when it is sent.</summary>
internal static class Post
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The letters of a kind to an address, oldest first.</summary>
    public static async Task<List<QueuedLetter>> QueuedAsync(string connectionString, string kind, string recipient)
    {
        var rows = await Sql.ListAsync<string>(
            connectionString,
            $"""
            SELECT json_build_object('id', id, 'at', created_at, 'about', about) FROM letters
             WHERE kind = '{kind}' AND recipient = '{recipient}' ORDER BY created_at, id
            """
        );
        return [.. rows.Select(row => Read(row, kind, recipient))];
    }

    /// <summary>What the newest such letter says; null where nobody is to have it.</summary>
    public static async Task<WrittenLetter?> NewestAsync(
        this TestServer node,
        string connectionString,
        string kind,
        string recipient
    ) => await node.WriteAsync((await QueuedAsync(connectionString, kind, recipient))[^1]);

    public static Task<WrittenLetter?> WriteAsync(this TestServer node, QueuedLetter letter) =>
        node.Get<IEnumerable<ILetterWriter>>().Single(writer => writer.Kind == letter.Kind).WriteAsync(letter, Ct);

    /// <summary>The secret of the link that the letter carries.</summary>
    public static string TokenOf(WrittenLetter? letter)
    {
        Assert.NotNull(letter);
        var link = (string)letter.Content.GetType().GetProperty("Link")!.GetValue(letter.Content)!;
        return link[(link.IndexOf("token=", StringComparison.Ordinal) + "token=".Length)..];
    }

    private static QueuedLetter Read(string row, string kind, string recipient)
    {
        var json = JsonDocument.Parse(row).RootElement;
        return new QueuedLetter(
            json.GetProperty("id").GetGuid(),
            json.GetProperty("at").GetDateTimeOffset(),
            kind,
            recipient,
            json.GetProperty("about").Deserialize<Dictionary<string, string>>()!
        );
    }
}
