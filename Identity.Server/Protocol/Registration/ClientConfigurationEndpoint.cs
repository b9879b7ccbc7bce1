using System.Text.Json;
using Identity.Jose.Wire;
using Identity.Server.Audit;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Hosting.Wire;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Registration;

/// <summary>Where a client that registered itself reads its registration, replaces it and ends it.</summary>
/// <remarks>RFC 7592 §2; OpenID Connect Dynamic Client Registration §4.</remarks>
internal sealed class ClientConfigurationEndpoint(
    RegistrationAdmission admission,
    RegistrationReader reader,
    SelfRegisteredClients clients,
    ClientDeletion deletion,
    Issuer issuer
) : IEndpoint
{
    private const string Parameter = "client_id";

    // RFC 7592 §2.2: what the server alone decides does not come back to it.
    private static readonly string[] Ours =
    [
        "registration_access_token",
        "registration_client_uri",
        "client_secret_expires_at",
        "client_id_issued_at",
    ];

    public static string Path => $"{RegistrationEndpoint.Path}/{{{Parameter}}}";

    public static string RefusalKind => AuditKind.RegistrationRefusal;

    public static string[] Methods => [HttpMethods.Get, HttpMethods.Put, HttpMethods.Delete];

    public static bool IsForBrowserApps => true;

    public static string AddressOf(string clientId) => $"{RegistrationEndpoint.Path}/{Uri.EscapeDataString(clientId)}";

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        var id = (string)http.RouteValues[Parameter]!;
        if (BearerHeader.Read(http) is not { } presented)
            return RegistrationErrors.TokenMissing.AsJson();
        // RFC 7592 §2.1: 401 as well where there is no such client.
        if (
            RegistrationHandle.ReadManaging(presented) is not { } token
            || await clients.FindAsync(id, token, ct) is not { } found
        )
        {
            return RegistrationErrors.TokenInvalid.AsJson();
        }
        if (HttpMethods.IsPut(http.Method))
            return await ReplaceAsync(http, found, ct);
        return HttpMethods.IsDelete(http.Method)
            ? await DeleteAsync(http, found, ct)
            : new RegistrationAnswer(found, issuer, StatusCodes.Status200OK);
    }

    private async Task<IResult> ReplaceAsync(HttpRequest http, SelfRegistered found, CancellationToken ct)
    {
        if ((await RegistrationReader.ReadBodyAsync(http, ct)).Refused(out var error, out var body))
            return error.AsJson();
        if (WhyNotIts(body.Json, found) is { } why)
            return RegistrationErrors.Of(DescriptionFault.Metadata, why).AsJson();
        var policy = admission.ChangesOf(found.Client);
        if ((await reader.ReadAsync(body, found.Client.ClientId, policy, ct)).Refused(out error, out var client))
            return error.AsJson();

        return await clients.ReplaceAsync(client, found.Token, ct) is { } replaced
            ? new RegistrationAnswer(replaced, issuer, StatusCodes.Status200OK)
            : RegistrationErrors.TokenInvalid.AsJson();
    }

    private async Task<IResult> DeleteAsync(HttpRequest http, SelfRegistered found, CancellationToken ct)
    {
        if (!await deletion.DeleteAsync(found.Client.ClientId, found.Token, ct))
            return RegistrationErrors.TokenInvalid.AsJson();
        http.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.NoContent();
    }

    private static string? WhyNotIts(JsonElement body, SelfRegistered found)
    {
        if (Array.Find(Ours, name => body.TryGetProperty(name, out _)) is { } ours)
            return $"{ours} is not the client's to say.";
        if (!StrictJson.TryReadString(body, Parameter, out var id) || id != found.Client.ClientId)
            return "client_id is not the client's own.";
        return
            StrictJson.TryReadString(body, "client_secret", out var secret)
            && (secret is null || found.HasSecret(secret))
            ? null
            : "client_secret is not the client's own.";
    }
}
