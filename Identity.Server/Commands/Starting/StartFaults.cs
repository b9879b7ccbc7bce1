using Identity.Server.Commands.Settings;
using Identity.Server.Database;
using Identity.Server.Database.Connections;
using Identity.Server.Database.Sealing;
using Identity.Server.Mail;
using Identity.Server.Mail.Transport;
using Identity.Server.Tokens;
using Microsoft.Extensions.Options;

namespace Identity.Server.Commands.Starting;

/// <summary>
/// Everything that keeps a server from starting for real people, at once and before anything is opened: what is missing, what
/// cannot be read, and what was left as an example had it.
/// </summary>
internal static class StartFaults
{
    private const string MasterKeyValue = $"{MasterKeyOptions.Section}:{nameof(MasterKeyOptions.Value)}";
    private const string MasterKeyFile = $"{MasterKeyOptions.Section}:{nameof(MasterKeyOptions.File)}";

    /// <returns>A sentence each; none in Development, which makes for itself what is missing.</returns>
    public static IReadOnlyList<string> Of(IConfiguration configuration, IHostEnvironment environment) =>
        environment.IsDevelopment()
            ? []
            :
            [
                .. OfIssuer(configuration),
                .. OfDatabase(configuration),
                .. OfMasterKey(configuration),
                .. Placeholders(configuration),
                .. KnownSettings.Faults(configuration).Select(OneLine),
                .. OfMail(configuration, environment),
            ];

    private static IEnumerable<string> OfIssuer(IConfiguration configuration) =>
        FaultOf(() => Issuer.Read(configuration[Issuer.Setting])) is { } fault
            ? [$"{fault} It is set by {Spellings.Of(Issuer.Setting)}."]
            : [];

    private static IEnumerable<string> OfDatabase(IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration[DatabaseHome.Setting]))
            yield return $"{DatabaseHome.Absent} It is set by {Spellings.Of(DatabaseHome.Setting)}.";
        foreach (var setting in (string[])[DatabaseHome.Setting, DirectDatabase.Setting])
        {
            if (configuration[setting] is not { } text || string.IsNullOrWhiteSpace(text))
                continue;
            if (FaultOf(() => ConnectionText.Read(setting, text)) is { } fault)
                yield return $"{fault} It is set by {Spellings.Of(setting)}.";
            else if (Placeholder.IsKnownPassword(ConnectionText.Read(setting, text)))
            {
                yield return $"{setting} has a password that everybody tries first, and its host is not this machine: give the role "
                    + $"a random one. It is set by {Spellings.Of(setting)}.";
            }
        }
    }

    private static IEnumerable<string> OfMasterKey(IConfiguration configuration)
    {
        var options =
            configuration.GetSection(MasterKeyOptions.Section).Get<MasterKeyOptions>() ?? new MasterKeyOptions();
        var said = $"It is set by {Spellings.Of(MasterKeyValue)}; a file is named by {Spellings.Of(MasterKeyFile)}.";
        string? weakness = null;
        var fault = FaultOf(() => weakness = MasterKeySetup.WeaknessOf(options));
        if (fault is not null)
            yield return $"{fault} {said}";
        else if (weakness is not null)
        {
            yield return $"The master key {weakness}, and can be guessed: whoever does opens every private key and secret. Make one "
                + $"with `openssl rand -base64 32`. {said}";
        }
    }

    // What is no key at all was named already.
    private static IEnumerable<string> Placeholders(IConfiguration configuration) =>
        from setting in KnownSettings.All
        let value = configuration[setting.Key]
        where value is { Length: > 0 } && setting.Key != MasterKeyValue && Placeholder.IsIn(value)
        select $"{setting.Key} still is what an example had there, to be replaced. It is set by {Spellings.Of(setting.Key)}.";

    private static IEnumerable<string> OfMail(IConfiguration configuration, IHostEnvironment environment)
    {
        MailOptions? options = null;
        // What cannot be read was named with the other settings.
        if (FaultOf(() => options = configuration.GetSection(MailOptions.Section).Get<MailOptions>()) is not null)
            return [];
        var judged = new MailTransportChoice(environment).Validate(Options.DefaultName, options ?? new MailOptions());
        return judged.Failures ?? [];
    }

    private static string? FaultOf(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (InvalidOperationException e)
        {
            return OneLine(e.Message);
        }
        catch (IOException e)
        {
            return OneLine(e.Message);
        }
        catch (UnauthorizedAccessException e)
        {
            return OneLine(e.Message);
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
