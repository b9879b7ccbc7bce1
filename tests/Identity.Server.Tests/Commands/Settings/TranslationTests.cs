using Identity.Server.Commands.Settings;

namespace Identity.Server.Tests.Commands.Settings;

public sealed class TranslationTests
{
    private const string Secret = "kR7v0mQz2Wc9Lx4TqB8nYp1sHd6Jf3Ga5Ue";

    private const string OfC = $"""
        DATABASE_URL=postgresql://user:hunter2@db.example.com:5432/todo?sslmode=require
        JWT_SECRET={Secret}
        JWT_ALGORITHM=HS256
        JWT_EXPIRY_DAYS=7
        FRONTEND_URL=https://app.example.com
        ENVIRONMENT=production
        LOG_LEVEL=info
        """;

    [Fact]
    public void Every_line_of_such_a_file_has_its_equivalent()
    {
        var said = Print(OfC, reveal: true);

        Assert.Contains(
            "IDENTITY__ConnectionStrings__Identity='postgresql://user:hunter2@db",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains("ASPNETCORE_ENVIRONMENT='Production'", said, StringComparison.Ordinal);
        Assert.Contains("IDENTITY__Logging__LogLevel__Default='Information'", said, StringComparison.Ordinal);
        Assert.Contains(
            "--algorithm HS256 --plain --claim email --access-token-lifetime 7.00:00:00",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains(Secret, said, StringComparison.Ordinal);
        Assert.Contains("https://app.example.com", said, StringComparison.Ordinal);
        Assert.DoesNotContain("no equivalent", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_are_hidden_unless_they_are_asked_for()
    {
        var said = Print(OfC + "\nSMTP_PASSWORD=swordfish", reveal: false);

        Assert.DoesNotContain("hunter2", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, said, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", said, StringComparison.Ordinal);
        Assert.Contains("db.example.com:5432/todo as user", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("COLOUR=red", "line 1: COLOUR has no equivalent")]
    [InlineData("JWT_SECRET=short", "line 1: JWT_SECRET is 5 bytes long")]
    [InlineData("SECRET_KEY=your-secret-key-change-in-production", "SECRET_KEY is a known default")]
    [InlineData("JWT_ALGORITHM=RS256", "JWT_ALGORITHM is none of HS256")]
    [InlineData("JWT_EXPIRY_DAYS=week", "JWT_EXPIRY_DAYS is no whole number")]
    [InlineData("CORS_ORIGINS=*", "CORS_ORIGINS lets every origin in")]
    [InlineData("DATABASE_URL=mysql://root:hunter2@h/d", "DATABASE_URL will not do")]
    [InlineData("DATABASE_URL=postgres://u:p@ep-1-pooler.host/d", "ConnectionStrings:IdentityDirect")]
    [InlineData("no line at all", "line 1: is not of the form")]
    public void What_is_not_translated_is_named(string line, string said)
    {
        var printed = Print(line, reveal: false);

        Assert.Contains(said, printed, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ACCESS_TOKEN_EXPIRE_MINUTES=30", "--access-token-lifetime 00:30:00")]
    [InlineData("CORS_ORIGINS=[\"http://localhost:3002\"]", "http://localhost:3002")]
    [InlineData("SMTP_HOST=smtp.example.com", "IDENTITY__Mail__Host='smtp.example.com'")]
    [InlineData("SMTP_TLS=true", "IDENTITY__Mail__Security='StartTls'")]
    [InlineData("BCRYPT_ROUNDS=11", "IDENTITY__Passwords__Cost='11'")]
    public void The_names_of_others_are_known(string line, string said) =>
        Assert.Contains(said, Print(line, reveal: false), StringComparison.Ordinal);

    private static string Print(string text, bool reveal) =>
        string.Join('\n', Translation.Of(DotEnv.Read(text)).Print(reveal));
}
