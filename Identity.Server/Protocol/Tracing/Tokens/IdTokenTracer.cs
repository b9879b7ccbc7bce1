using Identity.Jose;
using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Tokens;
using Identity.Server.Tracing;

namespace Identity.Server.Protocol.Tracing.Tokens;

/// <summary>Retraces an ID token: whose it is, and whether it is good as a hint of whom a client means.</summary>
/// <remarks>OpenID Connect Core §2; OpenID Connect RP-Initiated Logout §2.</remarks>
internal sealed class IdTokenTracer(JwtSteps jwt, IdTokenReader reader, ClientFinder clients, OwnerSteps owners)
{
    public async Task<Retraced> TraceAsync(string text, JwsHeader header, CancellationToken ct)
    {
        var claims = Jwt.PeekClaims(text);
        var named = claims is { Audience: [var audience] } ? await clients.FindSoonAsync(audience, ct) : null;
        var shared = named is { IdTokenAlgorithm.IsSymmetric: true }
            ? new VerificationKeys(named.Secrets.SelectMany(secret => secret.Keys))
            : null;
        var steps = new List<TraceStep>
        {
            jwt.Form(text, header),
            jwt.Key(header),
            jwt.Signature(text, header, shared),
        };

        var (shown, why) = await reader.JudgeAsync(text, ct);
        steps.Add(
            new TraceStep("It is an ID token of ours", shown is null ? StepOutcome.Failed : StepOutcome.Passed)
            {
                Public = shown is null ? "invalid_request where a client shows it as id_token_hint" : null,
                Private = why ?? "Apps look at its exp themselves; as a hint it is as good after that.",
                Clause = "OpenID Connect Core §3.1.2.1",
                Facts = claims is null ? [] : jwt.AddTimes([], claims),
            }
        );
        if (shown is null)
            return new Retraced(TraceKind.Token, $"It is no ID token of this server. {why}", steps);

        steps.Add((await owners.ClientAsync(shown.Client.ClientId, ct)).Step);
        steps.Add(await owners.PersonAsync(shown.UserId, ct));
        steps.Add(await owners.SessionAsync(shown.SessionId, ct));
        return new Retraced(TraceKind.Token, $"It is an ID token that {shown.Client.ClientId} was issued.", steps)
        {
            About = AuditParty.User(shown.UserId),
        };
    }
}
