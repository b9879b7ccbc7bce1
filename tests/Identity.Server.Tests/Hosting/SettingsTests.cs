using System.Globalization;
using System.Reflection;
using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Database;
using Identity.Server.Fetching;
using Identity.Server.Hosting.Docs;
using Identity.Server.Hosting.Proxies;
using Identity.Server.Hosting.Telemetry;
using Identity.Server.Interactions;
using Identity.Server.Keys;
using Identity.Server.Mail;
using Identity.Server.Mail.Transport;
using Identity.Server.Roles;
using Identity.Server.Sessions;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Hosting;

/// <summary>Every options class of the server, as its room binds it: a setting that is set and not heard fails here.</summary>
public sealed class SettingsTests
{
    // Texts that have to look like something.
    private static readonly Dictionary<string, string> Formed = new()
    {
        ["AdminOptions.Url"] = "https://admin.example.com",
        ["BrandOptions.LogoFile"] = "logo.svg",
        ["BrandOptions.Accent"] = "#123456",
        ["BrandOptions.AccentDark"] = "#abcdef",
        ["BrandOptions.HelpUrl"] = "https://help.example",
        ["BrandOptions.PrivacyUrl"] = "https://example.com/privacy",
        ["BrandOptions.SupportEmail"] = "help@example.com",
        ["BrandOptions.Locale"] = "pl",
        ["MailOptions.From"] = "identity@example.com",
        ["MailOptions.Host"] = "localhost",
        ["ProxyOptions.Known"] = "10.0.0.0/8",
        ["MetricsOptions.Url"] = "http://127.0.0.1:9090",
        ["TelemetryOptions.OtlpEndpoint"] = "http://127.0.0.1:4317",
        ["FetchOptions.AllowedNetworks"] = "10.0.0.0/8",
        ["RegistrationOptions.GrantTypes"] = "authorization_code",
        ["RegistrationOptions.SoftwareIssuers"] = "{}",
    };

    public static TheoryData<string> OptionsClasses() => new(Find().Select(type => type.Name));

    [Theory]
    [MemberData(nameof(OptionsClasses))]
    public void Each_setting_is_heard(string name)
    {
        var type = Find().Single(type => type.Name == name);
        var defaults = Activator.CreateInstance(type)!;
        var wanted = type.GetProperties()
            .ToDictionary(property => property, property => Other(property.GetValue(defaults), property));

        var options = Bind(type, wanted);

        Assert.NotEmpty(wanted);
        Assert.All(wanted, setting => Assert.Equal(setting.Value, setting.Key.GetValue(options)));
    }

    [Fact]
    public void A_class_has_ten_settings_at_most() =>
        Assert.All(Find(), type => Assert.InRange(type.GetProperties().Length, 1, 10));

    [Fact]
    public void No_two_classes_share_a_section()
    {
        var sections = Find().Select(SectionOf).ToList();

        Assert.Equal(sections.Distinct(), sections);
    }

    private static object Bind(Type type, Dictionary<PropertyInfo, object> wanted)
    {
        var services = new ServiceCollection();
        var settings = wanted.Select(setting =>
            KeyValuePair.Create(
                $"{SectionOf(type)}:{setting.Key.Name}",
                Convert.ToString(setting.Value, CultureInfo.InvariantCulture)
            )
        );
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([.. settings, KeyValuePair.Create(Issuer.Setting, (string?)"https://id.example")])
            .Build();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Production });
        // Nothing is opened before somebody asks for it.
        services.AddDatabase(home: null!);
        services.AddProxies();
        services.AddFetching();
        services.AddAudit().AddRoles();
        services.AddKeys();
        services.AddClients();
        services.AddUsers();
        services.AddMail("https://id.example");
        services.AddSessions().AddInteractions();
        services.AddDocs();
        services.AddTelemetry();
        services.AddTokens(Issuer.Read("https://id.example"));
        using var provider = services.BuildServiceProvider();
        var accessor = provider.GetRequiredService(typeof(IOptions<>).MakeGenericType(type));
        return accessor.GetType().GetProperty(nameof(IOptions<>.Value))!.GetValue(accessor)!;
    }

    // A little more than the default is still within its range.
    private static object Other(object? value, PropertyInfo property) =>
        value switch
        {
            bool flag => !flag,
            int number => number + 1,
            double share => share / 2,
            TimeSpan time => time + TimeSpan.FromSeconds(1),
            Enum chosen => Enum.GetValues(chosen.GetType()).Cast<object>().First(one => !one.Equals(chosen)),
            _ when property.PropertyType == typeof(bool?) => true,
            _ when property.PropertyType == typeof(MailTransport?) => MailTransport.Mailbox,
            _ when Formed.TryGetValue($"{property.DeclaringType!.Name}.{property.Name}", out var other) => other,
            _ when property.PropertyType == typeof(Uri) => new Uri("https://other.example/"),
            _ when property.PropertyType == typeof(string) => $"{value} other",
            _ => throw new NotSupportedException($"Say what another value of {property} is."),
        };

    private static string SectionOf(Type type) => (string)type.GetField("Section")!.GetRawConstantValue()!;

    private static IEnumerable<Type> Find() =>
        typeof(KeyOptions).Assembly.GetTypes().Where(type => type.GetField("Section") is { IsLiteral: true });
}
