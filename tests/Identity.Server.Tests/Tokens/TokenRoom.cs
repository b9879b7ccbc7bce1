using System.Security.Cryptography;
using Identity.Jose;
using Identity.Server.Audit.Counting;
using Identity.Server.Clients;
using Identity.Server.Clients.KeySets;
using Identity.Server.Database.Sealing;
using Identity.Server.Fetching;
using Identity.Server.Keys;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Tests;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Tokens;

/// <summary>Issuing and reading tokens as the server wires it, with real keys, a clock that a test moves, and no database.</summary>
internal sealed class TokenRoom : IDisposable
{
    public static readonly Subject Ann = new(
        Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"),
        "Ann@Example.com",
        EmailVerified: true,
        "Ann Lee",
        "Europe/Berlin"
    );

    /// <summary>Of one sector, another client of that sector, and one of another.</summary>
    public static readonly Client[] Clients =
    [
        Registered.Client(),
        Registered.Client("pairwise", sector: "one.example"),
        Registered.Client("partner", sector: "one.example"),
        Registered.Client("stranger", sector: "other.example"),
    ];

    /// <summary>The keys of every room: to make one for RSA takes as long as a hundred tests.</summary>
    private static readonly SigningKey Rsa = SigningKey.Create(JwsAlgorithm.RS256);
    private static readonly SigningKey Ec = SigningKey.Create(JwsAlgorithm.ES256);

    private readonly MasterKey _master = new(RandomNumberGenerator.GetBytes(MasterKey.Length));
    private readonly Fetcher _fetcher;

    public TokenRoom(params Api[] apis)
    {
        var start = Clock.Now;
        Keys = new SigningKeys(
            new NoDatabase(),
            _master,
            Options.Create(new KeyOptions()),
            Clock,
            NullLogger<SigningKeys>.Instance
        )
        {
            Ring = new KeyRing([new(Rsa, 1, start, null), new(Ec, 1, start, null)]),
        };
        var catalog = new ApiCatalog(new NoDatabase(), _master, Clock) { Snapshot = Registered.Snapshot(apis) };
        Lifetimes = new TokenLifetimes(Options.Create(Settings), catalog);
        var clients = new ClientCatalog(new NoDatabase(), new ClientSecrets(_master, Clock))
        {
            All = Clients.ToDictionary(client => client.ClientId, StringComparer.Ordinal),
        };
        Subjects = new SubjectNames(_master, clients);
        AccessTokens = new AccessTokenWriter(Issuer, Keys, Subjects, Lifetimes);
        IdTokens = new IdTokenWriter(Issuer, Subjects, new ResponseSigning(Keys), Lifetimes);
        _fetcher = NewFetcher(Clock);
        var encryption = new ResponseEncryption(
            new ClientKeys(_fetcher, Clock),
            NullLogger<ResponseEncryption>.Instance
        );
        TokenIssuer = new TokenIssuer(AccessTokens, IdTokens, encryption, new Counts(Clock), Clock);
        Reader = new AccessTokenReader(Issuer, Keys, catalog, Subjects, Clock);
    }

    public ManualClock Clock { get; } = new();

    public TokenOptions Settings { get; } = new();

    public Issuer Issuer { get; } = Issuer.Read("https://id.example");

    public SigningKeys Keys { get; }

    public TokenLifetimes Lifetimes { get; }

    public SubjectNames Subjects { get; }

    public AccessTokenWriter AccessTokens { get; }

    public IdTokenWriter IdTokens { get; }

    public TokenIssuer TokenIssuer { get; }

    public AccessTokenReader Reader { get; }

    public static GrantedAuthorization For(
        Api? api,
        Subject? subject = null,
        string scopes = "read",
        Client? client = null
    ) =>
        new()
        {
            Client = client ?? Registered.Client(),
            Subject = subject,
            Scopes = scopes.Length == 0 ? ScopeSet.Empty : ScopeSet.Read(scopes)!,
            Api = api,
        };

    public async Task<IssuedTokens> IssueAsync(GrantedAuthorization authorization)
    {
        var issued = await TokenIssuer.IssueAsync(authorization, "password", TestContext.Current.CancellationToken);
        return Assert.IsType<IssuedTokens>(issued);
    }

    /// <summary>The claims of a token that one of the server's keys, or the API's secret, has signed.</summary>
    public JwtVerdict.Valid Verify(string token, Api? api = null)
    {
        var keys = api is { Secrets: [var secret, ..] } ? secret.Verification : Keys.Ring.Verification;
        return Assert.IsType<JwtVerdict.Valid>(Jwt.Validate(token, keys, new JwtExpectations(), Clock.Now));
    }

    public void Dispose()
    {
        _fetcher.Dispose();
        Keys.Dispose();
        _master.Dispose();
    }

    private static Fetcher NewFetcher(TimeProvider clock)
    {
        var options = Options.Create(new FetchOptions());
        var environment = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings()).Environment;
        return new Fetcher(new HostGuard(new SystemNames(), options, environment), options, clock);
    }
}
