using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Processes;

namespace Identity.EndToEnd.Mail;

/// <summary>A letter as a mail server took it.</summary>
internal sealed record TakenLetter(JsonElement Json)
{
    public string To => Json.GetProperty("to")[0].GetString()!;

    public string? User => Json.GetProperty("user").GetString();

    public bool IsEncrypted => Json.GetProperty("encrypted").GetBoolean();

    public string Text => Json.GetProperty("text").GetString()!;

    public string Html => Json.GetProperty("html").GetString()!;

    public string MessageId => Header("message-id")!;

    public IEnumerable<string?> Parts => Json.GetProperty("parts").EnumerateArray().Select(part => part.GetString());

    public int LongestLine => Json.GetProperty("longest").GetInt32();

    public string? Header(string name) =>
        Json.GetProperty("headers").TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>Somebody else's mail server, aiosmtpd, which does what a test tells it.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly Script _script;

    private MailServer(Script script) => _script = script;

    public static async Task<MailServer> PrepareAsync() => new(await Script.PythonAsync("smtp.py", "aiosmtpd"));

    public static async Task<(MailServer Server, int Port)> StartAsync(JsonObject? how = null)
    {
        var server = await PrepareAsync();
        return (server, await server.ListenAsync(how));
    }

    public async Task<int> ListenAsync(JsonObject? how = null) =>
        (await _script.AskAsync("listen", how)).Value.GetInt32();

    public async Task BehaveAsync(JsonObject? how = null) => _ = (await _script.AskAsync("behave", how)).Value;

    public async Task<List<TakenLetter>> LettersAsync() =>
        [.. (await _script.AskAsync("letters")).Value.EnumerateArray().Select(letter => new TakenLetter(letter))];

    /// <summary>Waits for the letters that are on their way.</summary>
    public async Task<List<TakenLetter>> LettersAsync(int count)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var letters = await LettersAsync();
            if (letters.Count >= count)
                return letters;
            Assert.True(
                Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20),
                $"{letters.Count} of {count} came."
            );
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A certificate for localhost that nothing trusts yet, and its key, as files.</summary>
    public static (string Certificate, string Key) MakeCertificate(WorkFolder folder)
    {
        // RSA, which every mail server can use.
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(folder.In("server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(folder.In("server.key"), key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.In("server.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return (folder.In("server.pem"), folder.In("server.key"));
    }

    public ValueTask DisposeAsync() => _script.DisposeAsync();
}
