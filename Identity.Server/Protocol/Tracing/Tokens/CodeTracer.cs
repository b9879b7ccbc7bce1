using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Database.Text;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Token.Grants;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens.Codes;
using Identity.Server.Tracing;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Protocol.Tracing.Tokens;

/// <summary>Retraces an authorization code: what it is for, what must come with it, and what the token endpoint would say. It stays unused.</summary>
/// <remarks>RFC 6749 §4.1.2 and RFC 6749 §4.1.3.</remarks>
internal sealed class CodeTracer(CodeLooks codes, AuthorizationCodeGrant grant, OwnerSteps owners, TimeProvider clock)
{
    private const string Clause = "RFC 6749 §4.1.2";

    public async Task<Retraced> TraceAsync(string text, CodeHandle handle, CancellationToken ct)
    {
        if (await codes.FindAsync(handle, ct) is not { } code)
        {
            const string Why = "No such code was given out lately by this server.";
            return new Retraced(
                TraceKind.Token,
                $"The token endpoint would say invalid_grant. {Why}",
                [new TraceStep("The authorization code", StepOutcome.Failed) { Private = Why, Clause = Clause }]
            );
        }

        var over = WhyOver(code);
        var steps = new List<TraceStep>
        {
            new("The authorization code", over is null ? StepOutcome.Passed : StepOutcome.Failed)
            {
                Private = over,
                Clause = Clause,
                Facts = FactsOf(code),
            },
            new("What must come with it", StepOutcome.Note)
            {
                Private = NeedsOf(code),
                Clause = "RFC 6749 §4.1.3",
                Facts = new TraceFacts()
                    .Add("redirect_uri", code.RedirectUri ?? "none was named, and none need be")
                    .Add("code_verifier", code.CodeChallenge is not null),
            },
        };
        var (clientStep, client) = await owners.ClientAsync(code.ClientId, ct);
        steps.Add(clientStep);
        steps.Add(await owners.PersonAsync(code.UserId, ct));
        steps.Add(await owners.SessionAsync(code.SessionId, ct));
        steps.Add(await owners.GrantAsync(code.GrantId, ct));
        var error = client is null
            ? ProtocolError.InvalidClient("no such client")
            : await WhyNotAsync(text, code, client, ct);
        steps.Add(
            new TraceStep(
                "What the token endpoint would say to its client",
                error is null ? StepOutcome.Passed : StepOutcome.Failed
            )
            {
                Public = error is null ? "Tokens." : $"{error.Code}: {error.Description}",
                Private = error?.Reason ?? "Where all that must come with it does come.",
                Clause = "RFC 6749 §4.1.3",
            }
        );
        return new Retraced(TraceKind.Token, VerdictOf(error, code), steps) { About = AuditParty.User(code.UserId) };
    }

    // In the order of the token endpoint.
    private async Task<ProtocolError?> WhyNotAsync(string text, CodeState code, Client client, CancellationToken ct)
    {
        var request = new TokenRequest
        {
            GrantType = AuthorizationCodeGrant.Name,
            Code = text,
            RedirectUri = code.RedirectUri,
            Source = Source.Unknown,
        };
        var why = AuthenticatedClient.WhyShutOut(client) ?? GrantCatalog.WhyNotAllowed(request.GrantType, client);
        if (why is not null)
            return why;
        return (await grant.ForeseeAsync(request, client, code.CodeChallenge, ct)).Refused(out var error, out _)
            ? error
            : null;
    }

    private string? WhyOver(CodeState code)
    {
        if (code.Redemption is not null)
            return "It was used. Whoever shows it again ends what the first use gave.";
        return code.ExpiresAt <= clock.GetUtcNow() ? $"It expired at {code.ExpiresAt.UtcDateTime:u}." : null;
    }

    private static string NeedsOf(CodeState code) =>
        code.CodeChallenge is null
            ? "The client asked without a code_challenge, so that no code_verifier may come."
            : "The code_verifier whose SHA-256 the client named when it asked.";

    private static TraceFacts FactsOf(CodeState code) =>
        new TraceFacts()
            .Add("client_id", code.ClientId)
            .Add("user", code.UserId)
            .Add("grant", code.GrantId)
            .Add("scope", code.Scopes)
            .Add("resource", code.Resources)
            .Add("session", code.SessionId)
            .Add("created_at", code.CreatedAt)
            .Add("expires_at", code.ExpiresAt)
            .Add("used", code.Redemption is not null)
            .Add("used_at", code.Redemption is { } attempt ? GuidTime.Of(attempt) : null);

    private static string VerdictOf(ProtocolError? error, CodeState code) =>
        error is null
            ? $"It is good: {code.ClientId} would get tokens for it."
            : $"The token endpoint would say {error.Code}: {error.Reason ?? error.Description}.";
}
