using Identity.Server.Commands.Settings;
using Identity.Server.Hosting.Settings;
using Microsoft.Extensions.Configuration;

namespace Identity.Server.Tests.Commands.Settings;

public sealed class SettingsCommandTests
{
    private const string Url = "postgres://app:hunter2@db.example.com/accounts";

    [Fact]
    public void A_setting_shows_the_source_that_is_heard_and_those_it_overrules()
    {
        var configuration = new ConfigurationBuilder()
            .Add(new ShortNames(name => name == "DATABASE_URL" ? Url : null))
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["ConnectionStrings:Identity"] = "Host=one;Username=u;Password=hunter3",
                }
            )
            .Build();

        var rows = SettingsReport.Of(configuration).Where(row => row.Setting == "ConnectionStrings:Identity").ToList();

        Assert.Equal(
            ["the command line (--set)", "the environment variable DATABASE_URL (overruled)"],
            rows.Select(row => row.Source)
        );
        Assert.Equal(["one:5432/u as u", "db.example.com:5432/accounts as app"], rows.Select(row => row.Value));
    }

    [Fact]
    public void Secrets_are_hidden()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["MasterKey:Value"] = "hunter2",
                    ["Mistyped:Password"] = "hunter2",
                    ["ConnectionStrings:Identity"] = "nonsense hunter2",
                }
            )
            .Build();

        Assert.DoesNotContain(
            SettingsReport.Of(configuration),
            row => row.Value?.Contains("hunter2", StringComparison.Ordinal) is true
        );
    }

    [Fact]
    public void What_nobody_sets_shows_its_default() =>
        Assert.Contains(
            SettingsReport.Of(new ConfigurationBuilder().Build()),
            row => row is { Setting: "Passwords:Cost", Value: "12", IsDefault: true }
        );

    [Fact]
    public void Every_options_class_of_the_server_is_known()
    {
        var sections = typeof(KnownSettings)
            .Assembly.GetTypes()
            .Select(type => type.GetField("Section"))
            .Where(field => field is { IsLiteral: true })
            .Select(field => (string)field!.GetRawConstantValue()!);

        Assert.All(
            sections,
            section =>
                Assert.Contains(
                    KnownSettings.All,
                    known => known.Key.StartsWith($"{section}:", StringComparison.Ordinal)
                )
        );
    }

    [Theory]
    [InlineData("Passwords:Cost", "2", "Passwords:Cost")]
    [InlineData("Tokens:AccessTokenLifetime", "soon", "Tokens:AccessTokenLifetime")]
    [InlineData("Database:MaximumPoolSize", "0", "Database:MaximumPoolSize")]
    public void A_value_that_will_not_do_is_a_fault_that_names_the_setting(string key, string value, string said) =>
        Assert.Contains(
            KnownSettings.Faults(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(new Dictionary<string, string?> { [key] = value })
                    .Build()
            ),
            fault => fault.Contains(said, StringComparison.Ordinal)
        );
}
