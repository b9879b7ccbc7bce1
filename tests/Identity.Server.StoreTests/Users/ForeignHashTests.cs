using Identity.Server.Users;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users;

/// <summary>An account that moved in with its old hash signs in with its old password, once; from then on the hash is ours.</summary>
public sealed class ForeignHashTests(Nodes nodes) : IClassFixture<Nodes>
{
    private const string Password = "Größe-72 ☃";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("APDx8vP09fb3+Pn6+/z9/v9IGFS4o7QYxNIPvI3JYaXKap6awN2jLzXYItI2gPHP+g==")]
    [InlineData("AQAAAAIAAAPoAAAAEPDx8vP09fb3+Pn6+/z9/v/dUqRFgeyPlCKebzWAs3fvGrDKdcLz8QEYSPYebavMUQ==")]
    [InlineData("pbkdf2_sha256$1000$q7Rb0sXn2LwTz4$As93gw6rN7p0H2NxyNlpDY2QvlqYvXjstesoaucKhhw=")]
    [InlineData("$pbkdf2-sha256$1000$8PHy8/T19vf4.fr7/P3./w$urOyUQh/jjOATd8oHoSqvgYKpV00kmZ0btRuzW5MDgU")]
    public async Task Its_hash_is_replaced_at_the_first_sign_in_that_succeeds(string hash)
    {
        var email = await nodes.A.AddUserAsync();
        await Sql.ExecuteAsync(
            nodes.ConnectionString,
            $"UPDATE users SET password_hash = '{hash}' WHERE email = '{email}'"
        );

        Assert.IsType<SignInOutcome.Wrong>(await SignInAsync(email, "another"));
        Assert.Equal(hash, await HashAsync(email));

        Assert.IsType<SignInOutcome.Done>(await SignInAsync(email, Password));
        Assert.StartsWith("$2b$04$", await HashAsync(email), StringComparison.Ordinal);

        Assert.IsType<SignInOutcome.Done>(await SignInAsync(email, Password));
        Assert.IsType<SignInOutcome.Wrong>(await SignInAsync(email, "another"));
    }

    private Task<SignInOutcome> SignInAsync(string email, string password) =>
        nodes.A.Get<SignIn>().WithPasswordAsync(email, password, Source.Unknown, true, Ct);

    private Task<string> HashAsync(string email) =>
        Sql.AskAsync<string>(nodes.ConnectionString, $"SELECT password_hash FROM users WHERE email = '{email}'");
}
