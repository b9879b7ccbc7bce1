using System.Net;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Database;
using Identity.Server.Fetching;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Hosting.Docs;
using Identity.Server.Mail;
using Identity.Server.Mail.Transport;

namespace Identity.Server.Commands.Doctor.Production;

/// <summary>Looks for settings that are right on a developer's machine, or for a rehearsal, and wrong for real people.</summary>
internal static class ProductionSettings
{
    private const string Metrics = "Metrics:Url";

    public static IEnumerable<Finding> Look(Examination at)
    {
        yield return Letters(at.Options<MailOptions>(MailOptions.Section));
        yield return Open(at);
        yield return MetricsPort(at.Configuration[Metrics], at.Configuration["Urls"]);
    }

    public static Finding Letters(MailOptions mail)
    {
        const string Check = "Letters";
        if (mail.Transport is MailTransport.Mailbox)
        {
            return Finding.Fail(
                Check,
                "Letters are kept at /dev/mail, with the links in them, for whoever reaches the server.",
                "Set Mail:Host and Mail:From, and Mail:Transport to nothing."
            );
        }
        if (mail.Transport is MailTransport.None)
            return Finding.Warn(
                Check,
                "No letter is sent: nobody can reset a password.",
                "Set Mail:Host and Mail:From."
            );
        return mail.Security is MailSecurity.None
            ? Finding.Warn(
                Check,
                "Letters go to the mail server in the clear, with links that let their readers in.",
                "Set Mail:Security=StartTls, unless the relay is on this machine."
            )
            : Finding.Pass(Check, "they go by SMTP, encrypted");
    }

    private static Finding Open(Examination at)
    {
        const string Check = "Doors";
        var open = new List<string>();
        if (at.Options<DocsOptions>(DocsOptions.Section).Enabled is true)
            open.Add("Docs:Enabled shows everybody what the server can do");
        if (at.Options<FetchOptions>(FetchOptions.Section).AllowLoopback is true)
            open.Add("Fetching:AllowLoopback lets URLs of clients lead to this machine");
        if (at.Options<RegistrationOptions>(RegistrationOptions.Section).Mode is RegistrationMode.Open)
            open.Add("Registration:Mode=Open lets everybody register clients");
        if (at.Options<DatabaseOptions>(DatabaseOptions.Section).MigrateOnStart)
            open.Add("Database:MigrateOnStart needs a role that may alter tables");
        return open.Count == 0
            ? Finding.Pass(Check, "nothing is open that is meant for development")
            : Finding.Warn(
                Check,
                $"Open: {string.Join("; ", open)}.",
                "Leave at its default what you do not mean; the default is closed."
            );
    }

    /// <summary>Whoever reads the metrics learns how much is going on, and when nobody looks.</summary>
    public static Finding MetricsPort(string? metrics, string? urls)
    {
        const string Check = "Metrics port";
        if (string.IsNullOrEmpty(metrics))
            return Finding.Pass(Check, "none is open");
        if (
            !Uri.TryCreate(
                metrics
                    .Replace("//*", "//0.0.0.0", StringComparison.Ordinal)
                    .Replace("//+", "//0.0.0.0", StringComparison.Ordinal),
                UriKind.Absolute,
                out var url
            )
        )
            return Finding.Fail(Check, $"{Metrics} is no address.", "Write it like http://127.0.0.1:9090.");
        if (
            (urls ?? "")
                .Split(';')
                .Any(one => Uri.TryCreate(one, UriKind.Absolute, out var serving) && serving.Port == url.Port)
        )
        {
            return Finding.Fail(
                Check,
                $"{Metrics} has the port that people reach.",
                "Give the metrics a port of their own."
            );
        }
        return url.IsLoopback
            ? Finding.Pass(Check, $"{metrics}, for this machine alone")
            : Finding.Warn(
                Check,
                $"{metrics} answers beyond this machine{(IPAddress.TryParse(url.Host, out var ip) && ip.Equals(IPAddress.Any) ? ", on every network" : "")}.",
                "See that a firewall or a network policy lets only Prometheus reach it."
            );
    }
}
