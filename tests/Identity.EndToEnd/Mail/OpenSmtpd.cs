using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Mail;

/// <summary>OpenSMTPD with a configuration of its own: it takes letters from this machine, and passes them on.</summary>
/// <remarks>In the clear, as a relay on the same machine is used; Debian 12's 6.8 fails every TLS handshake under OpenSSL 3.</remarks>
internal sealed class OpenSmtpd : IAsyncDisposable
{
    private const string ControlSocket = "/run/smtpd.sock";
    private readonly Process _process;

    private OpenSmtpd(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Skips the test where it is not installed, where we may not start it, or where another of it runs.</summary>
    public static async Task<OpenSmtpd> StartAsync(WorkFolder folder, int next)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "OpenSMTPD is started on Linux only.");
        Assert.SkipUnless(Environment.UserName == "root", "OpenSMTPD can be started by root only.");
        Assert.SkipUnless(File.Exists("/usr/sbin/smtpd"), "OpenSMTPD is not installed.");
        Assert.SkipWhen(Answers(), "Another OpenSMTPD runs on this machine.");

        var port = FreePort.Take();
        await File.WriteAllTextAsync(
            folder.In("smtpd.conf"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                listen on 127.0.0.1 port {port} hostname localhost
                action "on" relay host smtp://127.0.0.1:{next}
                match from local for any action "on"

                """
            ),
            Ct
        );
        var process = Process.Start(
            new ProcessStartInfo("/usr/sbin/smtpd", ["-d", "-f", folder.In("smtpd.conf")]) { UseShellExecute = false }
        )!;
        var server = new OpenSmtpd(process, port);
        await server.ListensAsync();
        return server;
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

    private async Task ListensAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            Assert.False(_process.HasExited, "OpenSMTPD ended.");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", Port, Ct);
                return;
            }
            catch (SocketException) when (attempt < 400)
            {
                await Task.Delay(25, Ct);
            }
        }
    }

    // The file may be left over from one that was killed.
    private static bool Answers()
    {
        if (!File.Exists(ControlSocket))
            return false;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(ControlSocket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
