using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Sessions;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.Tests.Interactions;

/// <summary>What must happen next with a request, as one table: each row is a request, what is known, and the step.</summary>
public sealed class NextStepTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Visited = Now.AddMinutes(-1);
    private static readonly Guid Ann = Guid.Parse("0190a000-0000-7000-8000-000000000001");
    private static readonly Guid Bob = Guid.Parse("0190a000-0000-7000-8000-000000000002");

    /// <summary>The rows: prompt, max_age, minutes since the sign-in (null: nobody), what was allowed, and the step.</summary>
    public static TheoryData<string, int?, double?, string?, string> Table() =>
        new()
        {
            { "", null, null, "openid", "SignIn" },
            { "", null, 60, "openid", "Answer" },
            { "", null, 60, null, "Consent" },
            { "", null, 60, "profile", "Consent" },
            { "", null, 60, "openid profile", "Answer" },
            // max_age
            { "", 3600, 59, "openid", "Answer" },
            { "", 3540, 60, "openid", "SignIn" },
            { "", 0, 60, "openid", "SignIn" },
            { "", 0, 0.5, "openid", "Answer" },
            { "", 1, 0.5, "openid", "Answer" },
            // prompt=none
            { "None", null, null, "openid", "LoginRequired" },
            { "None", null, 60, "openid", "Answer" },
            { "None", null, 60, null, "ConsentRequired" },
            { "None", 10, 60, "openid", "LoginRequired" },
            // prompt=login
            { "Login", null, 60, "openid", "SignIn" },
            { "Login", null, 0.5, "openid", "Answer" },
            { "Login", null, 0.5, null, "Consent" },
            { "Login", null, null, "openid", "SignIn" },
            // prompt=consent
            { "Consent", null, 60, "openid", "Consent" },
            { "Consent", null, null, "openid", "SignIn" },
            { "Login, Consent", null, 60, "openid", "SignIn" },
            { "Login, Consent", null, 0.5, "openid", "Consent" },
            // prompt=select_account
            { "SelectAccount", null, 60, "openid", "ChooseAccount" },
            { "SelectAccount", null, 0.5, "openid", "Answer" },
            { "SelectAccount", null, null, "openid", "SignIn" },
            { "Login, SelectAccount", null, 60, "openid", "SignIn" },
            // prompt=create
            { "Create", null, null, "openid", "Register" },
            { "Create", null, 60, "openid", "Register" },
            { "Create", null, 0.5, "openid", "Answer" },
        };

    [Theory]
    [MemberData(nameof(Table))]
    [Spec("OpenID Connect Core §3.1.2.1"), Spec("OpenID Connect Core §3.1.2.3"), Spec("OpenID Connect Core §3.1.2.4")]
    public void The_next_step(string prompts, int? maxAge, double? signedInBefore, string? allowed, string expected)
    {
        var request = Request() with
        {
            Prompts = prompts.Length == 0 ? Prompts.Unspecified : Enum.Parse<Prompts>(prompts),
            MaxAge = maxAge,
        };
        var session = signedInBefore is { } minutes ? SessionOf(Ann, Now.AddMinutes(-minutes)) : null;

        Assert.Equal(expected, Step(request, session: session, allowed: allowed?.Split(' ')));
    }

    [Fact, Spec("OpenID Connect Core §5.5")]
    public void Claims_by_name_are_allowed_by_their_scope()
    {
        var request = Request() with { ClaimScopes = ["email"] };

        Assert.Equal("Consent", Step(request, session: SessionOf(Ann), allowed: ["openid"]));
        Assert.Equal("Answer", Step(request, session: SessionOf(Ann), allowed: ["openid", "email"]));
    }

    [Fact, Spec("RFC 9700 §4.11.2")]
    public void A_fault_is_told_once_somebody_has_signed_in()
    {
        var request = Request() with { Fault = new RequestFault("invalid_scope", "Nobody knows it.") };

        Assert.Equal("SignIn", Step(request));
        Assert.Equal("Faulty", Step(request, session: SessionOf(Ann)));
        Assert.Equal("Faulty", Step(request with { Prompts = Prompts.None }));
    }

    [Fact]
    public void Who_said_no_is_not_asked_again() =>
        Assert.Equal("Denied", Step(Request(), new Progress(Visited, RefusedAt: Now), SessionOf(Ann), ["openid"]));

    [Fact]
    public void Consent_on_the_page_counts_for_this_request_alone_and_for_who_gave_it()
    {
        var progress = new Progress(Visited, ConsentedBy: Ann);
        var request = Request() with { Prompts = Prompts.Consent };

        Assert.Equal("Answer", Step(request, progress, SessionOf(Ann)));
        Assert.Equal("Consent", Step(request, progress, SessionOf(Bob)));
    }

    [Fact]
    public void An_account_that_was_chosen_is_not_asked_for_again() =>
        Assert.Equal(
            "Answer",
            Step(
                Request() with
                {
                    Prompts = Prompts.SelectAccount,
                },
                new Progress(Visited, AccountChosenAt: Now),
                SessionOf(Ann),
                ["openid"]
            )
        );

    [Fact, Spec("OpenID Connect Core §3.1.2.2")]
    public void The_person_that_a_hint_names_must_be_the_one()
    {
        var request = Request() with { Subject = Bob };

        Assert.Equal("SignIn", Step(request, session: SessionOf(Ann), allowed: ["openid"]));
        Assert.Equal("Answer", Step(request, session: SessionOf(Bob), allowed: ["openid"]));
        Assert.Equal("AnotherPerson", Step(request, session: SessionOf(Ann, Now), allowed: ["openid"]));
        Assert.Equal("LoginRequired", Step(request with { Prompts = Prompts.None }, session: SessionOf(Ann)));
    }

    [Fact]
    public void Our_own_client_needs_no_consent_unless_it_asks_for_it()
    {
        var client = Registered.Client(
            "ours",
            ClientAuthenticationMethod.None,
            isDisabled: false,
            [],
            isFirstParty: true
        );

        Assert.Equal("Answer", Step(Request(), session: SessionOf(Ann), client: client));
        Assert.Equal(
            "Consent",
            Step(Request() with { Prompts = Prompts.Consent }, session: SessionOf(Ann), client: client)
        );
    }

    [Theory]
    [InlineData("com.example.app:/callback", "Consent")]
    [InlineData("http://127.0.0.1:4711/callback", "Consent")]
    [InlineData("http://[::1]:4711/callback", "Consent")]
    [InlineData("http://localhost:4711/callback", "Answer")]
    [InlineData("https://app.example.com/callback", "Answer")]
    [Spec("RFC 8252 §8.6")]
    public void A_public_client_at_an_address_that_any_app_can_take_is_not_let_through_unasked(
        string redirectUri,
        string expected
    )
    {
        var client = Registered.Client("native", ClientAuthenticationMethod.None, isDisabled: false, []);
        var request = Request() with { RedirectUri = redirectUri };

        Assert.Equal(expected, Step(request, session: SessionOf(Ann), allowed: ["openid"], client: client));
    }

    private static string Step(
        AuthorizationRequest request,
        Progress? progress = null,
        Session? session = null,
        string[]? allowed = null,
        Client? client = null
    )
    {
        client ??= Registered.Client("app", ClientAuthenticationMethod.ClientSecretBasic, isDisabled: false, []);
        var step = NextStep.For(request, progress ?? new Progress(Visited), client, session, allowed, Now);
        return step is NextStep.Refuse refuse ? $"{refuse.Why}" : step.GetType().Name;
    }

    private static AuthorizationRequest Request() =>
        new()
        {
            ClientId = "app",
            RedirectUri = "https://app.example.com/callback",
            ResponseTypes = ResponseTypes.Code,
            ResponseMode = ResponseMode.Query,
            Scopes = ["openid"],
            Resources = [],
        };

    private static Session SessionOf(Guid person, DateTimeOffset? authTime = null) =>
        new(
            Guid.CreateVersion7(Now),
            new Person(person, 1, "a@example.com", true, null, null, Now, 0, null, Now, null),
            authTime ?? Now.AddHours(-1),
            ["pwd"],
            "Firefox",
            Now.AddHours(-1),
            Now.AddDays(1)
        );
}
