using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Identity.Server.Audit;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Database;
using Identity.Server.Database.Connections;
using Identity.Server.Database.Sealing;
using Identity.Server.Fetching;
using Identity.Server.Hosting.Docs;
using Identity.Server.Hosting.Proxies;
using Identity.Server.Hosting.Telemetry;
using Identity.Server.Interactions;
using Identity.Server.Keys;
using Identity.Server.Mail;
using Identity.Server.Roles;
using Identity.Server.Sessions;
using Identity.Server.Tokens;
using Identity.Server.Users.Passwords;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Commands.Settings;

/// <summary>A setting that the server hears.</summary>
/// <param name="Usual">What it is where nobody sets it; null where it is nothing then.</param>
internal sealed record KnownSetting(string Key, string? Usual)
{
    /// <summary>What it means, where no options class says so.</summary>
    public string? Meaning { get; init; }

    private static readonly string[] SecretNames = ["Password", "Secret", "Value", "Token", "ApiKey"];

    public bool IsConnection => Key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase);

    public bool IsSecret => SecretNames.Contains(Key.Split(':')[^1]) && Key.Contains(':', StringComparison.Ordinal);
}

/// <summary>Every setting of every room, read from their options classes: a room that is not listed here has settings that nobody is told of.</summary>
internal static class KnownSettings
{
    private static readonly Section[] Sections =
    [
        Of<DatabaseOptions>(DatabaseOptions.Section),
        Of<ProxyOptions>(ProxyOptions.Section),
        Of<FetchOptions>(FetchOptions.Section),
        Of<DocsOptions>(DocsOptions.Section),
        Of<MetricsOptions>(MetricsOptions.Section),
        Of<TelemetryOptions>(TelemetryOptions.Section),
        Of<MasterKeyOptions>(MasterKeyOptions.Section),
        Of<KeyOptions>(KeyOptions.Section),
        Of<InteractionOptions>(InteractionOptions.Section),
        Of<RegistrationOptions>(RegistrationOptions.Section),
        Of<AuditOptions>(AuditOptions.Section),
        Of<BrandOptions>(BrandOptions.Section),
        Of<MailOptions>(MailOptions.Section),
        Of<BrowserSessionOptions>(BrowserSessionOptions.Section),
        Of<TokenOptions>(TokenOptions.Section),
        Of<PasswordHashingOptions>(PasswordHashingOptions.Section),
        Of<ServerPasswordPolicyOptions>(ServerPasswordPolicyOptions.Section),
        Of<BreachOptions>(BreachOptions.Section),
        Of<ThrottleOptions>(ThrottleOptions.Section),
        Of<AdminOptions>(AdminOptions.Section),
    ];

    public static IReadOnlyList<KnownSetting> All { get; } =
    [
        new(Issuer.Setting, Usual: null)
        {
            Meaning =
                "The public URL of the server: https, but on this machine alone. Every URL that it publishes begins with it; it is never taken from `Host`.",
        },
        new(DatabaseHome.Setting, Usual: null)
        {
            Meaning =
                "PostgreSQL, as a URL or as pairs. Absent in Development: a private cluster. Absent elsewhere: an error.",
        },
        new(DirectDatabase.Setting, Usual: null)
        {
            Meaning =
                "The PostgreSQL server itself, where `ConnectionStrings:Identity` is a pooled endpoint. Migrations and notifications go there.",
        },
        new("Urls", "http://localhost:5000")
        {
            Meaning = "The addresses that the server listens on, with semicolons between them; also `ASPNETCORE_URLS`.",
        },
        .. Sections.SelectMany(section => section.Settings),
    ];

    /// <summary>What the options classes say against the values that are set, in sentences that name the setting.</summary>
    public static IEnumerable<string> Faults(IConfiguration configuration) =>
        Sections.SelectMany(section => section.Faults(configuration));

    private static Section Of<TOptions>(string name)
        where TOptions : class, new()
    {
        var usual = new TOptions();
        var settings = typeof(TOptions)
            .GetProperties()
            .Select(property => new KnownSetting($"{name}:{property.Name}", Show(property.GetValue(usual))));
        return new Section([.. settings], configuration => FaultsOf<TOptions>(configuration.GetSection(name)));
    }

    private static IEnumerable<string> FaultsOf<TOptions>(IConfigurationSection section)
        where TOptions : class, new()
    {
        TOptions options;
        try
        {
            options = section.Get<TOptions>() ?? new TOptions();
        }
        catch (InvalidOperationException e)
        {
            return [e.Message];
        }

        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.Select(result =>
            result.MemberNames.FirstOrDefault() is { } member
                ? $"{section.Key}:{member}: {result.ErrorMessage}"
                : result.ErrorMessage ?? section.Key
        );
    }

    private static string? Show(object? value) =>
        value switch
        {
            null => null,
            string text => text,
            System.Collections.IEnumerable list => string.Join(", ", list.Cast<object>()),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    private sealed record Section(
        IReadOnlyList<KnownSetting> Settings,
        Func<IConfiguration, IEnumerable<string>> Faults
    );
}
