using Identity.Server.Interactions;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Authorize.Answers;

/// <summary>The parameters of an answer to a client, in the order in which they are written.</summary>
internal sealed class AnswerParameters
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];

    private AnswerParameters() { }

    public IReadOnlyList<KeyValuePair<string, string>> Pairs => _pairs;

    /// <summary>What they come to.</summary>
    public string Outcome =>
        Has(Parameter.Error) ? AuthorizeMetrics.Refused
        : Has(Parameter.Code) ? "code"
        : "token";

    /// <summary>What every answer has: the client's own state, and who answers (RFC 9207 §2).</summary>
    public static AnswerParameters For(string? state, Issuer issuer) =>
        new AnswerParameters().Add(Parameter.State, state).Add(Parameter.Issuer, issuer.Value);

    /// <summary>All of them in one, signed.</summary>
    /// <remarks>JARM §2.3: there is nothing beside it.</remarks>
    public static AnswerParameters OfJwt(string jwt) => new AnswerParameters().Add(Parameter.Response, jwt);

    public AnswerParameters Add(string name, string? value)
    {
        if (value is not null)
            _pairs.Add(new(name, value));
        return this;
    }

    /// <remarks>RFC 6749 §4.1.2.1; OpenID Connect Core §3.1.2.6.</remarks>
    public AnswerParameters Add(ProtocolError error) =>
        Add(Parameter.Error, error.Code).Add(Parameter.ErrorDescription, error.Description);

    private bool Has(string name) => _pairs.Exists(pair => pair.Key == name);

    public override string ToString() => $"{_pairs.Count} parameters";
}

/// <summary>Where an answer goes, and how.</summary>
internal sealed record AnswerRoute(ReturnAddress Address, ResponseMode Mode, bool IsJwt)
{
    public static AnswerRoute Of(ReturnAddress address, AuthorizationRequest request) =>
        new(address, request.ResponseMode, request.IsResponseJwt);
}
