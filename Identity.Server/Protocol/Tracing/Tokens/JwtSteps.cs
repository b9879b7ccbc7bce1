using System.Globalization;
using Identity.Jose;
using Identity.Server.Keys;
using Identity.Server.Resources;
using Identity.Server.Tracing;

namespace Identity.Server.Protocol.Tracing.Tokens;

/// <summary>What can be said of any signed JWT: what it says of itself, which key it names, and who made its signature.</summary>
internal sealed class JwtSteps(SigningKeys keys, ApiCatalog apis, TimeProvider clock)
{
    // Of what a token says those that are no secret, and are what people look for.
    private static readonly string[] Shown =
    [
        "iss",
        "sub",
        "client_id",
        "scope",
        "jti",
        "sid",
        "grant_id",
        "acr",
        "azp",
    ];

    /// <summary>What it says of itself, which anybody could have written.</summary>
    public TraceStep Form(string token, JwsHeader header)
    {
        var facts = new TraceFacts()
            .Add("typ", header.Type)
            .Add("alg", header.Algorithm.Name)
            .Add("kid", header.KeyId)
            .Add("length", token.Length.ToString(CultureInfo.InvariantCulture));
        if (Jwt.PeekClaims(token) is { } claims)
        {
            facts.Add("aud", claims.Audience);
            foreach (var name in Shown)
                facts.Add(name, claims.GetString(name));
            AddTimes(facts, claims);
        }
        return new TraceStep("What the token says of itself", StepOutcome.Note)
        {
            Private = "Nothing of it is proven yet.",
            Clause = "RFC 7519 §4.1",
            Facts = facts,
        };
    }

    public TraceStep Key(JwsHeader header)
    {
        var facts = new TraceFacts().Add("alg", header.Algorithm.Name).Add("kid", header.KeyId);
        const string Title = "The key that it names";
        const string Clause = "RFC 7515 §4.1.4";
        if (header.Algorithm.IsSymmetric)
        {
            var sharing = apis.Snapshot.Apis.Values.Where(api => api.Algorithm == header.Algorithm);
            return new TraceStep(Title, StepOutcome.Note)
            {
                Private =
                    "It is signed with a secret that somebody shares with us: whoever holds that could have made it.",
                Clause = Clause,
                Facts = facts.Add("apis with such a secret", sharing.Select(api => api.Audience)),
            };
        }

        var now = clock.GetUtcNow();
        if (keys.Ring.Keys.FirstOrDefault(one => one.Key.KeyId == header.KeyId) is { } key)
        {
            return new TraceStep(Title, StepOutcome.Passed)
            {
                Clause = Clause,
                Facts = facts
                    .Add("state", $"{key.StateAt(now)}".ToLowerInvariant())
                    .Add("active_from", key.ActiveAt)
                    .Add("superseded_at", key.SupersededAt),
            };
        }
        return new TraceStep(Title, header.KeyId is null ? StepOutcome.Note : StepOutcome.Failed)
        {
            Private = header.KeyId is null
                ? "It names none, and each of ours with that algorithm is tried."
                : "This server has no key of that name: another one has signed it, or the key was withdrawn since.",
            Clause = Clause,
            Facts = facts.Add(
                "published",
                keys.Ring.Keys.Where(one => one.Key.Algorithm == header.Algorithm).Select(one => one.Key.KeyId!)
            ),
        };
    }

    /// <param name="token">The token.</param>
    /// <param name="header">Its header.</param>
    /// <param name="shared">What else may have signed it: a secret that its client shares with us.</param>
    public TraceStep Signature(string token, JwsHeader header, VerificationKeys? shared = null)
    {
        const string Title = "Who made the signature";
        const string Clause = "RFC 7515 §5.2";
        if (Verify(token, header, shared) is { } signer)
        {
            return new TraceStep(Title, StepOutcome.Passed)
            {
                Clause = Clause,
                Facts = new TraceFacts().Add("signed by", signer),
            };
        }
        return new TraceStep(Title, StepOutcome.Failed)
        {
            Private = "No key of this server made it: it is another server's token, or it was altered on the way.",
            Clause = Clause,
        };
    }

    /// <summary>When it was issued and expires, and what the clock says here.</summary>
    public TraceFacts AddTimes(TraceFacts facts, JwtClaims claims)
    {
        var now = clock.GetUtcNow();
        facts.Add("iat", claims.IssuedAt).Add("nbf", claims.NotBefore).Add("exp", claims.ExpiresAt).Add("now", now);
        return claims.ExpiresAt is not { } end ? facts
            : end > now ? facts.Add("expires in", Duration(end - now))
            : facts.Add("expired", $"{Duration(now - end)} ago");
    }

    private string? Verify(string token, JwsHeader header, VerificationKeys? shared)
    {
        if (shared is not null && CompactJws.Verify(token, shared) is not null)
            return "the secret of its client";
        if (!header.Algorithm.IsSymmetric)
            return CompactJws.Verify(token, keys.Ring.Verification) is { } jws ? jws.Key.KeyId : null;
        foreach (var api in apis.Snapshot.Apis.Values.Where(api => api.Algorithm == header.Algorithm))
        {
            if (api.Secrets.Any(secret => CompactJws.Verify(token, secret.Verification) is not null))
                return $"the secret of {api.Audience}";
        }
        return null;
    }

    private static string Duration(TimeSpan time) =>
        time.TotalDays >= 2 ? $"{(int)time.TotalDays} days"
        : time.TotalHours >= 2 ? $"{(int)time.TotalHours} hours"
        : time.TotalMinutes >= 2 ? $"{(int)time.TotalMinutes} minutes"
        : $"{(int)time.TotalSeconds} seconds";
}
