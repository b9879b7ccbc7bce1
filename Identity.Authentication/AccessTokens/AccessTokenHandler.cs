using System.Diagnostics;
using System.Text.Encodings.Web;
using Identity.Authentication.Dpop;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Identity.Authentication.AccessTokens;

/// <summary>Lets requests in by their access token, and tells those that it does not let in what they need.</summary>
/// <remarks>RFC 6750 §2.1 and RFC 6750 §3; RFC 9449 §7; RFC 9470 §3; RFC 9728 §5.1.</remarks>
internal sealed class AccessTokenHandler(
    IOptionsMonitor<AccessTokenValidationOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AccessTokenValidators validators,
    ProofCheck proofs
) : AuthenticationHandler<AccessTokenValidationOptions>(options, logger, encoder), IAuthenticationRequestHandler
{
    private Refusal _refusal;

    /// <summary>Answers who asks where tokens for this API come from.</summary>
    public Task<bool> HandleRequestAsync() =>
        validators.Of(Options).Metadata?.TryAnswerAsync(Context) ?? Task.FromResult(false);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() =>
        PresentedToken.Read(Request) switch
        {
            PresentedToken.Nothing => AuthenticateResult.NoResult(),
            PresentedToken.Malformed malformed => Refuse(Refusal.InvalidRequest, malformed.Reason),
            PresentedToken.Token token => await JudgeAsync(token),
            _ => throw new UnreachableException(),
        };

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        if (_refusal == Refusal.Unavailable)
        {
            // The token may well be good: a client that was told otherwise would throw it away.
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = "5";
            return;
        }

        Response.StatusCode =
            _refusal == Refusal.InvalidRequest ? StatusCodes.Status400BadRequest : StatusCodes.Status401Unauthorized;
        // RFC 6750 §3.1: who brought nothing is told no error.
        Write(challenge => challenge.With("error", ErrorCode()).With("error_description", Description()));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var lacks = Shortfall.Of(Context);
        if (lacks.IsAboutSignIn)
        {
            // RFC 9470 §3: the person is to sign in again, or in another way.
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Write(challenge =>
                challenge
                    .With("error", "insufficient_user_authentication")
                    .With("error_description", "A more recent or a stronger sign-in is needed.")
                    .With("acr_values", string.Join(' ', lacks.AcrValues))
                    .With("max_age", lacks.MaxAge)
            );
            return Task.CompletedTask;
        }

        Response.StatusCode = StatusCodes.Status403Forbidden;
        if (lacks.Scopes.Count > 0)
        {
            Write(challenge =>
                challenge
                    .With("error", "insufficient_scope")
                    .With("error_description", "The access token lacks a scope that is needed here.")
            );
        }
        return Task.CompletedTask;
    }

    private async Task<AuthenticateResult> JudgeAsync(PresentedToken.Token token)
    {
        var verdict = await validators.Of(Options).Validator.ValidateAsync(token.Value, Context.RequestAborted);
        return verdict switch
        {
            AccessTokenVerdict.Valid valid => JudgeBinding(token, valid),
            AccessTokenVerdict.Refused refused => Refuse(Refusal.InvalidToken, refused.Reason),
            AccessTokenVerdict.Unknown unknown => Refuse(Refusal.Unavailable, unknown.Reason),
            _ => throw new UnreachableException(),
        };
    }

    // RFC 9449 §7.1: a bound token is good with its proof alone, and never as a bearer token.
    private AuthenticateResult JudgeBinding(PresentedToken.Token token, AccessTokenVerdict.Valid valid)
    {
        if (valid.IsBoundOtherwise)
            return Refuse(Refusal.InvalidToken, "The token is bound in a way that cannot be checked here.");
        if (valid.BoundTo is not { } key)
        {
            return token.IsDpop || Options.RequireDpop
                ? Refuse(Refusal.InvalidToken, "The token is not bound to a key.")
                : Accept(token, valid);
        }
        if (!token.IsDpop)
            return Refuse(Refusal.InvalidToken, "The token is bound to a key and came as a bearer token.");
        return proofs.WhyRefused(Request, token.Value, key) is { } why
            ? Refuse(Refusal.InvalidProof, why)
            : Accept(token, valid);
    }

    private AuthenticateResult Accept(PresentedToken.Token token, AccessTokenVerdict.Valid valid)
    {
        var properties = new AuthenticationProperties { ExpiresUtc = IntrospectedClaims.ExpiresAt(valid.Claims) };
        // For an API that calls another one, or exchanges it: HttpContext.GetTokenAsync("access_token").
        properties.StoreTokens([new AuthenticationToken { Name = "access_token", Value = token.Value }]);
        var principal = TokenClaims.ToPrincipal(valid.Claims, Options, Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(principal, properties, Scheme.Name));
    }

    private AuthenticateResult Refuse(Refusal refusal, string reason)
    {
        _refusal = refusal;
        return AuthenticateResult.Fail(reason);
    }

    private void Write(Func<Challenge, Challenge> complete)
    {
        var metadata = validators.Of(Options).Metadata?.Address;
        var scopes = string.Join(' ', ScopesOfEndpoint());
        foreach (var scheme in Options.RequireDpop ? [PresentedToken.Dpop] : Schemes())
        {
            var challenge = complete(new Challenge(scheme)).With("scope", scopes).With("resource_metadata", metadata);
            if (scheme == PresentedToken.Dpop)
                challenge.With("algs", ProofCheck.Algorithms);
            Response.Headers.Append("WWW-Authenticate", challenge.ToString());
        }
    }

    // The scheme that was tried; who tried none, or another, is told of bearer tokens.
    private string[] Schemes() =>
        PresentedToken.Read(Request) is PresentedToken.Token { IsDpop: true }
            ? [PresentedToken.Dpop]
            : [PresentedToken.Bearer];

    private IEnumerable<string> ScopesOfEndpoint() =>
        (Context.GetEndpoint()?.Metadata.GetOrderedMetadata<RequireScopeAttribute>() ?? [])
            .Select(required => required.Scope)
            .Union(Shortfall.Of(Context).Scopes, StringComparer.Ordinal);

    private string? ErrorCode() =>
        _refusal switch
        {
            Refusal.InvalidRequest => "invalid_request",
            Refusal.InvalidToken => "invalid_token",
            // RFC 9449 §7.1
            Refusal.InvalidProof => "invalid_dpop_proof",
            _ => null,
        };

    // RFC 6750 §3: for the developer. Which of these it was, the log says.
    private string? Description() =>
        _refusal switch
        {
            Refusal.InvalidRequest => "The Authorization header is malformed.",
            Refusal.InvalidToken => "The access token is expired, revoked, malformed, or not for this API.",
            Refusal.InvalidProof => "The DPoP proof is missing, malformed, used before, or not for this request.",
            _ => null,
        };

    private enum Refusal
    {
        None,
        InvalidRequest,
        InvalidToken,
        InvalidProof,
        Unavailable,
    }
}
