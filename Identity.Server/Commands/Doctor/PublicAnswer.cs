using System.Net;
using Identity.Server.Hosting;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Tokens;

namespace Identity.Server.Commands.Doctor;

/// <summary>Asks the server by its public address, as a client elsewhere would, and looks at what the answer says to browsers.</summary>
internal static class PublicAnswer
{
    private const string Check = "Security headers";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly string[] Wanted =
    [
        "X-Content-Type-Options",
        "Strict-Transport-Security",
        "Content-Security-Policy",
    ];

    public static async Task<Finding> LookAsync(Examination at, CancellationToken ct)
    {
        if (!Uri.TryCreate(at.Configuration[Issuer.Setting], UriKind.Absolute, out var issuer))
            return Finding.Fail(Check, "There is no issuer to ask.", "Set Issuer first.");
        var asked = new Uri($"{issuer.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration");
        var finding = Finding.Pass(Check, "");
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(Patience);
        var broken = await Guard.CatchAsync(async () => finding = await AskAsync(asked, bound.Token), ct);
        return broken is null
            ? finding
            : Finding.Warn(
                Check,
                $"{asked} could not be asked from here: {Faulted.Describe(broken)}",
                "Where the server runs and is reachable, run doctor again; the server itself sends them with every answer."
            );
    }

    private static async Task<Finding> AskAsync(Uri address, CancellationToken ct)
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var answer = await client.SendAsync(request, ct);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return Finding.Fail(
                Check,
                $"{address} answers {(int)answer.StatusCode} and not 200.",
                "See that the proxy passes the issuer's address on to the server."
            );
        }

        var missing = Wanted
            .Where(name => !answer.Headers.Contains(name) && !answer.Content.Headers.Contains(name))
            .ToList();
        return missing.Count == 0
            ? Finding.Pass(Check, $"{address} answers with all of them")
            : Finding.Fail(
                Check,
                $"{address} answers without {string.Join(", ", missing)}.",
                "See that the proxy passes the server's headers on."
            );
    }
}
