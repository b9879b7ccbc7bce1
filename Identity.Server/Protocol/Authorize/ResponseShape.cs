using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Authorize;

/// <summary>What is to come back and how: read before everything else, since refusals go back the same way.</summary>
/// <remarks>OAuth 2.0 Multiple Response Types §2.1 and OAuth 2.0 Multiple Response Types §5; JARM §2.3.</remarks>
internal sealed record ResponseShape(ResponseTypes Types, ResponseMode Mode, bool IsJwt)
{
    private static readonly Dictionary<string, ResponseTypes> Known = new(StringComparer.Ordinal)
    {
        ["code"] = ResponseTypes.Code,
        ["id_token"] = ResponseTypes.IdToken,
        ["code id_token"] = ResponseTypes.Code | ResponseTypes.IdToken,
        ["code token"] = ResponseTypes.Code | ResponseTypes.Token,
        ["code id_token token"] = ResponseTypes.Code | ResponseTypes.IdToken | ResponseTypes.Token,
        ["id_token token"] = ResponseTypes.IdToken | ResponseTypes.Token,
        ["none"] = ResponseTypes.None,
    };

    /// <summary>The names of the response types, words in alphabetical order, as discovery lists them.</summary>
    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>The names of the response modes.</summary>
    public static readonly string[] Modes =
    [
        "query",
        "fragment",
        "form_post",
        "query.jwt",
        "fragment.jwt",
        "form_post.jwt",
        "jwt",
    ];

    /// <summary>Where a refusal goes while the shape is not known: to the query, or the fragment that tokens would go to.</summary>
    public static ResponseShape ForRefusal(AuthorizationParameters parameters, Client client)
    {
        var types = TypesOf(parameters[Parameter.ResponseType]) ?? ResponseTypes.Code;
        return Read(parameters[Parameter.ResponseMode], types, client).Refused(out _, out var shape)
            ? new ResponseShape(types, UsualMode(types), IsJwt: false)
            : shape;
    }

    public static Outcome<ResponseShape> Read(AuthorizationParameters parameters, Client client)
    {
        // RFC 6749 §3.1.1: required, and the order of its words means nothing.
        if (parameters[Parameter.ResponseType] is not { } text)
            return ProtocolError.InvalidRequest("response_type is missing.");
        if (TypesOf(text) is not { } types)
            return ProtocolError.UnsupportedResponseType();
        if (!IsAllowed(types, client))
            return ProtocolError.UnauthorizedClient("The client may not use this response_type.");
        return Read(parameters[Parameter.ResponseMode], types, client);
    }

    private static Outcome<ResponseShape> Read(string? mode, ResponseTypes types, Client client)
    {
        var usual = UsualMode(types);
        var shape = mode switch
        {
            null => new ResponseShape(types, usual, IsJwt: false),
            "query" => new ResponseShape(types, ResponseMode.Query, IsJwt: false),
            "fragment" => new ResponseShape(types, ResponseMode.Fragment, IsJwt: false),
            "form_post" => new ResponseShape(types, ResponseMode.FormPost, IsJwt: false),
            "jwt" => new ResponseShape(types, usual, IsJwt: true),
            "query.jwt" => new ResponseShape(types, ResponseMode.Query, IsJwt: true),
            "fragment.jwt" => new ResponseShape(types, ResponseMode.Fragment, IsJwt: true),
            "form_post.jwt" => new ResponseShape(types, ResponseMode.FormPost, IsJwt: true),
            _ => null,
        };
        if (shape is null)
            return ProtocolError.InvalidRequest("response_mode is not supported.");
        // OAuth 2.0 Multiple Response Types §3.0: tokens never stand in a query, which servers log; JARM §2.3.1: unless encrypted.
        var isHidden = shape.IsJwt && client.AuthorizationEncryption is not null;
        return shape.Mode == ResponseMode.Query && usual == ResponseMode.Fragment && !isHidden
            ? ProtocolError.InvalidRequest("This response_type cannot be answered in the query.")
            : shape;
    }

    private static ResponseTypes? TypesOf(string? text)
    {
        if (text is null)
            return null;
        var sorted = string.Join(' ', text.Split(' ').Order(StringComparer.Ordinal));
        return Known.TryGetValue(sorted, out var types) ? types : null;
    }

    /// <summary>Whether the client may be answered with these: code alone, unless it is registered for others.</summary>
    /// <remarks>RFC 7591 §2.</remarks>
    public static bool IsAllowed(ResponseTypes types, Client client)
    {
        if (types.HasFlag(ResponseTypes.Code) && !client.GrantTypes.Contains("authorization_code"))
            return false;
        return client.Metadata.ResponseTypes is { } registered
            ? registered.Any(one => TypesOf(one) == types)
            : types == ResponseTypes.Code;
    }

    private static ResponseMode UsualMode(ResponseTypes types) =>
        types is ResponseTypes.Code or ResponseTypes.None ? ResponseMode.Query : ResponseMode.Fragment;
}
