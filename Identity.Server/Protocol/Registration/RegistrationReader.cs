using System.Diagnostics;
using System.Text.Json;
using Identity.Jose.Wire;
using Identity.Server.Clients;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Hosting.Wire;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Registration;

/// <summary>A body that is a JSON object.</summary>
internal sealed record JsonBody(JsonElement Json);

/// <summary>Reads how a client describes itself, and checks what can only be checked elsewhere.</summary>
/// <remarks>RFC 7591 §2; OpenID Connect Dynamic Client Registration §5.</remarks>
internal sealed class RegistrationReader(
    SoftwareStatements statements,
    SectorIdentifiers sectors,
    ResponseKeys responseKeys
)
{
    private const string MediaType = "application/json";

    private static readonly RequestBody.Parse<JsonBody> Strictly = body =>
        StrictJson.TryParseObject(body, out var json) ? new JsonBody(json) : BodyFault.Malformed;

    public static async ValueTask<Outcome<JsonBody>> ReadBodyAsync(HttpRequest request, CancellationToken ct)
    {
        var read = await RequestBody.ReadAsync(request, MediaType, Strictly, ct);
        return read.Value is { } body
            ? body
            : read.Fault switch
            {
                BodyFault.Encoding => ProtocolError.UnsupportedEncoding(),
                BodyFault.Type => ProtocolError.InvalidRequest($"The content type must be {MediaType}."),
                BodyFault.TooLarge => ProtocolError.TooLarge(),
                _ => RegistrationErrors.NoObject,
            };
    }

    /// <param name="body">What the client says of itself.</param>
    /// <param name="clientId">The name that it has, or is to have.</param>
    public async Task<Outcome<NewClient>> ReadAsync(
        JsonBody body,
        string clientId,
        RegistrationPolicy policy,
        CancellationToken ct
    )
    {
        var (description, refused) = statements.Apply(body.Json);
        if (refused is not null)
            return RegistrationErrors.Of(refused);
        switch (DescriptionReader.Read(description, clientId, policy))
        {
            case ClientDescription.Refused wrong:
                return RegistrationErrors.Of(wrong);
            case ClientDescription.Read { Client: var client }:
                if (await sectors.ProblemOfAsync(client, ct) is { } problem)
                    return RegistrationErrors.Of(DescriptionFault.Metadata, problem);
                // With the client, its first request may come.
                await responseKeys.EnsureAsync(client.Metadata, ct);
                return client;
            case var unknown:
                throw new UnreachableException($"{unknown.GetType()}");
        }
    }
}
