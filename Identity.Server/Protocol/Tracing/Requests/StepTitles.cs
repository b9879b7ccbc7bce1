using System.Diagnostics;
using Identity.Server.Protocol.Authorize;

namespace Identity.Server.Protocol.Tracing.Requests;

/// <summary>What the steps of an authorization request are called in a trace, and which clause asks for each.</summary>
internal static class StepTitles
{
    public static (string Title, string Clause) Of(AuthorizationStep step) =>
        step switch
        {
            AuthorizationStep.Parameters => ("The request can be read", "RFC 6749 §3.1"),
            AuthorizationStep.Client => ("The client is known", "RFC 6749 §2.2"),
            AuthorizationStep.PushedRequest => ("The request that was pushed", "RFC 9126 §4"),
            AuthorizationStep.RequestObject => ("What the client has signed", "RFC 9101 §6"),
            AuthorizationStep.ReturnAddress => ("The redirect URI is the client's own", "RFC 9700 §4.1.3"),
            AuthorizationStep.ResponseShape => (
                "What is to come back, and how",
                "OAuth 2.0 Multiple Response Types §5"
            ),
            AuthorizationStep.Scopes => ("Scopes and APIs", "RFC 6749 §3.3"),
            AuthorizationStep.IdToken => ("What an ID token needs", "OpenID Connect Core §3.2.2.1"),
            AuthorizationStep.CodeChallenge => ("The code is bound to who asks for it", "RFC 7636 §4.3"),
            AuthorizationStep.Questions => ("What the person is to be asked", "OpenID Connect Core §3.1.2.1"),
            AuthorizationStep.Person => ("Who is meant", "OpenID Connect Core §5.5.1"),
            _ => throw new UnreachableException($"{step}"),
        };
}
