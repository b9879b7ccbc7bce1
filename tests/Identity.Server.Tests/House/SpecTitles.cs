using System.Globalization;

namespace Identity.Server.Tests.House;

/// <summary>The documents that may be cited by name, and the titles of the RFCs that are cited by number.</summary>
internal static class SpecTitles
{
    /// <summary>Documents without a number. A new one gets a line here before it can be cited.</summary>
    public static readonly string[] Named =
    [
        "OpenID Connect Core",
        "OpenID Connect Discovery",
        "OpenID Connect Dynamic Client Registration",
        "OpenID Connect RP-Initiated Logout",
        "OpenID Connect Session Management",
        "OpenID Connect Front-Channel Logout",
        "OpenID Connect Back-Channel Logout",
        "OpenID Connect CIBA",
        "OAuth 2.0 Multiple Response Types",
        "OAuth 2.0 Form Post Response Mode",
        "JARM",
        "FAPI 2.0 Security Profile",
        "FAPI 2.0 Message Signing",
        "FAPI-CIBA",
        "WebAuthn",
        "FIPS 180-4",
        "FIPS 186-5",
        "SEC 1",
        "NIST SP 800-38D",
        "NIST SP 800-63B",
        "NIST SP 800-132",
    ];

    private static readonly Dictionary<int, string> Rfcs = new()
    {
        [2104] = "HMAC",
        [3339] = "Date and Time on the Internet",
        [3629] = "UTF-8",
        [3986] = "Uniform Resource Identifiers",
        [4086] = "Randomness Requirements for Security",
        [4122] = "UUID URN Namespace",
        [4648] = "The Base16, Base32, and Base64 Data Encodings",
        [5116] = "Authenticated Encryption",
        [5321] = "Simple Mail Transfer Protocol",
        [5322] = "Internet Message Format",
        [5480] = "Elliptic Curve Subject Public Key Information",
        [5869] = "HKDF",
        [6234] = "US Secure Hash Algorithms",
        [6238] = "TOTP",
        [6265] = "HTTP State Management",
        [6585] = "Additional HTTP Status Codes",
        [6749] = "The OAuth 2.0 Authorization Framework",
        [6750] = "OAuth 2.0 Bearer Token Usage",
        [6797] = "HTTP Strict Transport Security",
        [6819] = "OAuth 2.0 Threat Model and Security Considerations",
        [6979] = "Deterministic Usage of DSA and ECDSA",
        [7009] = "OAuth 2.0 Token Revocation",
        [7033] = "WebFinger",
        [7239] = "Forwarded HTTP Extension",
        [7493] = "The I-JSON Message Format",
        [7515] = "JSON Web Signature",
        [7516] = "JSON Web Encryption",
        [7517] = "JSON Web Key",
        [7518] = "JSON Web Algorithms",
        [7519] = "JSON Web Token",
        [7520] = "Examples of Protecting Content Using JOSE",
        [7521] = "Assertion Framework for OAuth 2.0",
        [7523] = "JWT Profile for OAuth 2.0 Client Authentication and Grants",
        [7591] = "OAuth 2.0 Dynamic Client Registration",
        [7592] = "OAuth 2.0 Dynamic Client Registration Management",
        [7617] = "The 'Basic' HTTP Authentication Scheme",
        [7636] = "Proof Key for Code Exchange",
        [7638] = "JSON Web Key Thumbprint",
        [7662] = "OAuth 2.0 Token Introspection",
        [7797] = "JWS Unencoded Payload Option",
        [7800] = "Proof-of-Possession Key Semantics for JWTs",
        [8017] = "PKCS #1: RSA Cryptography",
        [8018] = "PKCS #5: Password-Based Cryptography",
        [8032] = "Edwards-Curve Digital Signature Algorithm",
        [8037] = "CFRG Elliptic Curves in JOSE",
        [8176] = "Authentication Method Reference Values",
        [8252] = "OAuth 2.0 for Native Apps",
        [8259] = "The JavaScript Object Notation Data Interchange Format",
        [8414] = "OAuth 2.0 Authorization Server Metadata",
        [8615] = "Well-Known Uniform Resource Identifiers",
        [8628] = "OAuth 2.0 Device Authorization Grant",
        [8693] = "OAuth 2.0 Token Exchange",
        [8705] = "OAuth 2.0 Mutual-TLS Client Authentication",
        [8707] = "Resource Indicators for OAuth 2.0",
        [8725] = "JSON Web Token Best Current Practices",
        [8812] = "COSE and JOSE Registrations for WebAuthn Algorithms",
        [9068] = "JWT Profile for OAuth 2.0 Access Tokens",
        [9101] = "JWT-Secured Authorization Request",
        [9110] = "HTTP Semantics",
        [9111] = "HTTP Caching",
        [9112] = "HTTP/1.1",
        [9126] = "OAuth 2.0 Pushed Authorization Requests",
        [9207] = "OAuth 2.0 Authorization Server Issuer Identification",
        [9278] = "JWK Thumbprint URI",
        [9396] = "OAuth 2.0 Rich Authorization Requests",
        [9449] = "OAuth 2.0 Demonstrating Proof of Possession",
        [9457] = "Problem Details for HTTP APIs",
        [9470] = "OAuth 2.0 Step Up Authentication Challenge",
        [9562] = "Universally Unique Identifiers",
        [9700] = "Best Current Practice for OAuth 2.0 Security",
        [9701] = "JWT Response for OAuth Token Introspection",
        [9728] = "OAuth 2.0 Protected Resource Metadata",
    };

    /// <summary>The heading of a document in the index: <c>RFC 7638: JSON Web Key Thumbprint</c>, or its name alone.</summary>
    public static string Heading(string document) =>
        document.StartsWith("RFC ", StringComparison.Ordinal)
        && int.TryParse(document.AsSpan(4), CultureInfo.InvariantCulture, out var number)
        && Rfcs.TryGetValue(number, out var title)
            ? $"{document}: {title}"
            : document;
}
