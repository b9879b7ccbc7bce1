using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using Identity.Authentication.Dpop;
using Identity.Authentication.SignIn.Answers;
using Identity.Authentication.SignIn.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.SignIn.Calling;

/// <summary>Sends the signed-in person's access token along to one API, and to nobody else.</summary>
/// <remarks>RFC 6750 §2.1; RFC 9449 §7.1 where the token is bound to a key.</remarks>
internal sealed class PersonTokenHandler(
    IHttpContextAccessor accessor,
    KeptSessions? sessions,
    TimeProvider clock,
    Uri api
) : DelegatingHandler
{
    /// <summary>Whom a request is for, where that is said with it.</summary>
    public static readonly HttpRequestOptionsKey<ClaimsPrincipal> Person = new("Identity.Authentication.Person");

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (!IsForTheApi(request.RequestUri) || await SessionAsync(request, cancellationToken) is not { } session)
            return await base.SendAsync(request, cancellationToken);

        var token = session.GetTokenValue(SessionTokens.AccessToken)!;
        using var key = SessionTokens.KeyOf(session);
        if (key is null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(TokenAnswer.Bearer, token);
            return await base.SendAsync(request, cancellationToken);
        }
        return await SendWithProofAsync(request, key, token, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendWithProofAsync(
        HttpRequestMessage request,
        DpopKey key,
        string token,
        CancellationToken ct
    )
    {
        if (request.Content is { } content)
            await content.LoadIntoBufferAsync(ct);
        request.Headers.Authorization = new AuthenticationHeaderValue(TokenAnswer.Dpop, token);
        Prove(nonce: null);
        var answer = await base.SendAsync(request, ct);

        // RFC 9449 §9: the API says which nonce it wants, once.
        if (
            answer.StatusCode != HttpStatusCode.Unauthorized
            || !answer.Headers.TryGetValues("DPoP-Nonce", out var nonces)
            || nonces.FirstOrDefault() is not { } wanted
        )
        {
            return answer;
        }
        answer.Dispose();
        Prove(wanted);
        return await base.SendAsync(request, ct);

        void Prove(string? nonce)
        {
            request.Headers.Remove("DPoP");
            request.Headers.Add(
                "DPoP",
                key.Prove(request.Method, request.RequestUri!.AbsoluteUri, clock.GetUtcNow(), nonce, token)
            );
        }
    }

    // An address that somebody put into what an API answered may be anywhere.
    private bool IsForTheApi(Uri? address) =>
        address is not null
        && Uri.Compare(
            address,
            api,
            UriComponents.SchemeAndServer,
            UriFormat.SafeUnescaped,
            StringComparison.OrdinalIgnoreCase
        ) == 0;

    private async Task<AuthenticationProperties?> SessionAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var session = request.Options.TryGetValue(Person, out var person)
            ? await Sessions.FindAsync(person, ct)
            : await OfRequestAsync();
        return session?.GetTokenValue(SessionTokens.AccessToken) is null ? null : session;
    }

    private async Task<AuthenticationProperties?> OfRequestAsync() =>
        accessor.HttpContext is { } http ? (await http.AuthenticateAsync()).Properties : null;

    private KeptSessions Sessions =>
        sessions ?? throw new InvalidOperationException("Nobody signs in to this app: add AddOpenIdConnectSignIn(…).");
}
