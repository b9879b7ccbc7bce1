using System.Diagnostics.Metrics;
using Identity.Server.Protocol.Authorize.Answers;

namespace Identity.Server.Protocol.Authorize;

/// <summary>Counts what came of each visit to the authorization endpoint, the later ones of one request as well as the first.</summary>
internal sealed class AuthorizeMetrics(Meter meter)
{
    public const string Refused = "refused";

    private readonly Counter<long> _requests = meter.CreateCounter<long>(
        "identity.authorize.requests",
        "{request}",
        "Visits to the authorization endpoint, by what came next."
    );

    public IResult Count(IResult answer)
    {
        if (answer is IAuthorizeOutcome { Outcome: { } outcome })
            _requests.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        return answer;
    }
}
