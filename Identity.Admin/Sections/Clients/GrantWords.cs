using Identity.Admin.Blocks.Lists;

namespace Identity.Admin.Sections.Clients;

/// <summary>What the ways to a token, and of showing who one is, are called.</summary>
public static class GrantWords
{
    public const string Refresh = "refresh_token";

    public static IReadOnlyList<FilterOption> Grants { get; } =
    [
        new("authorization_code", "Authorization code")
        {
            Hint = "People sign in in a browser, and the app gets a code for it. For everything with a person.",
        },
        new(Refresh, "Refresh token")
        {
            Hint = "The app gets new tokens without asking anybody, for as long as they are used.",
        },
        new("client_credentials", "Client credentials") { Hint = "The app acts for itself, without a person." },
        new("urn:ietf:params:oauth:grant-type:device_code", "Device code")
        {
            Hint = "A person signs in with another device, by a code on the screen.",
        },
        new("implicit", "Implicit")
        {
            Hint = "Tokens in the address of a page. Outdated: only for apps that cannot be changed.",
        },
        new("password", "Password")
        {
            Hint = "The app sees people's passwords. Outdated: only for apps that cannot be changed.",
        },
    ];

    public static IReadOnlyList<FilterOption> Methods { get; } =
    [
        new("none", "None: a public app that can keep no secret"),
        new("client_secret_basic", "A secret, in the header (client_secret_basic)"),
        new("client_secret_post", "A secret, in the form (client_secret_post)"),
        new("client_secret_jwt", "An assertion signed with a secret (client_secret_jwt)"),
        new("private_key_jwt", "An assertion signed with a key of its own (private_key_jwt)"),
    ];

    public static string OfGrant(string grant) => Word(Grants, grant);

    public static string OfMethod(string method) => Word(Methods, method);

    private static string Word(IReadOnlyList<FilterOption> options, string value) =>
        options.FirstOrDefault(option => option.Value == value)?.Label ?? value;
}
