using System.Security.Cryptography;
using Identity.Server.Commands.Starting;
using Identity.Server.Database.Sealing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Identity.Server.Tests.Commands.Starting;

/// <summary>What keeps a server from starting for real people. Each test spoils one setting of a good start.</summary>
public sealed class StartFaultsTests
{
    private const string Key = "MasterKey:Value";
    private const string Connection = "ConnectionStrings:Identity";

    private readonly Dictionary<string, string?> _settings = new()
    {
        ["Issuer"] = "https://id.example.com",
        [Connection] = "postgres://identity:q9-Rw2bV7@db.example.com/identity",
        [Key] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["Mail:Host"] = "mail.example.com",
        ["Mail:From"] = "identity@example.com",
    };

    [Fact]
    public void Nothing_spoilt_may_start() => Assert.Empty(Faults());

    [Fact]
    public void Development_makes_for_itself_what_is_missing()
    {
        _settings.Clear();

        Assert.Empty(Faults(Environments.Development));
    }

    [Theory]
    [InlineData(
        "Issuer",
        null,
        "It is set by IDENTITY__Issuer, Issuer, --set Issuer=…, or Issuer in appsettings.json."
    )]
    [InlineData("Issuer", "http://id.example.com", "must be https")]
    [InlineData(
        Connection,
        null,
        "IDENTITY__ConnectionStrings__Identity, ConnectionStrings__Identity, DATABASE_URL, --set"
    )]
    [InlineData(Connection, "postgres://app:postgres@10.0.0.1/app", "a password that everybody tries first")]
    [InlineData(
        Connection,
        "postgres://app:App@db.example.com,other.example.com/app",
        "a password that everybody tries first"
    )]
    [InlineData(
        "ConnectionStrings:IdentityDirect",
        "Host=db;Username=u;Password=password",
        "a password that everybody tries first"
    )]
    [InlineData(Connection, "postgres://app:CHANGE_ME@db.example.com/app", "to be replaced")]
    [InlineData(Connection, "postgres://app:${PASSWORD}@db.example.com/app", "to be replaced")]
    [InlineData(Key, null, "a file is named by IDENTITY__MasterKey__File")]
    [InlineData(Key, "${MASTER_KEY}", "does not hold 32 bytes")]
    [InlineData(Key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "is one byte over and over")]
    [InlineData(Key, "dGVzdHMgb25seTogdGhpcnR5LXR3byBieXRlcyBsb24=", "is a text, such as the examples of manuals")]
    [InlineData(Key, "AQIDBAECAwQBAgMEAQIDBAECAwQBAgMEAQIDBAECAwQ=", "repeats itself")]
    [InlineData(Key, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "counts up or down")]
    [InlineData("Mail:Host", null, "There is no mail server.")]
    [InlineData("Mail:FromName", "<your company>", "to be replaced")]
    [InlineData("Mail:Password", "change-me", "Mail:Password still is")]
    [InlineData("Passwords:Cost", "2", "Passwords:Cost")]
    [InlineData("Tokens:AccessTokenLifetime", "soon", "Tokens:AccessTokenLifetime")]
    public void What_is_missing_or_left_as_an_example_is_named_and_not_printed(
        string setting,
        string? value,
        string said
    )
    {
        _settings[setting] = value;
        // A user without a password, or the other way round, is a fault of its own.
        _settings["Mail:User"] = setting == "Mail:Password" ? "identity" : null;

        var fault = Assert.Single(Faults());

        Assert.Contains(said, fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
        if (setting is Key or Connection && value is not null)
            Assert.DoesNotContain(value, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://identity:identity@127.0.0.1/identity")]
    [InlineData("Host=/var/run/postgresql;Username=identity;Password=postgres")]
    [InlineData("Host=localhost;Username=postgres;Password=postgres")]
    public void A_database_of_this_machine_alone_may_have_any_password(string connection)
    {
        _settings[Connection] = connection;

        Assert.Empty(Faults());
    }

    [Fact]
    public void Random_keys_are_good()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _settings[Key] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
            var options = new MasterKeyOptions { Value = _settings[Key] };
            Assert.Null(MasterKeySetup.WeaknessOf(options));
        }
    }

    private IReadOnlyList<string> Faults(string? environment = null) =>
        StartFaults.Of(
            new ConfigurationBuilder().AddInMemoryCollection(_settings).Build(),
            new HostingEnvironment { EnvironmentName = environment ?? Environments.Production }
        );
}
