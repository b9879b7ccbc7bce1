using Identity.Server.Audit;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Introspection;

/// <summary>Where an API, or a client, asks whether a token is still good.</summary>
/// <remarks>RFC 7662 §2.</remarks>
internal sealed class IntrospectionEndpoint(ClientAuthenticator clients, TokenInspector inspector) : IEndpoint
{
    public static string Path => "/connect/introspect";

    public static string RefusalKind => AuditKind.TokenRefusal;

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        if ((await RequestForm.ReadAsync(http, ct)).Refused(out var error, out var form))
            return error.AsJson();
        if ((await clients.AuthenticateAsync(http, form, ct)).Refused(out error, out var client))
            return error.AsJson();
        // RFC 7662 §2.1: without authorization, anybody could try tokens out.
        if (client.Client.IsPublic)
            return ProtocolError.InvalidClient("a public client cannot introspect").AsJson(client.Client);
        if (form[Parameter.Token] is not { } token)
            return ProtocolError.InvalidRequest("token is missing.").AsJson(client.Client);

        return new IntrospectionAnswer(await inspector.InspectAsync(token, client.Client, ct));
    }
}
