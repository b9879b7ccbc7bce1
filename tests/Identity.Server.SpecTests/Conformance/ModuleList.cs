namespace Identity.Server.SpecTests.Conformance;

/// <summary>A plan of the certification for OpenID providers.</summary>
internal enum Plan
{
    Basic,
    Implicit,
    Hybrid,
    Config,
    Dynamic,
    RpInitiatedLogout,
    BackChannelLogout,
    FrontChannelLogout,
    SessionManagement,
    ThirdPartyInitiated,
}

/// <summary>A module of the certification by its name, and the plans that have it.</summary>
internal sealed record Module(string Name, params Plan[] Plans);

/// <summary>The modules that the certification has for OpenID providers, each of which is a test by its name.</summary>
internal static class ModuleList
{
    /// <summary>The ones that are complete here.</summary>
    public static readonly Plan[] Covered =
    [
        Plan.Basic,
        Plan.Implicit,
        Plan.Hybrid,
        Plan.Config,
        Plan.Dynamic,
        Plan.RpInitiatedLogout,
        Plan.BackChannelLogout,
        Plan.FrontChannelLogout,
        Plan.SessionManagement,
        Plan.ThirdPartyInitiated,
    ];

    private static readonly Plan[] Signing = [Plan.Basic, Plan.Implicit, Plan.Hybrid];
    private static readonly Plan[] WithDynamic = [.. Signing, Plan.Dynamic];
    private static readonly Plan[] WithCode = [Plan.Basic, Plan.Hybrid];

    public static IReadOnlyList<Module> All { get; } =
    [
        .. Of(WithDynamic, "oidcc-server", "oidcc-ensure-request-object-with-redirect-uri"),
        .. Of(
            Signing,
            "oidcc-response-type-missing",
            "oidcc-idtoken-signature",
            "oidcc-userinfo-get",
            "oidcc-userinfo-post-header",
            "oidcc-userinfo-post-body",
            "oidcc-scope-profile",
            "oidcc-scope-email",
            "oidcc-scope-address",
            "oidcc-scope-phone",
            "oidcc-scope-all",
            "oidcc-alternate-happy-flow",
            "oidcc-display-page",
            "oidcc-display-popup",
            "oidcc-prompt-login",
            "oidcc-prompt-none-not-logged-in",
            "oidcc-prompt-none-logged-in",
            "oidcc-max-age-1",
            "oidcc-max-age-10000",
            "oidcc-ensure-request-with-unknown-parameter-succeeds",
            "oidcc-id-token-hint",
            "oidcc-login-hint",
            "oidcc-ui-locales",
            "oidcc-claims-locales",
            "oidcc-ensure-request-with-acr-values-succeeds",
            "oidcc-ensure-registered-redirect-uri",
            "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
            "oidcc-claims-essential",
            "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported"
        ),
        .. Of([Plan.Basic, Plan.Dynamic], "oidcc-idtoken-unsigned"),
        .. Of(
            WithCode,
            "oidcc-ensure-request-without-nonce-succeeds-for-code-flow",
            "oidcc-codereuse",
            "oidcc-codereuse-30seconds",
            "oidcc-ensure-request-with-valid-pkce-succeeds",
            "oidcc-server-client-secret-post"
        ),
        .. Of([Plan.Basic], "oidcc-ensure-post-request-succeeds"),
        .. Of([.. WithCode, Plan.Dynamic], "oidcc-refresh-token"),
        .. Of([Plan.Implicit, Plan.Hybrid], "oidcc-ensure-request-without-nonce-fails"),
        .. Of([Plan.Config, Plan.Dynamic], "oidcc-discovery-endpoint-verification"),
        .. Of(
            [Plan.Dynamic],
            "oidcc-idtoken-rs256",
            "oidcc-userinfo-rs256",
            "oidcc-ensure-redirect-uri-in-authorization-request",
            "oidcc-redirect-uri-query-OK",
            "oidcc-redirect-uri-query-mismatch",
            "oidcc-redirect-uri-query-added",
            "oidcc-redirect-uri-regfrag",
            "oidcc-registration-logo-uri",
            "oidcc-registration-policy-uri",
            "oidcc-registration-tos-uri",
            "oidcc-registration-jwks-uri",
            "oidcc-registration-sector-uri",
            "oidcc-registration-sector-bad",
            "oidcc-server-rotate-keys",
            "oidcc-refresh-token-rp-key-rotation",
            "oidcc-request-uri-unsigned",
            "oidcc-request-uri-signed-rs256",
            "oidcc-ensure-client-assertion-with-iss-aud-succeeds"
        ),
        .. Of(
            [Plan.RpInitiatedLogout],
            "oidcc-rp-initiated-logout-discovery-endpoint-verification",
            "oidcc-rp-initiated-logout",
            "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
            "oidcc-rp-initiated-logout-modified-id-token-hint",
            "oidcc-rp-initiated-logout-no-id-token-hint",
            "oidcc-rp-initiated-logout-no-params",
            "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
            "oidcc-rp-initiated-logout-no-state",
            "oidcc-rp-initiated-logout-only-state",
            "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri",
            "oidcc-rp-initiated-logout-bad-id-token-hint"
        ),
        .. Of(
            [Plan.BackChannelLogout],
            "oidcc-backchannel-logout-discovery-endpoint-verification",
            "oidcc-backchannel-rp-initiated-logout"
        ),
        .. Of(
            [Plan.FrontChannelLogout],
            "oidcc-frontchannel-logout-discovery-endpoint-verification",
            "oidcc-frontchannel-rp-initiated-logout"
        ),
        .. Of(
            [Plan.SessionManagement],
            "oidcc-session-management-discovery-endpoint-verification",
            "oidcc-session-management-rp-initiated-logout"
        ),
        .. Of([Plan.ThirdPartyInitiated], "oidcc-3rd_party-init-login", "oidcc-3rd_party-init-login-nohttps"),
    ];

    private static IEnumerable<Module> Of(Plan[] plans, params string[] names) =>
        names.Select(name => new Module(name, plans));
}
