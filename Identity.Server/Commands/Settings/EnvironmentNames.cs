using System.Globalization;
using System.Text;
using Identity.Server.Database;
using Identity.Server.Database.Connections;
using Identity.Server.Hosting.Settings;
using Identity.Server.Resources;

namespace Identity.Server.Commands.Settings;

/// <summary>Says one variable of another system in ours.</summary>
/// <returns>What is wrong with its value, to follow its name; null where nothing is.</returns>
internal delegate string? Translate(Translation into, string value);

/// <summary>The names that back ends written by hand give to their settings.</summary>
internal static class EnvironmentNames
{
    private static readonly Dictionary<string, Translate> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["DATABASE_URL"] = (into, value) => SetDatabase(into, DatabaseHome.Setting, value),
        ["POSTGRES_URL"] = (into, value) => SetDatabase(into, DatabaseHome.Setting, value),
        ["DATABASE_URL_UNPOOLED"] = (into, value) => SetDatabase(into, DirectDatabase.Setting, value),
        ["DIRECT_URL"] = (into, value) => SetDatabase(into, DirectDatabase.Setting, value),
        ["JWT_SECRET"] = SetSecret,
        ["JWT_SECRET_KEY"] = SetSecret,
        ["SECRET_KEY"] = SetSecret,
        ["JWT_ALGORITHM"] = SetAlgorithm,
        ["ALGORITHM"] = SetAlgorithm,
        ["JWT_EXPIRY_DAYS"] = (into, value) => SetLifetime(into, value, TimeSpan.FromDays(1)),
        ["JWT_EXPIRE_DAYS"] = (into, value) => SetLifetime(into, value, TimeSpan.FromDays(1)),
        ["ACCESS_TOKEN_EXPIRE_HOURS"] = (into, value) => SetLifetime(into, value, TimeSpan.FromHours(1)),
        ["ACCESS_TOKEN_EXPIRE_MINUTES"] = (into, value) => SetLifetime(into, value, TimeSpan.FromMinutes(1)),
        ["JWT_EXPIRE_MINUTES"] = (into, value) => SetLifetime(into, value, TimeSpan.FromMinutes(1)),
        ["FRONTEND_URL"] = AddOrigins,
        ["CORS_ORIGINS"] = AddOrigins,
        ["ALLOWED_ORIGINS"] = AddOrigins,
        ["BACKEND_CORS_ORIGINS"] = AddOrigins,
        ["ENVIRONMENT"] = SetEnvironment,
        ["LOG_LEVEL"] = SetLogLevel,
        ["BCRYPT_ROUNDS"] = (into, value) => SetNumber(into, "Passwords:Cost", value),
        ["BCRYPT_COST"] = (into, value) => SetNumber(into, "Passwords:Cost", value),
        ["APP_NAME"] = (into, value) => SetText(into, "Brand:ProductName", value),
        ["PROJECT_NAME"] = (into, value) => SetText(into, "Brand:ProductName", value),
        ["SMTP_HOST"] = (into, value) => SetText(into, "Mail:Host", value),
        ["SMTP_PORT"] = (into, value) => SetNumber(into, "Mail:Port", value),
        ["SMTP_USER"] = (into, value) => SetText(into, "Mail:User", value),
        ["SMTP_USERNAME"] = (into, value) => SetText(into, "Mail:User", value),
        ["SMTP_PASSWORD"] = (into, value) => SetText(into, "Mail:Password", value, isSecret: true),
        ["SMTP_PASS"] = (into, value) => SetText(into, "Mail:Password", value, isSecret: true),
        ["SMTP_FROM"] = (into, value) => SetText(into, "Mail:From", value),
        ["EMAIL_FROM"] = (into, value) => SetText(into, "Mail:From", value),
        ["MAIL_FROM"] = (into, value) => SetText(into, "Mail:From", value),
        ["SMTP_TLS"] = SetMailSecurity,
        ["SMTP_USE_TLS"] = SetMailSecurity,
        ["SMTP_STARTTLS"] = SetMailSecurity,
    };

    public static Translate? Find(string name) => Known.GetValueOrDefault(name);

    private static string? SetDatabase(Translation into, string setting, string value)
    {
        try
        {
            var read = ConnectionText.Read(setting, value);
            into.Set(setting, value, isSecret: read.Password is { Length: > 0 });
            into.Note($"{setting} is {ConnectionText.Describe(read)}");
            if (setting == DatabaseHome.Setting && SessionProbe.IsNamedPooler(read.Host))
                into.Note($"its host is a pooler: set {DirectDatabase.Setting} to the same database without -pooler");
            return null;
        }
        catch (InvalidOperationException e)
        {
            return $"will not do: {e.Message}";
        }
    }

    private static string? SetSecret(Translation into, string value)
    {
        into.Api.Secret = value;
        return SecretStrength.WeaknessOf(Encoding.UTF8.GetBytes(value)) is { } weakness
            ? $"{weakness}: make a new one, unless the API cannot be changed (`identity apis create` without --secret-stdin)"
            : null;
    }

    private static string? SetAlgorithm(Translation into, string value)
    {
        if (value is not ("HS256" or "HS384" or "HS512"))
            return "is none of HS256, HS384, HS512, which a shared secret signs with";
        into.Api.Algorithm = value;
        return null;
    }

    private static string? SetLifetime(Translation into, string value, TimeSpan unit)
    {
        if (
            !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count is 0 or > 1_000_000
        )
        {
            return "is no whole number of the unit in its name";
        }
        into.Api.Lifetime = count * unit;
        return null;
    }

    private static string? AddOrigins(Translation into, string value)
    {
        var origins = ListSetting.Read(value);
        if (origins.FirstOrDefault(one => !Uri.TryCreate(one, UriKind.Absolute, out _)) is { } bad)
            return bad is "*" ? "lets every origin in, which is never done here" : "holds something that is no origin";
        into.Api.Origins.AddRange(origins.Select(origin => origin.TrimEnd('/')));
        return null;
    }

    private static string? SetEnvironment(Translation into, string value)
    {
        var name = value.ToUpperInvariant() switch
        {
            "DEVELOPMENT" or "DEV" or "LOCAL" => "Development",
            "STAGING" or "STAGE" => "Staging",
            "PRODUCTION" or "PROD" => "Production",
            _ => null,
        };
        if (name is null)
            return "is none of development, staging, production";
        into.Set("ASPNETCORE_ENVIRONMENT", name);
        return null;
    }

    private static string? SetLogLevel(Translation into, string value)
    {
        var level = value.ToUpperInvariant() switch
        {
            "TRACE" => "Trace",
            "DEBUG" => "Debug",
            "INFO" or "INFORMATION" => "Information",
            "WARN" or "WARNING" => "Warning",
            "ERROR" => "Error",
            "CRITICAL" or "FATAL" => "Critical",
            _ => null,
        };
        if (level is null)
            return "is no level of logging";
        into.Set("Logging:LogLevel:Default", level);
        return null;
    }

    private static string? SetMailSecurity(Translation into, string value)
    {
        var isOn = value.ToUpperInvariant() is "TRUE" or "1" or "YES" or "ON" or "STARTTLS";
        return SetText(into, "Mail:Security", isOn ? "StartTls" : "None");
    }

    private static string? SetNumber(Translation into, string key, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? SetText(into, key, value)
            : "is no whole number";

    private static string? SetText(Translation into, string key, string value, bool isSecret = false)
    {
        if (value.Length == 0)
            return "is empty";
        into.Set(key, value, isSecret);
        return null;
    }
}
