using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Server.Sessions;
using Identity.Server.Tokens;
using Identity.Server.Tokens.Codes;

namespace Identity.Server.Protocol.Authorize.Answers;

/// <summary>Makes what a client is answered with once its person has agreed.</summary>
/// <remarks>RFC 6749 §4.1.2; OpenID Connect Core §3.1.2.5, OpenID Connect Core §3.2.2.5 and OpenID Connect Core §3.3.2.5.</remarks>
internal sealed class AuthorizationAnswers(
    AuthorizationCodes codes,
    SessionClients clients,
    TokenIssuer tokens,
    ApiCatalog apis,
    TimeProvider clock
)
{
    /// <summary>Says what the client may have of its request now, and where: asked again at the end, for a request waits for hours.</summary>
    public Outcome<GrantedScopes> Judge(AuthorizationRequest request, Client client)
    {
        // What the client may have can have been taken back since it asked.
        if (!ResponseShape.IsAllowed(request.ResponseTypes, client))
            return ProtocolError.UnauthorizedClient("The client may not use this response_type.");
        var known = apis.Snapshot;
        var all = ScopeSet.Of(request.Scopes).Where(name => client.Scopes.Contains(name) && known.Knows(name));
        if (all.IsEmpty)
            return ProtocolError.InvalidScope("No scope is left that the client may have.");
        // A code can be aimed when it is redeemed; a token cannot.
        return request.Wants(ResponseTypes.Token)
            ? GrantedScopes.For(all, request.Resources is [var only] ? only : null, known)
            : new GrantedScopes(all, all, Api: null);
    }

    /// <summary>Adds code and tokens, as many as are wanted, to the parameters of an answer.</summary>
    public async Task<Outcome<AnswerParameters>> MakeAsync(
        AuthorizationRequest request,
        Session session,
        Client client,
        AnswerParameters answer,
        CancellationToken ct
    )
    {
        if (Judge(request, client).Refused(out var error, out var granted))
            return error;

        await clients.JoinAsync(session.Id, client.ClientId, ct);
        var terms = TermsOf(request, granted.All, session);
        var code = request.Wants(ResponseTypes.Code) ? (await codes.IssueAsync(terms, ct)).Reveal() : null;
        var issued = await tokens.IssueThroughBrowserAsync(
            Authorization(terms, session, client, granted),
            request.Wants(ResponseTypes.Token),
            request.Wants(ResponseTypes.IdToken),
            new IdTokenBindings(Code: code, State: request.State),
            ct
        );
        return issued is null ? ProtocolError.NoEncryptionKey() : Write(answer, code, issued, granted.ForToken);
    }

    private CodeTerms TermsOf(AuthorizationRequest request, ScopeSet scopes, Session session) =>
        new(
            request.ClientId,
            session.Person.Id,
            session.Person.Epoch,
            request.IsRedirectUriImplied ? null : request.RedirectUri,
            request.CodeChallenge,
            scopes.Names,
            request.Resources,
            session.AuthTime,
            new SignInContext
            {
                SessionId = session.Id,
                Nonce = request.Nonce,
                Acr = session.Acr,
                Amr = [.. session.Amr],
                Claims = request.Claims,
            },
            Guid.CreateVersion7(clock.GetUtcNow())
        );

    private static GrantedAuthorization Authorization(
        CodeTerms terms,
        Session session,
        Client client,
        GrantedScopes granted
    )
    {
        var person = session.Person;
        return new GrantedAuthorization
        {
            Client = client,
            Subject = person.ToSubject(),
            Scopes = granted.ForToken,
            Api = granted.Api,
            AuthTime = terms.AuthTime,
            Context = terms.Context,
            GrantId = terms.GrantId,
        };
    }

    private static AnswerParameters Write(AnswerParameters answer, string? code, BrowserTokens issued, ScopeSet scopes)
    {
        answer.Add(Parameter.Code, code);
        if (issued.AccessToken is { } access)
        {
            // RFC 6749 §4.2.2
            answer
                .Add(Parameter.AccessToken, access.Token)
                .Add(Parameter.TokenType, "Bearer")
                .Add(Parameter.ExpiresIn, $"{(long)access.Lifetime.TotalSeconds}")
                .Add(Parameter.Scope, scopes.ToString());
        }
        return answer.Add(Parameter.IdToken, issued.IdToken);
    }
}
