using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Identity.EndToEnd.Clients;

/// <summary>A key that a client signs with, as the client has it and as it publishes it.</summary>
internal sealed class ClientKey
{
    private readonly JsonObject _private;

    public ClientKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        _private = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["kid"] = "1",
            ["alg"] = "ES256",
            ["x"] = Base64Url.EncodeToString(parameters.Q.X),
            ["y"] = Base64Url.EncodeToString(parameters.Q.Y),
            ["d"] = Base64Url.EncodeToString(parameters.D),
        };
    }

    /// <summary>The key set with the public half.</summary>
    public JsonElement Published
    {
        get
        {
            var key = Private();
            key.Remove("d");
            return JsonSerializer.SerializeToElement(new JsonObject { ["keys"] = new JsonArray(key) });
        }
    }

    /// <summary>A copy of the whole.</summary>
    public JsonObject Private() => _private.DeepClone().AsObject();
}
