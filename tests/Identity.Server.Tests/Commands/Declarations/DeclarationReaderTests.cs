using System.Text;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Commands.Declarations;
using Identity.Server.Resources;
using Identity.Tests;

namespace Identity.Server.Tests.Commands.Declarations;

public sealed class DeclarationReaderTests : IDisposable
{
    private const string Valid = """
        identity: 1

        apis:
          - audience: https://api.example/
            name: To-do
            algorithm: HS256
            token_profile: plain
            subject: email
            claims: [email, name]
            access_token_lifetime_seconds: 300
            scopes:
              - name: todo
                description: Read and write to-dos
              - name: todo.read
            secret:
              file: api.txt
              encoding: base64url

        clients:
          - client_id: web
            client_name: Web shop
            token_endpoint_auth_method: client_secret_post
            grant_types: [authorization_code, refresh_token]
            redirect_uris:
              - https://shop.example/callback
            scope: openid todo
            backchannel_logout_uri: https://shop.example/logout
            default_max_age: 600
            require_pkce: false
            is_first_party: true
            requires_verified_email: false
            access_token_lifetime_seconds: 60
            disabled: true
            secret: { file: web.txt, overlap_seconds: 60 }
          - client_id: spa
            token_endpoint_auth_method: none

        profiles:
          - name: todo
            api:
              audience: https://api.example/
              algorithm: HS256
            routes:
              - path: /api/me
                action: me
                body:
                  - name: id
                    from: id
                  - name: nothing
                    is: null
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("identity-declared-").FullName;

    public DeclarationReaderTests()
    {
        File.WriteAllText(Path.Join(_folder, "api.txt"), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n");
        File.WriteAllText(Path.Join(_folder, "web.txt"), "a secret of the client's\r\n");
        File.WriteAllText(Path.Join(_folder, "empty.txt"), "\n");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_fixture_is_valid_and_means_what_it_says()
    {
        var reading = await ReadAsync(Valid);

        Assert.Empty(reading.Problems);
        var (api, secret, _) = Assert.Single(reading.Declaration!.Apis!);
        Assert.Equal("https://api.example/", api.Audience);
        Assert.Equal(JwsAlgorithm.HS256, api.Algorithm);
        Assert.Equal(TokenProfile.Plain, api.Profile);
        Assert.Equal(SubjectForm.Email, api.Subject);
        Assert.Equal(["email", "name"], api.Claims);
        Assert.Equal(TimeSpan.FromMinutes(5), api.AccessTokenLifetime);
        Assert.Equal(["todo", "todo.read"], api.Scopes);
        Assert.Equal("Read and write to-dos", api.ScopeDescriptions["todo"]);
        Assert.Equal("todo.read", api.ScopeDescriptions["todo.read"]);
        Assert.Equal(Enumerable.Range(0, 32).Select(i => (byte)i), secret!.Value);
        Assert.Equal(TimeSpan.FromDays(1), secret.Overlap);

        var (web, isDisabled, webSecret, _) = reading.Declaration.Clients![0];
        Assert.Equal(ClientAuthenticationMethod.ClientSecretPost, web.AuthenticationMethod);
        Assert.Equal(["openid", "todo"], web.Scopes);
        Assert.Equal("https://shop.example/logout", web.Metadata.BackchannelLogoutUri);
        Assert.Equal(600, web.Metadata.DefaultMaxAge);
        Assert.False(web.Metadata.RequirePkce);
        Assert.True(web.IsFirstParty);
        Assert.False(web.RequiresVerifiedEmail);
        Assert.Equal(TimeSpan.FromMinutes(1), web.Lifetimes.AccessToken);
        Assert.True(isDisabled);
        Assert.Equal("a secret of the client's", Encoding.UTF8.GetString(webSecret!.Value!));
        Assert.Equal(TimeSpan.FromMinutes(1), webSecret.Overlap);

        var (spa, isSpaDisabled, spaSecret, _) = reading.Declaration.Clients[1];
        Assert.Equal(["authorization_code"], spa.GrantTypes);
        Assert.False(isSpaDisabled);
        Assert.Null(spaSecret);
        Assert.Equal("todo", Assert.Single(reading.Declaration.Profiles!).Profile.Name);
    }

    [Fact]
    public async Task A_kind_that_is_left_out_is_not_spoken_of()
    {
        var declaration = (await ReadAsync("identity: 1\nclients: []")).Declaration!;

        Assert.Null(declaration.Apis);
        Assert.Null(declaration.Profiles);
        Assert.Empty(declaration.Clients!);
    }

    [Theory]
    [InlineData("identity: 1", "identity: 2", "must be 1")]
    [InlineData("identity: 1", "", "must be 1")]
    [InlineData("clients:", "client:", "client is not known; did you mean clients?")]
    [InlineData("redirect_uris:", "redirect_uri:", "redirect_uri is not known; did you mean redirect_uris?")]
    [InlineData("audience: https://api.example/", "audiance: x", "apis[0].audience is missing")]
    [InlineData("name: To-do", "name: 12", "apis[0].name must be a text")]
    [InlineData("algorithm: HS256", "algorithm: HS25", "did you mean 'HS256'?")]
    [InlineData("subject: email", "subject: mail", "did you mean 'email'?")]
    [InlineData("claims: [email, name]", "claims: email", "must be a list of texts")]
    [InlineData("claims: [email, name]", "claims: [email, height]", "no claim 'height'")]
    [InlineData("- name: todo.read", "- name: todo", "has 'todo' twice", "scopes:")]
    [InlineData("- name: todo.read", "- name: openid", "is a scope of OpenID Connect")]
    [InlineData("- name: todo.read", "- title: read", "apis[0].scopes[1].name is missing")]
    [InlineData("access_token_lifetime_seconds: 300", "access_token_lifetime_seconds: 1", "between 10 seconds")]
    [InlineData("file: api.txt", "file: nowhere.txt", "nowhere.txt", "secret:")]
    [InlineData("file: api.txt", "file: empty.txt", "is empty", "secret:")]
    [InlineData("file: api.txt", "file: web.txt", "does not hold base64url", "secret:")]
    [InlineData("file: api.txt", "env: A\n      file: api.txt", "either env or file", "secret:")]
    [InlineData("client_id: web", "client_id: a b", "A client id is")]
    [InlineData("client_secret_post", "client_secret_pots", "did you mean 'client_secret_post'?")]
    [InlineData("[authorization_code, refresh_token]", "[authorization_code, refresh]", "no grant type 'refresh'")]
    [InlineData("[authorization_code, refresh_token]", "refresh_token", "is not a list")]
    [InlineData("- https://shop.example/callback", "- http://shop.example/", "cannot be a redirect URI")]
    [InlineData("default_max_age: 600", "default_max_age: ten", "is not a number of seconds")]
    [InlineData("is_first_party: true", "is_first_party: yes", "must be true or false")]
    [InlineData("{ file: web.txt, overlap_seconds: 60 }", "a secret of the client's", "names the place")]
    [InlineData("disabled: true", "client_secret: hidden", "a file holds no secrets")]
    [InlineData("client_id: spa", "client_id: web", "the client 'web' is here twice")]
    [InlineData("action: me", "action: mee", "did you mean 'me'?")]
    [InlineData("- path: /api/me", "- path: /connect/me", "is the server's own")]
    public async Task A_mistake_is_said_with_its_line(string right, string wrong, string said, string? on = null)
    {
        Assert.Contains(right, Valid, StringComparison.Ordinal);
        var at = Valid.IndexOf(right, StringComparison.Ordinal);
        var line = LineOf(on ?? right);

        var reading = await ReadAsync(Valid[..at] + wrong + Valid[(at + right.Length)..]);

        Assert.Null(reading.Declaration);
        Assert.Contains(
            reading.Problems,
            problem => problem.Line == line && problem.Sentence.Contains(said, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task All_mistakes_are_said_at_once_and_no_secret_with_them()
    {
        var spoilt = Valid
            .Replace("subject: email", "subject: mail", StringComparison.Ordinal)
            .Replace("redirect_uris:", "redirect_uri:", StringComparison.Ordinal)
            .Replace("https://shop.example/logout", "http://shop.example/logout", StringComparison.Ordinal)
            .Replace("path: /api/me", "path: /connect/me", StringComparison.Ordinal);

        var problems = (await ReadAsync(spoilt)).Problems;

        Assert.Equal(
            [LineOf("subject:"), LineOf("redirect_uris:"), LineOf("backchannel_"), LineOf("path:")],
            problems.Select(problem => problem.Line).Order()
        );
        Assert.DoesNotContain(problems, problem => problem.Sentence.Contains("a secret of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_variable_that_is_not_set_holds_no_secret()
    {
        var reading = await ReadAsync(
            Valid.Replace("{ file: web.txt,", "{ env: IDENTITY_TEST_NOT_SET,", StringComparison.Ordinal)
        );

        var secret = reading.Declaration!.Clients![0].Secret!;
        Assert.Null(secret.Value);
        Assert.Equal("the environment variable IDENTITY_TEST_NOT_SET", secret.Place);
    }

    [Fact]
    public async Task A_damaged_file_is_read_or_refused_and_never_a_fault()
    {
        var damage = new Damage(
            20261121,
            [
                "\\u0000",
                "\\ud800",
                "{",
                "[",
                "\"",
                "'",
                ": ",
                "- ",
                "&a ",
                "*a",
                "!!str ",
                "|\n",
                "? ",
                "---\n",
                "null",
                "-1",
                "\t",
            ]
        );
        var good = Encoding.UTF8.GetBytes(Valid);

        for (var i = 0; i < 10_000; i++)
        {
            var reading = await ReadAsync(Encoding.UTF8.GetString(damage.Of(good)));
            Assert.Equal(reading.Declaration is null, reading.Problems.Count > 0);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static int LineOf(string text) =>
        Valid.AsSpan(0, Valid.IndexOf(text, StringComparison.Ordinal)).Count('\n') + 1;

    private Task<DeclarationReading> ReadAsync(string text) => DeclarationReader.ReadAsync(text, _folder, Ct);
}
