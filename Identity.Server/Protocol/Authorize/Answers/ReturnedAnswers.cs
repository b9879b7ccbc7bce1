using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Authorize.Answers;

/// <summary>Sends answers back as each client wants them: plain, or as a JWT that nobody but us can have made.</summary>
/// <remarks>JARM §2.</remarks>
internal sealed class ReturnedAnswers(
    Issuer issuer,
    ResponseSigning signing,
    ResponseEncryption encryption,
    Refusals refusals,
    TimeProvider clock
)
{
    /// <remarks>JARM §2.1: ten minutes at most are recommended.</remarks>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    // Signed, and then encrypted, it still fits.
    private const int LongestPayload = 24 * 1024;

    /// <summary>An answer to fill.</summary>
    public AnswerParameters Begin(string? state) => AnswerParameters.For(state, issuer);

    /// <summary>Tells a client why its request is refused; the reason is for us.</summary>
    /// <param name="http">The request of the browser that takes the answer along.</param>
    /// <param name="client">Whose request it was.</param>
    /// <param name="request">The request.</param>
    /// <param name="error">Why not.</param>
    /// <param name="person">Who is signed in in the browser; null for nobody.</param>
    public ValueTask<IResult> RefuseAsync(
        HttpContext http,
        AuthorizingClient client,
        AuthorizationRequest request,
        ProtocolError error,
        Guid? person,
        CancellationToken ct
    )
    {
        refusals.Tell(
            http,
            error with
            {
                ClientId = client.Client.ClientId,
            },
            person,
            new KeyValuePair<string, string>(Parameter.RedirectUri, client.Address.Uri)
        );
        return SendAsync(client.Client, AnswerRoute.Of(client.Address, request), Begin(request.State).Add(error), ct);
    }

    public async ValueTask<IResult> SendAsync(
        Client client,
        AnswerRoute route,
        AnswerParameters parameters,
        CancellationToken ct
    )
    {
        if (!route.IsJwt)
            return new RedirectAnswer(route, parameters, parameters.Outcome);
        if (Sign(client, parameters) is not { } signed)
        {
            return Unsent(
                client,
                ProtocolError.InvalidRequest("The answer would be too long to be signed: state is too long.")
            );
        }
        return await encryption.NestAsync(signed, client, client.AuthorizationEncryption, ct) is { } jwt
            ? new RedirectAnswer(route, AnswerParameters.OfJwt(jwt), parameters.Outcome)
            : Unsent(client, ProtocolError.NoEncryptionKey());
    }

    private static RefusalPage Unsent(Client client, ProtocolError error) =>
        new(error with { ClientId = client.ClientId });

    // JARM §2.1
    private string? Sign(Client client, AnswerParameters parameters)
    {
        using var payload = new TokenPayload();
        payload.Write("iss", issuer.Value);
        payload.Write("aud", client.ClientId);
        payload.Write("exp", clock.GetUtcNow() + Life);
        foreach (var (name, value) in parameters.Pairs)
        {
            if (name != Parameter.Issuer)
                payload.Write(name, value);
        }
        var json = payload.Finish();
        return json.Length > LongestPayload
            ? null
            : CompactJws.Sign(json, signing.KeyFor(client, client.AuthorizationAlgorithm), "JWT");
    }
}
