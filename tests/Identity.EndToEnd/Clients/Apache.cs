using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>Apache with mod_auth_openidc in front of a page that is nobody's who is not signed in.</summary>
internal sealed class Apache : IAsyncDisposable
{
    private const string Program = "/usr/sbin/apache2";
    private const string Modules = "/usr/lib/apache2/modules";

    // What the page shows is what Apache tells the application behind it.
    private const string Page = """
        <!doctype html><title>App</title>
        <pre>{"sub":"<!--#echo var="OIDC_CLAIM_sub" -->","email":"<!--#echo var="OIDC_CLAIM_email" -->","name":"<!--#echo var="OIDC_CLAIM_name" -->","user":"<!--#echo var="REMOTE_USER" -->"}</pre>
        """;

    private readonly Process _process;

    private Apache(Process process) => _process = process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Skips the test where Apache or its module is not installed.</summary>
    public static void SkipUnlessInstalled() =>
        Assert.SkipUnless(
            File.Exists(Program) && File.Exists($"{Modules}/mod_auth_openidc.so"),
            "Apache's mod_auth_openidc is not installed: apt-get install libapache2-mod-auth-openidc."
        );

    public static async Task<Apache> StartAsync(WorkFolder folder, int port, string issuer, TestClient client)
    {
        Directory.CreateDirectory(folder.In("pages"));
        await File.WriteAllTextAsync(folder.In("pages", "index.shtml"), Page, Ct);
        await File.WriteAllTextAsync(folder.In("apache.conf"), Configuration(folder, port, issuer, client), Ct);
        var start = new ProcessStartInfo(Program, ["-f", folder.In("apache.conf"), "-D", "FOREGROUND"])
        {
            UseShellExecute = false,
        };
        var apache = new Apache(Process.Start(start)!);
        await apache.ListensAsync(port);
        return apache;
    }

    public async ValueTask DisposeAsync()
    {
        using var kill = Process.Start(
            "sh",
            ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}")]
        );
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _process.WaitForExitAsync(deadline.Token);
        _process.Dispose();
    }

    private async Task ListensAsync(int port)
    {
        for (var attempt = 0; ; attempt++)
        {
            Assert.False(_process.HasExited, "Apache ended.");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, Ct);
                return;
            }
            catch (SocketException) when (attempt < 400)
            {
                await Task.Delay(25, Ct);
            }
        }
    }

    private static string Configuration(WorkFolder folder, int port, string issuer, TestClient client) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            ServerName 127.0.0.1
            Listen 127.0.0.1:{port}
            DefaultRuntimeDir {folder.Path}
            PidFile {folder.In("apache.pid")}
            ErrorLog {folder.In("error.log")}
            Mutex sysvsem
            User www-data
            Group www-data
            LoadModule mpm_event_module {Modules}/mod_mpm_event.so
            LoadModule authn_core_module {Modules}/mod_authn_core.so
            LoadModule authz_core_module {Modules}/mod_authz_core.so
            LoadModule authz_user_module {Modules}/mod_authz_user.so
            LoadModule dir_module {Modules}/mod_dir.so
            LoadModule include_module {Modules}/mod_include.so
            LoadModule mime_module {Modules}/mod_mime.so
            LoadModule auth_openidc_module {Modules}/mod_auth_openidc.so
            TypesConfig /dev/null
            DocumentRoot {folder.In("pages")}
            DirectoryIndex index.shtml
            AddType text/html .shtml
            AddOutputFilter INCLUDES .shtml
            OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
            OIDCClientID {client.Id}
            OIDCClientSecret {client.Secret}
            OIDCRedirectURI http://127.0.0.1:{port}/callback
            OIDCCryptoPassphrase a-passphrase-for-tests
            OIDCScope "openid email profile"
            OIDCPKCEMethod S256
            OIDCRemoteUserClaim sub
            <Location />
              AuthType openid-connect
              Require valid-user
              Options +Includes
            </Location>

            """
        );
}
