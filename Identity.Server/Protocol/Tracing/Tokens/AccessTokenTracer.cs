using Identity.Jose;
using Identity.Server.Audit;
using Identity.Server.Tokens;
using Identity.Server.Tracing;

namespace Identity.Server.Protocol.Tracing.Tokens;

/// <summary>Retraces an access token: whether it is ours and good, what ended it if it is not, and what each endpoint says to it.</summary>
/// <remarks>RFC 9068 §4; RFC 7662 §2.2.</remarks>
internal sealed class AccessTokenTracer(
    JwtSteps jwt,
    AccessTokenReader reader,
    DenyList denied,
    OwnerSteps owners,
    EndpointSteps endpoints
)
{
    public async Task<Retraced> TraceAsync(string text, JwsHeader header, CancellationToken ct)
    {
        var reading = await reader.JudgeAsync(text, ct);
        var steps = new List<TraceStep> { jwt.Form(text, header), jwt.Key(header), jwt.Signature(text, header) };
        if (reading.Token is not { } token)
        {
            steps.Add(
                new TraceStep("It is good as an access token", StepOutcome.Failed)
                {
                    Public = "active: false; invalid_token at userinfo",
                    Private = reading.Why,
                    Clause = "RFC 9068 §4",
                    Facts = Jwt.PeekClaims(text) is { } claims ? jwt.AddTimes([], claims) : [],
                }
            );
            return new Retraced(TraceKind.Token, $"No endpoint takes it as an access token. {reading.Why}", steps);
        }

        steps.Add(Good(token));
        var (clientStep, client) = await owners.ClientAsync(token.ClientId, ct);
        steps.Add(clientStep);
        var denial = await FindRootAsync(token, ct);
        steps.Add(Denied(token, denial));
        steps.Add(await owners.PersonAsync(token.PersonId, ct));
        steps.Add(await owners.SessionAsync(token.SessionId, ct));
        steps.Add(await owners.GrantAsync(token.GrantId, ct));
        var asked = await endpoints.IntrospectAsync(text, client, token.Api, ct);
        steps.AddRange(asked.Select(one => one.Step));
        steps.Add(await endpoints.UserInfoAsync(text, token.Scopes, ct));
        return new Retraced(TraceKind.Token, VerdictOf(token, clientStep, denial), steps) { About = AboutOf(token) };
    }

    // What ends a session ends what came of it, and what ends all that a person held ends both: the cause, and not its effects.
    private async Task<Denial?> FindRootAsync(VerifiedAccessToken token, CancellationToken ct)
    {
        if (await denied.FindAsync(token, ct) is not { } found)
            return null;
        var all = await denied.ListAsync(token, ct);
        Ended[] causes = [Ended.Person, Ended.Session, Ended.Grant];
        foreach (var cause in causes)
        {
            if (all.Any(one => one.What == cause))
                return all.First(one => one.What == cause);
        }
        return found;
    }

    private TraceStep Good(VerifiedAccessToken token) =>
        new("It is good as an access token", StepOutcome.Passed)
        {
            Private = token.IsShared
                ? "It is signed with the API's own secret, and so could be of the API's own making."
                : null,
            Clause = "RFC 9068 §4",
            Facts = jwt.AddTimes(
                new TraceFacts()
                    .Add("api", token.Api?.Audience ?? "none: it is for userinfo alone")
                    .Add("scope", token.Scopes.Names)
                    .Add("issued_at", token.IssuedAt),
                token.Claims
            ),
        };

    private static TraceStep Denied(VerifiedAccessToken token, Denial? denial)
    {
        const string Title = "It was not ended early";
        const string Clause = "RFC 7009 §2.1";
        if (denial is not { } entry)
            return new TraceStep(Title, StepOutcome.Passed) { Clause = Clause };
        return new TraceStep(Title, StepOutcome.Failed)
        {
            Public = "active: false; invalid_token at userinfo",
            Private = WhyOf(entry.What),
            Clause = Clause,
            Facts = new TraceFacts()
                .Add("ended with", $"{entry.What}".ToLowerInvariant())
                .Add("issued_at", token.IssuedAt)
                .Add("everything issued until", entry.IssuedBefore)
                .Add("entry_expires_at", entry.ExpiresAt),
        };
    }

    private static string WhyOf(Ended what) =>
        what switch
        {
            Ended.Token => "This one token was revoked.",
            Ended.Grant =>
                "Its grant was ended: the refresh token was revoked, or it or its code was used a second time.",
            Ended.Session => "The browser session that it came of has ended.",
            _ =>
                "Everything that the person held was ended: by a new password, a suspension, or signing out everywhere.",
        };

    private static string VerdictOf(VerifiedAccessToken token, TraceStep client, Denial? denial)
    {
        if (denial is { What: var what })
            return $"It would be good until {token.GoodUntil.UtcDateTime:u}, and is not any more. {WhyOf(what)}";
        return client.Outcome == StepOutcome.Failed
            ? $"It would be good until {token.GoodUntil.UtcDateTime:u}, but its client is disabled or gone."
            : $"It is good until {token.GoodUntil.UtcDateTime:u}.";
    }

    private static AuditParty? AboutOf(VerifiedAccessToken token)
    {
        if (token.PersonId is { } person)
            return AuditParty.User(person);
        return token.ClientId is { } client ? AuditParty.Client(client) : null;
    }
}
