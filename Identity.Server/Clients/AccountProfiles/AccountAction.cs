namespace Identity.Server.Clients.AccountProfiles;

/// <summary>What a route of a profile may do: the whole vocabulary, whatever a system calls it.</summary>
internal enum AccountAction
{
    Register,
    Login,
    Me,
    Logout,
    VerifyEmail,
    ResendVerification,
    ForgotPassword,
    ResetPassword,
    Refresh,
    Health,
}

/// <summary>What each action is called in a document, what it takes and what its answer may hold.</summary>
internal static class AccountActions
{
    public const string Email = "email";
    public const string Password = "password";
    public const string Name = "name";
    public const string TimeZone = "time_zone";
    public const string Token = "token";
    public const string RefreshToken = "refresh_token";

    private static readonly string[] Person =
    [
        "id",
        "number",
        Email,
        "email_verified",
        Name,
        TimeZone,
        "created_at",
        "updated_at",
        "last_signin_at",
    ];
    private static readonly string[] Tokens = ["access_token", RefreshToken, "expires_in", "scope"];

    private static readonly Dictionary<AccountAction, Terms> Known = new()
    {
        [AccountAction.Register] = new("register", [Email, Password], [Name, TimeZone], [.. Person, .. Tokens]),
        [AccountAction.Login] = new("login", [Email, Password], [], [.. Person, .. Tokens]),
        [AccountAction.Me] = new("me", [], [], Person),
        [AccountAction.Logout] = new("logout", [], [RefreshToken], []),
        [AccountAction.VerifyEmail] = new("verify-email", [Token], [], Person),
        [AccountAction.ResendVerification] = new("resend-verification", [Email], [], []),
        [AccountAction.ForgotPassword] = new("forgot-password", [Email], [], []),
        [AccountAction.ResetPassword] = new("reset-password", [Token, Password], [], Person),
        [AccountAction.Refresh] = new("refresh", [RefreshToken], [], [.. Person, .. Tokens]),
        [AccountAction.Health] = new("health", [], [], ["environment"]),
    };

    /// <summary>Members of an answer that a sign-in has to be made for.</summary>
    public static IReadOnlyList<string> TokenSources => Tokens;

    public static IReadOnlyList<string> PersonSources => Person;

    public static Terms Of(AccountAction action) => Known[action];

    public static IReadOnlyDictionary<string, AccountAction> ByName { get; } =
        Known.ToDictionary(pair => pair.Value.Name, pair => pair.Key, StringComparer.Ordinal);

    /// <param name="Name">As documents call it.</param>
    /// <param name="Needs">What a request must hold.</param>
    /// <param name="Takes">What a request may hold.</param>
    /// <param name="Offers">What an answer may be made of.</param>
    internal sealed record Terms(string Name, string[] Needs, string[] Takes, string[] Offers);
}
