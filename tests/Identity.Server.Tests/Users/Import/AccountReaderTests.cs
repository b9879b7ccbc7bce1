using Identity.Server.Users.Import;
using Identity.Server.Users.Import.Sources;

namespace Identity.Server.Tests.Users.Import;

public sealed class AccountReaderTests
{
    private const string Hash = "$2b$06$KDsVvt8WeIRzPwlcgWH5M.LqYzAtfrQ0v7nFLRRchLTLw7ghLGyl.";

    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    // A whole row of the issue tracker's table, until a test spoils one thing.
    private readonly Dictionary<string, string?> _row = new(StringComparer.OrdinalIgnoreCase)
    {
        ["id"] = "7f3c1f0e-2f5e-4a8e-9a55-1c2d3e4f5a6b",
        ["email"] = "Ada@Example.com",
        ["password_hash"] = Hash,
        ["name"] = "Ada King",
        ["timezone"] = "Europe/London",
        ["is_suspended"] = "f",
        ["suspension_message"] = null,
        ["email_verified_at"] = "2024-05-01 10:00:00+02",
    };

    private ImportTerms _terms = new(Applies: false, IsVerified: false, AllowsNoPassword: false);
    private string _map = "issue-tracker";

    [Fact]
    public void A_row_becomes_an_account_with_all_it_has()
    {
        var account = Accepted();

        Assert.Equal(new Guid("7f3c1f0e-2f5e-4a8e-9a55-1c2d3e4f5a6b"), account.Id);
        Assert.True(account.HasOwnId);
        Assert.Equal("Ada@Example.com", account.Email);
        Assert.Equal("ada@example.com", account.CanonicalEmail);
        Assert.Equal(Hash, account.PasswordHash);
        Assert.Equal("Ada King", account.Name);
        Assert.Equal("Europe/London", account.TimeZone);
        Assert.Equal(new DateTimeOffset(2024, 5, 1, 8, 0, 0, TimeSpan.Zero), account.EmailVerifiedAt);
        Assert.Null(account.SuspendedAt);
    }

    [Fact]
    public void What_else_is_known_of_a_person_comes_along()
    {
        _map = "email=email,password_hash=password_hash,given_name=first,phone_number=phone,birthdate=born";
        (_row["first"], _row["phone"], _row["born"]) = ("Ada", "+44 (20) 7946-0000", "1815-12-10");

        Assert.Equal(
            """{"given_name":"Ada","birthdate":"1815-12-10","phone_number":"\u002B442079460000"}""",
            Accepted().Details
        );
    }

    [Theory]
    [InlineData("020 7946 0000", "1815-12-10", "phone_number")]
    [InlineData("+442079460000", "10.12.1815", "birthdate")]
    public void What_is_known_wrongly_is_said(string phone, string born, string what)
    {
        _map = "email=email,password_hash=password_hash,phone_number=phone,birthdate=born";
        (_row["phone"], _row["born"]) = (phone, born);

        Assert.StartsWith(what, Read().Rejection?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_integer_is_kept_as_the_number()
    {
        _row["id"] = "42";

        var account = Accepted();

        Assert.Equal(42, account.Number);
        Assert.False(account.HasOwnId);
    }

    [Theory]
    [InlineData("t")]
    [InlineData("True")]
    [InlineData("1")]
    public void A_suspended_one_stays_suspended_with_its_message(string value)
    {
        (_row["is_suspended"], _row["suspension_message"]) = (value, "Ask us.");

        Assert.Equal((Now, "Ask us."), (Accepted().SuspendedAt, Accepted().SuspensionMessage));
    }

    [Fact]
    public void An_inactive_one_becomes_a_suspended_one()
    {
        _map = "agentcaller";
        (_row["is_active"], _row["hashed_password"]) = ("false", Hash);

        Assert.Equal(Now, Accepted().SuspendedAt);
    }

    [Fact]
    public void Where_the_source_says_nothing_of_it_the_operator_says_what_is_verified()
    {
        _row["email_verified_at"] = null;
        Assert.Null(Accepted().EmailVerifiedAt);

        _terms = _terms with { IsVerified = true };
        Assert.Equal(Now, Accepted().EmailVerifiedAt);
    }

    [Theory]
    [InlineData("email", "", "no e-mail address")]
    [InlineData("email", "nobody", "not one")]
    [InlineData("id", "00000000-0000-0000-0000-000000000000", "all zeros")]
    [InlineData("id", "abc", "neither a UUID nor an integer")]
    [InlineData("id", "0", "not from 1")]
    [InlineData("id", "-7", "neither")]
    [InlineData("id", "9007199254740992", "not from 1")]
    [InlineData("password_hash", "", "no password hash")]
    [InlineData("password_hash", "hunter2", "plain text")]
    [InlineData("password_hash", "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "argon2id")]
    [InlineData("timezone", "Mars/Olympus", "time zone is not known")]
    [InlineData("name", "two\nlines", "name")]
    [InlineData("is_suspended", "maybe", "is_suspended is neither")]
    [InlineData("email_verified_at", "yesterday", "email_verified_at is not a time")]
    public void What_is_wrong_with_a_row_is_said(string column, string value, string why)
    {
        _row[column] = value;

        var rejection = Read().Rejection!;

        Assert.Contains(why, rejection.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Hash, $"{rejection}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_in_the_place_of_the_address_is_not_repeated()
    {
        _row["email"] = Hash;

        Assert.Null(Read().Rejection!.Email);
    }

    [Theory]
    [InlineData("")]
    [InlineData("$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA")]
    public void Where_it_is_allowed_an_account_comes_without_its_password(string hash)
    {
        _row["password_hash"] = hash;
        _terms = _terms with { AllowsNoPassword = true };

        Assert.Null(Accepted().PasswordHash);
    }

    [Fact]
    public void Auto_finds_the_columns_by_their_usual_names()
    {
        _map = "auto";

        Assert.Equal("Europe/London", Accepted().TimeZone);
        Assert.Equal(Hash, Accepted().PasswordHash);
    }

    [Fact]
    public void Columns_of_any_name_can_be_mapped()
    {
        _map = "email=Mail, password_hash=pwd, id=nr";
        (_row["mail"], _row["pwd"], _row["nr"]) = ("bob@example.com", Hash, "7");

        Assert.Equal(("bob@example.com", 7L), (Accepted().Email, Accepted().Number));
    }

    [Theory]
    [InlineData("", "pairs such as")]
    [InlineData("email", "pairs such as")]
    [InlineData("email=a,colour=b", "'colour' is none of id, number, email")]
    [InlineData("email=a,email=b", "twice")]
    [InlineData("password_hash=pwd", "which column is the email")]
    public void A_map_that_says_too_little_is_refused(string map, string why)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => ImportMap.Read(map));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_not_there_is_named()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => ImportMap.Read("todo").Resolve(["id", "email"]));

        Assert.Contains("no column password_hash", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["id", "email"], ImportMap.Read("auto").Resolve(["id", "email", "shoe_size"]));
    }

    private ImportedAccount Accepted()
    {
        var (account, rejection) = Read();
        Assert.Null(rejection);
        return account!;
    }

    private (ImportedAccount? Account, ImportRejection? Rejection) Read() =>
        new AccountReader(ImportMap.Read(_map), _terms, Now).Read(new SourceRow(1, _row));
}
