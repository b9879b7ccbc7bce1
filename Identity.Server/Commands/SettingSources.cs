using Identity.Server.Commands.Settings;
using Identity.Server.Database;
using Identity.Server.Database.Connections;
using Identity.Server.Database.Sealing;
using Identity.Server.Mail;
using Identity.Server.Mail.Transport;
using Identity.Server.Tokens;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Identity.Server.Commands;

/// <summary>Says at start where the settings that matter most came from, so that nobody serves the wrong database unawares.</summary>
internal static partial class SettingSources
{
    public static void Log(WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SettingSources));
        var configuration = (IConfigurationRoot)app.Configuration;
        var home = app.Services.GetRequiredService<DatabaseHome>();
        var connection = new NpgsqlConnectionStringBuilder(home.ConnectionString);

        Says(
            logger,
            "Issuer",
            app.Services.GetRequiredService<Issuer>().Value,
            SourceOf(configuration, Issuer.Setting)
        );
        Says(
            logger,
            "Database",
            ConnectionText.Describe(connection),
            home.ClusterFolder is { } folder
                ? $"a private cluster in {folder}"
                : SourceOf(configuration, $"ConnectionStrings:{DatabaseHome.ConnectionName}")
        );
        var mail = app.Services.GetRequiredService<IOptions<MailOptions>>().Value;
        var (way, setting) = MailTransportChoice.Of(mail, app.Environment.IsDevelopment()) switch
        {
            MailTransport.Smtp => (FormattableString.Invariant($"{mail.Host}:{mail.Port}, from {mail.From}"), "Host"),
            MailTransport.Mailbox => ("kept in memory and sent to nobody", "Transport"),
            _ => ("not sent", "Transport"),
        };
        Says(logger, "Mail", way, SourceOf(configuration, $"{MailOptions.Section}:{setting}"));
        var (masterKey, source) = MasterKeyOf(app, configuration);
        Says(logger, "Master key", masterKey, source);
        UnknownSettings.Log(configuration, logger);
    }

    private static (string What, string Source) MasterKeyOf(WebApplication app, IConfigurationRoot configuration)
    {
        const string Value = $"{MasterKeyOptions.Section}:{nameof(MasterKeyOptions.Value)}";
        const string File = $"{MasterKeyOptions.Section}:{nameof(MasterKeyOptions.File)}";

        if (!string.IsNullOrEmpty(configuration[Value]))
            return ("(hidden)", SourceOf(configuration, Value));
        if (configuration[File] is { Length: > 0 } file)
            return (file, SourceOf(configuration, File));
        return (
            DevelopmentFolder.Path("master.key"),
            app.Environment.IsDevelopment() ? "made for development" : "nowhere"
        );
    }

    private static string SourceOf(IConfigurationRoot configuration, string key) =>
        SettingOrigin.Of(configuration, key).Place;

    [LoggerMessage(LogLevel.Information, "{Setting}: {Value}, from {Source}")]
    private static partial void Says(ILogger logger, string setting, string value, string source);
}
