using System.Text.Json;
using Identity.Server.Clients;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Clients.Metadata;
using Identity.Server.Hosting.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Registration;

/// <summary>Tells a client what it is registered as, which may be less than it asked for, and how it manages that.</summary>
/// <remarks>RFC 7591 §3.2.1; RFC 7592 §3. A secret that it has had before is not said again: of that we have a hash.</remarks>
internal sealed class RegistrationAnswer(SelfRegistered registered, Issuer issuer, int status) : IResult
{
    // A rule of ours, and no registered name.
    private const string Ours = "require_pkce";

    public Task ExecuteAsync(HttpContext httpContext) => JsonAnswer.WriteAsync(httpContext.Response, status, WriteTo);

    private void WriteTo(Utf8JsonWriter json)
    {
        var client = registered.Client;
        json.WriteStartObject();
        json.WriteString("client_id", client.ClientId);
        json.WriteNumber("client_id_issued_at", registered.RegisteredAt.ToUnixTimeSeconds());
        if (registered.Secret is { } secret)
            json.WriteString("client_secret", secret);
        if (ClientSecrets.Has(client.AuthenticationMethod))
            json.WriteNumber("client_secret_expires_at", 0);
        json.WriteString("registration_access_token", registered.Token.Reveal());
        json.WriteString(
            "registration_client_uri",
            issuer.Endpoint(ClientConfigurationEndpoint.AddressOf(client.ClientId))
        );
        WriteMetadata(json, client);
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, NewClient client)
    {
        if (client.Name is { } name)
            json.WriteString("client_name", name);
        json.WriteString("token_endpoint_auth_method", AuthenticationMethods.NameOf(client.AuthenticationMethod));
        Write(json, "redirect_uris", client.RedirectUris);
        Write(json, "grant_types", client.GrantTypes);
        json.WriteString("scope", string.Join(' ', client.Scopes));
        using var metadata = JsonDocument.Parse(ClientMetadataJson.Write(client.Metadata));
        foreach (var member in metadata.RootElement.EnumerateObject().Where(member => member.Name != Ours))
            member.WriteTo(json);
    }

    private static void Write(Utf8JsonWriter json, string name, string[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
