using System.Diagnostics.Metrics;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Token;

/// <summary>Counts what the token endpoint answers, by grant and outcome. Whose request it was is the audit's to know.</summary>
internal sealed class TokenMetrics
{
    private const string Issued = "issued";
    private const string Refused = "refused";
    private const string Failed = "failed";

    private readonly TimeProvider _clock;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;

    public TokenMetrics(Meter meter, TimeProvider clock)
    {
        _clock = clock;
        _requests = meter.CreateCounter<long>(
            "identity.token.requests",
            "{request}",
            "Token requests, by grant, outcome and the error that was answered."
        );
        _duration = meter.CreateHistogram(
            "identity.token.request.duration",
            "s",
            "Time that a token request took.",
            tags: null,
            new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10],
            }
        );
    }

    public long Start() => _clock.GetTimestamp();

    /// <param name="started">As <see cref="Start"/> said.</param>
    /// <param name="grantType">One of those that there are.</param>
    /// <param name="answer">What is answered; null where an exception is.</param>
    public void Answered(long started, string grantType, IResult? answer)
    {
        var (outcome, error) = answer switch
        {
            null => (Failed, "server_error"),
            ErrorAnswer { Error: { Status: >= 500 } fault } => (Failed, fault.Code),
            ErrorAnswer refusal => (Refused, refusal.Error.Code),
            _ => (Issued, ""),
        };
        _requests.Add(1, new("grant_type", grantType), new("outcome", outcome), new("error", error));
        _duration.Record(
            _clock.GetElapsedTime(started).TotalSeconds,
            new("grant_type", grantType),
            new KeyValuePair<string, object?>("outcome", outcome)
        );
    }
}
