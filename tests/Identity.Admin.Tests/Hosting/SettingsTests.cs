using Identity.Admin.Hosting;
using Microsoft.Extensions.Configuration;

namespace Identity.Admin.Tests.Hosting;

public sealed class SettingsTests
{
    private readonly Dictionary<string, string?> _set = new()
    {
        ["Issuer"] = "https://id.example.com/tenant",
        ["ClientSecret"] = new string('s', 43),
    };

    [Fact]
    public void An_issuer_and_a_secret_are_enough()
    {
        var settings = Read();

        Assert.Equal("identity-admin", settings.ClientId);
        Assert.Equal("https://id.example.com/tenant/api/v1/", settings.Api.AbsoluteUri);
        Assert.DoesNotContain("sss", settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Issuer", "", "Issuer is missing")]
    [InlineData("Issuer", "id.example.com", "not an address")]
    [InlineData("Issuer", "http://id.example.com", "without https")]
    [InlineData("Issuer", "https://id.example.com/?x", "not an address")]
    [InlineData("ClientSecret", "", "ClientSecret is missing")]
    [InlineData("ClientSecret", "secret", "ClientSecret is too short")]
    [InlineData("KeysFolder", "/no/such/folder", "not a folder")]
    public void What_is_wrong_is_said_in_a_sentence_and_shows_no_secret(string name, string value, string words)
    {
        _set[name] = value;

        var refusal = Assert.Throws<SettingsException>(Read);

        var fault = Assert.Single(refusal.Faults);
        Assert.Contains(words, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("sss", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void The_secret_may_lie_in_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $"{_set["ClientSecret"]}\n");
            _set.Remove("ClientSecret");
            _set["ClientSecretFile"] = file;

            Assert.Equal(new string('s', 43), Read().ClientSecret);

            _set["ClientSecret"] = new string('t', 43);
            Assert.Contains("both set", Assert.Throws<SettingsException>(Read).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        _set.Remove("ClientSecret");
        _set["ClientSecretFile"] = "/no/such/secret";

        var fault = Assert.Single(Assert.Throws<SettingsException>(Read).Faults);
        Assert.Contains("/no/such/secret", fault, StringComparison.Ordinal);
    }

    private Settings Read() => Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(_set).Build());
}
