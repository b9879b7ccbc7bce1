namespace Identity.Admin.Sections.Clients.Sides;

/// <summary>Members whose change is shown before it is saved, and what it can do to an app that runs.</summary>
internal static class ClientRisks
{
    public static IReadOnlyDictionary<string, string> All { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["redirect_uris"] =
                "People who sign in are led to these addresses and to no other: one that is missing stops the app, and one that is not yours hands sign-ins to somebody else.",
            ["post_logout_redirect_uris"] = "People are led to these addresses after they have signed out.",
            ["grant_types"] = "An app whose grant is taken away gets no tokens by it any more, at once.",
            ["response_types"] = "An app that asks for a response that is taken away is refused at once.",
            ["token_endpoint_auth_method"] =
                "The app must show who it is in the new way from now on: it is refused until it does.",
            ["token_endpoint_auth_signing_alg"] = "Assertions that are signed otherwise are refused at once.",
            ["scope"] =
                "What is taken away is missing in the next tokens of the app; what is added it may ask for at once.",
            ["audience"] = "The app may ask about every token of this API.",
            ["is_first_party"] = "People are no longer asked whether a first-party app may know who they are.",
            ["require_pkce"] = "Without PKCE, whoever catches a code on the way can use it.",
            ["jwks"] = "What the app signs is verified with these keys from now on.",
            ["jwks_uri"] = "What the app signs is verified with the keys at this address from now on.",
            ["subject_type"] =
                "The app knows people by other names from now on: it will take everybody for somebody new.",
            ["sector_identifier_uri"] =
                "The app knows people by other names from now on: it will take everybody for somebody new.",
            ["id_token_signed_response_alg"] = "An app that expects another algorithm refuses every sign-in.",
            ["id_token_encrypted_response_alg"] = "An app that cannot decrypt refuses every sign-in.",
            ["require_signed_request_object"] = "Requests that are not signed are refused at once.",
            ["require_pushed_authorization_requests"] = "Sign-ins that are not pushed first are refused at once.",
            ["backchannel_logout_uri"] = "The app is told there, and nowhere else, that a session has ended.",
        };
}
