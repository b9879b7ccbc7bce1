using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Commands;
using Identity.EndToEnd.Processes;
using Identity.Jose;
using Identity.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Identity.EndToEnd.Clients;

/// <summary>A server as a process fetches clients' keys over TLS: it believes the authorities of its machine, and goes by no proxy.</summary>
public sealed class PublishedKeysTests(CommandRoom room) : IClassFixture<CommandRoom>, IDisposable
{
    private readonly ClientKey _key = new();
    private readonly ECDsa _secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Keys_of_a_host_with_a_believed_certificate_authenticate_and_others_do_not()
    {
        using var authority = Authority("CN=Believed");
        using var impostor = Authority("CN=Believed");
        using var right = Certificate(authority);
        using var wrong = Certificate(impostor);
        await using var published = await PublishAsync(right);
        await using var forged = await PublishAsync(wrong);
        var (good, bad) = (TestClients.Unique("published"), TestClients.Unique("forged"));
        (await CreateAsync(good, published)).Lines();
        (await CreateAsync(bad, forged)).Lines();

        var authorities = Path.Join(room.Binary.Folder, "authorities.pem");
        await File.WriteAllTextAsync(authorities, authority.ExportCertificatePem(), Ct);
        var binary = room.Binary;
        var issuer = $"http://127.0.0.1:{FreePort.Take()}";
        binary.Environment["IDENTITY__Issuer"] = issuer;
        binary.Environment["IDENTITY__Urls"] = issuer;
        binary.Environment["IDENTITY__Fetching__AllowLoopback"] = "true";
        binary.Environment["SSL_CERT_FILE"] = authorities;
        // Nobody is there: whoever asks a proxy is told nothing.
        foreach (var name in (string[])["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"])
            binary.Environment[name] = "http://127.0.0.1:9";
        binary.Environment["NO_PROXY"] = binary.Environment["no_proxy"] = "";
        await using var server = await binary.ServeAsync();

        Assert.Equal(200, (await TokenAsync(issuer, good)).Status);
        Assert.Equal(401, (await TokenAsync(issuer, bad)).Status);
        await server.PrintsAsync("did not show a certificate that is trusted");
    }

    public void Dispose() => _secret.Dispose();

    private Task<Finished> CreateAsync(string id, WebApplication published) =>
        room.RunAsync(
            "clients",
            "create",
            id,
            "--grant",
            "client_credentials",
            "--jwks-uri",
            published.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal)
        );

    private async Task<TestAnswer> TokenAsync(string issuer, string id)
    {
        var claims = new JsonObject
        {
            ["iss"] = id,
            ["sub"] = id,
            ["aud"] = issuer,
            ["jti"] = "1",
            ["exp"] = Now.AddMinutes(1).ToUnixTimeSeconds(),
        };
        Assert.True(Jwk.TryParse(Encoding.UTF8.GetBytes(_key.Private().ToJsonString()), out var jwk, out var why), why);
        using var signing = SigningKey.FromJwk(jwk);
        return await Http.PostAsync(
            $"{issuer}/connect/token",
            null,
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", CompactJws.Sign(Encoding.UTF8.GetBytes(claims.ToJsonString()), signing))
        );
    }

    private async Task<WebApplication> PublishAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate))
        );
        var app = builder.Build();
        app.Run(http => http.Response.WriteAsJsonAsync(_key.Published));
        await app.StartAsync(Ct);
        return app;
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(2));
    }

    private X509Certificate2 Certificate(X509Certificate2 authority)
    {
        var request = new CertificateRequest("CN=localhost", _secret, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, Now.AddHours(-1), Now.AddDays(1), [1]);
        return certificate.CopyWithPrivateKey(_secret);
    }
}
